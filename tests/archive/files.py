"""WARC files for tests, as warcio writes them and Common Crawl News lays them out."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from backports import zstd
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import BufferWARCWriter

SITE = "https://www.theindiadaily.com"
START = datetime(2026, 2, 1, 4, 30, tzinfo=UTC)
HTML = ("Content-Type", "text/html; charset=utf-8")


class Writer(BufferWARCWriter):
    """warcio's, which leaves it to the garbage to close its temporary files."""

    @classmethod
    def _create_temp_file(cls) -> io.BytesIO:
        return io.BytesIO()


@dataclass
class Fetched:
    """A page as an archive holds it; ``at`` counts seconds from START."""

    url: str
    body: str | bytes
    at: float = 0
    status: str = "200 OK"
    headers: tuple[tuple[str, str], ...] = (HTML,)
    type: str = "response"
    warc: dict[str, str] = field(default_factory=dict)

    @property
    def date(self) -> str:
        at = START + timedelta(seconds=self.at)
        return at.isoformat().replace("+00:00", "Z")


def record(page: Fetched, gz: bool = False) -> bytes:
    """The bytes of one record, with a request before a response, as crawlers write it."""
    writer: Any = Writer(gzip=gz, warc_version="1.1")
    body = page.body.encode() if isinstance(page.body, str) else page.body
    http = None
    if page.type not in ("resource", "conversion"):
        http = StatusAndHeaders(page.status, list(page.headers), protocol="HTTP/1.1")
    made = writer.create_warc_record(
        page.url,
        page.type,
        payload=io.BytesIO(body),
        http_headers=http,
        warc_content_type="text/html" if http is None else "",
        warc_headers_dict={"WARC-Date": page.date, **page.warc},
    )
    writer.write_record(made)
    return writer.get_contents()


def revisit(page: Fetched, of: Fetched, digest: str = "", **warc: str) -> bytes:
    writer: Any = Writer(gzip=False, warc_version="1.1")
    made = writer.create_revisit_record(
        page.url,
        digest=digest or "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ",
        refers_to_uri=of.url,
        refers_to_date=of.date,
        http_headers=StatusAndHeaders(page.status, list(page.headers), protocol="HTTP/1.1"),
        warc_headers_dict={"WARC-Date": page.date, **warc},
    )
    writer.write_record(made)
    return writer.get_contents()


def warcinfo() -> bytes:
    writer: Any = Writer(gzip=False, warc_version="1.1")
    writer.write_record(writer.create_warcinfo_record("CC-NEWS.warc.gz", {"software": "x"}))
    return writer.get_contents()


def write(file: Path, pages: Iterable[Fetched | bytes]) -> Path:
    """Write a file in the form that its name says; each record is a member of its own."""
    plain = [warcinfo(), *(each if isinstance(each, bytes) else record(each) for each in pages)]
    pack = {".gz": gzip.compress, ".zst": zstd.compress}.get(file.suffix, bytes)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"".join(map(pack, plain)))
    return file
