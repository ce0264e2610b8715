"""Free access and rights: what a page and its headers state, and which of several statements holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import HtmlResponse

import newsbot
from newsbot.items.rights import (
    AiSignal,
    Directives,
    Reservation,
    Rights,
    Statement,
    read_flag,
    reserved_by,
    strictest_flag,
    strictest_license,
    strictest_reservation,
    strictest_signals,
    with_site,
)
from newsbot.page import ArticlePage, parse_page
from newsbot.spiders.indiadaily import IndiaDailyPage
from newsbot.urls import SiteUrls
from tests.clock import cpu_seconds
from tests.conftest import SEEN_AT
from tests.shared import shared

URL = "https://www.theindiadaily.com/india/khabar-news-41"
BODY = "<p>सिंचाई विभाग ने नहर की मरम्मत का काम सोमवार को शुरू कर दिया.</p>"

Read = Callable[..., ArticlePage]


@pytest.fixture
def read(urls: SiteUrls) -> Read:
    """Reads a page with things in its head and headers."""

    def make(head: str = "", body: str = BODY, headers: Any = None, **article: Any) -> ArticlePage:
        if article:
            thing = {"@context": "https://schema.org", "@type": "NewsArticle", **article}
            head += f'<script type="application/ld+json">{json.dumps(thing)}</script>'
        html = (
            f"<html><head>{head}</head><body><div class=x-body-title><h1>नहर की मरम्मत शुरू</h1></div>"
            f"<div class=x-editior-content>{body}</div></body></html>"
        )
        response = HtmlResponse(URL, body=html.encode(), encoding="utf-8", headers=headers)
        return parse_page(IndiaDailyPage, response, urls, SEEN_AT)

    return make


PAID_PART = {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".pay"}
FREE_PART = {"@type": "WebPageElement", "isAccessibleForFree": True}


@pytest.mark.parametrize(
    ("said", "free"),
    [
        ({}, None),
        ({"isAccessibleForFree": True}, True),
        ({"isAccessibleForFree": False}, False),
        ({"isAccessibleForFree": "True"}, True),
        ({"isAccessibleForFree": "False"}, False),
        ({"isAccessibleForFree": " false "}, False),
        ({"isAccessibleForFree": "https://schema.org/True"}, True),
        ({"isAccessibleForFree": "schema:False"}, False),
        ({"isAccessibleForFree": {"@id": "http://schema.org/False"}}, False),
        ({"isAccessibleForFree": 0}, False),
        ({"isAccessibleForFree": ["True", "False"]}, False),
        ({"isAccessibleForFree": "vielleicht"}, None),
        ({"isAccessibleForFree": None}, None),
        ({"isAccessibleForFree": True, "hasPart": PAID_PART}, False),
        ({"isAccessibleForFree": "True", "hasPart": [FREE_PART, PAID_PART]}, False),
        ({"hasPart": {**PAID_PART, "@type": ["WebPageElement", "Text"]}}, False),
        ({"hasPart": FREE_PART}, None),
        ({"isAccessibleForFree": False, "hasPart": FREE_PART}, False),
        ({"isAccessibleForFree": True, "hasPart": {"@type": "Clip", **dict(PAID_PART, **{"@type": "Clip"})}}, True),
        ({"isAccessibleForFree": True, "hasPart": ["x", None, 7]}, True),
    ],
)  # fmt: skip
def test_free_access_in_json_ld(read: Read, said: dict[str, Any], free: bool | None) -> None:
    page = read(**said, headline="नहर की मरम्मत शुरू")
    assert page.free_access is free
    assert page.fields()["provenance"].get("free_access") == (None if free is None else "json-ld")


@pytest.mark.parametrize(
    ("tier", "free"), [("free", True), ("locked", False), ("Metered", False), ("gold", None)]
)
def test_the_content_tier(read: Read, tier: str, free: bool | None) -> None:
    meta = f'<meta property="article:content_tier" content="{tier}">'
    assert read(meta).free_access is free
    assert read(meta, isAccessibleForFree=True).free_access is (free is not False)


def test_free_access_in_microdata_and_in_parts_named_elsewhere(read: Read) -> None:
    assert read('<meta itemprop="isAccessibleForFree" content="False">').free_access is False
    graph = [
        {"@type": "NewsArticle", "headline": "नहर की मरम्मत शुरू", "hasPart": {"@id": "#pay"}},
        {**PAID_PART, "@id": "#pay"},
    ]
    script = f'<script type="application/ld+json">{json.dumps({"@graph": graph})}</script>'
    assert read(script).free_access is False


def test_a_paid_page_is_an_article_however_short_it_is() -> None:
    html = shared("pages/other/bhaskar__samastipur-chori-2024-09-04.html").read_bytes()
    url = "https://www.bhaskar.com/local/bihar/samastipur/news/samastipur-police-caught-2-miscreants-133589711.html"
    article = newsbot.extract(html, url, fetched_at=SEEN_AT)
    assert isinstance(article, newsbot.Article)
    assert article.free_access is False
    assert article.body


@pytest.mark.parametrize("body", [BODY, "<p>नहर.</p>", ""])
def test_a_stub_is_delivered(body: str) -> None:
    thing = {
        "@type": "NewsArticle",
        "headline": "नहर की मरम्मत शुरू",
        "description": "सोमवार से काम चल रहा है.",
        "isAccessibleForFree": "False",
    }
    head = f'<script type="application/ld+json">{json.dumps(thing)}</script>'
    html = f"<head>{head}</head><div class=x-body-title><h1>नहर की मरम्मत शुरू</h1></div>"
    html += f"<div class=x-editior-content>{body}</div>"
    article = newsbot.extract(html, URL, fetched_at=SEEN_AT)
    assert isinstance(article, newsbot.Article), article
    assert (article.free_access, article.headline) == (False, "नहर की मरम्मत शुरू")
    # A free page without a body stays a reject.
    free = newsbot.extract(html.replace("False", "True"), URL, fetched_at=SEEN_AT)
    assert isinstance(free, newsbot.Article) is bool(body)


def test_nothing_is_said(read: Read) -> None:
    assert read().rights == Rights()
    assert read(headline="नहर की मरम्मत शुरू", license="").rights == Rights()


@pytest.mark.parametrize(
    ("head", "license_", "source"),
    [
        ('<link rel="license" href="/terms">', "https://www.theindiadaily.com/terms", "link"),
        ('<a rel="nofollow license" href="https://x.example/l">L</a>', "https://x.example/l", "link"),
        ('<figure><a rel=license href="https://x.example/l">L</a></figure>', None, ""),
        ('<meta name="dcterms.license" content="CC BY 4.0">', "CC BY 4.0", "meta"),
        ('<link itemprop="license" href="https://x.example/l">', "https://x.example/l", "microdata"),
    ],
)  # fmt: skip
def test_a_licence(read: Read, head: str, license_: str | None, source: str) -> None:
    assert read(head).rights.license == (Statement(license_, source) if license_ else None)


@pytest.mark.parametrize(
    "value",
    [
        "https://creativecommons.org/licenses/by/4.0/",
        {"@type": "CreativeWork", "url": "https://creativecommons.org/licenses/by/4.0/"},
        [{"@id": "https://creativecommons.org/licenses/by/4.0/"}],
    ],
)
def test_a_licence_in_json_ld_and_a_stricter_one(read: Read, value: Any) -> None:
    page = read(license=value)
    own = Statement("https://creativecommons.org/licenses/by/4.0/", "json-ld")
    assert page.rights.license == own
    stricter = "https://creativecommons.org/licenses/by-nc-nd/4.0/"
    page = read(f'<link rel=license href="{stricter}">', license=value)
    assert page.rights.license == Statement(stricter, "link")
    page = read(
        '<link rel=license href="https://creativecommons.org/publicdomain/zero/1.0/">',
        license=value,
    )
    assert page.rights.license == own
    header = {"Link": '<https://x.example/terms>; rel="license", </a.css>; rel=preload'}
    page = read(headers=header, license=value)
    assert page.rights.license == Statement("https://x.example/terms", "http-header")


@pytest.mark.parametrize(
    ("value", "holder"),
    [
        ("इंडिया डेली", "इंडिया डेली"),
        ({"@type": "Organization", "name": "India Daily"}, "India Daily"),
        ([{"name": "India Daily"}, {"name": "भाषा"}], "India Daily, भाषा"),
        ({"@type": "Organization"}, None),
        (7, None),
    ],
)
def test_a_holder_in_json_ld(read: Read, value: Any, holder: str | None) -> None:
    expected = Statement(holder, "json-ld") if holder else None
    assert read(copyrightHolder=value).rights.copyright_holder == expected


@pytest.mark.parametrize(
    ("notice", "holder"),
    [
        ("Copyright © 2023-24 DB Corp ltd., All Rights Reserved", "DB Corp ltd."),
        ("© 2026 खबर उदाहरण प्रा. लि.", "खबर उदाहरण प्रा. लि."),
        ("© 2026 खबर उदाहरण. सर्वाधिकार सुरक्षित", "खबर उदाहरण"),
        ("कॉपीराइट © 2026 खबर उदाहरण | सर्वाधिकार सुरक्षित.", "खबर उदाहरण"),
        ("सर्वाधिकार सुरक्षित © 2024", None),
        ("Khabar. All rights reserved.", "Khabar"),
        ("© 2024–2026, 24 घंटे मीडिया", "24 घंटे मीडिया"),
        ("9X Khabar", "9X Khabar"),
        ("© 2026 इंडिया डेली", "इंडिया डेली"),
        ("India Daily Live", "India Daily Live"),
        ("All rights reserved", None),
        ("https://x.example/terms", None),
        ("© 2024", None),
    ],
)
def test_a_holder_in_a_notice(read: Read, notice: str, holder: str | None) -> None:
    rights = read(f'<meta name="copyright" content="{notice}">').rights
    assert rights.copyright_holder == (Statement(holder, "meta") if holder else None)


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        (["INDEX, FOLLOW"], []),
        (["max-image-preview:large"], []),
        (["noindex, nofollow"], ["noindex"]),
        (["NoAI,NoImageAI"], ["noai", "noimageai"]),
        (["none"], ["noindex"]),
        (["nosnippet", "noarchive, index"], ["noarchive", "nosnippet"]),
        (["max-snippet: 0"], ["nosnippet"]),
        (["max-snippet:50"], []),
        (["noindex noai"], ["noindex", "noai"]),
        (["nocache"], ["noarchive"]),
        (["noindex; nofollow;NoAI"], ["noindex", "noai"]),
    ],
)
def test_robots_metas(read: Read, contents: list[str], said: list[str]) -> None:
    head = "".join(f'<meta name="Robots" content="{each}">' for each in contents)
    expected = Directives(said, "meta") if said else None
    assert read(head).rights.robots_meta == expected
    header = {"X-Robots-Tag": contents}
    expected = Directives(said, "http-header") if said else None
    assert read(headers=header).rights.x_robots_tag == expected


def test_a_robots_tag_for_another_robot_says_nothing(read: Read) -> None:
    header = {"X-Robots-Tag": ["otherbot: noindex, noai", "newsbot: noarchive"]}
    assert read(headers=header).rights.x_robots_tag == Directives(["noarchive"], "http-header")
    header = {"X-Robots-Tag": ["unavailable_after: 25 Jun 2030 15:00:00 PST, noai"]}
    assert read(headers=header).rights.x_robots_tag == Directives(["noai"], "http-header")
    meta = '<meta name="googlebot" content="noindex">'
    assert read(meta).rights.robots_meta is None


def test_reservation_of_mining(read: Read) -> None:
    meta = '<meta name="tdm-reservation" content="1"><meta name="tdm-policy" content="/tdm.json">'
    policy = Statement("https://www.theindiadaily.com/tdm.json", "meta")
    rights = read(meta).rights
    assert (rights.tdm_reservation, rights.tdm_policy) == (Reservation(True, "meta"), policy)
    rights = read(
        meta, headers={"TDM-Reservation": "0", "TDM-Policy": "https://x.example/p"}
    ).rights
    assert (rights.tdm_reservation, rights.tdm_policy) == (Reservation(True, "meta"), policy)
    rights = read(headers={"tdm-reservation": ["0", "1"]}).rights
    assert rights.tdm_reservation == Reservation(True, "http-header")
    assert read(headers={"tdm-reservation": "2"}).rights == Rights()


def test_a_content_signal_header(read: Read) -> None:
    rights = read(headers={"Content-Signal": "search=yes, ai-train=no, ai-train=yes"}).rights
    assert rights.ai_signals == [
        AiSignal("search", True, [], "http-header"),
        AiSignal("ai-train", False, [], "http-header"),
    ]


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_rights_are_read_in_wide_charsets_too(charset: str) -> None:
    html = (
        "<html><head><title>नहर</title><link rel=license href=https://khabar.example/l></head><body>"
        f"<h1>नहर की मरम्मत का काम शुरू</h1><article itemscope>{BODY * 3}</article>"
        "<meta itemprop=isAccessibleForFree content=false>"
        "<span itemprop=copyrightHolder>© नहर समाचार</span></body></html>"
    )
    article = newsbot.extract(html.encode(charset), "https://khabar.example/bihar/nahar-45123")
    assert isinstance(article, newsbot.Article)
    assert article.free_access is False
    assert article.rights
    assert article.rights.license
    assert article.rights.license.value == "https://khabar.example/l"
    assert article.rights.copyright_holder
    assert article.rights.copyright_holder.value == "नहर समाचार"


def test_extract_reads_headers_and_digests_bytes() -> None:
    html = f"<div class=x-body-title><h1>नहर की मरम्मत</h1></div><div class=x-editior-content>{BODY}</div>"
    headers = {"X-Robots-Tag": "noai", "Content-Encoding": "gzip"}
    item = newsbot.extract(html.encode(), URL, fetched_at=SEEN_AT, headers=headers, status=200)
    assert isinstance(item, newsbot.Article)
    assert item.rights == Rights(x_robots_tag=Directives(["noai"], "http-header"))
    assert item.section_slug == "india"
    response = item.response
    assert response
    assert (response.status, response.archive, response.newsbot_version) == (
        *(200, None),
        newsbot.__version__,
    )
    assert response.sha256
    assert len(response.sha256) == 64
    text = newsbot.extract(html, URL, fetched_at=SEEN_AT)
    assert isinstance(text, newsbot.Article)
    assert text.response
    assert text.response.sha256 is None


# Which of several statements holds ---------------------------------------------------------------

WORDS = st.sampled_from(["true", "True", " FALSE ", "1", "0", "yes", "no", "schema:False"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)
FLAGS = st.lists(st.tuples(st.none() | st.booleans(), st.text(max_size=3)))
USES = st.sampled_from(["ai-train", "ai-input", "search"])
AGENTS = st.lists(st.sampled_from(["GPTBot", "CCBot"]), max_size=2, unique=True)
SIGNALS = st.lists(
    st.builds(AiSignal, USES, st.booleans(), AGENTS, st.sampled_from(["ai.txt", "robots.txt"]))
)


@pytest.mark.slow
@given(ANYTHING)
def test_a_flag_is_read_of_anything(value: Any) -> None:
    assert read_flag(value) in (True, False, None)


@given(
    st.booleans(), st.sampled_from([str, str.lower, str.upper]), st.sampled_from(["", " ", "\n"])
)
def test_a_boolean_and_its_word_are_the_same(flag: bool, case: Any, space: str) -> None:
    word = case(str(flag))
    for said in (flag, int(flag), word, f"{space}{word}{space}", f"https://schema.org/{word}"):
        assert read_flag(said) is flag


@given(FLAGS)
def test_a_no_beats_every_yes(flags: list[tuple[bool | None, str]]) -> None:
    said = [flag for flag, _ in flags if flag is not None]
    strictest = strictest_flag(flags)
    assert (strictest and strictest[0]) == (all(said) if said else None)
    assert strictest is None or strictest in flags
    reservations = [None if flag is None else Reservation(flag, at) for flag, at in flags]
    reservation = strictest_reservation(reservations)
    assert (reservation and reservation.value) == (any(said) if said else None)


@given(SIGNALS, st.randoms())
def test_the_strictest_signals(signals: list[AiSignal], random: Any) -> None:
    def said(each: AiSignal) -> list[tuple[str, str]]:
        return [(each.use, agent) for agent in each.agents or [""]]

    strictest = strictest_signals(signals) or []
    pairs = [pair for each in strictest for pair in said(each)]
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == {pair for each in signals for pair in said(each)}
    for each in strictest:
        for pair in said(each):
            assert each.allowed == all(one.allowed for one in signals if pair in said(one))
    random.shuffle(signals)
    again = {
        (pair, each.allowed) for each in strictest_signals(signals) or [] for pair in said(each)
    }
    assert again == {(pair, each.allowed) for each in strictest for pair in said(each)}


LICENCES = ["https://creativecommons.org/publicdomain/zero/1.0/"]
LICENCES += [
    f"https://creativecommons.org/licenses/{each}/4.0/" for each in ("by", "by-sa", "by-nc-nd")
]
LICENCES += ["https://x.example/terms"]


@given(st.lists(st.sampled_from(LICENCES), min_size=1))
def test_the_strictest_licence(urls: list[str]) -> None:
    strictest = strictest_license(Statement(url, "link") for url in urls)
    assert strictest
    assert strictest.value == max(urls, key=LICENCES.index)


def test_page_and_site_together() -> None:
    page = Rights(
        tdm_reservation=Reservation(False, "meta"),
        tdm_policy=Statement("https://x.example/page", "meta"),
        ai_signals=[AiSignal("ai-train", True, [], "http-header")],
    )
    site = Rights(
        tdm_reservation=Reservation(True, "tdmrep.json"),
        tdm_policy=Statement("https://x.example/site", "tdmrep.json"),
        ai_signals=[AiSignal("ai-train", False, [], "robots.txt")],
    )
    both = with_site(page, site)
    assert both == site
    assert with_site(page, Rights()) == page
    assert with_site(Rights(), Rights()) == Rights()


@pytest.mark.parametrize(
    ("rights", "is_reserved"),
    [
        (None, False),
        (Rights(), False),
        (Rights(tdm_reservation=Reservation(True, "meta")), True),
        (Rights(tdm_reservation=Reservation(False, "meta")), False),
        (Rights(robots_meta=Directives(["noindex", "noarchive"], "meta")), False),
        (Rights(robots_meta=Directives(["noai"], "meta")), True),
        (Rights(x_robots_tag=Directives(["noimageai"], "http-header")), False),
        (Rights(ai_signals=[AiSignal("search", False, [], "robots.txt")]), False),
        (Rights(ai_signals=[AiSignal("ai-train", False, ["GPTBot"], "robots.txt")]), True),
        (Rights(ai_signals=[AiSignal("ai-train", True, [], "robots.txt")]), False),
    ],
)
def test_what_is_reserved(rights: Rights | None, is_reserved: bool) -> None:
    assert bool(reserved_by(rights)) is is_reserved


@pytest.mark.parametrize(
    "text",
    [
        "all rights reserved " * 50_000,
        "." * 1_000_000,
        "Copyright © 2024 " * 60_000,
        "noindex:" * 100_000,
        "ai-train=" * 100_000,
        "<" * 1_000_000,
        "rel=" * 200_000,
    ],
    ids=len,
)
def test_a_long_value_costs_little(read: Read, text: str) -> None:
    names = ("copyright", "robots", "tdm-policy", "tdm-reservation", "license")
    metas = "".join(f'<meta name="{name}" content="{escape(text)}">' for name in names)
    headers = dict.fromkeys(("X-Robots-Tag", "Link", "Content-Signal", "TDM-Policy"), text)
    pages = [read(metas, headers=headers) for _ in range(3)]  # each reads them once
    assert cpu_seconds(lambda: pages.pop().rights, 0.5) <= 0.5
