"""Define the header of a WARC record; check a block against the digest in the header."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping

TOO_LARGE = "too_large"
BROKEN = "broken_record"
NOT_READ = "unreadable_file"
NOT_WARC = "not_warc"


@dataclass(frozen=True, slots=True)
class Head:
    """The header of a record.

    Attributes:
        file: The path of the file.
        offset: The offset of the record in the (compressed) file. In a file that is compressed as a
            whole, the offset of the first record.
        type: ``response``, ``revisit``, ``resource``, …
        id: ``WARC-Record-ID``.
        url: ``WARC-Target-URI``.
        at: ``WARC-Date``; None if it is missing or not a date.
        length: The number of bytes of the record's block.
        content_type: ``Content-Type`` of the block.
        payload: ``WARC-Payload-Digest``, as it is written.
        block: ``WARC-Block-Digest``, as it is written.
        truncated: ``WARC-Truncated``: why the end of the block was left out.
        profile: ``WARC-Profile`` of a revisit.
        refers_url: ``WARC-Refers-To-Target-URI`` of a revisit.
        refers_at: ``WARC-Refers-To-Date`` of a revisit.
        refers_id: ``WARC-Refers-To`` of a revisit.
    """

    file: str
    offset: int
    type: str
    id: str
    url: str
    at: datetime | None
    length: int
    content_type: str
    payload: str
    block: str
    truncated: str
    profile: str
    refers_url: str
    refers_at: datetime | None
    refers_id: str

    @classmethod
    def of(cls, file: str, offset: int, length: int, headers: Mapping[str, str]) -> Self:
        """Return the header of a record; the names in ``headers`` are in lower case."""
        return cls(
            file=file,
            offset=offset,
            type=headers.get("warc-type", "").lower(),
            id=headers.get("warc-record-id", ""),
            url=headers.get("warc-target-uri", "").strip().strip("<>"),
            at=_instant(headers.get("warc-date", "")),
            length=length,
            content_type=headers.get("content-type", ""),
            payload=headers.get("warc-payload-digest", ""),
            block=headers.get("warc-block-digest", ""),
            truncated=headers.get("warc-truncated", ""),
            profile=headers.get("warc-profile", ""),
            refers_url=headers.get("warc-refers-to-target-uri", "").strip("<>"),
            refers_at=_instant(headers.get("warc-refers-to-date", "")),
            refers_id=headers.get("warc-refers-to", ""),
        )


@dataclass(frozen=True, slots=True)
class Broken:
    """A record or a whole file that cannot be read; ``reason`` becomes the reject's reason."""

    file: str
    url: str
    at: datetime | None
    reason: str
    why: str


def _instant(text: str) -> datetime | None:
    """Return the instant of a WARC-Date in UTC; None for another text."""
    try:
        at = datetime.fromisoformat(text.strip())
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def digest_problem(head: Head, block: bytes) -> str | None:
    """Return a problem of a block by its digest; None if it fits or cannot be compared."""
    name, _, stated = head.block.partition(":")
    try:
        digest = hashlib.new(name.strip().lower().replace("-", ""), block, usedforsecurity=False)
    except ValueError:
        return None
    value = digest.digest()
    known = {value.hex(), base64.b32encode(value).decode().rstrip("=").lower()}
    if stated.strip().rstrip("=").lower() in known:
        return None
    # A digest of another length has an unknown notation.
    return "its digest does not fit" if len(stated.strip()) in map(len, known) else None
