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
        number: The number, from 1.
        made_at: When the line was made (Unix seconds).
        delivered: Whether a finished feed contains the line; else a feed is owed the line.
        schema_version: The schema version of the stored line; None if it is not known.
        line: The line with today's fields.
    """

    number: int
    made_at: int
    delivered: bool
    schema_version: int | None
    line: Line


class StoredLines:
    """Reads the lines of one site's revisions.

    Its public methods return lines with today's fields, see feed_lines.current_fields. The stored
    line keeps the fields that it was made with.
    """

    def __init__(self, database: Database, site: str) -> None:
        self._db = database
        self._site = site

    def count(self) -> int:
        """Return the number of known articles of the site."""
        return int(self._db.value("SELECT count(*) FROM articles WHERE site = ?", (self._site,)))

    def count_revisions(self) -> tuple[int, int]:
        """Return the numbers of (all, owed) revisions of the site."""
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
        """Return an article's revisions in order; an empty list if the article is not known."""
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
        """Yield the line of each article whose latest revision is delivered, oldest first."""
        numbers = self._db.execute(
            "SELECT a.number, a.revision FROM articles a JOIN revisions r ON r.article = a.number"
            " AND r.revision = a.revision WHERE a.site = ? AND r.delivered = 1 ORDER BY a.number",
            (self._site,),
        ).fetchall()
        for key in numbers:
            yield self._line(key)

    def newest(self, limit: int) -> Iterator[Line]:
        """Yield the latest line of each of the last ``limit`` articles, newest first."""
        numbers = self._db.execute(
            "SELECT number, revision FROM articles WHERE site = ? ORDER BY number DESC LIMIT ?",
            (self._site, limit),
        ).fetchall()
        for key in numbers:
            yield self._line(key)

    def _key(self, id_: str) -> tuple[int, int] | None:
        """Return (number, latest revision) of an article; None if it is not known."""
        key: tuple[int, int] | None = self._db.execute(
            "SELECT number, revision FROM articles WHERE id = ?", (id_,)
        ).fetchone()
        return key

    def _line(self, key: tuple[int, int]) -> Line:
        """Return the line of (number of an article, revision), with today's fields."""
        line, made_at = self._row(key)
        return with_current_fields(line, made_at)

    def _stored(self, key: tuple[int, int]) -> Line:
        """Return the stored line of (number of an article, revision)."""
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
