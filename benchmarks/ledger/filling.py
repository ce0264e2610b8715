"""Data directories whose ledgers know many articles.

They are filled with ``executemany`` on the ledger's own tables, at the sizes of a site like the
sample's (URLs of about 100 characters, validators, the buckets of a text); each line is a short
one, a stub of an article, and is not counted as cost. Rows come in the order of their keys, which
fills the trees densely; so the disk that an article takes is measured on a smaller ledger, filled
in random order as by months of crawls.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newsbot.feed_lines import feed_line, replayed_article
from newsbot.items import Article
from newsbot.ledger.articles import near_duplicates as near
from newsbot.ledger.storage.compression import pack
from newsbot.ledger.storage.database import Database, open_database
from newsbot.spiders.indiadaily import IndiaDailySpider
from newsbot.urls import ArticleRef
from samplesite import Site

NAME = IndiaDailySpider.name
ORIGIN = IndiaDailySpider.origin
LEDGER = "ledger.sqlite"
OLD = 1_700_000_000  # Unix seconds; when the articles of the big ledger were made


def reference(number: int) -> ArticleRef:
    words = "mandi-nagar-nigam-budget-baithak-sadak-pani-bijli-yojana-manjoor"
    return ArticleRef(f"{ORIGIN}/india/{words}-news-{number}", f"{NAME}:{number}", "india")


def new_articles(count: int, first_number: int) -> Iterator[Article]:
    """Articles of the sample site, under numbers of their own."""
    now = datetime.now(UTC).replace(microsecond=0).isoformat()
    rest = {
        "revision": 1,
        "duplicate_of": None,
        "changes": None,
        "found_via": "listing",
        "found_on": ORIGIN + "/india",
        "depth": 0,
        "fetched_at": now,
        "first_seen_at": now,
        "provenance": {},
    }
    for number, gold in enumerate(Site(count).gold(), first_number):
        yield replayed_article({**gold, **rest, "id": f"{NAME}:{number}"})


def fill(folder: Path, articles: int, shuffled: bool = False) -> None:
    """A data directory whose ledger knows so many articles, all of old days and delivered."""
    database, _ = open_database(folder / LEDGER)
    for pragma in (
        "journal_mode = OFF",
        "synchronous = OFF",
        "cache_size = -262144",
        "foreign_keys = OFF",
    ):
        database.execute(f"PRAGMA {pragma}")
    numbers: Sequence[int] = range(articles)
    buckets = bucket_rows(articles)
    if shuffled:
        numbers = random.Random(2).sample(numbers, articles)
        rows = list(buckets)
        random.Random(3).shuffle(rows)
        buckets = iter(rows)
    with database.transaction():
        insert(database, "pages", map(page_row, numbers))
        insert(database, "articles", map(article_row, numbers))
        insert(database, "revisions", map(revision_row, range(articles)))
        insert(database, "buckets", buckets)
    database.execute("PRAGMA journal_mode = WAL")
    database.close()


def insert(database: Database, table: str, rows: Iterator[dict[str, Any]]) -> None:
    first = next(rows)
    columns, values = ", ".join(first), ", ".join("?" * len(first))
    statement = f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({values})"  # noqa: S608  # names of our own tables
    database.connection.execute(statement, tuple(first.values()))
    database.connection.executemany(statement, (tuple(row.values()) for row in rows))


def page_row(number: int) -> dict[str, Any]:
    ref = reference(number)
    return {
        "site": NAME,
        "key": ref.id,
        "url": ref.url,
        "state": "done",
        "found_via": "listing",
        "found_on": ORIGIN + "/india?page=2",
        "depth": 0,
        "run": 1,
        "visited_at": OLD,
        "changed_at": OLD,
        "etag": '"5f3a-1-186a0"',
        "last_modified": "Wed, 15 Nov 2023 04:43:20 GMT",
    }


def article_row(number: int) -> dict[str, Any]:
    ref = reference(number)
    return {
        "number": number + 1,
        "id": ref.id,
        "site": NAME,
        "revision": 1,
        "sketch": random.Random(number).randbytes(near.BANDS * near.ROWS),
        "first_seen_at": OLD,
    }


def revision_row(number: int) -> dict[str, Any]:
    line = {
        "headline": f"खबर {number}",
        "body": "एक वाक्य.",
        "live_updates": [],
        "duplicate_of": None,
    }
    return {
        "article": number + 1,
        "revision": 1,
        "made_at": OLD,
        "run": 1,
        "delivered": 1,
        "line": pack(feed_line(line)),
    }


def bucket_rows(articles: int) -> Iterator[dict[str, Any]]:
    """The buckets of so many articles, ascending, of random articles."""
    chosen = random.Random(1)
    rows = near.BANDS * articles
    lowest, width = -(1 << (near.BUCKET_BITS - 1)), 1 << near.BUCKET_BITS
    for number in range(rows):
        bucket = lowest + int((number + chosen.random()) * width / rows)
        yield {"bucket": bucket, "article": int(chosen.random() * articles) + 1}
