"""Unpack the body of a response (Content-Encoding): all of it, within a limit, or not at all.

Scrapy's own functions return what they could read of a body that is cut or damaged.
"""

from __future__ import annotations

import sys
import zlib
from typing import TYPE_CHECKING, Protocol

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from scrapy.http import Headers

ENCODINGS = (b"gzip", b"deflate", b"br", b"zstd")  # those that newsbot asks for
KNOWN = (*ENCODINGS, b"x-gzip")
NO_ENCODING = (b"", b"identity", b"none")
MAX_ENCODINGS = 2  # one over the other; a server has no use for more
MAX_MEMBERS = 2000  # of one body; a hostile one has a member every twenty bytes
# Bytes of a body that are handed over at a time: what follows a member is copied with it.
INPUT_SLICE = 4096
OUTPUT_SLICE = 1 << 18
GZIP_MAGIC = (b"\x1f\x8b",)
ZSTD_MAGIC = (
    b"\x28\xb5\x2f\xfd",
    *(bytes((0x50 + number, 0x2A, 0x4D, 0x18)) for number in range(16)),  # skippable frames
)
GZIP, ZLIB, RAW_DEFLATE = 31, 15, -15  # zlib's names of formats (wbits)
# 8 MB, as RFC 9659 has it for HTTP.
MAX_WINDOW: dict[int, int] = {zstd.DecompressionParameter.window_log_max: 23}
ERRORS = (zlib.error, brotli.error, zstd.ZstdError)


class BrokenBodyError(ValueError):
    """A packed body is cut or damaged; ``unpacked`` is what could be read of it."""

    def __init__(self, problem: str, unpacked: bytes = b"") -> None:
        super().__init__(problem)
        self.unpacked = unpacked


class ExcessiveBodyError(ValueError):
    """A body unpacks to more than is allowed, or is packed more often."""


class Decoder(Protocol):
    """A decompressor as bz2 and lzma have it; zstd's is one."""

    @property
    def eof(self) -> bool:
        """Return whether the end of the member was read."""

    @property
    def needs_input(self) -> bool:
        """Return whether the next call takes data; else it goes on with what it has."""

    @property
    def unused_data(self) -> bytes:
        """Return what stands behind the end of the member, of the last data."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Return the next bytes, ``max_length`` at most."""


class _Inflate:
    """A Decoder of zlib's formats."""

    def __init__(self, format_: int) -> None:
        self._stream = zlib.decompressobj(wbits=format_)

    @property
    def needs_input(self) -> bool:
        return not self._stream.unconsumed_tail

    @property
    def eof(self) -> bool:
        return self._stream.eof

    @property
    def unused_data(self) -> bytes:
        return self._stream.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._stream.decompress(self._stream.unconsumed_tail or data, max_length)


class _Unbrotli:
    """A Decoder of brotli."""

    unused_data = b""  # brotli takes data behind the end of its stream for damage

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    @property
    def eof(self) -> bool:
        return bool(self._stream.is_finished())

    @property
    def needs_input(self) -> bool:
        return bool(self._stream.can_accept_more_data())

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return bytes(self._stream.process(data, output_buffer_limit=max_length))


def encodings_of(headers: Headers) -> list[bytes]:
    """Return the encodings of a body in the order in which they were applied."""
    values = b",".join(headers.getlist("Content-Encoding")).lower().split(b",")
    return [name for value in values if (name := value.strip()) not in NO_ENCODING]


def unpack(body: bytes, encodings: Sequence[bytes], max_size: int) -> bytes:
    """Return what a body holds.

    Args:
        body: As it came.
        encodings: Those of the header, each one of ``ENCODINGS`` or ``x-gzip``.
        max_size: Bytes that it may unpack to, at each step; 0 for as many as it likes.

    Raises:
        BrokenBodyError: It is cut or damaged.
        ExcessiveBodyError: It unpacks to more, or has more than MAX_ENCODINGS encodings.
    """
    if len(encodings) > MAX_ENCODINGS:
        raise ExcessiveBodyError(f"packed {len(encodings)} times")
    for encoding in reversed(encodings):
        if encoding == b"deflate":
            body = _undeflate(body, max_size)
        else:
            body = _collect(pieces(body, encoding), max_size)
    return body


def pieces(body: bytes, encoding: bytes) -> Iterator[bytes]:
    """Yield what all members of a body in gzip, br or zstd hold, in pieces of bounded size.

    Raises:
        BrokenBodyError: The body ends where no member ends.
        ERRORS: It is damaged.
    """
    if encoding == b"br":
        return _pieces(body, _Unbrotli, None)
    if encoding == b"zstd":
        return _pieces(body, lambda: zstd.ZstdDecompressor(options=MAX_WINDOW), ZSTD_MAGIC)
    return _pieces(body, lambda: _Inflate(GZIP), GZIP_MAGIC)


def _undeflate(body: bytes, max_size: int) -> bytes:
    """Unpack ``deflate``, which is zlib's format; some servers send it without its header."""
    try:
        return _collect(_pieces(body, lambda: _Inflate(ZLIB), ()), max_size)
    except BrokenBodyError as error:
        try:
            return _collect(_pieces(body, lambda: _Inflate(RAW_DEFLATE), ()), max_size)
        except BrokenBodyError as raw_error:
            raise max(error, raw_error, key=lambda failure: len(failure.unpacked)) from None


def _collect(found: Iterator[bytes], max_size: int) -> bytes:
    unpacked: list[bytes] = []
    size = 0
    try:
        for piece in found:
            unpacked.append(piece)
            size += len(piece)
            if max_size and size > max_size:
                unpacked.clear()  # who holds the error holds this frame
                raise ExcessiveBodyError(f"more than {max_size} bytes when unpacked")
    except ERRORS as error:
        raise BrokenBodyError(f"damaged: {error}", b"".join(unpacked)) from None
    except BrokenBodyError as error:
        raise BrokenBodyError(str(error), b"".join(unpacked)) from None
    return b"".join(unpacked)


def _pieces(
    body: bytes, new_decoder: Callable[[], Decoder], magic: tuple[bytes, ...] | None
) -> Iterator[bytes]:
    """Yield what the members of a body hold.

    ``magic``: the first bytes of a further member; what begins otherwise is no part of the body, as
    browsers have it. None where nothing may follow.
    """
    at = 0
    for _ in range(MAX_MEMBERS):
        decoder = new_decoder()
        while not decoder.eof:
            takes_more = decoder.needs_input
            data = body[at : at + INPUT_SLICE] if takes_more else b""
            at += len(data)
            piece = decoder.decompress(data, OUTPUT_SLICE)
            # At the end of the input, output may be left.
            if takes_more and not data and not piece and not decoder.eof:
                raise BrokenBodyError("cut short")
            yield piece
        at -= len(decoder.unused_data)
        if at < len(body) and magic is None:
            raise BrokenBodyError("damaged: data behind its end")
        rest = len(body) - at
        if not rest or not any(body.startswith(mark[:rest], at) for mark in magic or ()):
            return
    raise BrokenBodyError(f"damaged: more than {MAX_MEMBERS} members")
