"""Find the articles of a ledger that have some words, by the index or without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newsbot.feed_lines import current_fields, read_line
from newsbot.ledger.admin import line_of
from newsbot.search import index
from newsbot.search.query import match, places_of, snippet

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from newsbot.ledger.storage.database import Database
    from newsbot.search.query import Clause


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found.

    Attributes:
        fields: Of its latest revision, those of today's Article.
        at: Its date, see newsbot.search.index.date_of.
        headline: With the words marked.
        snippet: A part of the text with the words marked; of the headline where they stand there
            alone.
    """

    fields: dict[str, Any]
    at: int
    headline: str
    snippet: str


def search(
    folder: Path,
    database: Database,
    clauses: Sequence[Clause],
    sites: Collection[str],
    between: tuple[int, int],
    tell: Callable[[str], None],
) -> Iterator[Hit]:
    """Yield the articles whose latest revision has all clauses, newest first.

    Args:
        folder: The data directory.
        database: Its ledger.
        clauses: Of newsbot.search.query.parse_query; none: all articles.
        sites: Only articles of these.
        between: Only articles of these dates (Unix seconds); the second one is not included.
        tell: Is told in one line what takes time, or does not work.
    """
    numbers: Iterable[int] | None = index.candidates(folder, database, clauses, between, tell)
    if numbers is None:
        tell("all articles are read, which takes longer")
        numbers = _scan(database, clauses, between)
    for number in numbers:
        row = database.execute(
            "SELECT revision, site FROM articles WHERE number = ?", (number,)
        ).fetchone()
        if row and row[1] in sites and (hit := _hit(_stored(database, number, row[0]), clauses)):
            yield hit


def _scan(database: Database, clauses: Sequence[Clause], between: tuple[int, int]) -> list[int]:
    """Return what index.candidates does, read from the ledger itself."""
    found = []
    for number, revision in database.execute("SELECT number, revision FROM articles").fetchall():
        fields = _stored(database, number, revision)
        at = index.date_of(fields)
        if between[0] <= at < between[1] and match(clauses, index.texts_of(fields)):
            found.append((at, number))
    return [number for _, number in sorted(found, reverse=True)]


def _stored(database: Database, number: int, revision: int) -> dict[str, Any]:
    return read_line(line_of(database, (number, revision)))


def _hit(stored: dict[str, Any], clauses: Sequence[Clause]) -> Hit | None:
    texts = index.texts_of(stored)
    found = match(clauses, texts)
    if found is None:
        return None
    headline = snippet(texts[0], places_of(found[0], texts[0]), len(texts[0]))
    shown = next((at for at, which in enumerate(found) if at and which), 0)
    text = snippet(texts[shown], places_of(found[shown], texts[shown])) if shown else headline
    return Hit(current_fields(stored), index.date_of(stored), headline, text)
