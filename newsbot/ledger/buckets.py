"""Which articles share buckets of nearly the same text: the index of near's min-hashes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsbot.ledger.database import Database


class Buckets:
    """Articles by bucket, of all sites: the number of an article is in many buckets.

    They are written with their article, in its transaction: an article that is known can be found.
    """

    def __init__(self, database: Database) -> None:
        self._db = database

    def candidates(self, buckets: list[int]) -> Counter[int]:
        """Return the articles in any of the buckets, with the number of buckets shared."""
        marks = ", ".join("?" * len(buckets))
        rows = self._db.execute(
            f"SELECT article FROM buckets WHERE bucket IN ({marks})",  # noqa: S608  # question marks
            buckets,
        )
        return Counter(article for (article,) in rows)

    def add(self, article: int, buckets: Iterable[int]) -> None:
        """Put an article into its buckets."""
        self._db.connection.executemany(
            "INSERT OR IGNORE INTO buckets (bucket, article) VALUES (?, ?)",
            [(bucket, article) for bucket in buckets],
        )

    def remove(self, article: int, buckets: Iterable[int]) -> None:
        """Take an article out of the buckets of a text that it has no more."""
        self._db.connection.executemany(
            "DELETE FROM buckets WHERE bucket = ? AND article = ?",
            [(bucket, article) for bucket in buckets],
        )
