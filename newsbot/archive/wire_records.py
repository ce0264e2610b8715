"""Make WARC 1.1 records of requests and responses, each as one gzip member.

The records have the bytes as they were on the wire, with two exceptions. The chunks of a body are
joined, so the headers about its transfer get the prefix ``X-Crawler-``, as in the files of Common
Crawl. And data that could identify a user is left out: only the headers named here are kept of a
request, and URLs have neither user nor password.
"""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from newsbot.downloader.wire import Exchange

VERSION = "WARC/1.1"
PROFILES = "http://netpreserve.org/warc/1.1/revisit/"
IDENTICAL = PROFILES + "identical-payload-digest"
NOT_MODIFIED = PROFILES + "server-not-modified"
# Headers of requests that are archived. All others may be secrets of the user.
REQUEST_HEADERS = frozenset(
    b"accept accept-charset accept-encoding accept-language cache-control connection content-length"
    b" content-type from host if-modified-since if-none-match origin pragma range referer"
    b" user-agent x-requested-with".split()
)
WITH_URLS = (b"referer", b"origin")
RENAMED = b"X-Crawler-"
# Compression levels of zlib. A page takes 0.6 ms on level 4; level 6 takes 1.1 ms and makes it 7 %
# smaller. For a body that is compressed already, a higher level is useless.
LEVEL, LEVEL_OF_COMPRESSED = 4, 1
_USERINFO = re.compile(r"^([A-Za-z][\w+.-]*://)[^/?#]*@")


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier record with a payload: its id, URL and date, its file and its offset there."""

    id: str
    url: str
    at: str
    file: str
    offset: int


def new_id() -> str:
    """Return the id of a new record."""
    return f"<urn:uuid:{uuid.uuid4()}>"


def warc_date(at: datetime) -> str:
    """Return a time in UTC in the notation of WARC 1.1, with microseconds."""
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")


def digest_of(payload: bytes) -> str:
    """Return the digest of a payload in the notation of WARC files: SHA-1 in Base32."""
    digest = hashlib.sha1(payload, usedforsecurity=False).digest()
    return f"sha1:{base64.b32encode(digest).decode()}"


def without_userinfo(url: str) -> str:
    """Return a URL without user and password."""
    return _USERINFO.sub(r"\1", url)


def warcinfo(file: str, about: Mapping[str, str]) -> bytes:
    """Return the first record of a file.

    Args:
        file: The name of the file.
        about: The fields of the record and their values.
    """
    fields = {name: " ".join(value.split()) for name, value in about.items()}
    record = WARCWriter(BytesIO(), warc_version=VERSION).create_warcinfo_record(file, fields)
    return _member(record, LEVEL)


def conversation(
    exchange: Exchange,
    url: str,
    body: bytes,
    digest: str,
    common: Mapping[str, str],
    ids: tuple[str, str],
    revisit: tuple[str, Earlier | None] | None,
) -> tuple[bytes, bytes]:
    """Return the records of a request and of its response.

    Args:
        exchange: The request and the head of the response.
        url: The URL that was requested.
        body: The body of the response, as it was received.
        digest: The digest of the body.
        common: WARC headers of both records.
        ids: The ids of the records of the request and of the response.
        revisit: The profile and the earlier record, if the payload is not written again.
    """
    request_id, response_id = ids
    sent, payload, is_private = _sent(exchange.request)
    headers = {**common, "WARC-Concurrent-To": response_id, "WARC-Record-ID": request_id}
    request = _record(url, "request", sent, payload, headers)
    method = exchange.request.method
    head, is_compressed = _received(exchange.head, body, method, is_private)
    headers = {**common, "WARC-Concurrent-To": request_id, "WARC-Record-ID": response_id}
    if revisit is None or revisit[0] == IDENTICAL:  # an answer 304 has no payload
        headers["WARC-Payload-Digest"] = digest
    if revisit is None:
        response = _record(url, "response", head, body, headers)
    else:
        response = _record(url, "revisit", head, b"", headers | _revisit_headers(*revisit))
    level = LEVEL_OF_COMPRESSED if is_compressed else LEVEL
    return _member(request, LEVEL), _member(response, level)


def conversion(url: str, html: bytes, common: Mapping[str, str], source: str) -> bytes:
    """Return the record of a document as a browser shows it, in UTF-8.

    Args:
        url: The URL of the document.
        html: The HTML of the browser.
        common: WARC headers of the record.
        source: The id of the record of the document as it was received.
    """
    headers = {**common, "WARC-Refers-To": source}
    writer = WARCWriter(BytesIO(), warc_version=VERSION)
    record = writer.create_warc_record(
        url,
        "conversion",
        payload=BytesIO(html),
        length=len(html),
        warc_content_type="text/html; charset=utf-8",
        warc_headers_dict=headers,
    )
    return _member(record, LEVEL)


class _Head(StatusAndHeaders):  # type: ignore[misc]  # warcio has no types
    """The head of a message as it was on the wire, which warcio would format anew."""

    def __init__(self, raw: bytes) -> None:
        super().__init__("as received", [])
        self._raw = raw

    def compute_headers_buffer(self, header_filter: Any = None) -> None:
        self.headers_buff = self._raw


def _record(url: str, kind: str, head: bytes, payload: bytes, headers: dict[str, str]) -> Any:
    return WARCWriter(BytesIO(), warc_version=VERSION).create_warc_record(
        url,
        kind,
        payload=BytesIO(payload),
        length=len(payload),
        http_headers=_Head(head),
        warc_headers_dict=headers,
    )


def _member(record: Any, level: int) -> bytes:
    out = BytesIO()
    WARCWriter(out, gzip=False, warc_version=VERSION).write_record(record)
    packer = zlib.compressobj(level, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    return packer.compress(out.getvalue()) + packer.flush()


def _revisit_headers(profile: str, earlier: Earlier | None) -> dict[str, str]:
    headers = {"WARC-Profile": profile}
    if earlier is not None:
        headers |= {
            "WARC-Refers-To": earlier.id,
            "WARC-Refers-To-Target-URI": earlier.url,
            "WARC-Refers-To-Date": earlier.at,
        }
    return headers


def _sent(request: Any) -> tuple[bytes, bytes, bool]:
    """Return head and body of a request as Twisted sends it, and whether headers are left out."""
    uri = without_userinfo(request.uri.decode("latin-1")).encode("latin-1")
    lines = [b"%b %b HTTP/1.1" % (request.method, uri)]
    if not request.persistent:
        lines.append(b"Connection: close")
    body = request.bodyProducer.body if request.bodyProducer is not None else b""
    if body or request.method in (b"PUT", b"POST"):
        lines.append(b"Content-Length: %d" % len(body))
    is_private = False
    for name, values in request.headers.getAllRawHeaders():
        if name.lower() not in REQUEST_HEADERS:
            is_private = True
            continue
        for value in values:
            if name.lower() in WITH_URLS:
                value = without_userinfo(value.decode("latin-1")).encode("latin-1")
            lines.append(name + b": " + value)
    return b"\r\n".join([*lines, b"", b""]), body, is_private


def _received(
    head: tuple[bytes, ...], body: bytes, method: bytes, is_private: bool
) -> tuple[bytes, bool]:
    """Return the head of a response with headers for the archived body, and is it compressed?

    ``is_private``: headers of the request are left out. Then the cookies of the answer are left out
    too, because they may identify the user.
    """
    lines: list[bytes] = []
    has_body = method != b"HEAD" and head[0].split()[1:2] not in ([b"204"], [b"304"])
    is_renamed = is_compressed = False
    for name, line in _fields(head[1:]):
        if name == b"set-cookie" and is_private:
            continue
        value = line.partition(b":")[2].strip()
        misleads = has_body and name == b"content-length" and value != b"%d" % len(body)
        if misleads or name == b"transfer-encoding":
            line, is_renamed = RENAMED + line, True
        is_compressed |= name == b"content-encoding" and bool(value)
        lines.append(line)
    if is_renamed and has_body:
        lines.insert(-1, b"Content-Length: %d\r\n" % len(body))
    return b"".join([head[0], *lines]), is_compressed


def _fields(lines: tuple[bytes, ...]) -> Iterator[tuple[bytes, bytes]]:
    """Yield (name in lower case, line) of headers; continuation lines are joined to theirs."""
    field = b""
    for line in (*lines, b""):
        if line[:1] in (b" ", b"\t"):
            field += line
            continue
        if field:
            yield field.partition(b":")[0].strip().lower(), field
        field = line
