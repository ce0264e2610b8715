"""Run commands: print errors in one line in UTF-8, and return their exit statuses."""

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

NOT_FOUND = 1  # the status of grep for no match
DIED_BY_SIGNAL = 128  # plus the signal's number, as in shells
STDERR = 2  # the descriptor of standard error, the highest that a program starts with
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
    """Print a message in one line and end the process with the status for wrong arguments."""
    prepare_streams()
    print_error(message)
    sys.exit(BAD_ARGUMENTS)


def use_one_line_errors(parser: argparse.ArgumentParser) -> None:
    """Make a parser print its errors in one line, without the usage.

    The streams are opened here because commands call this first: Scrapy's log, which comes next,
    needs standard error.
    """
    open_streams()
    parser.error = exit_with_usage_error  # type: ignore[method-assign]  # Scrapy makes the parser


def run_command(work: Callable[[], int | None]) -> int:
    """Run the work of a command; print its error in one line, and return the exit status.

    The output of the command is UTF-8, whatever the locale is.

    Args:
        work: Does the work and returns the exit status; None stands for 0.
    """
    prepare_streams()
    # SystemExit lets `finally` blocks remove temporary files.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(DIED_BY_SIGNAL + number))
    try:
        status = work() or 0
        sys.stdout.flush()
    except BrokenPipeError:
        drop_output()  # the reader (head, less) has closed the pipe
        return PIPE_CLOSED
    except KeyboardInterrupt:
        return STATUSES["interrupted"]
    except tuple(STATUS_OF) as error:
        print_error(str(error))
        return next(status for kind, status in STATUS_OF.items() if isinstance(error, kind))
    return status


def drop_output() -> None:
    """Discard all further output, and unflushed output, which Python would flush at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def prepare_streams() -> None:
    """Open standard output and error if they are closed, and set their encoding to UTF-8."""
    open_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def open_streams() -> None:
    """Open the standard streams that the caller closed (``2>&-``) as /dev/null.

    Otherwise the next open file, for example a feed, would get the descriptor of a closed stream,
    and programs that newsbot starts would write to that file.
    """
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= STDERR:
        os.set_inheritable(descriptor, True)
    os.close(descriptor)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  # it stays open


def print_error(message: str, program: str = "newsbot") -> None:
    """Print a message in one line on standard error, after the program's name."""
    with suppress(OSError):  # standard error may be closed
        print(f"{program}: {printable(without_credentials(message))}", file=sys.stderr)


def describe_visit(at: int | None, now: int) -> str:
    """Return in words when a page is visited next.

    Args:
        at: The time from which on a run visits the page (Unix seconds); None: never.
        now: The current time (Unix seconds).
    """
    if at is None:
        return "never"
    return f"{ist(at)} ({distance(at, now)})" if at > now else "with the next run"
