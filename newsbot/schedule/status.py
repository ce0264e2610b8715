"""Show last run, next run and health of each schedule as a table: ``newsbot-schedule status``."""

from __future__ import annotations

import time
from datetime import datetime
from typing import TYPE_CHECKING, Any

from newsbot.console.tables import distance, ist, table
from newsbot.reporting.outcomes import CUT_SHORT, GOOD
from newsbot.schedule.by_hand import take_runs_by_hand
from newsbot.schedule.due import is_late, settle
from newsbot.schedule.server import ServerError
from newsbot.schedule.servers import Servers, gravest

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsbot.schedule.plan import Plan, Schedule
    from newsbot.schedule.state import Entry, State

HEAD = ("schedule", "spider", "server", "now", "last run", "outcome", "articles", "next", "health")

UNHEALTHY = 1  # exit status of --check, as of grep: the command worked, and found something


def status(plan: Plan, state: State, say: Callable[[str], None], check: bool = False) -> int:
    """Print the table; return 0, or the status of a server that could not be asked.

    Nothing is noted. With ``check``, return UNHEALTHY where something is wrong with a schedule.
    """
    now = int(time.time())
    servers = Servers(plan)
    rows = []
    healthy = True
    for schedule in plan.schedules:
        entry = state.entry(schedule, now)
        try:
            settle(plan, servers, schedule, entry, now)
            take_runs_by_hand(plan.project, servers, state, schedule, entry, now)
            active = servers.jobs(schedule.server).state_of(schedule.spider) or "-"
        except ServerError as error:
            servers.failed(schedule.server, error)
            active = "?"
        wrong = _wrong(schedule, entry, active, now)
        healthy = healthy and not set(wrong) - set(CUT_SHORT)
        rows.append(row_of(schedule, entry, active, wrong, now))
    for line in table(HEAD, rows):
        say(line)
    for problem in servers.errors.values():
        say(str(problem))
    return gravest(servers.statuses) or (UNHEALTHY if check and not healthy else 0)


def row_of(
    schedule: Schedule, entry: Entry, active: str, wrong: list[str], now: int
) -> tuple[str | int, ...]:
    """Return the row of a schedule, with the columns of HEAD."""
    last = entry.last or {}
    return (
        schedule.name,
        schedule.spider,
        schedule.server,
        active,
        _when(last),
        str(last.get("outcome", "-")),
        int(last.get("articles") or 0),
        f"{ist(entry.due_at)} ({distance(entry.due_at, now)})" if entry.due_at > now else "now",
        ", ".join(wrong) or ("ok" if entry.last else "new"),
    )


def _when(last: dict[str, Any]) -> str:
    """Return in words when the last run began."""
    try:
        return ist(int(datetime.fromisoformat(last["started_at"]).timestamp()))
    except (KeyError, TypeError, ValueError, OverflowError):
        return "never"


def _wrong(schedule: Schedule, entry: Entry, active: str, now: int) -> list[str]:
    """Return all that is wrong with a schedule, see docs/scheduling.md."""
    outcome = str((entry.last or {}).get("outcome", ""))
    words = {
        "server?": active == "?",
        "late": is_late(schedule, entry, now),
        "died": entry.died,
        outcome: bool(outcome) and outcome not in GOOD,
    }
    return [word for word, applies in words.items() if applies]
