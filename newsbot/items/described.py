"""Make the metadata of the fields of items: description, JSON schema, Scrapy's serializer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from itemadapter import ItemAdapter, is_item

# Tables show the dates of a page in this zone, because the page means days in India.
INDIA = "Asia/Kolkata"


def described(text: str, **schema: Any) -> dict[str, Any]:
    """Return the metadata of a field; ItemAdapter puts it into the JSON schema."""
    return {"json_schema_extra": {"description": text, **schema}}


def nested(text: str, **schema: Any) -> dict[str, Any]:
    """Return the metadata of a field that is a part or a list of parts.

    Scrapy's exporters cannot write dataclasses: the serializer gives them dictionaries.
    """
    return {**described(text, **schema), "serializer": _dictionaries}


def _dictionaries(value: Any) -> Any:
    if isinstance(value, list):
        return [_dictionaries(element) for element in value]
    return ItemAdapter(value).asdict() if is_item(value) else value


def instant(text: str) -> dict[str, Any]:
    """Return the metadata of an instant that may be unknown."""
    types = [{"type": "string", "format": "date-time"}, {"type": "null"}]
    return {**described(text, anyOf=types), "serializer": _iso, "zone": INDIA}


def utc(text: str) -> dict[str, Any]:
    """Return the metadata of an instant that is always known."""
    schema = described(text, type="string", format="date-time")
    return {**schema, "serializer": _iso, "zone": "UTC"}


def _iso(at: Any) -> Any:
    """Return an instant as ISO 8601, and any other value unchanged."""
    return at.isoformat() if isinstance(at, datetime) else at


def choice(text: str, values: tuple[Any, ...]) -> dict[str, Any]:
    """Return the metadata of a field with a fixed set of values; the set may contain None."""
    return described(text, enum=list(values))
