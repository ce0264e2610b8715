"""What later runs ask of a site: its sources if they changed, and articles that are said to have."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsbot import IST
from newsbot.ledger.crawl_state.sources import MIN_WRONG_MARKS
from tests.crawling import PATH, SITE, Run, SmallSite, crawl, listing, serving, story

pytestmark = pytest.mark.slow

ARTICLES = range(1, 21)
LONG_AGO = "2026-02-03T06:30:00Z"


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def sitemap(changed: dict[int, str]) -> str:
    urls = "".join(
        f"<url><loc>{SITE}{PATH(number)}</loc><lastmod>{at}</lastmod></url>"
        for number, at in changed.items()
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


def feed(dated: dict[int, str]) -> str:
    entries = "".join(
        f"<entry><link href='{SITE}{PATH(number)}'/><updated>{at}</updated></entry>"
        for number, at in dated.items()
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'


def site() -> SmallSite:
    """A site of old articles with a sitemap, a feed, and a section of three pages."""
    pages: dict[str, object] = {
        "/robots.txt": f"Sitemap: {SITE}/sitemap.xml",
        "/sitemap.xml": sitemap(dict.fromkeys(ARTICLES, LONG_AGO)),
        "/feed.xml": feed(dict.fromkeys(ARTICLES, LONG_AGO)),
        "/": "<link rel=alternate type=application/atom+xml href=/feed.xml>"
        f"<div class=x-menu><a href=/india>देश</a></div><a href='{PATH(1)}'>खबर</a>",
        "/india": listing(*range(1, 8), extra="<a rel=next href='/india?page=2'>2</a>"),
        "/india?page=2": listing(*range(8, 15), extra="<a rel=next href='/india?page=3'>3</a>"),
        "/india?page=3": listing(*range(15, 21)),
        **{PATH(number): story(number) for number in ARTICLES},
    }
    return SmallSite(pages)


def again(data: Path, small: SmallSite) -> tuple[Run, list[str]]:
    """Crawl; return the run, and what it asked for."""
    before = len(small.asked)
    return crawl(data, root=small.url), small.asked[before:]


def articles_of(asked: list[str]) -> list[str]:
    return [each for each in asked if "-news-" in each]


def test_sources_that_did_not_change_are_not_sent_again(tmp_path: Path) -> None:
    with serving(site()) as small:
        small.validates = True
        run, asked = again(tmp_path, small)
        assert run.report["articles"] == len(ARTICLES)
        assert "/india?page=3" in asked
        assert small.unchanged == []
        run, asked = again(tmp_path, small)
        assert (run.status, run.report["outcome"]) == (0, "nothing_new")
        assert articles_of(asked) == []
        assert {"/", "/sitemap.xml", "/feed.xml", "/india"} <= set(small.unchanged)
        assert "/india?page=2" not in asked

        small.pages["/india"] = listing(21, *range(1, 7))
        small.pages[PATH(21)] = story(21)
        run, asked = again(tmp_path, small)
        assert articles_of(asked) == [PATH(21)]
        assert run.report["articles"] == 1


def test_a_listing_that_was_not_read_to_its_end_is_read_again(tmp_path: Path) -> None:
    """Its first page did not change, but what lies behind it was never seen."""
    with serving(site()) as small:
        small.validates = True
        small.pages["/sitemap.xml"], small.pages["/feed.xml"] = sitemap({}), feed({})
        run = crawl(tmp_path, "-s", "NEWSBOT_LISTING_MAX_PAGES=1", root=small.url)
        assert run.report["articles"] == 7
        run, _ = again(tmp_path, small)
        assert run.report["articles"] == 13


@pytest.mark.parametrize("broken", ["<urlset><url>", "", "<html>", sitemap({1: LONG_AGO})[:-9]])
def test_a_broken_source_is_no_reason_to_read_all_listings(tmp_path: Path, broken: str) -> None:
    with serving(site()) as small:
        small.pages["/sitemap.xml"] = broken
        again(tmp_path, small)
        _, asked = again(tmp_path, small)
    assert not [each for each in asked if "page=" in each]


@pytest.mark.parametrize("lying", [["/sitemap.xml"], ["/feed.xml"], ["/sitemap.xml", "/feed.xml"]])
def test_sources_whose_changes_are_none_are_believed_less(tmp_path: Path, lying: list[str]) -> None:
    with serving(site()) as honest:
        for _ in range(3):
            _, asked = again(tmp_path / "honest", honest)
    usual = len(asked)
    with serving(site()) as small:
        small.pages["/sitemap.xml"] = lambda: sitemap(dict.fromkeys(ARTICLES, now()))
        small.pages["/feed.xml"] = lambda: feed(dict.fromkeys(ARTICLES, now()))
        for name in {"/sitemap.xml", "/feed.xml"} - set(lying):
            small.pages[name] = honest.pages[name]
        for number in range(1, 6):
            time.sleep(1.1)  # they tell whole seconds
            _, asked = again(tmp_path, small)
            if number == 2:
                assert len(articles_of(asked)) == len(ARTICLES), "they are believed until then"
            if number > 2:
                assert len(asked) <= 1.2 * usual + 1
                assert 0 < len(articles_of(asked)) <= len(lying), "one a source is tried"


def test_an_edit_is_found_by_its_schedule_though_the_source_is_not_believed(
    tmp_path: Path,
) -> None:
    revisit = ("-s", "NEWSBOT_REVISIT=[[86400, 1]]")
    recent = datetime.now(IST) - timedelta(minutes=30)
    young = story(1).replace("2 Jan 2026, 10:00 AM IST", f"{recent:%d %b %Y, %I:%M %p} IST")
    with serving(site()) as small:
        small.pages["/sitemap.xml"] = lambda: sitemap(dict.fromkeys(ARTICLES, now()))
        small.pages[PATH(1)] = young
        for _ in range(3):
            time.sleep(1.1)
            crawl(tmp_path, *revisit, root=small.url)
        small.pages[PATH(1)] = young.replace("पहला", "बदला हुआ पहला")
        time.sleep(1.1)
        before = len(small.asked)
        run = crawl(tmp_path, *revisit, root=small.url)
    assert run.report["articles"] == 1
    assert [line["revision"] for line in run.articles if line["id"] == "indiadaily:1"] == [1, 2]
    assert len(articles_of(small.asked[before:])) <= 2, (
        "itself, and one that the source is tried with"
    )


def test_a_source_that_proves_right_is_believed_again(tmp_path: Path) -> None:
    edits = dict.fromkeys(ARTICLES, 0)

    def page(number: int) -> str:
        return story(number).replace("पहला", "पहला" + " नया" * edits[number])

    with serving(site()) as small:
        small.pages["/feed.xml"] = feed({})
        small.pages |= {PATH(number): lambda n=number: page(n) for number in ARTICLES}
        small.pages["/sitemap.xml"] = lambda: sitemap(dict.fromkeys(ARTICLES, now()))
        fetched = []
        for number in range(1, 9):
            time.sleep(1.1)
            if number > 3:  # from now on each change that it tells of is one
                edits = {each: count + 1 for each, count in edits.items()}
            run, asked = again(tmp_path, small)
            fetched.append(len(articles_of(asked)))
    assert fetched[2:4] == [1, 1]
    assert fetched[-1] == len(ARTICLES)
    assert run.report["articles"] == len(ARTICLES)
    assert len(ARTICLES) > MIN_WRONG_MARKS


def test_a_listing_whose_pages_a_killed_run_left_is_turned_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its first page did not change since, but the run that read it died before the second."""
    with serving(site()) as small:
        small.validates = True
        for name, empty in (("/sitemap.xml", sitemap({})), ("/feed.xml", feed({}))):
            small.pages[name] = empty
        again(tmp_path, small)
        added = range(30, 50)
        small.pages |= {PATH(number): story(number) for number in added}
        small.pages["/india"] = listing(*added[:7], extra="<a rel=next href='/india?page=2'>2</a>")
        second = listing(*added[7:14], extra="<a rel=next href='/india?page=3'>3</a>")
        small.pages["/india?page=2"] = second
        small.pages["/india?page=3"] = listing(*added[14:])
        monkeypatch.setenv("NEWSBOT_FAILPOINT", "after-discovery:4")
        assert crawl(tmp_path, root=small.url).status == -9
        monkeypatch.delenv("NEWSBOT_FAILPOINT")
        crawl(tmp_path, root=small.url)
        run, _ = again(tmp_path, small)
    assert {line["id"] for line in run.articles} >= {f"indiadaily:{number}" for number in added}


def test_an_unasked_not_modified_is_no_article(tmp_path: Path) -> None:
    with serving(site()) as small:
        small.pages[PATH(3)] = [(304, {}, b""), story(3)]
        run, _ = again(tmp_path, small)
        assert list(run.rejects.values()) == ["http_304"]
        run, _ = again(tmp_path, small)
    assert "indiadaily:3" in {line["id"] for line in run.articles}
