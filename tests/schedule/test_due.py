"""What is due when, and what is told: on a clock of the test's own, with a server that is known."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newsbot.exceptions import AlreadyRunningError
from newsbot.reporting import run_reports as runs
from newsbot.reporting.outcomes import FORMER_NAMES
from newsbot.schedule.__main__ import DeadlineError
from newsbot.schedule.due import Due
from newsbot.schedule.plan import Plan, Schedule
from newsbot.schedule.server import Jobs, RefusedError, UnreachableError
from newsbot.schedule.servers import Servers
from newsbot.schedule.state import State, StateError, locked
from newsbot.schedule.status import status

START = 1_800_000_000
MINUTE = 60


@dataclass
class KnownServer:
    """A Scrapyd that does what the test says."""

    name: str = "main"
    url: str = "http://127.0.0.1:6800"
    error: Exception | None = None
    loses_the_answer: bool = False
    pending: dict[str, str] = field(default_factory=dict)
    running: dict[str, str] = field(default_factory=dict)
    finished: dict[str, str] = field(default_factory=dict)
    reports: dict[str, dict[str, Any]] = field(default_factory=dict)
    posted: list[str] = field(default_factory=list)
    ends: dict[str, str] = field(default_factory=dict)
    asked: int = 0

    def jobs(self, project: str) -> Jobs:
        self.asked += 1
        if self.error:
            raise self.error
        return Jobs(dict(self.pending), dict(self.running), dict(self.finished), dict(self.ends))

    def schedule(
        self,
        project: str,
        spider: str,
        job: str,
        arguments: dict[str, str],
        settings: dict[str, str],
    ) -> None:
        if spider == "unknown":
            raise RefusedError("spider 'unknown' not found")
        self.posted.append(spider)
        self.running[job] = spider
        if self.loses_the_answer:
            raise UnreachableError("no answer")

    def report(self, project: str, spider: str, job: str) -> dict[str, Any] | None:
        return self.reports.get(job)

    def end(self, outcome: str | None = "ok") -> None:
        """The running jobs end, with a report or without."""
        for job, spider in self.running.items():
            self.finished[job] = spider
            if outcome:
                self.reports[job] = {"outcome": outcome, "spider": spider, "articles": 3}
        self.running = {}

    def run_by_hand(self, job: str, at: int, outcome: str = "ok", spider: str = "a") -> None:
        """A job that newsbot-schedule knows nothing of ended at an instant."""
        self.finished[job], self.ends[job] = spider, f"{at:020}"
        self.reports[job] = report(at, outcome, spider)


def report(at: int, outcome: str = "ok", spider: str = "a") -> dict[str, Any]:
    finished = datetime.fromtimestamp(at, UTC).isoformat()
    return {"outcome": outcome, "spider": spider, "articles": 7, "finished_at": finished}


@dataclass
class Told:
    """Alerts that are kept in place of being sent."""

    alerts: list[dict[str, Any]] = field(default_factory=list)
    cut_off: bool = False

    def send(self, alert: dict[str, Any]) -> list[str]:
        self.alerts.append(alert)
        if self.cut_off:
            raise DeadlineError
        return []


@dataclass
class Desk:
    folder: Path
    schedules: list[Schedule]
    servers: dict[str, KnownServer]
    told: Told = field(default_factory=Told)
    said: list[str] = field(default_factory=list)

    @property
    def plan(self) -> Plan:
        return Plan("newsbot", self.servers, self.schedules)

    def due(self, now: int) -> int:
        self.said = []
        state = State(self.folder)
        return Due(self.plan, state, self.told, self.said.append, now).run()

    def status(self, now: int, monkeypatch: pytest.MonkeyPatch) -> tuple[int, list[str]]:
        """(exit status of `status --check`, words of the table's last row)."""
        monkeypatch.setattr("time.time", lambda: now)
        self.said = []
        code = status(self.plan, State(self.folder), self.said.append, check=True)
        return code, self.said[len(self.schedules)].split()


def schedule(name: str = "a", server: str = "main", jitter: int = 0, spider: str = "") -> Schedule:
    return Schedule(name, spider or name, server, 10 * MINUTE, jitter, 30 * MINUTE, {}, {})


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, [schedule()], {"main": KnownServer()})


def test_every_ten_minutes_whenever_it_is_called(desk: Desk) -> None:
    server = desk.servers["main"]
    started = []
    for minute in range(61):
        before = len(server.posted)
        desk.due(START + minute * MINUTE + minute % 7)  # cron is never quite on time
        if len(server.posted) > before:
            started.append(minute)
            server.end()
    assert started == [0, 10, 20, 30, 40, 50, 60]


def test_jitter_is_not_carried_on(desk: Desk) -> None:
    desk.schedules = [schedule(jitter=5 * MINUTE)]
    server = desk.servers["main"]
    started = []
    for minute in range(10 * 60):
        before = len(server.posted)
        desk.due(START + minute * MINUTE)
        if len(server.posted) > before:
            started.append(minute)
            server.end()
    assert len(started) == 60
    assert all(minute - slot * 10 in range(6) for slot, minute in enumerate(started))
    assert len({minute % 10 for minute in started}) > 1


def test_what_was_missed_comes_once(desk: Desk) -> None:
    server = desk.servers["main"]
    desk.due(START)
    server.end()
    desk.due(START + 300 * MINUTE)
    server.end()
    assert len(server.posted) == 2
    desk.due(START + 301 * MINUTE)
    assert len(server.posted) == 2


def test_a_spider_at_work_is_refused_and_stays_due(desk: Desk) -> None:
    server = desk.servers["main"]
    server.running["by-hand"] = "a"
    assert desk.due(START) == 75
    assert desk.said == ["a: refused, spider a is running"]
    server.pending, server.running = server.running, {}
    assert desk.due(START + MINUTE) == 75
    assert "pending" in desk.said[0]
    server.pending = {}
    assert desk.due(START + 2 * MINUTE) == 0
    assert server.posted == ["a"]


def test_different_sites_run_side_by_side_and_one_site_never_twice(desk: Desk) -> None:
    desk.schedules = [
        *(schedule("a"), schedule("b"), schedule("c", "other")),
        schedule("a of sports", spider="a"),
    ]
    desk.servers["other"] = KnownServer("other")
    assert desk.due(START) == 75
    assert (desk.servers["main"].posted, desk.servers["other"].posted) == (["a", "b"], ["c"])
    assert "a of sports: refused, spider a is pending" in desk.said
    desk.servers["main"].end()
    assert desk.due(START + 12 * MINUTE) == 75
    # The longest due comes first.
    assert desk.servers["main"].posted == ["a", "b", "a", "b"]


def test_a_server_that_does_not_answer_keeps_no_other_back(desk: Desk) -> None:
    desk.schedules = [schedule("a"), schedule("b", "other"), schedule("c")]
    desk.servers["other"] = KnownServer("other")
    desk.servers["main"].error = UnreachableError("server main: no answer")
    assert desk.due(START) == 69
    assert desk.servers["other"].posted == ["b"]
    assert desk.said.count("server main: no answer") == 1
    assert desk.servers["main"].asked == 1
    desk.servers["main"].error = None
    assert desk.due(START + MINUTE) == 0
    assert desk.servers["main"].posted == ["a", "c"]


def test_what_a_server_refuses_keeps_no_other_back(desk: Desk) -> None:
    desk.schedules = [schedule("a", spider="unknown"), schedule("b")]
    assert desk.due(START) == 70
    assert desk.servers["main"].posted == ["b"]
    assert "spider 'unknown' not found" in desk.said[0]


@pytest.mark.parametrize("ended", [False, True])
def test_an_answer_that_is_lost_starts_nothing_twice(desk: Desk, ended: bool) -> None:
    server = desk.servers["main"]
    server.loses_the_answer = True
    assert desk.due(START) == 69
    server.loses_the_answer = False
    if ended:
        server.end()
    assert desk.due(START + MINUTE) == 0
    assert desk.said == []
    assert server.posted == ["a"]


def test_a_post_that_never_arrived_is_made_again(desk: Desk) -> None:
    server = desk.servers["main"]
    server.loses_the_answer = True
    desk.due(START)
    server.loses_the_answer, server.running = False, {}
    assert desk.due(START + MINUTE) == 0
    assert server.posted == ["a", "a"]


def test_late_is_told_once_until_it_has_run(desk: Desk) -> None:
    server = desk.servers["main"]
    desk.due(START)
    server.end()
    desk.due(START + MINUTE)
    server.error = UnreachableError("server main: no answer")
    for minute in range(2, 60):
        desk.due(START + minute * MINUTE)
    (alert,) = desk.told.alerts
    assert (alert["alert"], alert["spider"], alert["server"]) == ("late", "a", "main")
    assert alert["message"] == "spider a last ran 31 minutes ago"
    assert alert["last_run"]["outcome"] == "ok"
    server.error = None
    desk.due(START + 60 * MINUTE)
    server.end("nothing_new")
    desk.due(START + 61 * MINUTE)
    assert len(desk.told.alerts) == 1
    server.error = UnreachableError("server main: no answer")
    desk.due(START + 95 * MINUTE)
    assert len(desk.told.alerts) == 2


def test_a_run_that_met_another_is_no_run(desk: Desk) -> None:
    server = desk.servers["main"]
    for minute in range(41):
        desk.due(START + minute * MINUTE)
        server.end("already_running")
    assert [alert["alert"] for alert in desk.told.alerts] == ["late"]


def test_a_run_that_died_is_told(desk: Desk) -> None:
    server = desk.servers["main"]
    desk.due(START)
    server.end(None)
    desk.due(START + MINUTE)
    desk.due(START + 2 * MINUTE)
    assert [alert["alert"] for alert in desk.told.alerts] == ["died"]
    lines: list[str] = []
    status(desk.plan, State(desk.folder), lines.append)
    assert lines[1].split()[-1] == "died"


def test_an_alert_that_is_cut_off_keeps_no_other_back(desk: Desk) -> None:
    """The deadline may strike in any of them."""
    desk.schedules = [schedule("a"), schedule("b", "other")]
    desk.servers["other"] = KnownServer("other")
    desk.due(START)
    for server in desk.servers.values():
        server.end(None)
    desk.told = Told(cut_off=True)
    for minute in (1, 2):
        with pytest.raises(DeadlineError):
            desk.due(START + minute * MINUTE)
    desk.due(START + 3 * MINUTE)
    assert [(each["alert"], each["spider"]) for each in desk.told.alerts] == [
        ("died", "a"),
        ("died", "b"),
    ]


def test_status_notes_nothing(desk: Desk) -> None:
    lines: list[str] = []
    assert status(desk.plan, State(desk.folder), lines.append) == 0
    assert lines.pop().split()[-1] == "new"
    lines.clear()
    desk.due(START)
    before = (desk.folder / "state.json").read_bytes()
    desk.servers["main"].end()
    assert status(desk.plan, State(desk.folder), lines.append) == 0
    assert "ok" in lines[1].split()
    assert (desk.folder / "state.json").read_bytes() == before


def test_a_shorter_interval_holds_at_once(desk: Desk) -> None:
    long = schedule()
    desk.schedules = [Schedule("a", "a", "main", 86_400, 0, 90_000, {}, {})]
    desk.due(START)
    desk.servers["main"].end()
    desk.schedules = [long]
    desk.due(START + 5 * MINUTE)
    assert desk.due(START + 15 * MINUTE) == 0
    assert len(desk.servers["main"].posted) == 2


def test_the_clock_was_set_back(desk: Desk) -> None:
    desk.due(START + 1_000_000)
    desk.servers["main"].end()
    desk.due(START)
    desk.due(START + 10 * MINUTE)
    assert len(desk.servers["main"].posted) == 2


def test_a_state_that_is_no_state(tmp_path: Path) -> None:
    for text in ("", "[]", '{"schedules": 3}', '{"schedules": {"a": {"slot": 1}}}'):
        (tmp_path / "state.json").write_text(text, "utf-8")
        with pytest.raises(StateError):
            State(tmp_path)


def test_a_state_of_a_newer_newsbot(tmp_path: Path) -> None:
    entry = {"since": 1, "slot": 1, "due_at": 1, "something_new": 3}
    (tmp_path / "state.json").write_text(json.dumps({"schedules": {"a": entry}}), "utf-8")
    assert State(tmp_path).entries["a"].slot == 1


@pytest.mark.parametrize(("former", "name"), FORMER_NAMES.items())
def test_a_state_of_an_older_newsbot(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, former: str, name: str
) -> None:
    desk.due(START)
    desk.servers["main"].end(former)
    desk.due(START + MINUTE)
    assert former in (desk.folder / "state.json").read_text("utf-8")
    code, row = desk.status(START + 2 * MINUTE, monkeypatch)
    assert (code, row[-1]) == (0, name)


def test_one_at_a_time(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(AlreadyRunningError), locked(tmp_path):
        pass
    with locked(tmp_path):
        pass


def test_servers_are_asked_once(desk: Desk) -> None:
    servers = Servers(desk.plan)
    assert servers.jobs("main") is servers.jobs("main")
    assert desk.servers["main"].asked == 1


def test_a_run_by_hand_is_a_last_run(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Scrapyd, whatever ran before it, and however the job of the schedule ended."""
    server = desk.servers["main"]
    desk.due(START)
    server.end(None)  # killed
    desk.due(START + MINUTE)
    code, row = desk.status(START + 2 * MINUTE, monkeypatch)
    assert (code, row[-1]) == (1, "died")
    server.run_by_hand("by-hand", START + 3 * MINUTE)
    code, row = desk.status(START + 4 * MINUTE, monkeypatch)
    assert (code, row[-1]) == (0, "ok")
    server.run_by_hand("already_running", START + 5 * MINUTE, "already_running")
    server.run_by_hand("other", START + 6 * MINUTE, "blocked", spider="b")
    assert desk.status(START + 7 * MINUTE, monkeypatch)[1][-1] == "ok"
    server.run_by_hand("bad", START + 8 * MINUTE, "blocked")
    assert desk.status(START + 9 * MINUTE, monkeypatch)[0] == 1
    server.run_by_hand("stopped", START + 10 * MINUTE, "interrupted")
    code, row = desk.status(START + 11 * MINUTE, monkeypatch)
    assert (code, row[-1]) == (0, "interrupted")


def test_a_run_by_hand_before_a_job_that_died_hides_nothing(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.folder = tmp_path / "schedule"
    desk.folder.mkdir()
    runs.append(tmp_path / runs.FILE, report(START - MINUTE))
    desk.due(START)
    desk.servers["main"].end(None)
    desk.due(START + MINUTE)
    assert desk.status(START + 2 * MINUTE, monkeypatch)[1][-1] == "died"


@pytest.mark.parametrize("where", ["scrapyd", "machine", "elsewhere"])
def test_who_was_run_by_hand_is_not_late(desk: Desk, tmp_path: Path, where: str) -> None:
    desk.folder = tmp_path / "schedule"
    desk.folder.mkdir()
    server = desk.servers["main"]
    desk.due(START)
    server.end()
    desk.due(START + MINUTE)
    server.error = UnreachableError("down") if where != "scrapyd" else None
    server.url = "https://scrapyd.example" if where == "elsewhere" else server.url
    at = START + 25 * MINUTE
    if where == "scrapyd":
        server.run_by_hand("by-hand", at)
        server.pending["x"] = "b"  # keeps the schedule from being started
    else:
        runs.append(tmp_path / runs.FILE, report(at, spider="b"))
        runs.append(tmp_path / runs.FILE, report(at))
    desk.due(START + 40 * MINUTE)
    late = [each["alert"] for each in desk.told.alerts]
    assert late == (["late"] if where == "elsewhere" else [])
    desk.due(START + 60 * MINUTE)
    assert [each["alert"] for each in desk.told.alerts] == ["late"]


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59", "9999-12-31T23:59:59-12:00", "2030-01-01"])
def test_a_report_of_the_future_hides_no_other(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    desk.folder = tmp_path / "schedule"
    desk.folder.mkdir()
    runs.append(tmp_path / runs.FILE, {**report(START), "started_at": at, "finished_at": at})
    desk.servers["main"].pending["x"] = "a"
    desk.due(START)
    desk.due(START + 40 * MINUTE)
    assert [each["alert"] for each in desk.told.alerts] == ["late"]
    desk.servers["main"].run_by_hand("by-hand", START + 41 * MINUTE, "blocked")
    assert desk.status(START + 42 * MINUTE, monkeypatch)[1][-1] == "blocked"
    desk.due(START + 90 * MINUTE)  # the state can be read


@pytest.mark.parametrize(
    ("error", "code"), [(RefusedError("wrong user"), 70), (UnreachableError("no answer"), 69)]
)
def test_status_says_which_way_a_server_failed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, error: Exception, code: int
) -> None:
    desk.servers["main"].error = error
    assert desk.status(START, monkeypatch)[0] == code
    assert str(error) in desk.said


def test_of_two_servers_the_graver_failure_counts(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.schedules.append(schedule("b", "other"))
    desk.servers["other"] = KnownServer("other", error=RefusedError("wrong user"))
    desk.servers["main"].error = UnreachableError("no answer")
    assert desk.status(START, monkeypatch)[0] == 70


def test_a_late_schedule_is_unhealthy(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.due(START)
    desk.servers["main"].end()
    desk.due(START + MINUTE)
    assert desk.status(START + 2 * MINUTE, monkeypatch)[0] == 0
    code, row = desk.status(START + 40 * MINUTE, monkeypatch)
    assert (code, row[-1]) == (1, "late")
