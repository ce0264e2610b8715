"""What a ledger costs that knows a million articles: all through its own methods; every new article
is one of the sample site, text and all.
"""

from __future__ import annotations

import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.ledger.figures import Figure
from benchmarks.ledger.filling import LEDGER, NAME, ORIGIN, fill, new_articles, reference
from newsbot.feed_lines import feed_line
from newsbot.items import Article
from newsbot.ledger import Ledger
from newsbot.ledger.articles import near_duplicates as near
from newsbot.ledger.storage.compression import pack
from newsbot.urls import ArticleRef

SAMPLES = 1000


def big_ledger(folder: Path, articles: int) -> list[Figure]:
    fill(folder, articles)
    figures = [
        Figure("disk, per article, besides its line, filled in order", disk(folder, articles), "B"),
        Figure("open after a clean end", opening(folder) * 1e3, "ms", 2000),
    ]
    ledger = Ledger.open(folder, NAME)
    commits = TimedConnection(ledger.database.connection)
    ledger.database.connection = commits
    figures += look_ups(ledger, articles)
    figures += insertions(ledger, articles)
    figures += commits.figures
    ledger.database.connection = commits.connection
    ledger.close()  # as of a process that died: its run is not over
    figures.append(Figure("open after a run that died", opening(folder) * 1e3, "ms"))
    return figures


def opening(folder: Path) -> float:
    """Seconds to open and close a ledger, its run counted as over."""
    started = time.perf_counter()
    ledger = Ledger.open(folder, NAME)
    taken = time.perf_counter() - started
    ledger.delivered()
    ledger.close()
    return taken


def disk(folder: Path, articles: int) -> float:
    """Bytes of the ledger for an article, without the stored lines."""
    ledger = Ledger.open(folder, NAME)
    lines = ledger.database.execute("SELECT sum(length(line)) FROM revisions").fetchone()[0]
    ledger.delivered()
    ledger.close()
    return ((folder / LEDGER).stat().st_size - lines) / articles


def look_ups(ledger: Ledger, articles: int) -> list[Figure]:
    chosen = random.Random(1)
    known = [reference(chosen.randrange(articles)) for _ in range(SAMPLES)]
    unknown = [reference(articles * 2 + number) for number in range(SAMPLES)]
    found = ("listing", ORIGIN + "/india", 0, ledger.run)
    return [
        each("pages.get, known", [(ref.id,) for ref in known], ledger.pages.get),
        each("pages.get, unknown", [(ref.id,) for ref in unknown], ledger.pages.get),
        each(
            "pages.discover, known, one a transaction",
            [([ref], *found) for ref in known],
            ledger.pages.discover,
            200,
        ),
        each(
            "pages.discover, new, one a transaction",
            [([ref], *found) for ref in unknown],
            ledger.pages.discover,
            200,
        ),
        each("articles.latest, known", [(ref.id,) for ref in known], ledger.articles.latest),
    ]


def insertions(ledger: Ledger, articles: int) -> list[Figure]:
    """New articles and an edit of each, with the texts of the sample site."""
    written = list(new_articles(SAMPLES, articles * 3))
    found = ("listing", ORIGIN, 0, ledger.run)
    pages = [([ArticleRef(each.url, each.id, "india")], *found) for each in written]
    page = each("pages.discover, new", pages, ledger.pages.discover)
    size = statistics.fmean(len(article.body.split()) for article in written)
    now = int(time.time())
    texts = [("", near.shingles(article.body)) for article in written]
    rows = [(article,) for article in written]
    work = [
        each(
            f"  word pairs of the text ({size:.0f} words)",
            [(a.body,) for a in written],
            near.shingles,
        ),
        each("  buckets and sketch of it", texts, near.signature_of),
        each("  line, compressed", rows, packed),
    ]
    to_record = [(article, ledger.run, now) for article in written]
    record = each("articles.record, new", to_record, ledger.articles.record)
    others = [(article, ledger.run, now) for article in new_articles(SAMPLES, articles * 4)]
    with without_near_duplicates(ledger):
        rows_alone = each("", others, ledger.articles.record).value - work[-1].value
    rest = record.value - rows_alone - sum(figure.value for figure in work)
    figures = [
        record,
        *work,
        Figure("  near texts: look-up among all, comparison, insertion", rest, "µs"),
        Figure("  the rest: is it known, its rows, the commit", rows_alone, "µs"),
        Figure("look-up and insertion: its page and its rows", page.value + rows_alone, "µs", 200),
        each("articles.record, unchanged", to_record, ledger.articles.record),
    ]
    for article in written:
        article.headline += " (अपडेट)"
    figures.append(
        each(
            "Ledger.record, edited, page done too",
            [(article, ('"1a-2-3"', None)) for article in written],
            ledger.record,
        )
    )
    return figures


@contextmanager
def without_near_duplicates(ledger: Ledger) -> Iterator[None]:
    """Nothing is done to find nearly the same text."""
    nothing = near.MinHashSignature([], b"")
    index = ledger.articles.index
    with (
        patch.multiple(near, pairs=lambda body: [], fingerprint=lambda *text: nothing),
        patch.multiple(
            index, candidates=lambda buckets: Counter(), add_buckets=lambda *article: None
        ),
    ):
        yield


def packed(article: Article) -> bytes:
    return pack(feed_line(vars(article)))


def each(
    name: str, calls: list[tuple[Any, ...]], what: Callable[..., Any], target: float | None = None
) -> Figure:
    """Mean microseconds of a call."""
    started = time.perf_counter()
    for arguments in calls:
        what(*arguments)
    return Figure(name, (time.perf_counter() - started) / len(calls) * 1e6, "µs", target)


class TimedConnection:
    """A connection that remembers how long its longest transaction and commit took."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.longest_commit = self.longest_transaction = self.longest_copy = 0.0
        self._began = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)

    def execute(self, statement: str, *parameters: Any) -> Any:
        started = time.perf_counter()
        result = self.connection.execute(statement, *parameters)
        ended = time.perf_counter()
        if statement == "BEGIN":
            self._began = started
        elif statement == "COMMIT":
            self.longest_commit = max(self.longest_commit, ended - started)
            self.longest_transaction = max(self.longest_transaction, ended - self._began)
        elif "checkpoint" in statement:
            self.longest_copy = max(self.longest_copy, ended - started)
        return result

    @property
    def figures(self) -> list[Figure]:
        return [
            Figure("longest single commit of these", self.longest_commit * 1e3, "ms", 50),
            Figure("  with the statements before it", self.longest_transaction * 1e3, "ms", 50),
            Figure("longest copy of the log in the run", self.longest_copy * 1e3, "ms", 50),
        ]
