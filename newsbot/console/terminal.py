"""Print the errors of all commands in one line, with their exit statuses, in UTF-8."""

from __future__ import annotations

import io
import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from newsbot.console.tables import distance, ist, printable
from newsbot.exceptions import (
    AlreadyRunningError,
    ArgumentError,
    LedgerError,
    NotFoundError,
    SettingError,
)
from newsbot.reporting.log_records import without_credentials
from newsbot.reporting.outcomes import BAD_ARGUMENTS, STATUSES

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

NOT_FOUND = 1  # as of grep
DIED_BY_SIGNAL = 128  # and the signal's number, as shells have it
STDERR = 2  # the number of its descriptor, the highest that a program starts with
PIPE_CLOSED = DIED_BY_SIGNAL + signal.SIGPIPE
STATUS_OF = {
    ArgumentError: BAD_ARGUMENTS,
    SettingError: BAD_ARGUMENTS,
    NotFoundError: NOT_FOUND,
    AlreadyRunningError: STATUSES["already_running"],
    LedgerError: STATUSES["storage_error"],
    OSError: STATUSES["storage_error"],
}


def exit_with_usage_error(message: str) -> NoReturn:
    """End the process for a wrong argument, with one line."""
    prepare_streams()
    print_error(message)
    sys.exit(BAD_ARGUMENTS)


def use_one_line_errors(parser: argparse.ArgumentParser) -> None:
    """Print the errors of a parser as those of a command: in one line, without the usage.

    A command does this before Scrapy makes its log, which cannot be without standard error.
    """
    open_streams()
    parser.error = exit_with_usage_error  # type: ignore[method-assign]  # Scrapy makes the parser


def run_command(work: Callable[[], int | None]) -> int:
    """Run the work of a command; return its exit status, or that of its error.

    An error is printed in one line. All output is UTF-8, whatever the locale.

    Args:
        work: Returns the exit status; None: 0.
    """
    prepare_streams()
    # As SystemExit, so that nothing half done is left behind.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(DIED_BY_SIGNAL + number))
    try:
        status = work() or 0
        sys.stdout.flush()
    except BrokenPipeError:
        drop_output()  # the reader (head, less) has seen enough
        return PIPE_CLOSED
    except KeyboardInterrupt:
        return STATUSES["interrupted"]
    except tuple(STATUS_OF) as error:
        print_error(str(error))
        return next(status for kind, status in STATUS_OF.items() if isinstance(error, kind))
    return status


def drop_output() -> None:
    """Drop all that is printed from here on, and what is not flushed: Python does so at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def prepare_streams() -> None:
    """Have standard output and error be open, and be UTF-8 whatever the locale."""
    open_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def open_streams() -> None:
    """Open the standard streams that the caller closed (``2>&-``), onto nothing.

    Without this, the next file that is opened, a feed say, has the number of the closed one, and
    programs that newsbot starts write there.
    """
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= STDERR:
        os.set_inheritable(descriptor, True)
    os.close(descriptor)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  # it stays open


def print_error(message: str, program: str = "newsbot") -> None:
    """Print one line for people on standard error, with the program's name before it."""
    with suppress(OSError):  # nobody takes it; the exit status says the rest
        print(f"{program}: {printable(without_credentials(message))}", file=sys.stderr)


def describe_visit(at: int | None, now: int) -> str:
    """Return in words when a page is visited next: the first run from ``at`` (Unix seconds) on."""
    if at is None:
        return "never"
    return f"{ist(at)} ({distance(at, now)})" if at > now else "with the next run"
