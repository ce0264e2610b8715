"""Ledgers and lines of older newsbots, and lines of newer ones: all are read."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import fields
from typing import Any

import pytest

from newsbot.commands.show_article import article_lines
from newsbot.feed_lines import PARTS, feed_line, replayed_article
from newsbot.items import SCHEMA_VERSION, Article, Image, LiveUpdate, RelatedLink, Video
from newsbot.ledger import Ledger
from newsbot.ledger.recovery import is_article
from newsbot.ledger.storage.compression import pack, unpack
from tests.ledger.conftest import NAME, Runs, make_older, ref

Make = Callable[..., Article]
PATH = "ledger.sqlite"
NAMES = [each.name for each in fields(Article)]
PART_FIELDS = [(name, each.name) for name, part in PARTS.items() for each in fields(part)]


def full(make: Make, number: int = 1, **others: Any) -> Article:
    """An article with something in every list."""
    given: dict[str, Any] = {
        "kind": "video",
        "summary": "सिंचाई विभाग ने काम शुरू किया.",
        "authors": ["ग्रामीण संवाददाता"],
        "live_updates": [LiveUpdate(None, "सुबह", "काम शुरू हुआ.")],
        "images": [Image("https://www.theindiadaily.com/a.webp", "नहर", "विभाग")],
        "videos": [Video("https://www.youtube.com/embed/x", "youtube")],
        "related": [RelatedLink("https://www.theindiadaily.com/india/x-news-7", "दूसरी खबर")],
    }
    return make(number, **{**given, **others})


def rewrite(runs: Runs, change: Callable[[dict[str, Any]], None]) -> None:
    """Change all stored lines, as if another newsbot had written them."""
    with closing(sqlite3.connect(runs.folder / PATH)) as db, db:
        rows = db.execute("SELECT article, revision, line FROM revisions").fetchall()
        for *key, packed in rows:
            line = unpack(packed)
            change(line)
            db.execute(
                "UPDATE revisions SET line = ?, schema_version = NULL"
                " WHERE article = ? AND revision = ?",
                (pack(feed_line(line)), *key),
            )


def without(name: str, part: str | None = None) -> Callable[[dict[str, Any]], None]:
    def change(line: dict[str, Any]) -> None:
        if part is None:
            del line[name]
        else:
            for each in line[name]:
                del each[part]

    return change


def with_more(line: dict[str, Any]) -> None:
    """As a newer newsbot may write."""
    line["mood"] = "उत्साह"
    for name in PARTS:
        for each in line[name]:
            each["colour"] = "नीला"


CHANGES = {
    **{name: without(name) for name in NAMES if name != "id"},
    **{f"{name}.{part}": without(name, part) for name, part in PART_FIELDS},
    "more": with_more,
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_line_with_a_field_too_few_or_too_many_is_read(
    runs: Runs, article: Make, name: str
) -> None:
    """By an edit's comparison, by what hands it out again, and by `scrapy ledger show`."""
    with runs.run() as ledger:
        ledger.record(full(article), None)
    rewrite(runs, CHANGES[name])
    with runs.run() as ledger:
        (line,) = ledger.articles.owed(ledger.run)
        item = replayed_article(line)
        assert item.id == "indiadaily:1"
        assert list(vars(item)) == NAMES
        assert item.fetched_at.tzinfo
        lines = list(article_lines(ledger.database, NAME, item.id, 0))
        assert any(text.startswith("revision 1, ") for text in lines)
        ledger.not_modified(item.id)
        # That the field is not there is no edit of the page.
        assert ledger.record(full(article), None).kind == "unchanged"
        edited = full(article, headline="नई सुर्खी", authors=["डेस्क"])
        assert ledger.record(edited, None).kind == "edited"
        wanted = [each for each in ("headline", "authors") if each != name]
        assert edited.changes == {
            "fields": wanted,
            "paragraphs_added": [] if name != "body" else [article(1).body],
            "paragraphs_removed": [],
        } or name.startswith("live_updates")
        assert edited.first_seen_at == article(1).first_seen_at
        assert list(article_lines(ledger.database, NAME, item.id, 0))


@pytest.mark.parametrize("name", CHANGES)
def test_a_feed_of_another_newsbot_is_taken_in(runs: Runs, article: Make, name: str) -> None:
    with runs.run() as ledger:
        ledger.record(full(article), None)
        feed = runs.feed(ledger, full(article))
        ledger.delivered()
    line = json.loads(feed.read_text("utf-8"))
    CHANGES[name](line)
    feed.write_bytes(feed_line(line) + b"\n")
    (runs.folder / PATH).unlink()
    with runs.run() as ledger:
        assert list(ledger.articles.owed(ledger.run)) == []
        assert ledger.record(full(article), None).kind == "unchanged"
        assert ledger.record(full(article, headline="नई सुर्खी"), None).revision == 2 or (
            name == "headline"
        )


@pytest.mark.parametrize(
    "line",
    [
        *(None, 7, [], {}, {"id": "x"}, {"id": 7}, {"url": "https://x/", "reason": "no_body"}),
        {"id": "indiadaily:1", "revision": "zwei"},
        {"id": "indiadaily:1", "revision": -1},
        {"id": "indiadaily:1", "body": ["कुछ"]},
        {"id": "indiadaily:1", "sections": 7},
        {"id": "indiadaily:1", "fetched_at": "कल"},
    ],
)
def test_what_is_no_article_is_passed_over(line: Any) -> None:
    assert not is_article(line)


def test_stored_lines_carry_their_schemas_version(ledger: Ledger, article: Make) -> None:
    ledger.record(article(1), None)
    (revision,) = ledger.articles.revisions("indiadaily:1")
    assert revision.schema_version == SCHEMA_VERSION


@pytest.mark.parametrize("version", [1, 2, 3])
def test_older_ledgers_are_brought_up(runs: Runs, article: Make, version: int) -> None:
    """With all that they held; articles that are in no bucket are found again."""
    with runs.run() as ledger:
        for number in range(30):
            ledger.pages.discover([ref(number)], "listing", "", 0, ledger.run)
            ledger.record(article(number), None)
        ledger.record(article(5, headline="नई सुर्खी"), None)
    with closing(sqlite3.connect(runs.folder / PATH)) as db, db:
        db.execute("DELETE FROM buckets WHERE article > 24 OR article = 3")
    make_older(runs.folder / PATH, version, filed=27)
    with runs.run() as ledger:
        assert ledger.articles.count() == 30
        assert len(list(ledger.articles.owed(ledger.run))) == 31
        assert ledger.record(article(1), None).kind == "unchanged"
        assert ledger.record(article(5), None).revision == 3
        for number in (0, 2, 24, 29):
            copy = article(100 + number, body=article(number).body)
            assert ledger.record(copy, None).kind == "new"
            assert copy.duplicate_of == f"indiadaily:{number}"
            same = article(200 + number, body=copy.body, headline=article(number).headline)
            assert ledger.record(same, None).of == f"indiadaily:{number}"
        ledger.delivered()
    with closing(sqlite3.connect(runs.folder / PATH)) as db:
        assert db.execute("SELECT count(*) FROM articles WHERE sketch IS NULL").fetchone() == (0,)
        assert db.execute("SELECT count(DISTINCT article) FROM buckets").fetchone() == (34,)
