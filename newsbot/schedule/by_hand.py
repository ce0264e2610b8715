"""Find runs that newsbot-schedule did not start: on Scrapyd by hand, or by ``scrapy crawl``.

They count as last runs: after a crawl by hand, the schedule of the site is not late.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from newsbot.reporting import run_reports as runs
from newsbot.reporting.outcomes import CUT_SHORT
from newsbot.urls import is_loopback

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbot.schedule.plan import Schedule
    from newsbot.schedule.servers import Servers
    from newsbot.schedule.state import Entry, State

MAX_LOGS = 3  # logs that are read for reports
MAX_CLOCK_ERROR = 86_400  # seconds; clocks of servers differ


def take_runs_by_hand(
    project: str, servers: Servers, state: State, schedule: Schedule, entry: Entry, now: int
) -> None:
    """Note the last run of a schedule's spider in ``entry``, also if another program started it.

    Raises:
        ServerError: The server did not answer. Runs on this machine are noted before.
    """
    _take(entry, now, _on_this_machine(servers, state, schedule))
    _take(entry, now, _on_scrapyd(project, servers, schedule, entry))


def _take(entry: Entry, now: int, reports: Iterator[dict[str, Any]]) -> None:
    for report in reports:
        if (at := finished_at(report, now)) <= finished_at(entry.last or {}, now):
            return
        if report.get("outcome") == "already_running":
            continue  # the other run, which was under way, is the last one
        entry.last = report
        entry.died = entry.died and at <= (entry.posted_at or 0)
        if report.get("outcome") not in CUT_SHORT:
            entry.ran_at = max(entry.ran_at or 0, at)
        return


def _on_scrapyd(
    project: str, servers: Servers, schedule: Schedule, entry: Entry
) -> Iterator[dict[str, Any]]:
    ended = servers.jobs(schedule.server).ended(schedule.spider)
    for job in ended[:MAX_LOGS]:
        if job == entry.job and entry.ended:
            return  # the entry already has this job and all jobs before it
        if report := servers[schedule.server].report(project, schedule.spider, job):
            yield report


def _on_this_machine(
    servers: Servers, state: State, schedule: Schedule
) -> Iterator[dict[str, Any]]:
    """Yield the reports in the data directory, newest first, if the server is on this machine."""
    file = state.folder.parent / runs.FILE
    if not file.is_file() or not is_loopback(servers[schedule.server].url):
        return
    with suppress(OSError):  # another user owns the file, and we may not read it
        for report in runs.latest(file):
            if report.get("spider") == schedule.spider:
                yield report


def finished_at(report: dict[str, Any], now: int) -> int:
    """Return when a run ended (Unix seconds); 0 if its report lacks a valid time.

    A time in the future comes from a wrong clock. It is refused, because all later runs would seem
    older.
    """
    try:
        at = int(datetime.fromisoformat(report["finished_at"]).timestamp())
    except (KeyError, TypeError, ValueError, OverflowError):
        return 0
    return at if at <= now + MAX_CLOCK_ERROR else 0
