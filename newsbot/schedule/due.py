"""Check the last jobs, and start the due ones: ``newsbot-schedule due``."""

from __future__ import annotations

import random
import time
import uuid
from contextlib import suppress
from typing import TYPE_CHECKING

from newsbot.console.tables import distance
from newsbot.reporting.outcomes import CUT_SHORT
from newsbot.schedule.by_hand import take_runs_by_hand
from newsbot.schedule.server import Jobs, RefusedError, ServerError
from newsbot.schedule.servers import BUSY, REFUSED, Servers, gravest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from newsbot.reporting.alerts import Alerts
    from newsbot.schedule.plan import Plan, Schedule
    from newsbot.schedule.state import Entry, State


class Due:
    """One call of ``newsbot-schedule due``."""

    def __init__(
        self, plan: Plan, state: State, alerts: Alerts, say: Callable[[str], None], now: int
    ) -> None:
        self.plan, self.state, self.alerts, self.say, self.now = plan, state, alerts, say, now
        self.servers = Servers(plan)
        self.entries: Mapping[str, Entry] = {
            schedule.name: state.entry(schedule, now) for schedule in plan.schedules
        }
        self._statuses = {0}

    def run(self) -> int:
        """Do all steps; return the exit status of the gravest problem."""
        for schedule in self.plan.schedules:
            self._check_last_job(schedule)
        due = [
            schedule
            for schedule in self.plan.schedules
            if self.entries[schedule.name].due_at <= self.now
        ]
        for schedule in sorted(due, key=lambda schedule: self.entries[schedule.name].due_at):
            self._start(schedule)
        for error in self.servers.errors.values():
            self.say(str(error))
        self._statuses |= self.servers.statuses
        for schedule in self.plan.schedules:
            self._alert_if_late(schedule)
        self.state.save()
        return gravest(self._statuses)

    def _check_last_job(self, schedule: Schedule) -> None:
        """Note the end of a schedule's last job; send an alert if it left no report."""
        entry = self.entries[schedule.name]
        try:
            ended = settle(self.plan, self.servers, schedule, entry, self.now)
        except ServerError as error:
            self.servers.failed(schedule.server, error)
            return
        if ended and entry.died:
            self.say(f"{schedule.name}: job {entry.job} ended without a report")
            self._alert(schedule, entry, "died", f"job {entry.job} ended without a report")

    def _start(self, schedule: Schedule) -> None:
        """Post a job, unless the spider is pending or running, which Scrapyd would not check."""
        entry = self.entries[schedule.name]
        try:
            jobs = self.servers.jobs(schedule.server)
            if state := jobs.state_of(schedule.spider):
                self.say(f"{schedule.name}: refused, spider {schedule.spider} is {state}")
                self._statuses.add(BUSY)
                return
            self._post(schedule, entry, jobs)
        except ServerError as error:
            self.servers.failed(schedule.server, error)

    def _post(self, schedule: Schedule, entry: Entry, jobs: Jobs) -> None:
        """Post a job. It is noted before: without an answer, the next call looks for the job."""
        entry.job, entry.posted_at = uuid.uuid4().hex, self.now
        entry.accepted = entry.ended = False
        self.state.save()
        try:
            self.servers[schedule.server].schedule(
                self.plan.project, schedule.spider, entry.job, schedule.arguments, schedule.settings
            )
        except RefusedError as error:  # the error concerns this spider alone
            entry.job, entry.accepted, entry.ended = None, True, True
            self.say(f"{schedule.name}: {error}")
            self._statuses.add(REFUSED)
            return
        accept(schedule, entry, self.now)
        jobs.pending[entry.job] = schedule.spider
        self.state.save()
        self.say(f"{schedule.name}: started on {schedule.server} as job {entry.job}")

    def _alert_if_late(self, schedule: Schedule) -> None:
        """Send one alert if a schedule is late; no further one until it has run again."""
        entry = self.entries[schedule.name]
        if not is_late(schedule, entry, self.now):
            entry.late_told = False
        elif not entry.late_told:
            with suppress(ServerError):  # without an answer, the schedule counts as late
                take_runs_by_hand(
                    self.plan.project, self.servers, self.state, schedule, entry, self.now
                )
            if not is_late(schedule, entry, self.now):
                return
            entry.late_told = True
            ran = f"last ran {distance(entry.ran_at, self.now)}" if entry.ran_at else "never ran"
            self.say(f"{schedule.name}: late, it {ran}")
            self._alert(schedule, entry, "late", f"spider {schedule.spider} {ran}")

    def _alert(self, schedule: Schedule, entry: Entry, alert: str, message: str) -> None:
        # The state is saved first. If the deadline ends this call during the sending, the next call
        # would otherwise begin with this alert again, and the alerts after it would never be sent.
        self.state.save()
        problems = self.alerts.send(
            {
                "alert": alert,
                "schedule": schedule.name,
                "spider": schedule.spider,
                "server": schedule.server,
                "message": message,
                "job": entry.job,
                "last_run": entry.last,
            }
        )
        for problem in problems:
            self.say(problem)


def settle(plan: Plan, servers: Servers, schedule: Schedule, entry: Entry, now: int) -> bool:
    """Note the state of a schedule's last job; return whether its end is new."""
    if entry.job is None or entry.ended:
        return False
    jobs = servers.jobs(schedule.server)
    if entry.job in jobs.active:
        accept(schedule, entry, now)
        return False
    report = servers[schedule.server].report(plan.project, schedule.spider, entry.job)
    if not entry.accepted and report is None and entry.job not in jobs.finished:
        entry.job, entry.accepted, entry.ended = None, True, True  # Scrapyd never got the job
        return False
    accept(schedule, entry, now)
    entry.ended = True
    entry.died = report is None
    entry.last = report or entry.last
    if report and report.get("outcome") not in CUT_SHORT:
        entry.ran_at = now
    return True


def accept(schedule: Schedule, entry: Entry, now: int) -> None:
    """Note that Scrapyd has the job, and compute the next slot; missed slots are skipped."""
    if entry.accepted:
        return
    entry.accepted = True
    entry.slot += ((now - entry.slot) // schedule.every + 1) * schedule.every
    entry.due_at = entry.slot + random.randint(0, schedule.jitter)  # noqa: S311  # no secret


def is_late(schedule: Schedule, entry: Entry, now: int) -> bool:
    """Return whether the last run of a schedule is longer ago than ``late_after``."""
    return now - (entry.ran_at or entry.since) > schedule.late_after


def due(plan: Plan, state: State, alerts: Alerts, say: Callable[[str], None]) -> int:
    """Start the jobs that are due now; return the exit status."""
    return Due(plan, state, alerts, say, int(time.time())).run()
