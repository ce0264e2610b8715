from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsbot.report_page import figures
from newsbot.report_page.articles import story_of
from newsbot.report_page.page import csp_hash, run_page, trend_page
from newsbot.report_page.record import RunRecord
from newsbot.report_page.text import MAX_URL, is_web
from newsbot.reporting.outcomes import STATUSES
from tests.clock import cpu_seconds
from tests.report_page.parts import REPORT, Elements, brought, line, page, url_of

MAX_BYTES = 5_000_000
HOSTILE = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>"
NEVER_LINKS = (
    *("javascript:alert(1)", "JAVASCRIPT:alert(1)", " javascript:alert(1)", "java\tscript:x"),
    *("data:text/html,x", "vbscript:x", "file:///etc/passwd", "//evil.example/", "/india/x"),
    *("https:evil", "https://", "http:///x", "", f"https://a.example/{'x' * MAX_URL}"),
)


def test_texts_of_pages_are_shown_as_text() -> None:
    fields = {"headline": HOSTILE, "section": HOSTILE, "language": HOSTILE, "kind": HOSTILE}
    lines = [line(1, 2, **fields), line(2, **fields)]
    lines[1]["related"] = [{"url": url_of(1), "headline": HOSTILE}]
    some = brought(lines, [(line(1, **fields), line(1, **{**fields, "headline": f"{HOSTILE} x"}))])
    some.rejects = {HOSTILE: [(f"https://a.example/{HOSTILE}", HOSTILE)]}
    report: dict[str, Any] = dict.fromkeys(("site", "job", "run", "message"), HOSTILE)
    report |= {"feeds": [HOSTILE], "counts": {f"rejects/{HOSTILE}": 1}, "rejects": 1}
    report |= {"network": {"hosts": {HOSTILE: {"requests": 1}}, "statuses": {HOSTILE: 1}}}
    report["fields"] = {HOSTILE: {"filled": 1, "missing": 1, "examples": [HOSTILE]}}
    html = page(some, **report)
    found = Elements(html)
    assert [tag for tag, _ in found.tags].count("script") == 1
    assert "img" not in [tag for tag, _ in found.tags]
    assert HOSTILE in found.text
    names = {name for _, attrs in found.tags for name in attrs}
    assert not {name for name in names if name.startswith("on") or name == "style"}
    assert {attrs["lang"] for _, attrs in found.tags if "lang" in attrs} <= {"en", "hi"}


@pytest.mark.parametrize("url", NEVER_LINKS)
def test_a_link_is_a_web_address(url: str) -> None:
    assert not is_web(url)
    some = brought(
        [line(1, url=url, related=[{"url": url, "headline": "क"}])],
        [(line(1), line(1, url=url, headline="नया"))],
    )
    some.rejects = {"no_body": [(url, "")]}
    fields = {"headline": {"filled": 1, "missing": 1, "examples": [url]}}
    links = Elements(page(some, fields=fields, rejects=1)).links
    assert all(each.startswith("#") for each in links), links
    assert is_web("https://www.theindiadaily.com/a")
    assert is_web("http://a.example")


def test_nothing_is_loaded_and_only_newsbot_s_own_script_runs() -> None:
    html = page(brought([line(1)]))
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        (text,) = re.findall(f"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        assert f"{tag}-src '{csp_hash(text)}'" in policy.replace("&#39;", "'")
        assert "http" not in text
    loaders = {"src", "srcset", "poster", "data", "action", "background"}
    assert not {name for _, attrs in Elements(html).tags for name in attrs} & loaders


@pytest.mark.parametrize("outcome", [*STATUSES, "of_a_newer_newsbot"])
def test_each_outcome_is_said_in_a_sentence_with_what_to_do(outcome: str) -> None:
    text = Elements(page(brought([]), outcome=outcome, message=f"{outcome}: क्यों")).text
    assert f"{outcome} : क्यों" in text
    assert ("left no report" in text) == (outcome == "of_a_newer_newsbot")


def test_sections_hours_and_numbers() -> None:
    lines = [
        line(1, section="खेल"),
        line(2, section="खेल", published_at="2026-02-02T19:45:00+00:00"),  # 1:15 in India
        line(3, section=None, published_precision="day"),
        line(4, section="देश", published_at=None, revision=2, duplicate_of="indiadaily:1"),
    ]
    stories = brought(lines).stories
    sections, more = figures.by_section(stories)
    assert [(each.name, each.count) for each in sections] == [("खेल", 2), ("", 1), ("देश", 1)]
    assert more == 0
    hours, unknown = figures.by_hour(stories)
    assert {each.name: each.count for each in hours if each.count} == {"06": 1, "01": 1}
    assert unknown == 2
    counts = {"recorded/unchanged": 5, "pages/not_modified": 2, "recorded/copy": 1}
    text = Elements(page(brought(lines), counts=counts)).text
    for shown in ("New 3", "Revised 1", "Unchanged 7", "Copies 1", "Near copies 1"):
        assert shown in text


def test_rejects_by_reason_with_links() -> None:
    some = brought([])
    some.rejects = {"no_body": [(url_of(8), "empty")], "http_404": [(url_of(9), "")]}
    html = page(some, rejects=61, counts={"rejects/no_body": 60, "rejects/http_404": 1})
    found = Elements(html)
    assert {url_of(8), url_of(9)} <= set(found.links)
    assert "no_body (60)" in found.text
    assert "59 more: scrapy rejects --list no_body" in found.text


def record(filled: int, missing: int) -> RunRecord:
    return RunRecord({**REPORT, "fields": {"summary": {"filled": filled, "missing": missing}}})


def test_the_fill_of_a_field_beside_the_runs_before() -> None:
    before = [record(9, 1), record(0, 0), RunRecord({}), record(8, 2), record(19, 1)]
    (fill,) = figures.field_fill(record(5, 5), before)
    assert fill.usual == 0.9
    assert fill.is_low
    assert fill.history == [0.95, 0.8, 0.9, 0.5]
    assert not figures.field_fill(record(17, 3), before)[0].is_low
    assert figures.field_fill(record(5, 5), [])[0].usual is None


@pytest.mark.parametrize(
    ("delay", "gap", "is_kept"),
    [(1, 1.0, True), (1, 0.97, True), (1, 0.6, False), (0, 0.001, None), (1, None, None)],
)
def test_politeness(delay: float, gap: float | None, is_kept: bool | None) -> None:
    host = {"requests": 3, "per_second": 0.98, "delay": delay, "shortest_gap": gap, "waited": 31}
    network = {
        "statuses": {"200": 4, "404": 1},
        "bytes": 2_500_000,
        "answer_ms": {"median": 210.4, "p95": 800, "longest": 1234},
        "hosts": {"www.theindiadaily.com": host},
    }
    found = figures.network(RunRecord({"network": network}))
    assert found.hosts[0].is_kept is is_kept
    text = Elements(page(brought([]), network=network)).text
    for shown in ("2.5 MB", "210 ms in the middle", "31 s because hosts asked", "0.98"):
        assert shown in text


def test_the_page_of_five_thousand_articles() -> None:
    slug = "india/some-quite-long-words-of-an-address-that-say-what-it-is-about-news"
    lines = [
        line(
            number,
            *((number * each) % 5000 for each in (3, 5, 7, 11)),
            url=f"https://www.theindiadaily.com/{slug}-{number}",
            headline=f"किसानों को मिलेगी राहत, नहर की मरम्मत का काम जून तक पूरा होगा, किस्त {number}",
        )
        for number in range(5000)
    ]
    some = brought(lines)
    pages: list[str] = []
    assert cpu_seconds(lambda: pages.append(page(some)), 4) <= 4
    html = pages[0]
    assert len(html.encode()) <= MAX_BYTES
    assert html.count("<tr><td><a ") == 5000


def test_a_hostile_site_makes_no_larger_page() -> None:
    lines = [
        line(number, headline='"&<' * 400, url=f"https://a.example/{'&' * 900}{number}")
        for number in range(5000)
    ]
    html = page(brought(lines))
    assert len(html.encode()) <= MAX_BYTES
    assert re.search(r"[\d,]+ further articles are in the feed", html)


# What JSON can hold, and Python's clocks, floats and integers part on.
ODD = [
    *("0001-01-01T00:00:00", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59"),
    *("9999-12-31T23:59:59-23:59", "9998-12-31T23:59:59-23:59", "2026-02-03"),
    *(10**400, -(10**400), 1 << 53, float("nan"), float("inf"), -float("inf"), 1e308),
]
JSON = st.recursive(
    st.sampled_from(ODD)
    | st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.floats()
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
NAMES = st.sampled_from(
    [
        *("site", "job", "outcome", "message", "run", "number", "started_at", "finished_at"),
        *("articles", "rejects", "requests", "feeds", "fields", "counts", "network", "seconds"),
    ]
)


@settings(max_examples=300)
@given(st.dictionaries(NAMES, JSON))
def test_a_report_that_somebody_wrote_over_is_no_error(report: dict[str, Any]) -> None:
    html = run_page(RunRecord({"spider": "a", **report}), brought([line(1)]), [])
    assert html.endswith(b"</html>")
    trend_page({"a": [RunRecord({"spider": "a", **report})]}, {}, 30)


@given(st.text())
def test_any_headline_can_be_written(headline: str) -> None:
    html = page(
        brought([line(1, headline=headline or "x")], [(line(1), line(1, headline=headline))])
    )
    assert not re.search("[\u202a-\u202e\x00\ud800-\udfff]", html)


def test_a_line_of_an_older_newsbot() -> None:
    story = story_of({"id": "a:1", "published_at": "kaputt"})
    assert (story.headline, story.url, story.published_at) == ("a:1", "", None)


def test_the_trend_links_the_pages_that_there_are() -> None:
    runs = [RunRecord({**REPORT, "run": name, "articles": 3}) for name in ("b", "a")]
    html = trend_page({"indiadaily": runs}, {("indiadaily", "a"): "indiadaily/a.html"}, 30).decode()
    found = Elements(html)
    assert [each for each in found.links if not each.startswith("#")] == ["indiadaily/a.html"]
    assert "3 Feb 2026, 06:30 IST" in found.text
