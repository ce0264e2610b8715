"""Lines as they are stored: as they were, or damage that is said."""

from __future__ import annotations

import sqlite3
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.feed_lines import feed_line
from newsbot.json_lines import printable
from newsbot.ledger.storage.compression import pack, unpack, unpack_text

any_text = st.text(st.characters(exclude_categories=()))


@given(st.dictionaries(st.text(max_size=5), any_text, max_size=4))
def test_a_line_comes_back(line: dict[str, str]) -> None:
    assert unpack(pack(feed_line(line))) == printable(line)


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
