"""The site is redesigned: the alarm, the saved pages, and a run that reads them again."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from newsbot.downloader.saved_pages import SavedPage
from tests.crawling import PATH, SITE, SmallSite, crawl, listing, serving, story


def redesigned(number: int) -> str:
    """An article in a markup that no layout knows."""
    return story(number).replace("editior-content", "story-text")


@pytest.fixture
def changed(tmp_path: Path) -> SmallSite:
    """A site of 40 known articles that were read, and 40 new ones in another markup."""
    pages = {"/": listing(*range(1, 41)), **{PATH(n): story(n) for n in range(1, 41)}}
    with serving(SmallSite(pages)) as site:
        assert crawl(tmp_path, root=site.url).status == 0
    pages = {"/": listing(*range(41, 81)), **{PATH(n): redesigned(n) for n in range(41, 81)}}
    with serving(SmallSite(pages)) as site:
        run = crawl(tmp_path, root=site.url)
        assert (run.status, run.report["outcome"]) == (76, "layout_changed")
        assert "sections" in run.report["message"]
        assert run.report["message"].count(SITE + "/india/khabar-news-") == 3
    return site


def test_pages_that_cannot_be_read_are_saved_and_read_later_without_fetching(
    tmp_path: Path, changed: SmallSite
) -> None:
    files = sorted((tmp_path / "pages" / "indiadaily").iterdir())
    assert [file.name for file in files] == sorted(f"{n}.html.gz" for n in range(41, 81))
    page = SavedPage.read(files[0])
    assert page.url == SITE + PATH(41)
    assert page.body == redesigned(41).encode()

    # As a layout that knows the new markup would find it.
    for file in files[:39]:
        saved = SavedPage.read(file)
        body = saved.body.replace(b"story-text", b"editior-content")
        SavedPage(saved.url, saved.fetched_at, saved.type, body).write(file)
    before = len(changed.asked)
    run = crawl(tmp_path, root=changed.url, reparse="1")
    assert (run.status, run.report["articles"], run.report["rejects"]) == (0, 39, 1)
    assert len(changed.asked) == before
    assert [file.name for file in (tmp_path / "pages" / "indiadaily").iterdir()] == ["80.html.gz"]
    again = [each for each in run.articles if each["id"] == "indiadaily:41"]
    assert [each["fetched_at"] for each in again] == [page.fetched_at.isoformat()]


def test_a_field_that_moves_into_metadata_is_an_alarm_too(tmp_path: Path) -> None:
    def with_metadata(number: int) -> str:
        data = f'{{"@type": "NewsArticle", "articleBody": "यह खबर {number} है."}}'
        head = f'<script type="application/ld+json">{data}</script>'
        return redesigned(number).replace("<body>", f"<head>{head}</head><body>")

    pages = {"/": listing(*range(1, 41)), **{PATH(n): story(n) for n in range(1, 41)}}
    with serving(SmallSite(pages)) as site:
        assert crawl(tmp_path, root=site.url).status == 0
        site.pages = {"/": listing(*range(41, 81))}
        site.pages |= {PATH(n): with_metadata(n) for n in range(41, 81)}
        run = crawl(tmp_path, root=site.url)
    assert (run.status, run.report["articles"], run.report["rejects"]) == (76, 40, 0)
    assert "sections is from the markup on 0%" in run.report["message"]


def test_a_field_that_is_not_required_is_a_warning(tmp_path: Path) -> None:
    tags = "<ul class='x-tagsbox'><li><a>नहर</a></li></ul>"
    pages = {"/": listing(*range(1, 41)), **{PATH(n): story(n) + tags for n in range(1, 41)}}
    with serving(SmallSite(pages)) as site:
        crawl(tmp_path, root=site.url)
        site.pages = {"/": listing(*range(41, 81)), **{PATH(n): story(n) for n in range(41, 81)}}
        run = crawl(tmp_path, root=site.url)
    assert run.status == 0
    assert "field tags is on 0% of the pages" in run.stderr


@pytest.mark.slow
@pytest.mark.parametrize("articles", [60, 16])
def test_pages_that_a_healthy_run_could_not_read_either_are_no_alarm(
    tmp_path: Path, articles: int
) -> None:
    """They are tried again when nothing else is new, and say nothing of a change since then."""
    odd = range(101, 113)
    pages = {"/": listing(*range(1, articles + 1), *odd)}
    pages |= {PATH(n): story(n) for n in range(1, articles + 1)}
    pages |= {PATH(n): redesigned(n) for n in odd}
    with serving(SmallSite(pages)) as site:
        assert crawl(tmp_path, root=site.url).status == 0
        for _ in range(2):
            run = crawl(tmp_path, root=site.url)
            assert (run.status, run.report["outcome"]) == (0, "nothing_new"), run.report
        # New ones in a markup that no layout knows are one, and stay one.
        site.pages["/"] = listing(*range(201, 221))
        site.pages |= {PATH(n): redesigned(n) for n in range(201, 221)}
        for _ in range(2):
            run = crawl(tmp_path, root=site.url)
            assert (run.status, run.report["outcome"]) == (76, "layout_changed"), run.report


def test_few_pages_are_no_alarm(tmp_path: Path) -> None:
    pages = {"/": listing(1, 2), PATH(1): story(1), PATH(2): redesigned(2)}
    with serving(SmallSite(pages)) as site:
        assert crawl(tmp_path, root=site.url).status == 0


def test_no_saved_pages(tmp_path: Path) -> None:
    run = crawl(tmp_path, root="http://127.0.0.1:1", reparse="1")
    assert (run.status, run.report["message"]) == (0, "no pages are saved")


def test_no_more_pages_are_saved_than_the_setting_says(tmp_path: Path) -> None:
    pages = {"/": listing(1, 2, 3), **{PATH(n): redesigned(n) for n in (1, 2, 3)}}
    with serving(SmallSite(pages)) as site:
        crawl(tmp_path, "-s", "NEWSBOT_MAX_SAVED_PAGES=2", root=site.url)
    assert len(list((tmp_path / "pages" / "indiadaily").iterdir())) == 2


def in_the_old_markup(data: Path, number: int) -> Path:
    """Have a saved page be as a layout that knows its markup would find it."""
    file = data / "pages" / "indiadaily" / f"{number}.html.gz"
    saved = SavedPage.read(file)
    body = saved.body.replace(b"story-text", b"editior-content")
    SavedPage(saved.url, saved.fetched_at, saved.type, body).write(file)
    return file


def test_a_saved_page_never_comes_after_a_newer_one(tmp_path: Path) -> None:
    with serving(SmallSite({"/": listing(1), PATH(1): redesigned(1)})) as site:
        crawl(tmp_path, root=site.url)
        file = in_the_old_markup(tmp_path, 1)
        content = file.read_bytes()
        site.pages[PATH(1)] = story(1).replace("पहला", "नया")
        assert crawl(tmp_path, root=site.url, urls=PATH(1)).status == 0
    assert not file.exists()
    file.write_bytes(content)  # as if that run had died before it was dropped
    run = crawl(tmp_path, root=site.url, reparse="1")
    assert (run.status, run.report["message"]) == (0, "no pages are saved")
    assert [each["revision"] for each in run.articles] == [1]


def test_a_saved_page_stays_until_it_is_delivered(tmp_path: Path) -> None:
    pages = {"/": listing(1, 2), PATH(1): redesigned(1), PATH(2): redesigned(2)}
    with serving(SmallSite(pages)) as site:
        crawl(tmp_path, root=site.url)
    files = [in_the_old_markup(tmp_path, number) for number in (1, 2)]
    run = crawl(tmp_path, root=site.url, reparse="1", since="2026-06-01")
    assert [file.exists() for file in files] == [True, True]
    for delivered in (1, 2):
        run = crawl(tmp_path, root=site.url, reparse="1", limit="1")
        assert (run.status, len(run.articles)) == (0, delivered)
        assert sum(file.exists() for file in files) == 2 - delivered


def test_a_damaged_saved_page_is_said_and_left(tmp_path: Path) -> None:
    with serving(SmallSite({"/": listing(1), PATH(1): redesigned(1)})) as site:
        crawl(tmp_path, root=site.url)
    file = tmp_path / "pages" / "indiadaily" / "1.html.gz"
    for damaged in (file.read_bytes()[:20], gzip.compress(b'<!-- newsbot: {"url": 1} -->\n')):
        file.write_bytes(damaged)
        run = crawl(tmp_path, root=site.url, reparse="1")
        assert "1.html.gz" in run.stderr
        assert "Traceback" not in run.stderr
        assert file.exists()


@pytest.fixture
def unread(tmp_path: Path) -> SmallSite:
    """A site of ten articles that could not be read, all saved; it shows them as before again."""
    site = SmallSite(
        {"/": listing(*range(1, 11)), **{PATH(n): redesigned(n) for n in range(1, 11)}}
    )
    with serving(site):
        crawl(tmp_path, root=site.url)
    assert len(saved_pages(tmp_path)) == 10
    for file in saved_pages(tmp_path):
        page = SavedPage.read(file)
        body = page.body.replace(b"story-text", b"editior-content")
        SavedPage(page.url, page.fetched_at, page.type, body).write(file)
    return site


def saved_pages(data: Path) -> list[Path]:
    return sorted((data / "pages" / "indiadaily").glob("*"))


@pytest.mark.parametrize(
    ("arguments", "delivered"), [({"limit": "3"}, 3), ({"since": "2026-11-01"}, 0)]
)
@pytest.mark.usefixtures("unread")
def test_a_saved_page_that_is_not_delivered_stays(
    tmp_path: Path, arguments: dict[str, str], delivered: int
) -> None:
    run = crawl(tmp_path, root="http://127.0.0.1:1", reparse="1", **arguments)
    assert run.report["articles"] == delivered
    assert len(saved_pages(tmp_path)) == 10 - delivered
    run = crawl(tmp_path, root="http://127.0.0.1:1", reparse="1")
    if delivered:
        assert (run.report["articles"], saved_pages(tmp_path)) == (7, [])


def test_a_page_that_could_be_read_meanwhile_is_kept_no_more(
    tmp_path: Path, unread: SmallSite
) -> None:
    unread.pages |= {PATH(n): story(n) for n in range(1, 11)}
    with serving(unread) as site:
        asked = ",".join(PATH(n) for n in range(1, 11))
        assert crawl(tmp_path, root=site.url, urls=asked).report["articles"] == 10
    assert saved_pages(tmp_path) == []
    run = crawl(tmp_path, root=site.url, reparse="1")
    assert (run.status, run.report["message"]) == (0, "no pages are saved")


def test_a_page_that_could_not_be_fetched_leaves_nothing_to_keep(tmp_path: Path) -> None:
    pages = {"/": listing(1, 2), PATH(1): story(1), PATH(2): (404, {}, b"")}
    with serving(SmallSite(pages)) as site:
        run = crawl(tmp_path, root=site.url)
    assert "Traceback" not in run.stderr
    assert saved_pages(tmp_path) == []
