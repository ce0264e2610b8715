"""Items as lines of a feed, which the ledger stores too: compact JSON in UTF-8.

A line of any schema version becomes an item again.
"""

from __future__ import annotations

import json
import re
from dataclasses import fields as fields_of
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import orjson

from newsbot.items import (
    Article,
    Image,
    LiveUpdate,
    PhotoSection,
    RelatedLink,
    Section,
    Video,
)
from newsbot.json_lines import plain, printable

if TYPE_CHECKING:
    from collections.abc import Callable

# Of what json_lines.printable takes out, the first byte in a line → the pattern: to look for a byte
# costs next to nothing, and most lines have none but that of quotation marks (e2) and of ``\n``.
_SUSPECT = {
    pattern[:1]: re.compile(pattern)
    for pattern in (
        b"\\\\[ubf]",
        b"\x7f",
        b"\xc2[\x80-\x9f]",
        b"\xd8\x9c",
        b"\xe2(?:\x80[\x8e\x8f\xa8-\xae]|\x81[\xa6-\xa9])",
        b"\xed[\xa0-\xbf]",  # surrogates, as older lines have them
    )
}


def feed_line(fields: Any, default: Callable[[Any], Any] = plain) -> bytes:
    """Return an item's fields as one line of JSON in UTF-8, without a line end.

    Args:
        fields: The fields; parts of items become objects, instants ISO 8601.
        default: Turns a value that JSON does not know into one that it knows.
    """
    try:
        line = orjson.dumps(fields, default)
    except orjson.JSONEncodeError:  # a lone surrogate, in a URL say
        line = json.dumps(fields, default=default).encode()
    return clean_line(line)


def clean_line(line: bytes) -> bytes:
    """Return a line that was made by any version as ``feed_line`` makes it.

    Raises ValueError where it is not JSON.
    """
    if not _is_suspect(line):
        return line
    return json.dumps(read_line(line), ensure_ascii=False, separators=(",", ":")).encode()


def read_line(line: bytes) -> dict[str, Any]:
    """Return the fields of a line.

    In lines of an older newsbot a lone surrogate may stand as if it were UTF-8.

    Raises:
        ValueError: The line is not JSON.
    """
    fields: dict[str, Any]
    if _is_suspect(line):
        fields = printable(json.loads(line.decode("utf-8", "surrogatepass")))
    else:
        fields = orjson.loads(line)
    return fields


def _is_suspect(line: bytes) -> bool:
    return any(byte in line and pattern.search(line) for byte, pattern in _SUSPECT.items())


# Field → the class of its parts.
PARTS: dict[str, type[Any]] = {
    "sections": Section,
    "live_updates": LiveUpdate,
    "images": Image,
    "videos": Video,
    "related": RelatedLink,
}


class KnownArticle(Article):
    """An article from the ledger on its way to a feed: no pipeline touches it."""


def _part_class(name: str, part: dict[str, Any]) -> type[Any]:
    """Return the class of a part of field ``name``; only sections have two."""
    return PhotoSection if name == "sections" and "image" in part else PARTS[name]


def known_article(line: dict[str, Any]) -> KnownArticle:
    """Return the item of an article's line of any schema version.

    Raises:
        TypeError, ValueError: The line is not an article's.
    """
    fields = current_fields(line)
    for name in PARTS:
        fields[name] = [_part_class(name, each)(**each) for each in fields[name]]
    for name in ("published_at", "updated_at", "fetched_at", "first_seen_at"):
        if fields[name] is not None:
            fields[name] = datetime.fromisoformat(fields[name])
    return KnownArticle(**fields)


def current_fields(line: dict[str, Any], made_at: datetime | None = None) -> dict[str, Any]:
    """Return a line with exactly the fields of today's Article, parts included, in their order.

    A field that the line lacks gets the value that says nothing; a field that Article does not have
    is left out.

    Args:
        line: An article's line of any schema version; it is not changed. It has an ``id``.
        made_at: When the line was made, for a line that does not say when it was fetched.
    """
    fields = _shaped(Article, line)
    for name in PARTS:
        parts = (each for each in fields[name] if isinstance(each, dict))
        fields[name] = [_shaped(_part_class(name, each), each) for each in parts]
    fields["site"] = fields["site"] or fields["id"].partition(":")[0]
    fields["kind"] = fields["kind"] or "article"
    fields["revision"] = fields["revision"] or 1
    fields["language"] = fields["language"] or "und"
    fields["found_via"] = fields["found_via"] or "argument"
    at = fields["fetched_at"] or fields["first_seen_at"] or (made_at and made_at.isoformat())
    fields["fetched_at"] = fields["fetched_at"] or at
    fields["first_seen_at"] = fields["first_seen_at"] or at
    return fields


def _shaped(item_class: type, fields: dict[str, Any]) -> dict[str, Any]:
    """Return ``fields`` with the names of ``item_class`` and no others."""
    return {
        name: empty() if (value := fields.get(name)) is None else value
        for name, empty in _empty_values(item_class)
    }


@cache
def _empty_values(item_class: type) -> list[tuple[str, Callable[[], Any]]]:
    """Return (name, maker of the value that says nothing) of each field."""
    makers = {"list": list, "dict": dict, "int": int, "str": str}
    types = {each.name: str(each.type) for each in fields_of(item_class)}
    return [
        (name, _none if "None" in type_ else makers.get(type_.partition("[")[0], _none))
        for name, type_ in types.items()
    ]


def _none() -> None:
    return None
