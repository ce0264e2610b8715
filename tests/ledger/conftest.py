from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from newsbot.feed_lines import feed_line
from newsbot.items import Article, Section
from newsbot.ledger import Ledger
from newsbot.ledger.storage.compression import unpack
from newsbot.ledger.storage.schema import MIGRATIONS
from newsbot.urls import ArticleRef

NAME = "indiadaily"
ORIGIN = "https://www.theindiadaily.com"
REVISIT = ((3600, 600), (86_400, 3600), (7 * 86_400, 86_400))


def ref(number: int) -> ArticleRef:
    return ArticleRef(f"{ORIGIN}/india/khabar-news-{number}", f"{NAME}:{number}", "india")


def text(number: int, words: int = 60) -> str:
    """A text of so many words that shares none with the text of another number."""
    return " ".join(f"शब्द{number}क{each}" for each in range(words))


class Runs:
    """Runs on one data directory, one after the other, and the feeds they leave."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.feeds = folder / "feeds" / NAME
        self.feeds.mkdir(parents=True)
        self._count = 0

    @contextmanager
    def run(self) -> Iterator[Ledger]:
        """A run that dies unless it calls ``delivered``."""
        ledger = Ledger.open(self.folder, NAME, REVISIT)
        try:
            yield ledger
        finally:
            ledger.close()

    def feed(self, ledger: Ledger, *articles: Article, torn: str = "") -> Path:
        """The feed of a run with these articles' lines and the beginning of another one."""
        self._count += 1
        file = self.feeds / f"2026-02-0{self._count}T00-00-00Z.jsonl"
        ledger.runs.set_feed(ledger.run, str(file))
        lines = "".join(feed_line(vars(each)).decode() + "\n" for each in articles)
        file.write_text(lines + torn, "utf-8")
        return file


def make_older(file: Path, version: int, filed: int) -> None:
    """Make a ledger one of an older version, with what that could hold.

    ``filed``: the number of the last article of which version 3 thought that it had its buckets.
    """
    now = file.with_name("now.sqlite")
    file.rename(now)
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.executescript("".join(MIGRATIONS[:version]) + f"; PRAGMA user_version = {version}")
        db.execute("ATTACH ? AS now", (str(now),))
        tables = db.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table'").fetchall()
        for (table,) in tables:
            names = [
                [row[1] for row in db.execute(f"PRAGMA {schema}.table_info({table})")]
                for schema in ("main", "now")
            ]
            shared = [name for name in names[0] if name in names[1]]
            others = {"digest": "x'00'"} if "digest" in names[0] else {}
            into, values = ", ".join([*shared, *others]), ", ".join([*shared, *others.values()])
            if shared:
                db.execute(f"INSERT INTO main.{table} ({into}) SELECT {values} FROM now.{table}")  # noqa: S608  # names of our own tables
        db.execute("UPDATE filed SET article = ?", (filed,))
        rows = db.execute("SELECT article, revision, line FROM main.revisions").fetchall()
        for *key, packed in rows if version < 3 else ():
            old = zlib.compress(json.dumps(unpack(packed), ensure_ascii=False).encode(), 1)
            db.execute(
                "UPDATE main.revisions SET line = ? WHERE article = ? AND revision = ?",
                (old, *key),
            )
    now.unlink()


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    return Runs(tmp_path / "data")


@pytest.fixture
def ledger(runs: Runs) -> Iterator[Ledger]:
    """A run's ledger."""
    with runs.run() as ledger:
        yield ledger


@pytest.fixture
def article(article_fields: dict[str, Any]) -> Callable[..., Article]:
    """Makes the article of a number, as the pipelines hand it on."""

    def make(number: int = 41, body: str | None = None, **changes: Any) -> Article:
        body = text(number) if body is None else body
        own = {
            "id": ref(number).id,
            "url": ref(number).url,
            "headline": f"खबर संख्या {number}",
            "sections": [Section(None, body.split("\n\n"))],
            "body": body,
        }
        return Article(**{**article_fields, **own, **changes})

    return make
