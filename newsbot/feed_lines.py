"""Items as lines of a feed, which the ledger stores too: compact JSON in UTF-8."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import orjson

from newsbot.json_lines import plain

if TYPE_CHECKING:
    from collections.abc import Callable

# UTF-8 of U+0085, U+2028 and U+2029, line ends to some readers though not to JSON → their escapes.
_SEPARATORS = (
    (b"\xc2\x85", b"\\u0085"),
    (b"\xe2\x80\xa8", b"\\u2028"),
    (b"\xe2\x80\xa9", b"\\u2029"),
)


def feed_line(fields: Any, default: Callable[[Any], Any] = plain) -> bytes:
    """Return an item's fields as one line of JSON in UTF-8, without a line end.

    Args:
        fields: The fields; parts of items become objects, instants ISO 8601.
        default: Turns a value that JSON does not know into one that it knows.
    """
    try:
        line = orjson.dumps(fields, default)
    except orjson.JSONEncodeError:
        # A lone surrogate, in a URL say, cannot be UTF-8; as an escape it can be JSON.
        return json.dumps(fields, default=default, separators=(",", ":")).encode()
    # Most lines have none, and no byte that they begin with.
    if b"\xe2" in line or b"\xc2" in line:
        for separator, escape in _SEPARATORS:
            line = line.replace(separator, escape)
    return line


def read_line(line: bytes) -> dict[str, Any]:
    """Return the fields of a line.

    In lines of an older newsbot a lone surrogate may stand as if it were UTF-8.

    Raises:
        ValueError: The line is not JSON.
    """
    try:
        fields: dict[str, Any] = orjson.loads(line)
    except orjson.JSONDecodeError:
        fields = json.loads(line.decode("utf-8", "surrogatepass"))
    return fields
