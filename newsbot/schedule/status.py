"""``newsbot-schedule status``: last and next run and health of each schedule, as a table."""

from __future__ import annotations

import time
from datetime import datetime
from typing import TYPE_CHECKING, Any

from newsbot.outcomes import GOOD
from newsbot.schedule.due import UNREACHABLE, Servers, is_late, settle
from newsbot.schedule.server import ServerError
from newsbot.tables import distance, ist, table

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsbot.schedule.plan import Plan, Schedule
    from newsbot.schedule.state import Entry, State

HEAD = ("schedule", "spider", "server", "now", "last run", "outcome", "articles", "next", "health")


def status(plan: Plan, state: State, say: Callable[[str], None]) -> int:
    """Say the table; 0, or the status of a server that could not be asked. Nothing is noted."""
    now = int(time.time())
    servers = Servers(plan)
    rows = []
    for schedule in plan.schedules:
        entry = state.entry(schedule, now)
        try:
            settle(plan, servers, schedule, entry, now)
            active = servers.jobs(schedule.server).state_of(schedule.spider) or "-"
        except ServerError as error:
            servers.failed(schedule.server, error)
            active = "?"
        rows.append(_row(schedule, entry, active, now))
    for line in table(HEAD, rows):
        say(line)
    for problem in servers.errors.values():
        say(str(problem))
    return UNREACHABLE if servers.errors else 0


def _row(schedule: Schedule, entry: Entry, active: str, now: int) -> tuple[str | int, ...]:
    last = entry.last or {}
    return (
        schedule.name,
        schedule.spider,
        schedule.server,
        active,
        _when(last),
        str(last.get("outcome", "-")),
        int(last.get("articles", 0)),
        f"{ist(entry.due_at)} ({distance(entry.due_at, now)})" if entry.due_at > now else "now",
        _health(schedule, entry, last, active, now),
    )


def _when(last: dict[str, Any]) -> str:
    """When the last run began."""
    try:
        return ist(int(datetime.fromisoformat(last["started_at"]).timestamp()))
    except (KeyError, TypeError, ValueError):
        return "never"


def _health(schedule: Schedule, entry: Entry, last: dict[str, Any], active: str, now: int) -> str:
    """All that is wrong, see docs/scheduling.md; or `ok`, or `new` before the first run."""
    outcome = str(last.get("outcome", ""))
    wrong = [
        word
        for word, applies in (
            ("server?", active == "?"),
            ("late", is_late(schedule, entry, now)),
            ("died", entry.died),
            (outcome, bool(outcome) and outcome not in GOOD),
        )
        if applies
    ]
    return ", ".join(wrong) or ("ok" if outcome else "new")
