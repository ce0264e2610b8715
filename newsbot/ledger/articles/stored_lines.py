"""Read the stored lines of a site's articles: one line for each revision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from newsbot.feed_lines import current_fields
from newsbot.ledger.storage.compression import Line, unpack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbot.ledger.storage.database import Database


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision of an article.

    Attributes:
        number: From 1.
        made_at: Unix seconds.
        delivered: A finished feed holds it; else it is owed to a feed.
        schema_version: That of the stored line; None where it is not known.
        line: With today's fields.
    """

    number: int
    made_at: int
    delivered: bool
    schema_version: int | None
    line: Line


class StoredLines:
    """Reads the lines of one site's revisions.

    The lines that its methods return have today's fields, see feed_lines.current_fields. A stored
    line stays as it was made, with the fields of its time.
    """

    def __init__(self, database: Database, site: str) -> None:
        self._db = database
        self._site = site

    def count(self) -> int:
        """Return how many articles of the site are known."""
        return int(self._db.value("SELECT count(*) FROM articles WHERE site = ?", (self._site,)))

    def count_revisions(self) -> tuple[int, int]:
        """Return (all, owed) revisions of the site."""
        counts: tuple[int, int] = self._db.execute(
            "SELECT count(*), count(*) FILTER (WHERE r.delivered = 0) FROM revisions r"
            " JOIN articles a ON a.number = r.article WHERE a.site = ?",
            (self._site,),
        ).fetchone()
        return counts

    def latest(self, id_: str) -> Line | None:
        """Return the line of an article's latest revision; None where the article is not known."""
        key = self._key(id_)
        return self._line(key) if key else None

    def revisions(self, id_: str) -> list[Revision]:
        """Return an article's revisions, in order; none where the article is not known."""
        rows = self._db.execute(
            "SELECT r.revision, r.made_at, r.delivered, r.schema_version, r.line FROM articles a"
            " JOIN revisions r ON r.article = a.number WHERE a.id = ? ORDER BY r.revision",
            (id_,),
        )
        return [
            Revision(n, made, bool(safe), version, with_current_fields(unpack(line), made))
            for n, made, safe, version, line in rows
        ]

    def all_latest(self) -> Iterator[Line]:
        """Yield the latest revision of every article that is not owed, oldest first."""
        numbers = self._db.execute(
            "SELECT a.number, a.revision FROM articles a JOIN revisions r ON r.article = a.number"
            " AND r.revision = a.revision WHERE a.site = ? AND r.delivered = 1 ORDER BY a.number",
            (self._site,),
        ).fetchall()
        for key in numbers:
            yield self._line(key)

    def newest(self, limit: int) -> Iterator[Line]:
        """Yield the latest revisions of the articles that were found last."""
        numbers = self._db.execute(
            "SELECT number, revision FROM articles WHERE site = ? ORDER BY number DESC LIMIT ?",
            (self._site, limit),
        ).fetchall()
        for key in numbers:
            yield self._line(key)

    def _key(self, id_: str) -> tuple[int, int] | None:
        """Return (number, latest revision) of an article; None where it is not known."""
        key: tuple[int, int] | None = self._db.execute(
            "SELECT number, revision FROM articles WHERE id = ?", (id_,)
        ).fetchone()
        return key

    def _line(self, key: tuple[int, int]) -> Line:
        """Return the line of an article's number and revision, with today's fields."""
        line, made_at = self._row(key)
        return with_current_fields(line, made_at)

    def _stored(self, key: tuple[int, int]) -> Line:
        """Return the line of an article's number and revision as it was made."""
        return self._row(key)[0]

    def _row(self, key: tuple[int, int]) -> tuple[Line, int]:
        with self._db.noting_corruption():
            packed, made_at = self._db.execute(
                "SELECT line, made_at FROM revisions WHERE article = ? AND revision = ?", key
            ).fetchone()
            return unpack(packed), made_at


def with_current_fields(line: Line, made_at: int) -> Line:
    """Return a stored line with today's fields."""
    return current_fields(line, instant(made_at))


def instant(at: int) -> datetime:
    """Return Unix seconds as an instant in UTC."""
    return datetime.fromtimestamp(at, UTC)
