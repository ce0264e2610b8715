"""What commands have in common: clear refusals, exit statuses, text that a terminal can show."""

from __future__ import annotations

import io
import os
import re
import signal
import sys
from datetime import datetime
from typing import TYPE_CHECKING, NoReturn

from newsbot.dates import IST
from newsbot.exceptions import ArgumentError, LedgerError, OverlapError
from newsbot.ledger.inspect import NotFoundError
from newsbot.outcomes import BAD_ARGUMENTS, STATUSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

NOT_FOUND = 1  # as of grep
DIED_BY_SIGNAL = 128  # and the signal's number, as shells have it
STATUS_OF = {
    ArgumentError: BAD_ARGUMENTS,
    NotFoundError: NOT_FOUND,
    OverlapError: STATUSES["overlap"],
    LedgerError: STATUSES["storage_error"],
    OSError: STATUSES["storage_error"],
}
# What does something to a terminal in place of being shown: control characters, and those that
# turn the direction of writing. Texts of the net may hold them.
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
UNITS = ((86_400, "day"), (3600, "hour"), (60, "minute"))


def refuse(message: str) -> NoReturn:
    """End the process for a wrong argument, with one line."""
    _speak_utf8()
    _say(message)
    sys.exit(BAD_ARGUMENTS)


def run_guarded(work: Callable[[], object]) -> int:
    """The exit status of some work: 0, or that of its error, which is said in one line.

    What it prints is UTF-8 whatever the locale.
    """
    _speak_utf8()
    # As SystemExit, so that nothing half done is left behind.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(DIED_BY_SIGNAL + number))
    try:
        work()
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (head, less) has seen enough. Python would flush again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DIED_BY_SIGNAL + signal.SIGPIPE
    except KeyboardInterrupt:
        return STATUSES["interrupted"]
    except tuple(STATUS_OF) as error:
        _say(str(error))
        return next(status for kind, status in STATUS_OF.items() if isinstance(error, kind))
    return 0


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _say(message: str) -> None:
    print(f"newsbot: {printable(message)}", file=sys.stderr)


def printable(text: str) -> str:
    """A line with what would control the terminal as escapes."""
    return CONTROLS.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def table(head: Sequence[str], rows: Sequence[Sequence[str | int]]) -> Iterator[str]:
    """The lines of a table: columns two spaces apart, numbers to the right."""
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
    """Unix seconds as India reads them: ``3 Feb 2026, 6:05 PM IST``."""
    moment = datetime.fromtimestamp(at, IST)
    return f"{moment.day} {moment:%b %Y}, {moment.hour % 12 or 12}:{moment:%M %p} IST"


def distance(at: int, now: int) -> str:
    """How far an instant is: ``in 3 hours``, ``2 days ago``, ``now`` (within a minute)."""
    for length, unit in UNITS:
        if count := abs(at - now) // length:
            words = f"{count} {unit}{'s' * (count != 1)}"
            return f"in {words}" if at > now else f"{words} ago"
    return "now"


def next_visit(at: int | None, now: int) -> str:
    """When a page is visited next; the first run from then on does it."""
    if at is None:
        return "never"
    return f"{ist(at)} ({distance(at, now)})" if at > now else "with the next run"
