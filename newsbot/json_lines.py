"""Write reports and alerts as JSON on one line, with the standard library alone.

feed_lines.py writes the lines of feeds. Some characters are never written, because a reader may
take them for a line end or a command, or cannot decode them: lone surrogates, control characters
except tab and line end, and marks that change the direction of writing. In a URL they are
percent-encoded; from a text they are removed.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import quote

from newsbot.characters import DIRECTIONS, ESCAPE_SEQUENCE, SURROGATES

# Some readers take these for line ends (str.splitlines, JavaScript before 2019). JSON does not.
_SPACES = "\x0b\x0c\x1c-\x1f\x85"
_LINE_ENDS = "\u2028\u2029"
_REMOVED = f"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u061c\u200e\u200f{DIRECTIONS}{SURROGATES}"
_UNPRINTABLE = re.compile(f"[{_SPACES}{_LINE_ENDS}{_REMOVED}]")
_ESCAPE = re.compile(r"\\[ubf]")  # begins JSON's escape of an unprintable character
_IN_TEXT = ((re.compile(f"[{_SPACES}]"), " "), (re.compile(f"[{_LINE_ENDS}]"), "\n"))
_IN_URL = re.compile(f"[{_SPACES}{_LINE_ENDS}{_REMOVED}\t\r\n]")


def json_line(value: Any) -> str:
    """Return ``value`` as JSON that every reader takes for one line; parts of items are objects."""
    line = json.dumps(value, ensure_ascii=False, default=plain)
    if _UNPRINTABLE.search(line) or _ESCAPE.search(line):
        line = json.dumps(printable(json.loads(line)), ensure_ascii=False)
    return line


def plain(value: Any) -> Any:
    """Return an instant or a part of an item as a value that JSON knows."""
    return value.isoformat() if isinstance(value, datetime) else vars(value)


def printable(value: Any) -> Any:
    """Return a value of JSON without the unprintable characters of its texts and URLs."""
    if isinstance(value, str):
        return printable_url(value) if _is_url(value) else _printable_text(value)
    if isinstance(value, list):
        return [printable(element) for element in value]
    if isinstance(value, dict):
        return {_printable_text(name): printable(part) for name, part in value.items()}
    return value


def printable_url(url: str) -> str:
    """Return a URL with percent-encoded unprintable characters, without line ends and tabs.

    A browser removes line ends and tabs from a URL too.
    """
    return _IN_URL.sub(_percent_encoded, _joined(url)) if _IN_URL.search(url) else url


def _percent_encoded(character: re.Match[str]) -> str:
    if character[0] in "\t\r\n":
        return ""
    return quote("\ufffd" if "\ud800" <= character[0] <= "\udfff" else character[0])


def _printable_text(text: str) -> str:
    if not _UNPRINTABLE.search(text):
        return text
    text = ESCAPE_SEQUENCE.sub("", _joined(text))
    for pattern, replacement in _IN_TEXT:
        text = pattern.sub(replacement, text)
    return _UNPRINTABLE.sub("", text)


def _joined(text: str) -> str:
    """Return a text in which each pair of surrogates is the character that it encodes."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _is_url(text: str) -> bool:
    return text.startswith(("http://", "https://")) and " " not in text and "\n" not in text
