"""Give runs the lines that are owed to feeds, and note which lines are delivered."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from newsbot.ledger.articles.stored_lines import StoredLines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsbot.ledger.storage.compression import Line

T = TypeVar("T")
BATCH = 100  # lines in a transaction, which takes some 20 ms


class OwedLines(StoredLines):
    """Gives the owed lines of one site to runs, and notes which lines are delivered."""

    def owed(self, run: int) -> Iterator[Line]:
        """Yield the lines that no finished feed contains; ``run`` owes each line that it takes."""
        rows = self._db.execute(
            "SELECT r.article, r.revision FROM revisions r JOIN articles a ON a.number = r.article"
            " WHERE r.delivered = 0 AND r.run IS NOT ? AND a.site = ? ORDER BY r.made_at",
            (run, self._site),
        ).fetchall()
        for key in rows:
            self._db.write(
                "UPDATE revisions SET run = ? WHERE article = ? AND revision = ?", (run, *key)
            )
            yield self._line(key)

    def take(self, id_: str, run: int) -> Line | None:
        """Return the line of an article's latest revision; if it is owed, ``run`` owes it from now.

        Returns:
            The line; None if the article is not known, or if a run of another site owes its line.
        """
        with self._db.transaction():
            self._db.execute(
                "UPDATE revisions SET run = ? WHERE delivered = 0 AND (article, revision) ="
                " (SELECT number, revision FROM articles WHERE id = ? AND site = ?)",
                (run, id_, self._site),
            )
            theirs = self._db.value(
                "SELECT count(*) FROM articles a JOIN revisions r ON r.article = a.number"
                " WHERE a.id = ? AND a.site != ? AND r.delivered = 0",
                (id_, self._site),
            )
            return None if theirs else self.latest(id_)

    def owed_by(self, run: int) -> list[int]:
        """Return the numbers of the articles for which a run owes a line."""
        rows = self._db.execute(
            "SELECT DISTINCT article FROM revisions WHERE run = ? AND delivered = 0", (run,)
        )
        return [number for (number,) in rows]

    def delivered(self, run: int) -> None:
        """Note that the feed of a run is stored: the lines that the run owed are delivered."""
        keys = self._db.execute(
            "SELECT article, revision FROM revisions WHERE run = ? AND delivered = 0", (run,)
        ).fetchall()
        for some in batches(keys):
            with self._db.transaction():
                self._db.connection.executemany(
                    "UPDATE revisions SET delivered = 1 WHERE article = ? AND revision = ?", some
                )


def batches(values: Iterable[T]) -> Iterator[list[T]]:
    """Yield lists of up to BATCH values: short transactions let runs of other sites write."""
    remaining = iter(values)
    while some := list(islice(remaining, BATCH)):
        yield some
