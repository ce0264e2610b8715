"""Which articles share buckets of nearly the same text."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsbot.ledger.database import Database

# The buckets of an article lie all over the table: each is a page to be written. So those of new
# articles wait in memory and are filed together: on a small ledger many then share a page. On one
# of a million articles hardly any do, and this many take some 20 ms: the event loop waits so long.
FILED_AT_ONCE = 24


class Buckets:
    """Articles by bucket, of all sites: a number of an article is in many buckets.

    Those that wait are lost with the process; ``file_rest`` makes them anew, with ``buckets_of`` an
    article's number.
    """

    def __init__(self, database: Database, buckets_of: Callable[[int], list[int]]) -> None:
        self._db = database
        self._buckets_of = buckets_of
        self._rollbacks = database.rollbacks
        self._waiting: dict[int, list[int]] = {}  # article → buckets
        self._holders: dict[int, list[int]] = {}  # bucket → articles, of the same

    def sharing(self, buckets: list[int]) -> Counter[int]:
        """Articles in any of the buckets → in how many of them."""
        self._mind_rollbacks()
        marks = ", ".join("?" * len(buckets))
        rows = self._db.execute(
            f"SELECT article FROM buckets WHERE bucket IN ({marks})",  # noqa: S608  # question marks
            buckets,
        )
        shared = [article for (article,) in rows]
        for bucket in buckets:
            if bucket in self._holders:
                shared += self._holders[bucket]
        return Counter(shared)

    def enter(self, article: int, buckets: list[int]) -> None:
        """Put a new article into its buckets."""
        self._waiting[article] = buckets
        for bucket in buckets:
            self._holders.setdefault(bucket, []).append(article)
        if len(self._waiting) >= FILED_AT_ONCE:
            self.file()

    def move(self, article: int, old: list[int], new: list[int]) -> None:
        """An article has another text now."""
        with self._db.transaction():
            self.file()
            self._db.connection.executemany(
                "DELETE FROM buckets WHERE bucket = ? AND article = ?",
                ((bucket, article) for bucket in old),
            )
            self._insert([(bucket, article) for bucket in new])

    def file(self) -> None:
        """Write down what waits."""
        self._mind_rollbacks()
        if not self._waiting:
            return
        rows = [(bucket, article) for article, each in self._waiting.items() for bucket in each]
        with self._db.transaction():
            self._insert(sorted(rows))
            self._db.execute("UPDATE filed SET article = ?", (max(self._waiting),))
        self._waiting.clear()
        self._holders.clear()

    def file_rest(self) -> None:
        """File the articles that waited when a run died, or a transaction was undone."""
        self._rollbacks = self._db.rollbacks
        self._waiting.clear()
        self._holders.clear()
        rest = self._db.execute(
            "SELECT number FROM articles WHERE number > (SELECT article FROM filed)"
        ).fetchall()
        for (number,) in rest:
            self.enter(number, self._buckets_of(number))
        self.file()

    def _mind_rollbacks(self) -> None:
        """What waits may be of articles that a transaction was to note and did not."""
        if self._rollbacks != self._db.rollbacks:
            self.file_rest()

    def _insert(self, rows: list[tuple[int, int]]) -> None:
        self._db.connection.executemany(
            "INSERT OR IGNORE INTO buckets (bucket, article) VALUES (?, ?)", rows
        )
