"""A picture that stands on most pages of the site is of no article."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsbot.feed_lines import feed_line
from newsbot.items import Article, Image, PhotoSection
from newsbot.ledger import Ledger
from newsbot.ledger.articles.pictures import COUNTED
from tests.ledger.conftest import NAME, ORIGIN, Runs
from tests.thorough import tries

Make = Callable[..., Article]
LOGO, FILE_PHOTO = f"{ORIGIN}/static/india-daily.png", f"{ORIGIN}/photo/nahar.webp"


def own(number: int) -> str:
    return f"{ORIGIN}/photo/{number}.webp"


def images(*urls: str) -> list[Image]:
    return [Image(url, None, None) for url in urls]


def urls(article: Article | dict[str, Any] | None) -> list[str]:
    assert article is not None
    if isinstance(article, Article):
        return [image.url for image in article.images]
    return [image["url"] for image in article["images"]]


def record(ledger: Ledger, article: Article) -> tuple[str, int, list[str]]:
    """Return what it turned out to be, how many pictures were left out, and those that were not."""
    verdict = ledger.record(article, None)
    return verdict.kind, verdict.left_out, urls(article)


def fill(ledger: Ledger, make: Make, numbers: Iterable[int], *shown: str) -> None:
    """Record articles that each have a picture of their own and those ``shown``."""
    for number in numbers:
        ledger.record(make(number, images=images(own(number), *shown)), None)


def test_a_picture_on_every_page_is_left_out_from_the_fifth_on(
    ledger: Ledger, article: Make
) -> None:
    for number in range(1, 13):
        its = article(number, images=images(LOGO, own(number)), provenance={"images": "selector"})
        left_out = number >= 5
        wanted = [own(number)] if left_out else [LOGO, own(number)]
        assert record(ledger, its) == ("new", left_out, wanted)
        assert urls(ledger.articles.latest(its.id)) == wanted
        assert its.provenance == {"images": "selector"}


def test_without_another_picture_an_article_has_none(ledger: Ledger, article: Make) -> None:
    for number in range(1, 13):
        its = article(number, images=images(LOGO), provenance={"images": "opengraph"})
        ledger.record(its, None)
        assert bool(its.images) == bool(its.provenance) == (number < 5)


@pytest.mark.parametrize(("of", "every"), [(20, 3), (20, 2), (4 * COUNTED, 10)])
def test_a_file_photo_stays(ledger: Ledger, article: Make, of: int, every: int) -> None:
    """One on 6 of 20 pages does, one on half of them, and one on hundreds of thousands."""
    for number in range(1, of + 1):
        its = article(number, images=images(own(number), *[FILE_PHOTO] * (number % every == 0)))
        assert ledger.articles.pictures.add(its)[0] == 0


def test_that_it_goes_is_no_revision(ledger: Ledger, article: Make) -> None:
    fill(ledger, article, range(1, 13), LOGO)
    for number in range(1, 13):
        shown = images(own(number), LOGO)
        assert record(ledger, article(number, images=shown)) == ("unchanged", 1, [own(number)])
        # Nor is it that the page shows it no more.
        assert record(ledger, article(number, images=shown[:1]))[0] == "unchanged"
    assert urls(ledger.articles.latest(f"{NAME}:1")) == [own(1), LOGO]
    assert urls(ledger.articles.latest(f"{NAME}:12")) == [own(12)]


def test_an_edit_is_a_revision_without_it(ledger: Ledger, article: Make) -> None:
    fill(ledger, article, range(1, 13), LOGO)
    for number in (1, 12):
        edited = article(number, images=images(own(number), LOGO), headline="नहर की मरम्मत पूरी")
        assert record(ledger, edited) == ("edited", 1, [own(number)])
        assert edited.changes is not None
        assert edited.changes["fields"] == ["headline"]
    other = article(2, images=images(LOGO, FILE_PHOTO))
    assert record(ledger, other) == ("edited", 1, [FILE_PHOTO])
    assert other.changes is not None
    assert other.changes["fields"] == ["images"]


def test_no_section_has_it(ledger: Ledger, article: Make) -> None:
    def photos(number: int) -> Article:
        """A photo story with the logo between its pictures."""
        parts = [
            PhotoSection("सुबह", ["पानी आया."], LOGO),
            PhotoSection(None, ["शाम."], own(number)),
        ]
        return article(number, kind="photo", images=images(LOGO, own(number)), sections=parts)

    for number in range(1, 13):
        its = photos(number)
        ledger.record(its, None)
        assert isinstance(its.sections[0], PhotoSection)
        assert its.sections[0].image == (LOGO if number < 5 else None)
        assert [each.heading for each in its.sections] == ["सुबह", None]
    assert {record(ledger, photos(number))[0] for number in range(1, 13)} == {"unchanged"}


def test_a_photo_story_without_text_is_its_pictures(ledger: Ledger, article: Make) -> None:
    for kind in ("new", "unchanged"):
        for number in range(1, 13):
            its = article(number, kind="photo", images=images(LOGO), sections=[], body="")
            assert record(ledger, its) == (kind, 0, [LOGO])


def test_visits_edits_and_copies_do_not_count(ledger: Ledger, article: Make) -> None:
    fill(ledger, article, range(1, 4), FILE_PHOTO)
    for time in range(10):
        ledger.record(article(1, images=images(FILE_PHOTO), headline=f"नहर {time}"), None)
        copy = article(2, images=images(FILE_PHOTO), id=f"{NAME}:9{time}")
        assert ledger.record(copy, None).kind == "copy"
    assert record(ledger, article(4, images=images(FILE_PHOTO))) == ("new", 0, [FILE_PHOTO])
    assert record(ledger, article(5, images=images(FILE_PHOTO))) == ("new", 1, [])


def test_an_article_that_is_forgotten_counts_no_more(ledger: Ledger, article: Make) -> None:
    for _ in range(8):
        assert record(ledger, article(1, images=images(own(1)))) == ("new", 0, [own(1)])
        ledger.articles.forget(f"{NAME}:1")


def test_each_site_counts_for_itself(runs: Runs, article: Make) -> None:
    with runs.run() as ledger:
        fill(ledger, article, range(1, 13), LOGO)
        ledger.delivered()
    with closing(Ledger.open(runs.folder, "other")) as ledger:
        for number in range(13, 18):
            its = article(number, images=images(LOGO), site="other", id=f"other:{number}")
            assert record(ledger, its)[1] == (number == 17)
    with runs.run() as ledger:
        assert record(ledger, article(18, images=images(LOGO))) == ("new", 1, [])


def test_a_picture_that_most_pages_lose_is_one_again(ledger: Ledger, article: Make) -> None:
    fill(ledger, article, range(1, 11), LOGO)
    fill(ledger, article, range(11, 31))
    assert record(ledger, article(31, images=images(LOGO))) == ("new", 0, [LOGO])


def test_a_logo_that_comes_with_a_redesign_is_recognised(ledger: Ledger, article: Make) -> None:
    """The archive of a site, however large, is not waited for."""
    counts = ledger.articles.pictures
    for number in range(3 * COUNTED):
        assert not counts.add(article(number, images=images(own(number))))[0]
    new = range(3 * COUNTED, 4 * COUNTED)
    left_out = [counts.add(article(each, images=images(own(each), LOGO)))[0] for each in new]
    assert left_out.index(1) == COUNTED // 2
    assert all(left_out[COUNTED // 2 :])


VISITS = st.tuples(st.integers(1, 30), st.sets(st.sampled_from("कखगघ")), st.booleans())


@given(st.lists(VISITS, max_size=80))
@settings(max_examples=tries(60))
def test_different_articles_are_counted(
    ledger: Ledger, article: Make, visits: list[tuple[int, set[str], bool]]
) -> None:
    """And counted the same by what reads the stored keys anew."""
    counted: Counter[str] = Counter()
    known: set[int] = set()
    with ledger.transaction():
        ledger.database.execute("DELETE FROM articles")
    ledger.articles.forget("")
    for number, shown, is_read_anew in visits:
        if is_read_anew:
            ledger.articles.forget("")
        if number not in known:
            known.add(number)
            counted.update(shown)
        its = article(number, images=images(*sorted(shown)))
        ledger.record(its, None)
        wanted = [
            each for each in sorted(shown) if counted[each] < 5 or 2 * counted[each] <= len(known)
        ]
        assert urls(its) == wanted


# Runs after one another ------------------------------------------------------------------------


def test_a_later_run_knows(runs: Runs, article: Make) -> None:
    with runs.run() as ledger:  # this one dies
        fill(ledger, article, range(1, 21), LOGO)
        fill(ledger, article, range(21, 27), LOGO, FILE_PHOTO)
    with runs.run() as ledger:
        assert len(list(ledger.articles.owed(ledger.run))) == 26
        for number in range(1, 21):
            its = article(number, images=images(own(number), LOGO))
            assert record(ledger, its) == ("unchanged", 1, [own(number)])
        new = article(41, images=images(FILE_PHOTO, LOGO))
        assert record(ledger, new) == ("new", 1, [FILE_PHOTO])


@pytest.mark.parametrize("feeds", [1, 5])
def test_a_rebuilt_ledger_knows(runs: Runs, article: Make, feeds: int) -> None:
    """Though the feeds hold the picture in four lines alone."""
    share = 20 // feeds
    for first in range(1, 21, share):
        with runs.run() as ledger:
            made = [
                article(each, images=images(own(each), LOGO, *[FILE_PHOTO] * (each % 3 == 0)))
                for each in range(first, first + share)
            ]
            for its in made:
                ledger.record(its, None)
            runs.feed(ledger, *made)
            ledger.delivered()
    (runs.folder / "ledger.sqlite").unlink()
    with runs.run() as ledger:
        assert sum(LOGO in urls(line) for line in ledger.articles.all_latest()) == 4
        for number in range(1, 21):
            shown = [own(number), *[FILE_PHOTO] * (number % 3 == 0)]
            its = article(number, images=images(LOGO, *shown))
            kind, left_out, rest = record(ledger, its)
            assert (left_out, rest) == (1, shown)
            assert kind == "unchanged"
        new = article(41, images=images(LOGO, FILE_PHOTO))
        assert record(ledger, new) == ("new", 1, [FILE_PHOTO])


def test_a_ledger_rebuilt_from_older_feeds_knows(runs: Runs, article: Make) -> None:
    """In these every line has the picture."""
    with runs.run() as ledger:
        runs.feed(ledger, *(article(each, images=images(LOGO)) for each in range(1, 21)))
        ledger.delivered()
    (runs.folder / "ledger.sqlite").unlink()
    with runs.run() as ledger:
        assert record(ledger, article(1, images=images(LOGO))) == ("unchanged", 1, [])
        assert record(ledger, article(41, images=images(LOGO))) == ("new", 1, [])


@pytest.mark.parametrize(
    "parts", [None, [], [None], [7], ["x"], [{}], [{"url": None}], [{"url": 7}], [{"url": LOGO}]]
)
def test_a_line_of_any_shape_is_compared(runs: Runs, article: Make, parts: Any) -> None:
    with runs.run() as ledger:
        feed = runs.feed(ledger, *(article(each, images=images(LOGO)) for each in range(1, 8)))
        line = {**vars(article(1)), "id": f"{NAME}:9", "images": parts, "sections": [7, {}]}
        feed.write_bytes(feed.read_bytes() + feed_line(line) + b"\n")
    with runs.run() as ledger:
        assert ledger.articles.count() == 8
        assert record(ledger, article(9, images=images(LOGO)))[1:] == (1, [])


def test_a_ledger_of_version_4_is_opened(runs: Runs, article: Make) -> None:
    with runs.run() as ledger:
        ledger.record(article(1, images=images(LOGO)), None)
    with closing(sqlite3.connect(runs.folder / "ledger.sqlite")) as db:
        db.executescript(
            "ALTER TABLE articles DROP COLUMN pictures;"
            "ALTER TABLE sources DROP COLUMN is_fruitful;"
            "ALTER TABLE runs DROP COLUMN faults_passed;"
            "ALTER TABLE runs DROP COLUMN unread;"
            "ALTER TABLE pages DROP COLUMN failed_run;"
            "DROP TABLE robots_copies; PRAGMA user_version = 4"
        )
    with runs.run() as ledger:
        assert record(ledger, article(1, images=images(LOGO))) == ("unchanged", 0, [LOGO])
        fill(ledger, article, range(2, 7), LOGO)
        assert record(ledger, article(1, images=images(LOGO))) == ("unchanged", 1, [])
