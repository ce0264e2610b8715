"""Sections, dates, authors, pictures and kinds, as sites write them. The pages are made here."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.http import HtmlResponse

from newsbot import extract
from newsbot.feed_lines import replayed_article
from newsbot.items import Article, PhotoSection, Section, Video
from newsbot.page import ArticlePage, discarded_values
from tests.page.undeclared import UndeclaredPage
from tests.thorough import tries

ReadPage = Callable[..., ArticlePage]
ORIGIN = "https://www.theindiadaily.com"
PATH = "/india/naher-ki-marammat-shuru-news-41"
TITLE = "नहर की मरम्मत का काम शुरू, किसानों को राहत की उम्मीद"


class DeclaredPage(ArticlePage):
    title, date, byline, breadcrumb = "-title", "-date", "-author", "-crumbs"
    hero, caption, content, related_box = "-hero", "-caption", "-text", "-related"
    photo, photo_text = "-photo", "-photo-text"
    site_names = ("India Daily",)


def page_html(body: str = "", *blocks: object, head: str = "", h1: str = TITLE) -> str:
    scripts = "".join(
        f'<script type="application/ld+json">{json.dumps(each, ensure_ascii=False)}</script>'
        for each in blocks
    )
    title = f"<div class=x-title><h1>{h1}</h1></div>" if h1 else ""
    return f"<html><head>{head}{scripts}</head><body>{title}{body}</body></html>"


def trail(*crumbs: tuple[str, str | None]) -> dict[str, Any]:
    items = [
        {"@type": "ListItem", "position": at, "name": name, **({"item": href} if href else {})}
        for at, (name, href) in enumerate(crumbs, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


HOME = ("Home", "/")
SELF = ("Canal Repair Begins Today", PATH)


@pytest.mark.parametrize(
    ("crumbs", "section"),
    [
        ([HOME, ("देश", "/india"), SELF], "देश"),
        ([HOME, ("देश", f"{ORIGIN}/india"), ("Canal Repair", ORIGIN + PATH + "?utm_source=x")], "देश"),
        ([("Hindi News", ORIGIN), ("देश", "/india"), SELF], "देश"),
        ([HOME, ("राज्य", "/states"), ("बिहार", "/states/bihar"), ("पटना", "/states/bihar/patna"), SELF], "पटना"),
        ([HOME, ("राज्य", "/states"), ("बिहार", "/bihar"), ("पटना", "/patna"), SELF], "पटना"),
        ([HOME, ("देश", "/india"), (TITLE, None)], "देश"),
        ([HOME, ("देश", "/india"), (TITLE[:25] + "...", None)], "देश"),
        ([HOME, ("देश", "/india"), ("naher ki marammat shuru", None)], "देश"),
        ([HOME, ("देश", "/india"), ("Canal Repair Work Begins Today After Rains", None)], "देश"),
        ([HOME, ("खेल", None)], "खेल"),
        ([HOME, ("राज्य", "/states"), ("बिहार", None)], "बिहार"),
        # a last name without a link is the page, where the page lies in the section before it
        ([("होम", "/"), ("देश", "/india"), ("Something In English", None)], "देश"),
        ([HOME, ("देश", "/india"), ("नहर", None)], "देश"),
        ([HOME, ("देश", "/desh"), ("नहर का काम", None)], "देश"),
        ([HOME, ("News", "/news"), ("India", None)], "India"),
        ([HOME, SELF], None),
        ([SELF], None),
        ([HOME], None),
        # the site's menu
        ([HOME, ("देश", "/desh"), ("दुनिया", "/duniya"), ("खेल", "/khel"), ("मनोरंजन", "/man")], None),
        ([("देश", "/desh"), ("दुनिया", "/duniya"), ("खेल", "/khel")], None),
        ([(name, None) for name in "देश दुनिया खेल राज्य धर्म ऑटो वायरल".split()], None),
        ([HOME, *((name, f"/{at}") for at, name in enumerate("क ख ग घ च छ ज झ".split())), SELF], None),
        # another story's
        ([HOME, ("खेल", "/sports"), ("दूसरी खबर", "/sports/doosri-news-42")], None),
    ],
)  # fmt: skip
def test_the_section_is_no_title_and_no_menu(
    read_page: ReadPage, crumbs: list[tuple[str, str | None]], section: str | None
) -> None:
    page = read_page(page_html("", trail(*crumbs)), PATH, DeclaredPage)
    assert page.section == section
    if section is None and len(crumbs) > 2:
        assert page.breadcrumbs == []


def test_a_last_name_without_a_link_is_a_section_where_metadata_names_it(
    read_page: ReadPage,
) -> None:
    crumbs = trail(HOME, ("देश", "/india"), ("बिहार", None))
    for article, section in (({"articleSection": "बिहार"}, "बिहार"), ({}, "देश")):
        html = page_html("", crumbs, {"@type": "NewsArticle", **article})
        assert read_page(html, PATH, DeclaredPage).section == section


def test_a_page_may_be_called_as_its_section(read_page: ReadPage) -> None:
    html = page_html("", trail(HOME, ("राशिफल", "/astro")), h1="राशिफल")
    assert read_page(html, PATH, DeclaredPage).section == "राशिफल"
    html = page_html("", trail(HOME, ("धर्म", "/dharm"), ("राशिफल", "/x")), h1="राशिफल")
    assert read_page(html, PATH, DeclaredPage).section == "धर्म"


def test_a_trail_is_found_behind_the_menu(read_page: ReadPage) -> None:
    menu = trail(("देश", "/desh"), ("दुनिया", "/duniya"), ("खेल", "/khel"), ("धर्म", "/dharm"))
    page = read_page(page_html("", menu, trail(HOME, ("देश", "/india"), SELF)), PATH, DeclaredPage)
    assert (page.section, page.breadcrumbs[-1]) == ("देश", SELF[0])
    inside = {"@type": "WebPage", "breadcrumb": trail(HOME, ("खेल", "/sports"), SELF)}
    assert read_page(page_html("", inside), PATH, DeclaredPage).section == "खेल"


def test_printed_breadcrumbs(read_page: ReadPage) -> None:
    def section(*items: str) -> str | None:
        crumbs = "".join(f"<li>{item}</li>" for item in items)
        return read_page(page_html(f"<ul class=x-crumbs>{crumbs}</ul>"), PATH, DeclaredPage).section

    home = "<a href='/'>होम</a>"
    assert section(home, "मनोरंजन") == "मनोरंजन"
    assert section(home, "<a href='/india'>देश</a>", f"<a href='{PATH}'>Canal</a>") == "देश"
    assert section(home, "<a href='/india'>देश</a>", TITLE) == "देश"
    assert section(home, "<a href='/india'>देश</a>", "Something In English") == "देश"


def test_microdata_breadcrumbs(read_page: ReadPage) -> None:
    item = "<span itemprop=itemListElement><a itemprop=item href='{}'><b itemprop=name>{}</b></a></span>"
    items = item.format("/", "Home") + item.format("/india", "देश") + item.format(PATH, "Canal")
    body = f"<div itemtype='http://schema.org/BreadcrumbList'>{items}</div>"
    page = read_page(page_html(body), PATH, UndeclaredPage)
    assert (page.section, page.breadcrumbs) == ("देश", ["Home", "देश", "Canal"])


@pytest.mark.parametrize("said", [TITLE, "naher-ki-marammat-shuru", "https://x.example/desh"])
def test_a_section_in_metadata_is_no_title(read_page: ReadPage, said: str) -> None:
    article = {"@type": "NewsArticle", "articleSection": said}
    head = '<meta property="article:section" content="देश">'
    assert read_page(page_html("", article, head=head), PATH, DeclaredPage).section == "देश"


STORY = "<html amp><amp-story><amp-story-page><h1>नहर</h1></amp-story-page></amp-story></html>"


def test_a_web_story_has_its_section_in_its_address(read_page: ReadPage) -> None:
    page = read_page(STORY, "/webstory/sports/canal-41")
    assert (page.section, page.provenance["section"]) == ("sports", "derived")


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("/web-stories/khel/nahar-ki-safai-shuru-7712300", "khel"),
        ("/webstory/manoranjan/nahar-ki-safai-shuru-7712300", "manoranjan"),
        ("/dharm/visual-stories/nahar-ki-safai-shuru-7712300", "dharm"),
        ("/web-stories/rajya/bihar/nahar-ki-safai-shuru-7712300", "rajya/bihar"),
        ("/web-stories/nahar-ki-safai-shuru-7712300", None),
        ("/nahar-ki-safai-shuru-7712300", None),
    ],
)
def test_that_a_page_is_a_web_story_is_no_section(path: str, section: str | None) -> None:
    text = "<p>सिंचाई विभाग ने सोमवार को नहर की सफाई का काम शुरू कर दिया है।</p>"
    more = f"</amp-story-page><amp-story-page>{text}</amp-story-page>"
    story = STORY.replace("नहर", TITLE).replace("</amp-story-page>", more)
    article = extract(story, f"https://samachar.example{path}")
    assert isinstance(article, Article)
    assert (article.kind, article.section) == ("webstory", section)


def dates(page: ArticlePage) -> tuple[Any, ...]:
    fields = page.fields()
    at = (fields["published_at"], fields["updated_at"])
    instants = [each.isoformat()[:16] if each else None for each in at]
    return (*instants, page.published_raw, page.updated_raw)


FIRST, SECOND = "September 01, 2025 01:10 PM IST", "September 01, 2025 02:13 PM IST"
BOTH = ("2025-09-01T13:10", "2025-09-01T14:13", FIRST, SECOND)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (f"<span>Published: {FIRST}</span> <span>Updated: {SECOND}</span>", BOTH),
        (f"<span>Published: {FIRST}</span><span>Updated: {SECOND}</span>", BOTH),
        (f"Published: {FIRST} | Updated: {SECOND}", BOTH),
        (f"Published: {FIRST} Last Updated: {SECOND} Share", BOTH),
        (f"Updated: {SECOND}<br>First Published: {FIRST}", BOTH),
        (f"By रवि शर्मा | Updated: {SECOND} (Published: {FIRST})", BOTH),
        (f"{FIRST} | Updated: {SECOND}", BOTH),
        (f"Published {FIRST}Updated {SECOND}", BOTH),
        (
            "प्रकाशित: 1 फरवरी 2026, सुबह 9:00 बजे | अपडेट: 2 फरवरी 2026, रात 10:23 बजे",
            ("2026-02-01T09:00", "2026-02-02T22:23", "1 फरवरी 2026, सुबह 9:00 बजे", "2 फरवरी 2026, रात 10:23 बजे"),
        ),
        (
            "1 फरवरी 2026 को प्रकाशित, 2 फरवरी 2026 को अपडेट",
            ("2026-02-01T00:00", "2026-02-02T00:00", "1 फरवरी 2026", "2 फरवरी 2026"),
        ),
        ("Updated: 02 Feb 2026, 10:23 PM IST Share", (None, "2026-02-02T22:23", None, "02 Feb 2026, 10:23 PM IST")),
        ("Updated: 02 Feb 2026, 10:23 PM IST <a>शेयर करें</a>", (None, "2026-02-02T22:23", None, "02 Feb 2026, 10:23 PM IST")),
        ("Updated: 02 Feb 2026, 10:23 PM IST By रवि", (None, "2026-02-02T22:23", None, "02 Feb 2026, 10:23 PM IST")),
        ("Published / Updated: 2 Feb 2026", (None, None, "Published / Updated: 2 Feb 2026", None)),
        (f"Published: {FIRST} Updated: अभी-अभी", ("2025-09-01T13:10", None, FIRST, None)),
    ],
)  # fmt: skip
def test_two_dates_in_one_element(read_page: ReadPage, printed: str, expected: Any) -> None:
    wrong = {"@type": "NewsArticle", "datePublished": "2025-01-01T00:00:00+05:30"}
    html = page_html(f"<div class=x-date>{printed}</div>", *([wrong] if expected[0] else []))
    assert dates(read_page(html, PATH, DeclaredPage)) == expected


ATTRIBUTE = "2026-02-02T22:23:00+05:30"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (f"<time datetime='{ATTRIBUTE}'>2 घंटे पहले</time>", ("2026-02-02T22:23", None, "2 घंटे पहले", None)),
        (f"<abbr class=timeago title='{ATTRIBUTE}'>2 घंटे पहले</abbr>", ("2026-02-02T22:23", None, "2 घंटे पहले", None)),
        ("<abbr title='भारतीय मानक समय'>02 Feb 2026, 10:23 PM IST</abbr>", ("2026-02-02T22:23", None, "02 Feb 2026, 10:23 PM IST", None)),
        (f"Updated: <time datetime='{ATTRIBUTE}'>2 घंटे पहले</time>", (None, "2026-02-02T22:23", None, "2 घंटे पहले")),
        (f"<time datetime='{ATTRIBUTE}'>Updated: 2 घंटे पहले</time>", (None, "2026-02-02T22:23", None, "2 घंटे पहले")),
        (f"<time itemprop=dateModified datetime='{ATTRIBUTE}'>2 घंटे पहले</time>", (None, "2026-02-02T22:23", None, "2 घंटे पहले")),
        (f"<span itemprop=datePublished content='{ATTRIBUTE}'>कल रात</span>", ("2026-02-02T22:23", None, "कल रात", None)),
        (
            f"<time class='entry-date published' datetime='2026-02-01T09:00:00+05:30'>1 दिन पहले</time>"
            f"<time class=updated datetime='{ATTRIBUTE}'>2 घंटे पहले</time>",
            ("2026-02-01T09:00", "2026-02-02T22:23", "1 दिन पहले", "2 घंटे पहले"),
        ),
        (f"Updated: <time datetime='{ATTRIBUTE}'></time>", (None, "2026-02-02T22:23", None, ATTRIBUTE)),
        # traps: an attribute that cannot be true, is no date, or contradicts what is printed
        ("<time datetime='2031-01-01T00:00:00Z'>2 घंटे पहले</time>", ("2026-02-03T10:00", None, "2 घंटे पहले", None)),
        ("<time datetime=''>02 Feb 2026, 10:00 PM</time>", ("2026-02-02T22:00", None, "02 Feb 2026, 10:00 PM", None)),
        ("<time datetime='x'>02 Feb 2026, 10:00 PM</time>", ("2026-02-02T22:00", None, "02 Feb 2026, 10:00 PM", None)),
        ("<time datetime='2026-02-03T11:00:00+05:30'>02 Feb 2026, 10:00 PM</time>", ("2026-02-02T22:00", None, "02 Feb 2026, 10:00 PM", None)),
        ("<time datetime='2026-02-02'>02 Feb 2026, 10:00 PM</time>", ("2026-02-02T22:00", None, "02 Feb 2026, 10:00 PM", None)),
        (f"<time datetime='{ATTRIBUTE}'>02 Feb 2026</time>", ("2026-02-02T22:23", None, "02 Feb 2026", None)),
    ],
)  # fmt: skip
def test_the_attribute_is_the_instant(read_page: ReadPage, printed: str, expected: Any) -> None:
    page = read_page(page_html(f"<div class=x-date>{printed}</div>"), PATH, DeclaredPage)
    assert dates(page) == expected


def test_the_attribute_of_microdata(read_page: ReadPage) -> None:
    body = f"<time itemprop=datePublished datetime='{ATTRIBUTE}'>2 घंटे पहले</time>"
    page = read_page(page_html(body), PATH, UndeclaredPage)
    assert dates(page) == ("2026-02-02T22:23", None, "2 घंटे पहले", None)


INSTANTS = st.datetimes(
    min_value=__import__("datetime").datetime(2001, 1, 1),
    max_value=__import__("datetime").datetime(2026, 1, 1),
)
FORMS = [
    "%d %B %Y, %I:%M %p IST",
    "%B %d, %Y %I:%M %p IST",
    "%d %b %Y | %I:%M %p",
    "%Y-%m-%dT%H:%M:00+05:30",
]
LABELS = [("Published:", "Updated:"), ("Published On :", "Last Updated :"), ("प्रकाशित:", "अपडेटेड:")]
JOINTS = [" ", " | ", "<br>", "</span><span>", "</p> <p>", " • ", ", "]


@settings(max_examples=tries(60))
@given(
    INSTANTS, INSTANTS, st.sampled_from(FORMS), st.sampled_from(LABELS), st.sampled_from(JOINTS), st.booleans()
)  # fmt: skip
def test_any_two_labelled_dates_are_both_read(
    read_page: ReadPage, first: Any, second: Any, form: str, labels: Any, joint: str, turned: bool
) -> None:
    parts = [f"{labels[0]} {first.strftime(form)}", f"{labels[1]} {second.strftime(form)}"]
    text = joint.join(parts[::-1] if turned else parts)
    page = read_page(page_html(f"<div class=x-date><span>{text}</span></div>"), PATH, DeclaredPage)
    assert dates(page)[:2] == (first.isoformat()[:16], second.isoformat()[:16])


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("February 25, 2021", []),
        ("Ravi Sharma Feb 25, 2021", ["Ravi Sharma"]),
        ({"name": "रवि शर्मा Updated Mon, 02 Feb 2026"}, ["रवि शर्मा"]),
        ([["रवि शर्मा"], [["अमित"]]], ["रवि शर्मा", "अमित"]),
        ({"@type": "Person", "name": ["रवि शर्मा", "अमित"]}, ["रवि शर्मा", "अमित"]),
        ([{"name": "रवि शर्मा, अमित और नेहा"}], ["रवि शर्मा", "अमित", "नेहा"]),
        ({"@id": "#ravi"}, ["रवि शर्मा"]),
        ({"@list": [{"name": "रवि शर्मा"}]}, ["रवि शर्मा"]),
        ([{"name": {"name": {"name": None}}}, 5, None, {}], []),
    ],
)
def test_authors_of_metadata(read_page: ReadPage, author: Any, names: list[str]) -> None:
    person = {"@type": "Person", "@id": "#ravi", "name": "रवि शर्मा"}
    html = page_html("", {"@type": "NewsArticle", "author": author}, person)
    assert read_page(html, PATH, DeclaredPage).authors == names


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By <a href='/author/ravi'>रवि शर्मा</a>", ["रवि शर्मा"]),
        ("रवि शर्मा", ["रवि शर्मा"]),
        ("<i>Edited by:</i> <b>रवि शर्मा</b>", ["रवि शर्मा"]),
        ("<b>रवि शर्मा</b> <i>पटना</i>", ["रवि शर्मा"]),
        ("रवि शर्मा <a href='/2021/02/25'>February 25, 2021</a>", ["रवि शर्मा"]),
        (f"रवि शर्मा <span class=x-date>Updated: {FIRST}</span>", ["रवि शर्मा"]),
        (f"रवि शर्मा <time>{FIRST}</time><button>Follow</button>", ["रवि शर्मा"]),
        ("<a href='/2021/02/25'>February 25, 2021</a>", ["मेटा नाम"]),
        ("", ["मेटा नाम"]),
    ],
)
def test_bylines(read_page: ReadPage, byline: str, names: list[str]) -> None:
    metadata = {"@type": "NewsArticle", "author": "मेटा नाम"}
    html = page_html(f"<span class=story-author>{byline}</span>", metadata)
    assert read_page(html, PATH, DeclaredPage).authors == names


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (
            "<figure><img src=/n.webp alt='कुछ'><figcaption>नहर का पुल</figcaption></figure>",
            ("नहर का पुल", None),
        ),
        (
            "<figure><img src=/n.webp><figcaption>नहर (फोटो: ANI)</figcaption></figure>",
            ("नहर", "ANI"),
        ),
        ("<img src=/n.webp alt='IMG_2034.jpg'>", (None, None)),
        ("<img src=/nahar-ka-pul.webp alt='nahar-ka-pul'>", (None, None)),
        ("<img src=/n.webp alt='nahar_pul'>", (None, None)),
        ("<img src=/n.webp alt='8f3c2a1b9d'>", (None, None)),
        ("<img src=/n.webp alt='Delhi-NCR'>", ("Delhi-NCR", None)),
        ("<img src=/n.webp alt='Put your description here.'>", (None, None)),
        ("<img src=/n.webp alt='image'>", (None, None)),
        ("<img src=/n.webp alt='नहर का पुल'>", ("नहर का पुल", None)),
        ("<img src=/n.webp alt='नहर का पुल (PTI Photo/Ravi)'>", ("नहर का पुल", "PTI Photo/Ravi")),
        ("<img src=/n.webp alt='फोटो: एएनआई'>", (None, "एएनआई")),
        ("<img src=/n.webp alt='Photos: नहर का मेला'>", ("Photos: नहर का मेला", None)),
        ("<img src=/n.webp alt='Photos: रवि शर्मा'>", ("Photos: रवि शर्मा", None)),
        (
            "<figure><img src=/n.webp alt='कुछ (ANI)'><figcaption>नहर</figcaption></figure>",
            ("नहर", "ANI"),
        ),
    ],
)
def test_captions(read_page: ReadPage, figure: str, expected: Any) -> None:
    page = read_page(page_html(f"<div class=x-hero>{figure}</div>"), PATH, DeclaredPage)
    assert [(each.caption, each.credit) for each in page.images] == [expected]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("फोटो : सोशल मीडिया", (None, "सोशल मीडिया")),
        ("नहर का पुल (फोटो- रवि शर्मा)", ("नहर का पुल", "रवि शर्मा")),
        ("नहर का पुल (फोटो: ANI)", ("नहर का पुल", "ANI")),
        ("Photo: ANI", (None, "ANI")),
        ("(Photo/ANI)", (None, "ANI")),
        ("Photo by Ravi/AFP", (None, "Ravi/AFP")),
        ("Image Source : PTI", (None, "PTI")),
        ("नहर का पुल (एएनआई)", ("नहर का पुल", "एएनआई")),
        ("नहर पर लोग. फोटो: एएनआई", ("नहर पर लोग.", "एएनआई")),
        ("नहर (फोटो: ANI) और घाट", ("नहर और घाट", "ANI")),
        ("Courtesy: ANI | नहर", ("नहर", "ANI")),
        ("फोटो: नहर के पुल पर काम करते मजदूर", ("फोटो: नहर के पुल पर काम करते मजदूर", None)),
        ("नहर Photo: PTI", ("नहर", "PTI")),
        ("नहर के किनारे मजदूर फोटो : रवि", ("नहर के किनारे मजदूर", "रवि")),
        ("नहर का पुल फाइल फोटो: एएनआई", ("नहर का पुल", "एएनआई")),
        ("नहर (ANI Photo)", ("नहर", "ANI")),
        ("नहर (फोटो PTI)", ("नहर", "PTI")),
        ("ANI Photo", (None, "ANI")),
        ("स्रोत: पीटीआई", (None, "पीटीआई")),
        ("नहर (स्रोत: पीटीआई)", ("नहर", "पीटीआई")),
        ("जल स्रोत: गंगोत्री", ("जल स्रोत: गंगोत्री", None)),
        ("मजदूरों की फोटो: नहर किनारे", ("मजदूरों की फोटो: नहर किनारे", None)),
        ("नहर पर फोटो खींचते लोग", ("नहर पर फोटो खींचते लोग", None)),
        ("नहर की फोटो दिखाता मजदूर", ("नहर की फोटो दिखाता मजदूर", None)),
        ("फोटो-वीडियो बनाते लोग", ("फोटो-वीडियो बनाते लोग", None)),
        ("नहर का पुल (फाइल फोटो)", ("नहर का पुल (फाइल फोटो)", None)),
        ("(PTI Photo/Ravi Sharma)", (None, "PTI Photo/Ravi Sharma")),
        ("नहर (PTI Photo/Ravi Sharma)", ("नहर", "PTI Photo/Ravi Sharma")),
        ("नहर पर लोग. (AP Photo/Ravi Sharma, File)", ("नहर पर लोग.", "AP Photo/Ravi Sharma, File")),
        ("नहर (PTI Photo/Ravi)(PTI02_02_2026_000123B)", ("नहर", "PTI Photo/Ravi")),
        ("नहर के किनारे मजदूर PTI Photo", ("नहर के किनारे मजदूर", "PTI")),
        ("नहर के किनारे मजदूर. PTI Photo", ("नहर के किनारे मजदूर.", "PTI")),
        ("नहर के किनारे मजदूर एएनआई फोटो", ("नहर के किनारे मजदूर", "एएनआई")),
        ("नहर के किनारे मजदूर फोटो-एएनआई", ("नहर के किनारे मजदूर", "एएनआई")),
        ("नहर के किनारे मजदूर फोटो/एएनआई", ("नहर के किनारे मजदूर", "एएनआई")),
        ("नहर के किनारे मजदूर | फोटो | एएनआई", ("नहर के किनारे मजदूर", "एएनआई")),
        ("नहर (पीटीआई फोटो/रवि शर्मा)", ("नहर", "पीटीआई फोटो/रवि शर्मा")),
        ("नहर (फ़ोटो: पीटीआई/रवि)", ("नहर", "पीटीआई/रवि")),
        ("नहर (फ़ोटो: रवि)", ("नहर", "रवि")),
        ("नहर के किनारे मजदूर फोटोः पीटीआई", ("नहर के किनारे मजदूर", "पीटीआई")),
        ("नहर (फोटोः पीटीआई)", ("नहर", "पीटीआई")),
        ("नहर (तस्वीर सौजन्य- एएनआई)", ("नहर", "एएनआई")),
        ("नहर का चित्र Courtesy: X", ("नहर का चित्र", "X")),
        ("नहर की तस्वीर साभार: रवि", ("नहर की तस्वीर", "रवि")),
        ("नहर चित्र सौजन्य: गूगल", ("नहर", "गूगल")),
        ("नहर छायाकार: रवि शर्मा", ("नहर", "रवि शर्मा")),
        ("नहर (AFP via Getty Images)", ("नहर", "AFP via Getty Images")),
        ("नहर (Getty Images)", ("नहर", "Getty Images")),
        ("नहर (REUTERS/Ravi Sharma)", ("नहर", "REUTERS/Ravi Sharma")),
        ("नहर (ANI/File)", ("नहर", "ANI/File")),
        ("नहर (HT Photo)", ("नहर", "HT")),
        ("नहर © PTI", ("नहर", "PTI")),
        ("नहर पर मेला. एएनआई", ("नहर पर मेला.", "एएनआई")),
        ("नहर (प्रतीकात्मक फोटो: पिक्साबे)", ("नहर", "पिक्साबे")),
        ("नहर. (सांकेतिक तस्वीर- पीटीआई)", ("नहर.", "पीटीआई")),
        ("(प्रतीकात्मक फ़ोटो साभार: फेसबुक)", (None, "फेसबुक")),
        ("नहर Image Credit source: PTI", ("नहर", "PTI")),
        ("Image Credit Source : PTI", (None, "PTI")),
        ("इमेज स्रोत, Getty Images", (None, "Getty Images")),
        ("इमेज कैप्शन, नहर के किनारे मजदूर", ("नहर के किनारे मजदूर", None)),
        ("इमेज स्रोत, ANI इमेज कैप्शन, नहर के किनारे मजदूर", ("नहर के किनारे मजदूर", "ANI")),
        ("नहर का सांकेतिक चित्र", ("नहर का सांकेतिक चित्र", None)),
        ("फोटो: (एएनआई)", (None, "एएनआई")),
        ("उन्होंने फोटो: एक कहानी लिखी", ("उन्होंने फोटो: एक कहानी लिखी", None)),
        ("नहर की फोटो एएनआई", ("नहर की फोटो एएनआई", None)),
        ("सांकेतिक भाषा फोटो", ("सांकेतिक भाषा फोटो", None)),
        ("फोटो दिखाते एपी सिंह", ("फोटो दिखाते एपी सिंह", None)),
        ("नहर का पुल (पुरानी तस्वीर)", ("नहर का पुल (पुरानी तस्वीर)", None)),
    ],
)
def test_credits(read_page: ReadPage, line: str, expected: Any) -> None:
    html = page_html(f"<div class=x-hero><img src=/n.webp></div><div class=x-caption>{line}</div>")
    (image,) = read_page(html, PATH, DeclaredPage).images
    assert (image.caption, image.credit) == expected


def test_the_credit_of_a_video(read_page: ReadPage) -> None:
    player = "<div class=x-hero><iframe src=https://www.youtube.com/embed/x></iframe></div>"
    page = read_page(
        page_html(f"{player}<div class=x-caption><b>Courtesy:</b> ANI</div>"), PATH, DeclaredPage
    )
    assert [(each.provider, each.credit) for each in page.videos] == [("youtube", "ANI")]


@pytest.mark.parametrize(
    "url",
    [
        *(
            "/img/default_500.png",
            "/images/nopreview.png",
            "/no-image-available.jpg",
            "/placeholder.webp",
        ),
        *(
            "https://www.theindiadaily.com",
            "/img/india-daily-logo-1.svg",
            "/logo/site.png",
            "/1x1.gif",
        ),
    ],
)
def test_a_placeholder_is_no_picture(read_page: ReadPage, url: str) -> None:
    article = {
        "@type": "NewsArticle",
        "image": url,
        "publisher": {"logo": {"url": "/logo/site.png"}},
    }
    head = f'<meta property="og:image" content="{url}">'
    assert read_page(page_html("", article, head=head), PATH, DeclaredPage).images == []


@pytest.mark.parametrize(
    "url", ["/up/new-logo-launch-12.jpg", "/up/default-in-loan-case.jpg", "/12/image.jpg"]
)
def test_a_picture_of_a_story_stays(read_page: ReadPage, url: str) -> None:
    head = f'<meta property="og:image" content="{url}">'
    assert [each.url for each in read_page(page_html(head=head), PATH, DeclaredPage).images] == [
        ORIGIN + url
    ]


def test_captions_of_metadata(read_page: ReadPage) -> None:
    image = {"url": "/n.webp", "caption": "नहर का पुल (फोटो: ANI)"}
    page = read_page(page_html("", {"@type": "NewsArticle", "image": image}), PATH, DeclaredPage)
    assert [(each.caption, each.credit) for each in page.images] == [("नहर का पुल", "ANI")]


def test_a_printed_headline_wins_over_the_alt_of_its_picture(read_page: ReadPage) -> None:
    box = (
        "<div class=x-related><a href=/india/b-news-2><img src=/b.webp alt='alt के शब्द'></a>"
        "<h3><a href=/india/b-news-2>छपा हुआ शीर्षक</a></h3>"
        "<a href=/india/c-news-3><img src=/c.webp alt='केवल alt'></a></div>"
    )
    page = read_page(page_html(box), PATH, DeclaredPage)
    assert [each.headline for each in page.related] == ["छपा हुआ शीर्षक", "केवल alt"]


def photo_sections(page: ArticlePage) -> list[tuple[str | None, str | None]]:
    sections = [each for each in page.sections if isinstance(each, PhotoSection)]
    assert len(sections) == len(page.sections)
    return [(each.heading, each.image and each.image.removeprefix(ORIGIN)) for each in sections]


def test_each_section_of_a_photo_story_says_its_picture(read_page: ReadPage) -> None:
    def photo(name: str) -> str:
        return f"<div class=x-photo><img src=/{name}.webp></div>"

    def text(name: str) -> str:
        return f"<div class=x-photo-text><h3>{name}</h3><p>{name} का पाठ.</p></div>"

    intro = "<div class=x-text><p>भूमिका.</p></div>"
    behind = intro + photo("a") + text("एक") + photo("b") + photo("c") + text("दो")
    page = read_page(page_html(behind), PATH, DeclaredPage)
    assert photo_sections(page) == [(None, None), ("एक", "/a.webp"), ("दो", "/c.webp")]
    before = text("एक") + photo("a") + text("दो") + photo("b")
    page = read_page(page_html(before), PATH, DeclaredPage)
    assert photo_sections(page) == [("एक", "/a.webp"), ("दो", "/b.webp")]
    page = read_page(page_html(text("भूमिका") + photo("a") + text("एक")), PATH, DeclaredPage)
    assert photo_sections(page) == [("भूमिका", None), ("एक", "/a.webp")]


def test_a_page_whose_main_thing_is_a_video(read_page: ReadPage) -> None:
    video = {"@type": "VideoObject", "name": TITLE, "contentUrl": "https://cdn.example/x.mp4"}
    assert read_page(page_html("", video), PATH, DeclaredPage).kind == "video"
    main = {"@type": "WebPage", "mainEntity": video}
    other = {"@type": "VideoObject", "name": "दूसरा", "contentUrl": "https://cdn.example/y.mp4"}
    assert read_page(page_html("", other, main), PATH, DeclaredPage).kind == "video"
    # traps: an article with a video, a page of videos, a clip in a text
    article = {"@type": "NewsArticle", "headline": TITLE}
    assert read_page(page_html("", video, article), PATH, DeclaredPage).kind == "article"
    assert read_page(page_html("", video, other), PATH, DeclaredPage).kind == "article"
    assert read_page(page_html("", other), PATH, DeclaredPage).kind == "article"
    head = '<meta property="og:type" content="article">'
    assert read_page(page_html("", video, head=head), PATH, DeclaredPage).kind == "article"


@pytest.mark.parametrize(
    ("h1", "headline"),
    [
        (f"{TITLE} | India Daily", TITLE),
        (f"{TITLE} - India Daily", TITLE),
        (f"India Daily | {TITLE}", TITLE),
        ("India Daily: हमारी बात", "India Daily: हमारी बात"),
        ("नया मंच : India Daily", "नया मंच : India Daily"),
        (f"{TITLE} | दिल्ली", f"{TITLE} | दिल्ली"),
    ],
)
def test_an_h1_loses_the_name_of_the_site(read_page: ReadPage, h1: str, headline: str) -> None:
    assert read_page(page_html(h1=h1), PATH, DeclaredPage).headline == headline


@pytest.mark.parametrize("between", [", ", " , ", "; ", " | "])
def test_tags_in_one_string_are_parted(read_page: ReadPage, between: str) -> None:
    words = between.join(("नहर", "मरम्मत", "किसान"))
    article = {"@type": "NewsArticle", "keywords": [words, "नहर"]}
    page = read_page(page_html("", article), PATH, DeclaredPage)
    assert page.tags == ["नहर", "मरम्मत", "किसान"]


def test_the_dateline_stands_behind_what_is_no_paragraph(read_page: ReadPage) -> None:
    body = "<div class=x-text><p>ये भी पढ़ें</p><p>पटना, 2 फरवरी (भाषा) नहर की मरम्मत शुरू हुई.</p></div>"
    assert read_page(page_html(body), PATH, DeclaredPage).dateline == "पटना"
    body = "<div class=x-text><p>मौसम: बारिश होगी.</p><p>पटना: नहर की मरम्मत शुरू हुई.</p></div>"
    assert read_page(page_html(body), PATH, DeclaredPage).dateline is None


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Put your description here.",
            "Description here",
            "Enter description",
            "undefined",
            "null",
            "N/A",
            "Just another WordPress site",
        ),
        *(
            "Your description goes here",
            "Type your summary here",
            "Meta Description",
            "Article title",
        ),
    ],
)
def test_a_template_s_own_text_is_no_summary(read_page: ReadPage, text: str) -> None:
    head = f'<meta name="description" content="{text}">'
    page = read_page(page_html(head=head), PATH, DeclaredPage)
    assert page.summary is None
    assert page.discarded == [("summary", "placeholder")]


def test_lines_with_and_without_a_section_s_picture_are_read(article_fields: Any) -> None:
    sections = [
        {"heading": None, "paragraphs": ["क"]},
        {"heading": "ख", "paragraphs": [], "image": "/a"},
    ]
    line = article_fields | {"sections": sections, "videos": [{"url": "/v", "provider": "x"}]}
    for name in ("fetched_at", "first_seen_at"):
        line[name] = line[name].isoformat()
    item = replayed_article(line)
    assert item.sections == [Section(None, ["क"]), PhotoSection("ख", [], "/a")]
    assert item.videos == [Video("/v", "x", None)]


def test_a_crawl_looks_no_further_than_the_value_that_it_takes(read_page: ReadPage) -> None:
    head = '<meta property="og:title" content="बाँध टूटा"><meta property="og:url" content="/">'
    page = read_page(page_html(head=head), PATH, DeclaredPage)
    page.fields()
    assert page.headline == TITLE
    assert "headline" not in [field for field, _ in page.discarded]


def test_all_other_values_are_listed_for_who_asks(read_page: ReadPage) -> None:
    data = {"@type": "NewsArticle", "headline": TITLE, "dateModified": "2026-02-02T22:23:40+05:30"}
    head = (
        '<meta property="og:title" content="बाँध टूटा"><meta name="author" content="डेस्क">'
        '<meta property="article:modified_time" content="2026-02-02T22:30:00+05:30">'
        f'<script type="application/ld+json">{json.dumps(data)}</script>'
    )
    body = (
        "<div class=x-date>Updated: 2 Feb 2026, 10:23 PM IST</div><div class=x-author>रीना झा</div>"
    )
    page = read_page(page_html(body, head=head), PATH, DeclaredPage)
    response = HtmlResponse(ORIGIN + PATH, body=page_html(body, head=head), encoding="utf-8")
    assert [tuple(each) for each in discarded_values(page, response)] == [
        ("headline", "less_trusted", "opengraph", "बाँध टूटा"),
        ("authors", "less_trusted", "opengraph", ["डेस्क"]),
        ("updated_at", "less_trusted", "opengraph", "2026-02-02T22:30:00+05:30"),
    ]
    assert (page.headline, page.authors) == (TITLE, ["रीना झा"])
