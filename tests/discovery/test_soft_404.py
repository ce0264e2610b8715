"""Sites that answer for what does not exist with status 200."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from newsbot.discovery.soft_404 import IMPOSSIBLE_NAME
from tests.browser.scripted import scripted
from tests.crawling import PATH, SmallSite, crawl, listing, serving, story
from tests.test_crawl import ids

pytestmark = pytest.mark.slow


class Everywhere(SmallSite):
    """A site with one page for every address that it does not have."""

    def __init__(self, pages: dict[str, Any], page: Any) -> None:
        super().__init__({"/robots.txt": (404, {}, b"x"), **pages})
        self.page = page

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        if path in self.pages:
            return super().answer(path)
        self.asked.append(path)
        return 200, {"Content-Type": "text/html; charset=utf-8"}, self.page.encode()


def says(headline: str, text: str = "आप जिस पन्ने पर आना चाहते थे, वह अब यहां नहीं है.") -> str:
    return (
        story(1)
        .replace("खबर संख्या 1<", f"{headline}<")
        .replace("यह खबर संख्या 1 का पहला अनुच्छेद है.", text)
    )


ALIVE, DEAD = range(1, 41), range(41, 101)
HOME = listing(*ALIVE, *DEAD, extra="<title>खबरें</title><h1>ताज़ा खबरें</h1>")
PAGES = {"/": HOME, **{PATH(number): story(number) for number in ALIVE}}


@pytest.mark.parametrize(
    ("page", "asked"),
    [(says("पेज नहीं मिला"), 0), (says("404"), 0), (says("Page not found", ""), 0), (HOME, 1)],
)
def test_dead_addresses_are_rejects_and_no_change_of_layout(
    tmp_path: Path, page: str, asked: int
) -> None:
    with serving(Everywhere(PAGES, page)) as site:
        run = crawl(tmp_path, root=site.url)
        assert (run.status, run.report["outcome"]) == (0, "ok"), run.stderr
        assert sorted(ids(run.articles)) == sorted(map(str, ALIVE))
        assert list(run.rejects.values()) == ["soft_404"] * len(DEAD)
        assert len([each for each in site.asked if IMPOSSIBLE_NAME in each]) == asked
        # Three times, as with 404.
        for _ in range(2):
            run = crawl(tmp_path, root=site.url)
            assert run.report["outcome"] == "nothing_new"


@pytest.mark.parametrize(
    ("page", "asked"),
    [(says("पेज नहीं मिला"), 0), (HOME, 1), (re.sub(r"<label.*?</label>", "", says("कुछ नहीं बचा")), 1)],
)  # fmt: skip
def test_a_site_whose_articles_may_need_a_browser(tmp_path: Path, page: str, asked: int) -> None:
    with serving(Everywhere(PAGES, page)) as site:
        run = scripted(tmp_path, root=site.url, browser="never")
    assert (run.status, run.report["outcome"]) == (0, "ok"), run.stderr
    assert sorted(ids(run.articles)) == sorted(map(str, ALIVE))
    assert list(run.rejects.values()) == ["soft_404"] * len(DEAD)
    assert len([each for each in site.asked if IMPOSSIBLE_NAME in each]) == asked


def test_a_page_of_the_site_s_own_words(tmp_path: Path) -> None:
    """It looks like an article, with a date or without."""
    dated = says("यहां कुछ नहीं बचा")
    dateless = re.sub(r"<label.*?</label>", "", dated)
    for number, page in enumerate((dateless, dated)):
        with serving(Everywhere(PAGES, page)) as site:
            run = crawl(tmp_path / str(number), root=site.url)
        assert sorted(ids(run.articles)) == sorted(map(str, ALIVE)), run.stderr
        assert list(run.rejects.values()) == ["soft_404"] * len(DEAD)
        assert len([each for each in site.asked if IMPOSSIBLE_NAME in each]) == 1


def test_one_dead_address_among_articles(tmp_path: Path) -> None:
    """No second page with the same words tells it."""
    page = says("अरे, यह क्या हुआ", "जो खबर आप पढ़ना चाहते थे, उसे हटा दिया गया है.")
    pages = {**PAGES, "/": listing(*ALIVE, 77)}
    with serving(Everywhere(pages, page)) as site:
        run = crawl(tmp_path, root=site.url)
    assert sorted(ids(run.articles)) == sorted(map(str, ALIVE)), run.stderr
    assert list(run.rejects.values()) == ["soft_404"]


def test_a_short_article_that_speaks_of_a_page_is_one(tmp_path: Path) -> None:
    """It costs its site a question, and no more."""
    news = says("मंत्रालय ने फेसबुक पेज हटाया", "मंत्रालय का पेज अब उपलब्ध नहीं है, लिंक भी हटा दिया गया.")
    pages = {"/robots.txt": (404, {}, b"x"), "/": listing(1, 2, 77), PATH(77): news}
    pages |= {PATH(number): story(number) for number in (1, 2)}
    for number, site_of in enumerate((SmallSite(pages), Everywhere(pages, says("पेज नहीं मिला")))):
        with serving(site_of) as site:
            run = crawl(tmp_path / str(number), root=site.url)
        assert (sorted(ids(run.articles)), run.rejects) == (["1", "2", "77"], {}), run.stderr
        assert len([each for each in site.asked if IMPOSSIBLE_NAME in each]) == 1


def test_a_dated_page_without_any_such_word_is_told_by_the_second(tmp_path: Path) -> None:
    page = says("बस इतना ही", "धन्यवाद.")
    with serving(Everywhere(PAGES, page)) as site:
        run = crawl(tmp_path, root=site.url)
    assert list(run.rejects.values()) == ["soft_404"] * (len(DEAD) - 1)


def test_a_site_that_answers_404_is_asked_once(tmp_path: Path) -> None:
    pages = {**PAGES, **{PATH(number): listing(1) for number in (41, 42, 43)}}
    with serving(SmallSite(pages)) as site:
        run = crawl(tmp_path, root=site.url)
    reasons = sorted(set(run.rejects.values()))
    assert reasons == ["http_404", "no_headline"]
    assert len([each for each in site.asked if IMPOSSIBLE_NAME in each]) == 1


def test_robots_txt_may_forbid_the_question(tmp_path: Path) -> None:
    rules = (200, {}, f"User-agent: *\nDisallow: /india/{IMPOSSIBLE_NAME}".encode())
    with serving(Everywhere({**PAGES, "/robots.txt": rules}, HOME)) as site:
        run = crawl(tmp_path, root=site.url)
    assert set(run.rejects.values()) == {"no_body"}
    assert not [each for each in site.asked if IMPOSSIBLE_NAME in each]


class Clock(Everywhere):
    """A site whose page for all that it does not have shows a number that changes."""

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        self.page = says("अरे! रास्ता भटक गए", f"जो पन्ना आप ढूंढ रहे थे वह नहीं मिला, {len(self.asked)}.")
        return super().answer(path)


def test_a_page_that_shows_the_time(tmp_path: Path) -> None:
    with serving(Clock(PAGES, "")) as site:
        run = crawl(tmp_path, root=site.url)
    assert sorted(ids(run.articles)) == sorted(map(str, ALIVE)), run.stderr
    assert list(run.rejects.values()) == ["soft_404"] * len(DEAD)


class Fallback(SmallSite):
    """A site that shows its first article for every address that it does not have."""

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        return super().answer(path if path in self.pages else "/india/khabar-news-1")


def test_the_article_that_a_site_shows_for_all_others_is_one(tmp_path: Path) -> None:
    link = f"<link rel=canonical href='https://www.theindiadaily.com{PATH(1)}'>"
    first = re.sub(r"<label.*?</label>", "", story(1, extra=link))
    pages = {"/robots.txt": (404, {}, b"x"), "/": listing(1, 2, 3), PATH(1): first}
    with serving(Fallback({**pages, PATH(2): story(2)})) as site:
        run = crawl(tmp_path, root=site.url)
    assert sorted(ids(run.articles)) == ["1", "2"], run.stderr


def test_a_page_in_doubt_is_asked_for_without_a_warning(tmp_path: Path) -> None:
    dateless = re.sub(r"<label.*?</label>", "", story(9))
    pages = {"/": listing(1), PATH(1): (301, {"Location": PATH(9)}, b""), PATH(9): dateless}
    with serving(SmallSite({"/robots.txt": (404, {}, b"x"), **pages})) as site:
        run = crawl(tmp_path, root=site.url)
    assert (ids(run.articles), run.stderr) == (["9"], "")


SENT_HOME = "<html><head><script>window.location.href='/';</script></head></html>"
SECTION = listing(*range(1, 15), extra="<h1>देश</h1><p>मुखपृष्ठ विदेश खेल कारोबार शिक्षा सेहत</p>")
NEWEST = story(40, extra=f"<link rel=canonical href='https://www.theindiadaily.com{PATH(40)}'>")


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (says("Oops!", "Something went wrong. Try the homepage."), "soft_404"),
        (says("माफ़ कीजिए", "आपकी खबर यहां नहीं है."), "soft_404"),
        (SECTION, "soft_404"),
        (NEWEST, "soft_404"),
        (SENT_HOME, "bad_redirect"),
        ("<meta http-equiv=refresh content='2; url=/'><h1>मुखपृष्ठ की ओर</h1>", "bad_redirect"),
    ],
    ids=["oops", "sorry", "section", "newest", "script", "meta"],
)
def test_more_forms_of_a_page_for_dead_addresses(tmp_path: Path, page: str, reason: str) -> None:
    """A short story that speaks of a page stands beside them, and is one."""
    news = says("मंत्रालय ने फेसबुक पेज हटाया", "मंत्रालय का पेज अब उपलब्ध नहीं है.")
    with serving(Everywhere({**PAGES, PATH(40): NEWEST, PATH(77): news}, page)) as site:
        run = crawl(tmp_path, root=site.url)
    assert (run.status, run.report["outcome"]) == (0, "ok"), run.stderr
    assert sorted(ids(run.articles)) == sorted(map(str, (*ALIVE, 77)))
    assert list(run.rejects.values()) == [reason] * (len(DEAD) - 1)


class Echo(Everywhere):
    """A site whose page for what it does not have names the address that was asked for."""

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        number = path.rpartition("-")[2]
        self.page = says(
            f"खबर {number} हटा दी गई", f"The story you requested ({path}) was removed."
        )
        return super().answer(path)


def test_a_page_that_repeats_its_address(tmp_path: Path) -> None:
    with serving(Echo(PAGES, "")) as site:
        run = crawl(tmp_path, root=site.url)
    assert sorted(ids(run.articles)) == sorted(map(str, ALIVE)), run.stderr
    assert list(run.rejects.values()) == ["soft_404"] * len(DEAD)
