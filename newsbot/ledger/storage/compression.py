"""Compress the lines that the ledger stores."""

from __future__ import annotations

import sqlite3
import sys
import zlib
from typing import Any

from newsbot.feed_lines import read_line

# A module of Python from 3.14 on; before, its backport, which Scrapy needs too.
if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Line = dict[str, Any]  # an article as in the feed

# One for all lines: to make it costs as much as a line, and one thread alone writes. Level 1 is far
# quicker than zlib's, and smaller. The checksum tells damage.
_COMPRESSOR = zstd.ZstdCompressor(
    options={
        zstd.CompressionParameter.compression_level: 1,
        zstd.CompressionParameter.checksum_flag: 1,
    }
)
_ZSTD = b"\x28\xb5\x2f\xfd"  # what a frame begins with (RFC 8878); ledgers before version 3: zlib


def pack(line: bytes) -> bytes:
    """Return a line as it is stored."""
    return _COMPRESSOR.compress(line, mode=zstd.ZstdCompressor.FLUSH_FRAME)


def unpack_text(packed: bytes) -> bytes:
    """Return a stored line as it was.

    Raises:
        sqlite3.DatabaseError: The line is damaged.
    """
    try:
        if packed.startswith(_ZSTD):
            return bytes(zstd.decompress(packed))
        return zlib.decompress(packed)
    except (zstd.ZstdError, zlib.error) as error:
        raise sqlite3.DatabaseError(f"a stored line is damaged: {error}") from None


def unpack(packed: bytes) -> Line:
    """Return the fields of a stored line.

    Raises:
        sqlite3.DatabaseError: The line is damaged.
    """
    text = unpack_text(packed)
    try:
        return read_line(text)
    except ValueError as error:
        raise sqlite3.DatabaseError(f"a stored line is damaged: {error}") from None
