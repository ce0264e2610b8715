"""Format tables, URLs and times for people on a terminal. Needs the standard library only."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote

from newsbot import IST
from newsbot.characters import DIRECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Characters that control a terminal: control characters, and those that change the direction of
# writing. Texts from the web may have them.
CONTROLS = re.compile(f"[\x00-\x1f\x7f-\x9f{DIRECTIONS}]")
# Percent-encoded octets of letters that are not ASCII.
ENCODED = re.compile("(?:%[89A-Fa-f][0-9A-Fa-f])+")
UNITS = ((86_400, "day"), (3600, "hour"), (60, "minute"))


def printable(text: str) -> str:
    """Return a line with escapes for the characters that would control the terminal."""
    return CONTROLS.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def readable(text: str) -> str:
    """Return a text with decoded letters in its URLs: ``/समाचार`` for ``/%E0…``.

    ASCII characters stay percent-encoded, so that a URL can still be copied.
    """
    return ENCODED.sub(_decoded, text)


def _decoded(match: re.Match[str]) -> str:
    letters = unquote(match[0], errors="replace")
    is_seen = letters.replace("\u200d", "").replace("\u200c", "").isprintable()
    return letters if is_seen and "\ufffd" not in letters else match[0]


def table(head: Sequence[str], rows: Sequence[Sequence[str | int]]) -> Iterator[str]:
    """Yield the lines of a table, with two spaces between columns and numbers right-aligned."""
    cells = [[printable(str(cell)) for cell in row] for row in (head, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    right = [any(isinstance(row[n], int) for row in rows) for n in range(len(head))]
    for row in cells:
        aligned = (
            cell.rjust(width) if numbers else cell.ljust(width)
            for cell, width, numbers in zip(row, widths, right, strict=True)
        )
        yield "  ".join(aligned).rstrip()


def ist(at: int) -> str:
    """Format Unix seconds in IST: ``3 Feb 2026, 6:05 PM IST``."""
    moment = datetime.fromtimestamp(at, IST)
    return f"{moment.day} {moment:%b %Y}, {moment.hour % 12 or 12}:{moment:%M %p} IST"


def distance(at: int, now: int) -> str:
    """Format a time relative to now: ``in 3 hours``, ``2 days ago``, ``now`` (within a minute)."""
    for length, unit in UNITS:
        if count := abs(at - now) // length:
            words = f"{count} {unit}{'s' * (count != 1)}"
            return f"in {words}" if at > now else f"{words} ago"
    return "now"
