"""Cost of the ledger: time, disk, memory and its share of a crawl.

``python -m benchmarks.ledger [ARTICLES]``; a million known articles unless told otherwise.

The big ledger is filled with ``executemany`` on the ledger's own tables, at the sizes of a site
like the sample's (URLs of about 100 characters, validators, the buckets of a text); each line
is a short one, a stub of an article, and is not counted as cost. Rows come in the
order of their keys, which fills the trees densely; so the disk that an article takes is measured
on a smaller ledger, filled in random order as by months of crawls.
All else goes through the ledger's own methods; every new article is one of the sample site, text
and all.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any

from benchmarks.crawl import PROJECT, site
from newsbot.items import Article, known_article
from newsbot.json_lines import json_line
from newsbot.ledger import Ledger, near, revisions
from newsbot.ledger.articles import Articles
from newsbot.ledger.database import Database, open_database
from newsbot.ledger.packing import pack
from newsbot.ledger.pages import Pages
from newsbot.ledger.runs import Runs
from newsbot.spiders.indiadaily import IndiaDailySpider
from newsbot.urls import ArticleRef, SiteUrls
from samplesite import Site

NAME = IndiaDailySpider.name
ORIGIN = IndiaDailySpider.origin
LEDGER = "ledger.sqlite"
SHUFFLED = 50_000  # articles of the ledger that is filled in random order
OLD = 1_700_000_000  # Unix seconds; when the articles of the big ledger were made
SAMPLES = 1000
KNOWN = (10_000, 100_000)  # articles, for memory
CRAWLED = 1000  # articles, for the ledger's share of a crawl
TIMED = "--timed"


@dataclass
class Figure:
    """One measured value; ``target``: the most that it may be, None where none was set."""

    name: str
    value: float
    unit: str
    target: float | None = None

    @property
    def row(self) -> str:
        goal = "" if self.target is None else f"at most {self.target:g}"
        missed = "   MISSED" if self.target is not None and self.value > self.target else ""
        return f"{self.name:58}{self.value:10.2f} {self.unit:4}  {goal}{missed}"


def run(articles: int = 1_000_000) -> list[Figure]:
    """All figures: of a ledger of so many articles, of memory, and of a crawl."""
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), SHUFFLED, shuffled=True)
        taken = disk(Path(folder), SHUFFLED)
    figures = [Figure("disk, per article, besides its line", taken, "B", 1024)]
    with tempfile.TemporaryDirectory() as folder:
        figures += big_ledger(Path(folder), articles)
    return [*figures, *memory(), *share_of_crawl()]


# A ledger that knows a million articles -----------------------------------------------------------


def big_ledger(folder: Path, articles: int) -> list[Figure]:
    fill(folder, articles)
    figures = [
        Figure("disk, per article, besides its line, filled in order", disk(folder, articles), "B"),
        Figure("open after a clean end", opening(folder) * 1e3, "ms", 2000),
    ]
    ledger = Ledger.open(folder, NAME)
    commits = TimedConnection(ledger.database.connection)
    ledger.database.connection = commits  # type: ignore[assignment]
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
    for article in written:  # their pages are known by then
        ref = ArticleRef(article.url, article.id, "india")
        ledger.pages.discover([ref], "listing", ORIGIN, 0, ledger.run)
    size = statistics.fmean(len(article.body.split()) for article in written)
    now = int(time.time())
    texts = [("", near.pairs(article.body)) for article in written]
    rows = [(article,) for article in written]
    work = [
        each(
            f"  word pairs of the text ({size:.0f} words)", [(a.body,) for a in written], near.pairs
        ),
        each("  buckets", texts, near.buckets),
        each("  digest", rows, revisions.digest),
        each("  line, compressed", rows, packed),
    ]
    to_record = [(article, ledger.run, now) for article in written]
    record = each("articles.record, new", to_record, ledger.articles.record, 200)
    rest = record.value - sum(figure.value for figure in work)
    figures = [
        record,
        *work,
        Figure("  the rest: look-ups and insertions", rest, "µs", 200),
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


def packed(article: Article) -> bytes:
    return pack(json_line(vars(article)))


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
        yield known_article({**gold, **rest, "id": f"{NAME}:{number}"})


# Filling ------------------------------------------------------------------------------------------


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
    database.execute("UPDATE filed SET article = ?", (articles,))
    database.execute("PRAGMA journal_mode = WAL")
    database.close()


def insert(database: Database, table: str, rows: Iterator[dict[str, Any]]) -> None:
    first = next(rows)
    columns, values = ", ".join(first), ", ".join("?" * len(first))
    statement = f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({values})"  # noqa: S608
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
        "digest": number.to_bytes(16, "big"),
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
        "line": pack(json_line(line)),
    }


def bucket_rows(articles: int) -> Iterator[dict[str, Any]]:
    """The buckets of so many articles, ascending, of random articles."""
    chosen = random.Random(1)
    rows = near.BANDS * articles
    lowest, width = -(1 << (near.BUCKET_BITS - 1)), 1 << near.BUCKET_BITS
    for number in range(rows):
        bucket = lowest + int((number + chosen.random()) * width / rows)
        yield {"bucket": bucket, "article": int(chosen.random() * articles) + 1}


# Memory -------------------------------------------------------------------------------------------


def memory() -> list[Figure]:
    """Peak memory of crawls that find nothing new, with few and with many known articles."""
    few, many = KNOWN
    with tempfile.TemporaryDirectory() as folder:
        peaks = [
            peak(Path(folder, f"{shown}-{known}"), shown, known)
            for shown, known in ((few, few), (few, many), (many, many))
        ]
    return [
        Figure(f"memory of a crawl, nothing new, {few:,} known", peaks[0], "MiB"),
        Figure(f"  {many:,} known, {few:,} of them on the site", peaks[1], "MiB"),
        Figure("    more than the first", growth(peaks[0], peaks[1]), "%", 10),
        Figure(f"  {many:,} known, all of them on the site (89 sitemaps)", peaks[2], "MiB"),
        Figure("    more than the first", growth(peaks[0], peaks[2]), "%", 10),
    ]


def growth(before: float, after: float) -> float:
    return (after / before - 1) * 100


def peak(data: Path, shown: int, known: int) -> float:
    """MiB of a crawl of a site that shows so many articles, when so many are known."""
    know_sample_site(data, known, Site(shown))
    with site(shown, data.with_suffix(".log")) as root:
        return peak_of_crawl(data, root)


def know_sample_site(data: Path, known: int, sample: Site) -> None:
    """A data directory of a complete run that read the whole sample site, and others before."""
    urls = SiteUrls(NAME, ORIGIN, IndiaDailySpider.article_url)
    shown = (urls.article(ORIGIN + sample.brief(n).path) for n in range(sample.plan.total))
    refs = [ref for ref in shown if ref]
    refs += [reference(10_000_000 + number) for number in range(known - len(refs))]
    data.mkdir()
    ledger = Ledger.open(data, NAME)
    now = int(time.time())
    with ledger.transaction():
        ledger.pages.discover(refs, "listing", ORIGIN, 0, ledger.run)
        for number, ref in enumerate(refs):
            ledger.pages.done(ref.id, OLD, now, ('"5f3a-1-186a0"', None))
            insert(ledger.database, "articles", iter([{**article_row(number), "id": ref.id}]))
            insert(ledger.database, "revisions", iter([revision_row(number)]))
        ledger.database.execute("UPDATE filed SET article = ?", (len(refs),))
    for reject in sample.rejects():
        ref = urls.article(reject["url"])
        assert ref is not None
        ledger.pages.discover([ref], "listing", ORIGIN, 0, ledger.run)
        for _ in range(3):  # so that it is not due
            ledger.pages.failed(ref.id, reject["reason"], now)
    ledger.runs.complete(ledger.run)
    ledger.delivered()
    ledger.close()


# The peak that the kernel tells of a process includes what its parent had at the fork; so the
# crawl's parent is a small one.
MEASURE = """
import os, sys
child = os.spawnv(os.P_NOWAIT, sys.executable, [sys.executable, *sys.argv[1:]])
_, status, usage = os.wait4(child, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_maxrss)
"""


def peak_of_crawl(data: Path, root: str) -> float:
    """MiB that a crawl of the site had in memory at most."""
    crawl = ["-m", "scrapy", "crawl", NAME, "-a", f"root={root}", "-L", "ERROR"]
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *crawl],
        cwd=PROJECT,
        env={**os.environ, "NEWSBOT_DATA_DIR": str(data)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    status, kibibytes = map(int, done.stdout.split())
    report = json.loads((data / "runs.jsonl").read_text("utf-8").splitlines()[-1])
    if status or report["articles"]:
        raise SystemExit(f"a crawl of nothing new ended with {status}: {report}")
    return kibibytes / 1024


# Share of a crawl ---------------------------------------------------------------------------------


def share_of_crawl() -> list[Figure]:
    """CPU that the ledger's methods take of a first crawl, start of the process included."""
    with tempfile.TemporaryDirectory() as folder, site(CRAWLED, Path(folder, "log")) as root:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.ledger", TIMED, root],
            cwd=PROJECT,
            env={**os.environ, "NEWSBOT_DATA_DIR": str(Path(folder, "data"))},
            capture_output=True,
            text=True,
            check=True,
        )
    ours, whole = map(float, done.stdout.split()[-2:])
    return [
        Figure(f"CPU of the ledger, crawl of {CRAWLED:,}, per article", ours / CRAWLED * 1e6, "µs"),
        Figure("  of all CPU of that crawl", ours / whole * 100, "%", 15),
    ]


class Stopwatch:
    """CPU seconds within the outermost of the functions that it watches."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._inside = False

    def watch(self, owner: Any, name: str) -> None:
        plain = getattr(owner, name)

        @wraps(plain)
        def timed(*args: Any, **kwargs: Any) -> Any:
            if self._inside:
                return plain(*args, **kwargs)
            started = time.process_time()
            self._inside = True
            try:
                return plain(*args, **kwargs)
            finally:
                self._inside = False
                self.seconds += time.process_time() - started

        setattr(owner, name, timed)


def timed_crawl(root: str) -> None:
    """Crawl in this process; prints the CPU seconds of the ledger and of all."""
    from scrapy.cmdline import execute

    watch = Stopwatch()
    for owner in (Ledger, Pages, Articles, Runs):
        for name, value in list(vars(owner).items()):
            if callable(value) and not name.startswith("_") and name not in GENERATORS:
                watch.watch(owner, name)
    start = Database.__init__

    def with_timed_connection(self: Database, *args: Any) -> None:
        start(self, *args)
        self.connection = Watched(self.connection)  # type: ignore[assignment]
        watch.watch(self.connection, "execute")

    Database.__init__ = with_timed_connection  # type: ignore[method-assign]
    try:
        execute(["scrapy", "crawl", NAME, "-a", f"root={root}", "-L", "ERROR"])
    finally:
        print(watch.seconds, time.process_time())


# They are timed by the statements that they execute.
GENERATORS = ("owed", "all_latest", "due", "transaction")


class Watched:
    """A connection whose ``execute`` can be replaced: BEGIN and COMMIT are the ledger's too."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.execute = connection.execute

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def main() -> None:
    if sys.argv[1:2] == [TIMED]:
        timed_crawl(sys.argv[2])
        return
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    print(f"\nThe ledger, {articles:,} known articles")
    for figure in run(articles):
        print(figure.row)


if __name__ == "__main__":
    main()
