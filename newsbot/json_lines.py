"""JSON on one line, by the standard library alone: reports, and alerts. Feeds have feed_lines."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

# Line ends to some readers (str.splitlines, JavaScript before 2019) though not to JSON.
LINE_SEPARATORS = {"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def json_line(value: Any) -> str:
    """Return ``value`` as JSON on one line for every reader; parts of items are objects."""
    line = json.dumps(value, ensure_ascii=False, default=plain)
    for separator, escape in LINE_SEPARATORS.items():
        line = line.replace(separator, escape)
    return line


def plain(value: Any) -> Any:
    """Return an instant or a part of an item as a value that JSON knows."""
    return value.isoformat() if isinstance(value, datetime) else vars(value)
