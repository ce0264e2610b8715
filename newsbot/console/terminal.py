"""Shared by all commands: clear refusals, exit statuses, UTF-8 whatever the locale."""

from __future__ import annotations

import io
import os
import signal
import sys
from typing import TYPE_CHECKING, NoReturn

from newsbot.console.tables import distance, ist, printable
from newsbot.exceptions import (
    ArgumentError,
    LedgerError,
    NotFoundError,
    OverlapError,
    SettingError,
)
from newsbot.reporting.outcomes import BAD_ARGUMENTS, STATUSES

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

NOT_FOUND = 1  # as of grep
DIED_BY_SIGNAL = 128  # and the signal's number, as shells have it
STATUS_OF = {
    ArgumentError: BAD_ARGUMENTS,
    SettingError: BAD_ARGUMENTS,
    NotFoundError: NOT_FOUND,
    OverlapError: STATUSES["overlap"],
    LedgerError: STATUSES["storage_error"],
    OSError: STATUSES["storage_error"],
}


def refuse(message: str) -> NoReturn:
    """End the process for a wrong argument, with one line."""
    _speak_utf8()
    say(message)
    sys.exit(BAD_ARGUMENTS)


def refuse_in_one_line(parser: argparse.ArgumentParser) -> None:
    """Have a parser's errors be said as ours are, without the usage."""
    parser.error = refuse  # type: ignore[method-assign]  # Scrapy makes the parser


def run_guarded(work: Callable[[], object]) -> int:
    """Return the exit status of some work: 0, or that of its error, which is said in one line.

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
        say(str(error))
        return next(status for kind, status in STATUS_OF.items() if isinstance(error, kind))
    return 0


def _speak_utf8() -> None:
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # the caller closed it: ``>&-``
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def say(message: str) -> None:
    """Print one line for people on standard error, with the program's name before it."""
    print(f"newsbot: {printable(message)}", file=sys.stderr)


def next_visit(at: int | None, now: int) -> str:
    """Return in words when a page is visited next: the first run from ``at`` (Unix seconds) on."""
    if at is None:
        return "never"
    return f"{ist(at)} ({distance(at, now)})" if at > now else "with the next run"
