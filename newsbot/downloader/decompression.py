"""Unpack the body of a response (Content-Encoding), whole and within a limit, or raise an error.

``gunzip`` unpacks the gzip files of sitemaps and feeds; of a damaged file, it returns a part.

Scrapy's functions return a part of a body that is cut or damaged, and report no error.
"""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Protocol

import brotli

from newsbot.files.zstandard import zstd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from scrapy.http import Headers

ENCODINGS = (b"gzip", b"deflate", b"br", b"zstd")  # the value of newsbot's Accept-Encoding
KNOWN = (*ENCODINGS, b"x-gzip")
NO_ENCODING = (b"", b"identity", b"none")
MAX_ENCODINGS = 2  # encodings applied one after the other; no server needs more
MAX_MEMBERS = 2000  # members of one body; a hostile body has a member every twenty bytes
# Bytes that a decoder takes at a time. At the end of each member, it copies the rest of the slice.
INPUT_SLICE = 4096
OUTPUT_SLICE = 1 << 18  # bytes that a decoder returns at a time
# The sitemap protocol's limit for one uncompressed file (sitemaps.org). DOWNLOAD_MAXSIZE bounds the
# bytes that arrive; this bounds the bytes after unpacking.
MAX_SITEMAP_BYTES = 50 * 1024 * 1024
GZIP_MAGIC = (b"\x1f\x8b",)
ZSTD_MAGIC = (
    b"\x28\xb5\x2f\xfd",
    *(bytes((0x50 + number, 0x2A, 0x4D, 0x18)) for number in range(16)),  # skippable frames
)
GZIP, ZLIB, RAW_DEFLATE = 31, 15, -15  # formats as zlib's argument wbits
# The greatest window of zstd in HTTP is 8 MB (RFC 9659).
MAX_WINDOW: dict[int, int] = {zstd.DecompressionParameter.window_log_max: 23}
ERRORS = (zlib.error, brotli.error, zstd.ZstdError)


class BrokenBodyError(ValueError):
    """A packed body is cut or damaged; ``unpacked`` has the bytes before the damage."""

    def __init__(self, problem: str, unpacked: bytes = b"") -> None:
        super().__init__(problem)
        self.unpacked = unpacked


class ExcessiveBodyError(ValueError):
    """A body unpacks to too many bytes, or has too many encodings."""


class Decoder(Protocol):
    """A decompressor with the interface of bz2, lzma and zstd."""

    @property
    def eof(self) -> bool:
        """Whether the end of the member was read."""

    @property
    def needs_input(self) -> bool:
        """Whether the next call of ``decompress`` needs data; else it must get b""."""

    @property
    def unused_data(self) -> bytes:
        """The bytes of the last data that come after the end of the member."""

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

    unused_data = b""  # brotli reports data after the end of its stream as damage

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
    """Return the content of a packed body.

    Args:
        body: The body as it was received.
        encodings: The encodings of the header, each in ``KNOWN``.
        max_size: The greatest number of bytes after each encoding is undone; 0: no limit.

    Raises:
        BrokenBodyError: The body is cut or damaged.
        ExcessiveBodyError: The content is larger, or there are more than MAX_ENCODINGS encodings.
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
    """Yield the content of all members of a body in gzip, br or zstd, in pieces of bounded size.

    As in browsers, data after the last member of gzip and zstd is ignored.

    Raises:
        BrokenBodyError: The body ends within a member.
        ERRORS: The body is damaged.
    """
    if encoding == b"br":
        return _pieces(body, _Unbrotli, (), is_alone=True)
    if encoding == b"zstd":
        return _pieces(body, lambda: zstd.ZstdDecompressor(options=MAX_WINDOW), ZSTD_MAGIC)
    return _pieces(body, lambda: _Inflate(GZIP), GZIP_MAGIC)


def gunzip(body: bytes) -> tuple[bytes, bool]:
    """Unpack a sitemap or feed if it is a gzip file.

    A file may have several members: tools make them that compress in parallel or append.

    Returns:
        At most MAX_SITEMAP_BYTES bytes, those before the damage if the file is damaged; and whether
        they are the whole file.
    """
    if not body.startswith(GZIP_MAGIC):
        return body, True
    unpacked = BytesIO()  # getvalue() does not copy the bytes
    try:
        for piece in _pieces(body, lambda: _Inflate(GZIP), GZIP_MAGIC, is_alone=True):
            unpacked.write(piece)
            if unpacked.tell() > MAX_SITEMAP_BYTES:
                raise ExcessiveBodyError
    except (BrokenBodyError, ExcessiveBodyError, *ERRORS):
        unpacked.truncate(MAX_SITEMAP_BYTES)
        return unpacked.getvalue(), False
    return unpacked.getvalue(), True


def _undeflate(body: bytes, max_size: int) -> bytes:
    """Unpack ``deflate``, which is zlib's format; some servers omit its header."""
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
                unpacked.clear()  # the traceback of the error keeps this frame in memory
                raise ExcessiveBodyError(f"more than {max_size} bytes when unpacked")
    except ERRORS as error:
        raise BrokenBodyError(f"damaged: {error}", b"".join(unpacked)) from None
    except BrokenBodyError as error:
        raise BrokenBodyError(str(error), b"".join(unpacked)) from None
    return b"".join(unpacked)


def _pieces(
    body: bytes,
    new_decoder: Callable[[], Decoder],
    magic: tuple[bytes, ...],
    is_alone: bool = False,
) -> Iterator[bytes]:
    """Yield the content of the members of a body in pieces.

    Args:
        body: The packed body.
        new_decoder: Makes the decoder of a member.
        magic: The possible first bytes of a further member.
        is_alone: Whether any data after the last member is damage. Zeros are not: some tools pad
            gzip files with them.
    """
    at = 0
    for _ in range(MAX_MEMBERS):
        decoder = new_decoder()
        while not decoder.eof:
            takes_more = decoder.needs_input
            data = body[at : at + INPUT_SLICE] if takes_more else b""
            at += len(data)
            piece = decoder.decompress(data, OUTPUT_SLICE)
            # At the end of the input, the decoder may still have output.
            if takes_more and not data and not piece and not decoder.eof:
                raise BrokenBodyError("cut short")
            yield piece
        at -= len(decoder.unused_data)
        rest = len(body) - at
        if not rest or not any(body.startswith(mark[:rest], at) for mark in magic):
            if is_alone and body[at:].strip(b"\0"):
                raise BrokenBodyError("damaged: there is data after its end")
            return
    raise BrokenBodyError(f"damaged: more than {MAX_MEMBERS} members")
