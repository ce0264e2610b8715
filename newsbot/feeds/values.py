"""Convert values of any item into values of JSON."""

from __future__ import annotations

from typing import Any

import orjson
from scrapy.utils.serialize import ScrapyJSONEncoder

from newsbot.feed_lines import feed_line

# Converts a value of a type that JSON lacks.
plain = ScrapyJSONEncoder().default


def json_text(value: Any) -> str:
    """Return a value as JSON on one line, with the parts of items as objects."""
    return feed_line(value, plain).decode()


def json_value(value: Any) -> Any:
    """Return a value made of dictionaries, lists, texts, numbers, True, False and None alone."""
    return orjson.loads(feed_line(value, plain))


def characters(value: Any) -> int:
    """Return the number of characters of all texts in a value, at any depth."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, list | tuple):
        return sum(map(characters, value))
    parts = value if isinstance(value, dict) else getattr(value, "__dict__", {})
    return sum(map(characters, parts.values()))
