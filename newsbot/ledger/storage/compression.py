"""Compress the lines that the ledger stores."""

from __future__ import annotations

import sqlite3
import zlib
from typing import Any

from newsbot.feed_lines import read_line
from newsbot.files.zstandard import zstd

Line = dict[str, Any]  # the fields of an article's line in a feed

# All lines share a compressor, because making one costs as much as compressing a line; only one
# thread writes. Level 1 is far faster than zlib, and gives less data. The checksum shows damage.
_COMPRESSOR = zstd.ZstdCompressor(
    options={
        zstd.CompressionParameter.compression_level: 1,
        zstd.CompressionParameter.checksum_flag: 1,
    }
)
_ZSTD = b"\x28\xb5\x2f\xfd"  # the start of a frame (RFC 8878); ledgers before version 3 have zlib


def pack(line: bytes) -> bytes:
    """Compress a line for the ledger."""
    return _COMPRESSOR.compress(line, mode=zstd.ZstdCompressor.FLUSH_FRAME)


def unpack_text(packed: bytes) -> bytes:
    """Decompress a stored line.

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
