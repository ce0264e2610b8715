"""Make a Scrapy response of the block of a record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from w3lib.http import headers_raw_to_dict

from newsbot.downloader.decompression import (
    GZIP_MAGIC,
    KNOWN,
    BrokenBodyError,
    ExcessiveBodyError,
    encodings_of,
    unpack,
)
from newsbot.downloader.responses import note_digest
from newsbot.items import rights

if TYPE_CHECKING:
    from newsbot.archive.record_head import Head

STATUS = re.compile(rb"HTTP/[\d.]+[ \t]+(\d{3})(?!\d)")
CONTENT_TYPE = re.compile(rb"\ncontent-type:[ \t]*([^\r\n]*)", re.IGNORECASE)
HEADERS_END = re.compile(rb"\r?\n\r?\n")
CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
NOT_MODIFIED = 304
# Headers that say how the bytes of a body are packed. In a revisit they describe a body that the
# archive does not have.
BODY_HEADERS = (b"Content-Encoding", b"Content-Length", b"Transfer-Encoding")
PEEK = 4096  # bytes at the beginning of a block that are read for the status and the Content-Type
CUT = "download_error"  # reason of a reject, the same as for a page that is cut at each fetch


class UnusablePayload(Exception):
    """Raised if a record has no page that can be read; ``reason`` becomes the reject's reason."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def status_of(block: bytes) -> int:
    """Return the status that a block of HTTP begins with; 0 if the block is not HTTP."""
    match = STATUS.match(block)
    return int(match[1]) if match else 0


def content_type_of(block: bytes) -> bytes:
    """Return the Content-Type of a block of HTTP in lower case; b"" if it has none."""
    match = CONTENT_TYPE.search(block)
    return match[1].strip().lower() if match else b""


def response_of(head: Head, block: bytes, max_size: int, url: str, answer: bytes = b"") -> Response:
    """Return the response in a record, with its body unpacked.

    Args:
        head: The header of the record.
        block: The block of the record.
        max_size: The greatest number of bytes of a body; 0: no limit.
        url: The URL that was fetched. It may differ from the record's, if a revisit of another URL
            repeats the payload.
        answer: The block with the headers of the page, if it is another record's: that of a revisit
            with this payload, or that of the response of which a conversion was made.

    Raises:
        UnusablePayload: The record has no HTTP, or its body is cut, damaged or too large.
    """
    if head.truncated:
        raise UnusablePayload(
            CUT, f"the archive has only a part of it (WARC-Truncated: {head.truncated})"
        )
    if head.type in ("resource", "conversion"):  # records without HTTP
        headers = Headers({"Content-Type": head.content_type})
        if status_of(answer):
            stated = _headers(HEADERS_END.split(answer, 1)[0])
            headers.update({name: stated.getlist(name) for name in rights.HEADERS})
        return _response(url, 200, headers, block, block)
    status = status_of(block)
    end = HEADERS_END.search(block)
    if not status or end is None:
        raise UnusablePayload("broken_record", "it does not begin with the head of a response")
    headers = _headers(block[: end.start()])
    received = block[end.end() :]
    body = _body(headers, received, max_size)
    if answer_status := status_of(answer):
        headers = _headers_of_revisit(HEADERS_END.split(answer, 1)[0], headers)
        status = status if answer_status == NOT_MODIFIED else answer_status
    return _response(url, status, headers, body, received)


def _headers(lines: bytes) -> Headers:
    """Return the headers after a status line."""
    lines = re.sub(rb"\r?\n", rb"\r\n", lines)
    return Headers(headers_raw_to_dict(lines.partition(b"\r\n")[2]) or {})


def _headers_of_revisit(lines: bytes, source: Headers) -> Headers:
    """Return the headers of a revisit, with the missing ones of the record that it repeats.

    An answer 304 has the headers that changed; all others stay as before (RFC 9111).
    """
    stated = _headers(lines)
    is_whole = status_of(lines) != NOT_MODIFIED
    headers = Headers() if is_whole else source.copy()
    headers.update({name: stated.getlist(name) for name in stated if name not in BODY_HEADERS})
    kept = BODY_HEADERS if b"Content-Type" in headers else (*BODY_HEADERS, b"Content-Type")
    headers.update({name: source.getlist(name) for name in kept if name in source})
    return headers


def _response(url: str, status: int, headers: Headers, body: bytes, received: bytes) -> Response:
    kind = responsetypes.from_args(headers=headers, url=url, body=body)
    as_received = Response(url, body=received)
    note_digest(as_received)
    return kind(url, status=status, headers=headers, body=body, flags=as_received.flags)


def _body(headers: Headers, body: bytes, max_size: int) -> bytes:
    """Return a body without chunks and encodings.

    Some archives have bodies as they were received, others have unpacked bodies with the headers as
    they were received.
    """
    is_chunked = b"chunked" in (headers.get("Transfer-Encoding") or b"").lower()
    if is_chunked:
        body = _joined(body)
    encodings = encodings_of(headers)
    stated = headers.get("Content-Length") or b""
    if not is_chunked and stated.isdigit() and 0 < len(body) < int(stated):
        raise UnusablePayload(CUT, f"cut short: {len(body)} of {int(stated)} bytes")
    if body and encodings and all(encoding in KNOWN for encoding in encodings):
        body = _unpacked(body, encodings, max_size)
        del headers["Content-Encoding"]
    if max_size and len(body) > max_size:
        raise UnusablePayload("too_large", f"it has {len(body)} bytes, more than {max_size}")
    return body


def _unpacked(body: bytes, encodings: list[bytes], max_size: int) -> bytes:
    is_gzip = body.startswith(GZIP_MAGIC)
    if encodings[-1] in (b"gzip", b"x-gzip") and not is_gzip:
        return body  # the program that wrote the archive has unpacked it
    try:
        return unpack(body, encodings, max_size)
    except ExcessiveBodyError as error:
        raise UnusablePayload("too_large", f"the body is {error}") from None
    except BrokenBodyError as error:
        if not error.unpacked and _is_text(body):
            return body
        raise UnusablePayload(CUT, f"the body is {error}") from None


def _is_text(body: bytes) -> bool:
    """Return whether a body is markup, which is not packed."""
    return body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"


def _joined(body: bytes) -> bytes:
    """Join the chunks of a body; return a body without chunks unchanged."""
    pieces: list[bytes] = []
    at = 0
    while match := CHUNK.match(body, at):
        size = int(match[1], 16)
        piece = body[match.end() : match.end() + size]
        if len(piece) < size:
            break
        if not size:
            return b"".join(pieces)
        pieces.append(piece)
        at = match.end() + size
        at += 2 if body.startswith(b"\r\n", at) else body.startswith(b"\n", at)
    if not at:
        return body
    raise UnusablePayload(CUT, "the body is cut short within its chunks")
