"""Items as lines of a feed, which the ledger stores too: compact JSON in UTF-8."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import orjson

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
