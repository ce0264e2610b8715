"""Run the console script ``newsbot-schedule``; see docs/scheduling.md."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path
from typing import Any, NoReturn

from newsbot.console.tables import printable
from newsbot.console.terminal import PIPE_CLOSED, drop_output, prepare_streams, print_error
from newsbot.exceptions import AlreadyRunningError, NewsbotError
from newsbot.reporting.alerts import Alerts
from newsbot.reporting.outcomes import BAD_ARGUMENTS
from newsbot.schedule.due import due
from newsbot.schedule.plan import Plan, PlanError, read_plan
from newsbot.schedule.servers import BUSY, UNREACHABLE
from newsbot.schedule.state import State, StateError, locked
from newsbot.schedule.status import status

STATE_FAILED = 74
DEADLINE = 50  # seconds for the whole command, because cron calls it each minute


class DeadlineError(BaseException):
    """The command took too long.

    It is not an Exception, because handlers that go on after an Exception must not catch it.
    """


def main(argv: list[str] | None = None) -> int:
    """Run a command; return its exit status, see docs/scheduling.md."""
    options = _parser().parse_args(argv)
    prepare_streams()
    output = Printer()
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(options.timeout)
    try:
        plan = read_plan(options.file)
        return _command(options, plan, output) or output.status
    except PlanError as error:
        return _failed(error, BAD_ARGUMENTS)
    except StateError as error:
        return _failed(error, STATE_FAILED)
    except AlreadyRunningError as error:
        return _failed(error, BUSY)
    except (NewsbotError, DeadlineError) as error:
        return _failed(error, UNREACHABLE)
    finally:
        signal.alarm(0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="newsbot-schedule", description="Start spiders on Scrapyd as a file says."
    )
    data = Path(os.environ.get("NEWSBOT_DATA_DIR") or "data")
    parser.add_argument(
        "--file",
        type=Path,
        default=Path(os.environ.get("NEWSBOT_SCHEDULES") or "deploy/schedules.toml"),
        help="the schedules (NEWSBOT_SCHEDULES; default %(default)s)",
    )
    parser.add_argument(
        "--state",
        type=Path,
        default=data / "schedule",
        help="folder for what is remembered (default NEWSBOT_DATA_DIR/schedule)",
    )
    parser.add_argument(
        "--timeout",
        type=_seconds,
        default=DEADLINE,
        metavar="S",
        help="seconds after which to give up (default %(default)s)",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("due", help="start what is due; safe to call every minute")
    of_status = commands.add_parser("status", help="last and next run and health of each schedule")
    of_status.add_argument(
        "--check", action="store_true", help="status 1 where a schedule is unhealthy"
    )
    commands.add_parser("check", help="check the file, and ask nobody")
    return parser


def _seconds(text: str) -> int:
    seconds = int(text)
    if seconds < 1:
        raise ValueError
    return seconds


def _command(options: argparse.Namespace, plan: Plan, output: Printer) -> int:
    folder: Path = options.state
    if options.command == "check":
        output(f"{len(plan.schedules)} schedules on {len(plan.servers)} servers")
        return 0
    if options.command == "status":
        return status(plan, State(folder), output, options.check)
    with locked(folder):
        return due(plan, State(folder), Alerts.of(os.environ), output)


class Printer:
    """Prints lines. After an error it drops all further lines, so that due jobs still start.

    ``status``: the exit status for the error; 0 if all lines were printed.
    """

    def __init__(self) -> None:
        self.status = 0

    def __call__(self, line: str) -> None:
        """Print a line at once."""
        try:
            print(printable(line), flush=True)
        except OSError as error:  # the reader has closed the pipe, or the disk is full
            self.status = PIPE_CLOSED if isinstance(error, BrokenPipeError) else STATE_FAILED
            drop_output()


def _failed(error: BaseException, status: int) -> int:
    print_error(str(error), "newsbot-schedule")
    return status


def _too_long(*_: Any) -> NoReturn:
    raise DeadlineError("gave up: it took too long, see --timeout")


if __name__ == "__main__":
    sys.exit(main())
