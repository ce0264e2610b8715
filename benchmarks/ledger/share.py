"""The ledger's share of a crawl's CPU. ``python -m benchmarks.ledger.share ROOT`` is the crawl."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from functools import wraps
from pathlib import Path
from typing import Any

from benchmarks.crawl import PROJECT, site
from benchmarks.ledger.figures import Figure
from benchmarks.ledger.filling import NAME
from newsbot.ledger import Ledger
from newsbot.ledger.articles import recording as articles
from newsbot.ledger.articles.owed_lines import OwedLines
from newsbot.ledger.articles.recording import Articles
from newsbot.ledger.articles.stored_lines import StoredLines
from newsbot.ledger.crawl_state.pages import Pages
from newsbot.ledger.runs import Runs
from newsbot.ledger.storage.database import Database

CRAWLED = 1000  # articles
ROUNDS = 3


def share_of_crawl() -> list[Figure]:
    """CPU that the ledger's methods take of a first crawl, start of the process included; the
    median of some. The line's JSON is not counted: the feed is given that very line.
    """
    costs = []
    with tempfile.TemporaryDirectory() as folder, site(CRAWLED, Path(folder, "log")) as root:
        for each in range(ROUNDS):
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.ledger.share", root],
                cwd=PROJECT,
                env={**os.environ, "NEWSBOT_DATA_DIR": str(Path(folder, f"data{each}"))},
                capture_output=True,
                text=True,
                check=True,
            )
            costs.append(tuple(map(float, done.stdout.split()[-2:])))
    ours = statistics.median(ledger for ledger, _ in costs)
    share = statistics.median(ledger / whole for ledger, whole in costs)
    return [
        Figure(f"CPU of the ledger, crawl of {CRAWLED:,}, per article", ours / CRAWLED * 1e6, "µs"),
        Figure("  of all CPU of that crawl", share * 100, "%", 15),
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

    def leave_out(self, owner: Any, name: str) -> None:
        """What this function takes is not counted."""
        plain = getattr(owner, name)

        @wraps(plain)
        def untimed(*args: Any, **kwargs: Any) -> Any:
            started = time.process_time()
            try:
                return plain(*args, **kwargs)
            finally:
                self.seconds -= (time.process_time() - started) * self._inside

        setattr(owner, name, untimed)


def timed_crawl(root: str) -> None:
    """Crawl in this process; prints the CPU seconds of the ledger and of all."""
    from scrapy.cmdline import execute

    watch = Stopwatch()
    for owner in (Ledger, Pages, StoredLines, OwedLines, Articles, Runs):
        for name, value in list(vars(owner).items()):
            if callable(value) and not name.startswith("_") and name not in GENERATORS:
                watch.watch(owner, name)
    watch.leave_out(articles, "feed_line")
    start = Database.__init__

    def with_timed_connection(self: Database, *args: Any) -> None:
        start(self, *args)
        self.connection = Watched(self.connection)
        watch.watch(self.connection, "execute")

    Database.__init__ = with_timed_connection
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


if __name__ == "__main__":
    timed_crawl(sys.argv[1])
