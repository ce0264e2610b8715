"""Keep the search index: the articles of the ledger that contain a folded word.

newsbot.search.find looks for phrases in the lines of the ledger. Nothing depends on the index: a
damaged index is rebuilt, and without an index the ledger itself is read.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import zlib
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

from newsbot.feed_lines import read_line
from newsbot.ledger.admin import line_of
from newsbot.ledger.articles.revisions import article_text, seconds
from newsbot.search.index_file import FILE, lock, open_index, remove
from newsbot.search.query import folded_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from newsbot.ledger.storage.database import Database
    from newsbot.search.query import Clause

logger = logging.getLogger(__name__)

BATCH = 1000  # articles in a transaction
MAX_WAIT = 10.0  # seconds for which a search waits for another process's work on the index
# Errors that do not mean that the content of the index is damaged.
OF_THE_DISK = {
    *(sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN),
    *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_NOMEM),
}
MAX_WORDS = 64  # words of a query for the index; SQLite limits the length of an expression
MIN_STALE = 1000  # with fewer documents of older revisions the index is not rebuilt
# The date of an article is the first of these fields that has a value.
DATES = ("published_at", "updated_at", "first_seen_at")


def candidates(
    folder: Path,
    database: Database,
    clauses: Sequence[Clause],
    between: tuple[int, int],
    tell: Callable[[str], None],
) -> list[int] | None:
    """Return the numbers of the articles that contain all words of some clauses, newest first.

    The index is made or updated before. It has no positions of words: the caller must check
    phrases and unwanted words.

    Args:
        folder: The data directory.
        database: The ledger of the data directory.
        clauses: The clauses of a query; empty: all articles.
        between: The first date, and the date after the last one (Unix seconds).
        tell: Gets messages of one line about slow steps and problems.

    Returns:
        The numbers; None if the index cannot be used.
    """
    expression = _expression(clauses)
    try:
        with lock(folder, MAX_WAIT) as is_ours:
            if not is_ours:
                tell("another process is using the search index")
                return None
            try:
                return _answer(folder, database, expression, between, tell)
            except sqlite3.Error as error:
                code = getattr(error, "sqlite_errorcode", 0)
                if code & 0xFF in OF_THE_DISK and code != sqlite3.SQLITE_IOERR_SHORT_READ:
                    raise
                tell(f"the search index is damaged ({error}) and is rebuilt")
                remove(folder)
            return _answer(folder, database, expression, between, tell)
    except (OSError, sqlite3.Error) as error:
        tell(f"the search index cannot be used: {error}")
        return None


def update(folder: Path, database: Database, numbers: Iterable[int]) -> None:
    """Update an existing index for some articles.

    This never raises: the next search updates the articles that are missing.
    """
    if not (folder / FILE).exists():
        return
    try:
        with lock(folder) as is_ours:
            if is_ours:
                with closing(open_index(folder)) as index:
                    chosen = list(numbers)
                    _forget(index, chosen)
                    _add(index, database, list(_entries(database, chosen)))
    except (OSError, sqlite3.Error, ValueError, TypeError) as error:
        logger.warning("the search index was not updated; the next search does it: %s", error)


def drop(folder: Path, database: Database, id_: str) -> None:
    """Remove an article from an index, before the ledger deletes it and reuses its number."""
    row = database.execute("SELECT number FROM articles WHERE id = ?", (id_,)).fetchone()
    if row is None or not (folder / FILE).exists():
        return
    with suppress(OSError, sqlite3.Error), lock(folder, MAX_WAIT) as is_ours:
        if is_ours:
            with closing(open_index(folder)) as index:
                _forget(index, row)


# Content of the index -----------------------------------------------------------------------------


def date_of(fields: dict[str, Any]) -> int:
    """Return the date of an article (Unix seconds), see DATES; 0 without a date."""
    for name in DATES:
        with suppress(ValueError, TypeError):
            if fields.get(name):
                return seconds(fields[name])
    return 0


def texts_of(fields: dict[str, Any]) -> list[str]:
    """Return the searched texts of an article: the headline and each paragraph."""
    return [fields.get("headline") or "", *article_text(fields).split("\n\n")]


def _answer(
    folder: Path,
    database: Database,
    expression: str,
    between: tuple[int, int],
    tell: Callable[[str], None],
) -> list[int]:
    with closing(open_index(folder)) as index:
        _synchronise(index, database, tell)
        words = " JOIN words ON words.rowid = d.number AND words MATCH :words" if expression else ""
        rows = index.execute(
            f"SELECT d.article FROM documents d{words} WHERE d.at >= :since AND d.at < :until"  # noqa: S608  # ours
            " ORDER BY d.at DESC, d.article DESC",
            {"words": expression, "since": between[0], "until": between[1]},
        )
        return [article for (article,) in rows]


def _expression(clauses: Sequence[Clause]) -> str:
    """Return the FTS5 expression for articles with all wanted words of some clauses.

    Folded words consist of letters, marks and digits, which are not syntax. They are quoted anyway.
    """
    terms = {}
    for clause in (wanted for wanted in clauses if not wanted.is_unwanted):
        last = f'"{clause.words[-1]}"'
        if clause.endings is not None:
            beginnings = " OR ".join(f'"{beginning}" *' for beginning in clause.beginnings())
            last = f"({beginnings})"
        terms.update(dict.fromkeys((*(f'"{word}"' for word in clause.words[:-1]), last)))
    return " AND ".join(list(terms)[:MAX_WORDS])


def _synchronise(
    index: sqlite3.Connection, database: Database, tell: Callable[[str], None]
) -> None:
    """Update the index for all articles of the ledger; rebuild it if most documents are stale."""
    known = dict(index.execute("SELECT article, mark FROM documents"))
    entries = [entry for entry in _entries(database) if known.pop(entry[0], None) != entry[2]]
    (made,) = index.execute(
        "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'documents'), 0)"
    ).fetchone()
    (live,) = index.execute("SELECT count(*) FROM documents").fetchone()
    if made - live > max(MIN_STALE, live):
        index.execute("INSERT INTO words (words) VALUES ('delete-all')")
        index.executescript("DELETE FROM documents; DELETE FROM sqlite_sequence")
        known, entries = {}, list(_entries(database))
    _forget(index, [*known, *(entry[0] for entry in entries)])
    if len(entries) > 10 * BATCH:
        tell(f"{len(entries):,} articles are read into the search index")
    _add(index, database, entries)
    if len(entries) > max(BATCH, live):
        index.execute("INSERT INTO words (words) VALUES ('optimize')")
        index.execute("VACUUM")


def _entries(
    database: Database, numbers: Sequence[int] | None = None
) -> Iterator[tuple[int, int, int]]:
    """Yield (number, latest revision, mark) of all articles, or of those with some numbers."""
    rows = database.execute(
        "SELECT number, revision, id, first_seen_at FROM articles"
        " WHERE ?1 IS NULL OR number IN (SELECT value FROM json_each(?1))",
        (None if numbers is None else json.dumps(numbers),),
    )
    for number, revision, id_, first_seen in rows:
        yield number, revision, _mark(id_, revision, first_seen)


def _mark(id_: str, revision: int, first_seen: int) -> int:
    """Return a checksum that tells a revision from others of an article with the same number."""
    return zlib.crc32(f"{id_} {revision} {first_seen}".encode("utf-8", "surrogatepass"))


def _forget(index: sqlite3.Connection, articles: Sequence[int]) -> None:
    if articles:
        index.execute(
            "DELETE FROM documents WHERE article IN (SELECT value FROM json_each(?))",
            (json.dumps(list(articles)),),
        )


def _add(
    index: sqlite3.Connection, database: Database, entries: Sequence[tuple[int, int, int]]
) -> None:
    for at in range(0, len(entries), BATCH):
        index.execute("BEGIN IMMEDIATE")
        try:
            for number, revision, mark in entries[at : at + BATCH]:
                fields = read_line(line_of(database, (number, revision)))
                document = index.execute(
                    "INSERT INTO documents (article, mark, at) VALUES (?, ?, ?)",
                    (number, mark, date_of(fields)),
                ).lastrowid
                text = folded_text("\n".join(texts_of(fields)))
                index.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (document, text))
            index.execute("COMMIT")
        except BaseException:
            if index.in_transaction:
                index.execute("ROLLBACK")
            raise
