"""Lines as they are stored: as they were, or damage that is said."""

from __future__ import annotations

import json
import sqlite3
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.feed_lines import feed_line
from newsbot.ledger.packing import pack, unpack, unpack_text
from newsbot.ledger.schema import MIGRATIONS
from tests.ledger.conftest import Runs
from tests.ledger.test_database import Make

any_text = st.text(st.characters(exclude_categories=()))


@given(st.dictionaries(st.text(max_size=5), any_text, max_size=4))
def test_a_line_comes_back(line: dict[str, str]) -> None:
    assert unpack(pack(feed_line(line))) == line


@given(st.binary(max_size=80))
def test_what_is_no_line_is_said(packed: bytes) -> None:
    with pytest.raises(sqlite3.DatabaseError, match="damaged"):
        unpack(packed)


def test_a_flipped_bit_is_seen() -> None:
    line = feed_line({"body": "नहर की मरम्मत का काम शुरू " * 9})
    packed, silent = pack(line), 0
    for at in range(len(packed)):
        for bit in range(8):
            damaged = bytearray(packed)
            damaged[at] ^= 1 << bit
            # One bit of the header means nothing (RFC 8878, 3.1.1.1.1).
            with suppress(sqlite3.DatabaseError):
                assert unpack_text(bytes(damaged)) == line
                silent += 1
    assert silent <= 1


def test_lines_of_older_ledgers_are_read(runs: Runs, article: Make) -> None:
    with runs.run() as ledger:
        ledger.record(article(1), None)
        ledger.delivered()
    file = runs.folder / "ledger.sqlite"
    with_zlib(file)
    with runs.run() as ledger:
        assert ledger.record(article(1), None).kind == "unchanged"
        copy = article(2, body=article(1).body, headline="एक और सुर्खी")
        assert ledger.record(copy, None).kind == "new"
        assert copy.duplicate_of == article(1).id  # which has no sketch
        assert ledger.record(article(1, headline="नई सुर्खी"), None).kind == "edited"
        ledger.delivered()


def with_zlib(file: Path) -> None:
    """Make the ledger one of version 2, which stored zlib."""
    new = file.rename(file.with_name("new.sqlite"))
    connection = sqlite3.connect(file, isolation_level=None)
    for migration in MIGRATIONS[:2]:
        connection.executescript(migration)
    connection.execute("PRAGMA user_version = 2")
    connection.execute("ATTACH ? AS new", (str(new),))
    (packed,) = connection.execute("SELECT line FROM new.revisions").fetchone()
    old = zlib.compress(json.dumps(unpack(packed), ensure_ascii=False).encode(), 1)
    connection.executescript("""
        INSERT INTO articles
            SELECT number, id, site, revision, x'', first_seen_at FROM new.articles;
        INSERT INTO revisions SELECT article, revision, made_at, run, delivered, x''
            FROM new.revisions;
        INSERT INTO buckets SELECT * FROM new.buckets;
        INSERT INTO runs (number, site, started_at, ended_at)
            SELECT number, site, started_at, ended_at FROM new.runs;
    """)
    connection.execute("UPDATE revisions SET line = ?", (old,))
    connection.close()
