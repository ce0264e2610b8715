"""Convert items into lines of a feed, and lines of any schema version into items.

A line is compact JSON in UTF-8. The ledger stores the same lines.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

import orjson

from newsbot.items import Article
from newsbot.items.field_types import fields_of
from newsbot.json_lines import plain, printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsbot.items.field_types import FieldType

# Bytes of a line that may encode a character which json_lines.printable removes.
_SUSPECT = [
    re.compile(pattern)
    for pattern in (
        b"\\\\[ubf]",
        b"\x7f",
        b"\xc2[\x80-\x9f]",
        b"\xd8\x9c",
        b"\xe2(?:\x80[\x8e\x8f\xa8-\xae]|\x81[\xa6-\xa9])",
        b"\xed[\xa0-\xbf]",  # surrogates, which older newsbots wrote
    )
]


def feed_line(fields: Any, default: Callable[[Any], Any] = plain) -> bytes:
    """Return an item's fields as one line of JSON in UTF-8, without a line end.

    Args:
        fields: The fields; parts of items become objects, instants become ISO 8601.
        default: Converts a value of a type that JSON lacks.
    """
    try:
        line = orjson.dumps(fields, default)
    except orjson.JSONEncodeError:  # a lone surrogate, for example in a URL
        line = json.dumps(fields, default=default).encode()
    return clean_line(line)


def clean_line(line: bytes) -> bytes:
    """Return a line of any newsbot in the form that ``feed_line`` gives it today.

    Raises:
        ValueError: The line is not JSON.
    """
    if not _is_suspect(line):
        return line
    return json.dumps(read_line(line), ensure_ascii=False, separators=(",", ":")).encode()


def read_line(line: bytes) -> dict[str, Any]:
    """Return the fields of a line, also of one in which an older newsbot encoded lone surrogates.

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
    return any(pattern.search(line) for pattern in _SUSPECT)


_TYPES = {field.name: field.type for field in fields_of(Article)}
# Name of a field that is a list of parts → the class of these parts.
PARTS: dict[str, type[Any]] = {
    name: type_.items.classes[0]
    for name, type_ in _TYPES.items()
    if type_.items and type_.items.classes
}
_EMPTY: dict[str, Callable[[], Any]] = {"list": list, "map": dict, "integer": int, "string": str}


class ReplayedArticle(Article):
    """An article from the ledger that goes to a feed; the pipelines do not change it."""


def replayed_article(line: dict[str, Any]) -> ReplayedArticle:
    """Return the item for the line of an article, of any schema version.

    Raises:
        TypeError, ValueError: The line is not the line of an article.
    """
    fields = current_fields(line)
    return ReplayedArticle(**{name: _built(_TYPES[name], value) for name, value in fields.items()})


def _built(type_: FieldType, value: Any) -> Any:
    """Return the value of an item for a value of a line that ``_shaped`` returned."""
    if value is None:
        return None
    if type_.kind == "instant":
        return datetime.fromisoformat(value)
    if type_.items and type_.items.kind == "struct":
        return [_built(type_.items, element) for element in value]
    if type_.kind == "struct" and type_.classes:
        types = {field.name: field.type for field in type_.fields}
        made = {name: _built(types[name], part) for name, part in value.items()}
        return _class_of(type_, value)(**made)
    return value


def _class_of(type_: FieldType, value: dict[str, Any]) -> Any:
    """Return the last class of a struct if the value has its last field, else the first class."""
    return type_.classes[-1 if type_.fields[-1].name in value else 0]


def current_fields(line: dict[str, Any], made_at: datetime | None = None) -> dict[str, Any]:
    """Return a line with exactly the fields of today's Article and its parts, in their order.

    A field that the line lacks gets an empty value or the default. A field that Article lacks is
    left out.

    Args:
        line: An article's line of any schema version, with an ``id``; it is not changed.
        made_at: When the line was made; for a line without ``fetched_at``.
    """
    fields = {name: _shaped(type_, line.get(name)) for name, type_ in _TYPES.items()}
    fields["site"] = fields["site"] or fields["id"].partition(":")[0]
    fields["kind"] = fields["kind"] or "article"
    fields["revision"] = fields["revision"] or 1
    fields["language"] = fields["language"] or "und"
    fields["found_via"] = fields["found_via"] or "argument"
    at = fields["fetched_at"] or fields["first_seen_at"] or (made_at and made_at.isoformat())
    fields["fetched_at"] = fields["fetched_at"] or at
    fields["first_seen_at"] = fields["first_seen_at"] or at
    return fields


def _shaped(type_: FieldType, value: Any) -> Any:
    """Return a value of a line with exactly the fields of its type."""
    if value is None:
        return None if type_.is_nullable else _EMPTY.get(type_.kind, lambda: None)()
    if type_.items and type_.items.kind == "struct":
        return [_shaped(type_.items, element) for element in value if isinstance(element, dict)]
    if type_.kind != "struct":
        return value
    if not isinstance(value, dict):
        return None
    names = len(fields_of(_class_of(type_, value))) if type_.classes else None
    return {
        field.name: _shaped(field.type, value.get(field.name)) for field in type_.fields[:names]
    }
