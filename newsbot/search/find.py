"""Find the articles of a ledger that match a query, with or without the index."""

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
        fields: The fields of today's Article, from its latest revision.
        at: Its date, see newsbot.search.index.date_of.
        headline: The headline with the words marked.
        snippet: A part of the text with the words marked; the headline if only it has the words.
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
    """Yield the articles whose latest revision matches all clauses, newest first.

    Args:
        folder: The data directory.
        database: The ledger of the data directory.
        clauses: The clauses from newsbot.search.query.parse_query; empty: all articles.
        sites: The sites of the articles.
        between: The first date, and the date after the last one (Unix seconds).
        tell: Gets messages of one line about slow steps and problems.
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
    """Return the result of index.candidates without the index, by reading the ledger."""
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
