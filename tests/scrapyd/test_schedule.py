"""newsbot-schedule against real Scrapyds."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from samplesite import Site, serve
from tests.crawling import PROJECT, our_spiders
from tests.scrapyd.server import PROJECT_NAME, RealScrapyd, running, wait_for

pytestmark = pytest.mark.slow

R = "http://127.0.0.1:9"  # discard: nobody answers


@dataclass
class Desk:
    """Where newsbot-schedule is called: its file, its state, its environment."""

    folder: Path
    server: RealScrapyd
    environment: dict[str, str] = field(default_factory=dict)

    def write(self, text: str) -> None:
        (self.folder / "schedules.toml").write_text(text, "utf-8")

    def call(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "newsbot.schedule", "--file"]
        return subprocess.run(
            [*command, str(self.folder / "schedules.toml"), *arguments],
            cwd=PROJECT,
            env={
                **self.server.environment,
                "NEWSBOT_DATA_DIR": str(self.folder),
                **self.environment,
            },
            capture_output=True,
            text=True,
            timeout=60,
        )

    @property
    def state(self) -> dict[str, dict[str, object]]:
        schedules = json.loads((self.folder / "schedule" / "state.json").read_text("utf-8"))
        return dict(schedules["schedules"])

    def hurry(self) -> None:
        """Have all schedules be due."""
        file = self.folder / "schedule" / "state.json"
        content = json.loads(file.read_text("utf-8"))
        for entry in content["schedules"].values():
            entry["slot"] = entry["due_at"] = int(time.time()) - 1
        file.write_text(json.dumps(content), "utf-8")


@pytest.fixture
def desk(tmp_path: Path, deployed: RealScrapyd) -> Iterator[Desk]:
    yield Desk(tmp_path, deployed)
    for job in deployed.jobs.active:
        deployed.cancel(job)
    wait_for(lambda: not deployed.jobs.active)


def schedule(root: str, more: str = "", name: str = "indiadaily", server: str = "main") -> str:
    return f"""
[schedules.{name}]
spider = "{name}"
server = "{server}"
every = "10m"
jitter = "1m"
arguments = {{ root = "{root}", related_depth = 1 }}
{more}
"""


def test_due_starts_refuses_and_reports(desk: Desk) -> None:
    server = desk.server
    with serve(Site(articles=60), port=0, delay=0.3) as site:
        desk.write("[servers.main]\n" + schedule(site.url, 'settings = { LOG_LEVEL = "DEBUG" }'))
        done = desk.call("due")
        assert done.returncode == 0, done.stdout + done.stderr
        job = str(desk.state["indiadaily"]["job"])
        assert job in server.jobs.active
        assert job in done.stdout
        assert (desk.call("due").returncode, desk.call("due").stdout) == (0, "")  # none is due
        assert "DOWNLOAD_DELAY" not in (desk.folder / "schedules.toml").read_text()
        desk.hurry()
        refused = desk.call("due")
        assert refused.returncode == 75
        assert "refused, spider indiadaily is " in refused.stdout
        assert list(server.jobs.active) == [job]
        wait_for(lambda: job in server.jobs.finished)
    log = server.data / "scrapyd" / "logs" / PROJECT_NAME / "indiadaily" / f"{job}.log"
    assert " DEBUG: " in log.read_text("utf-8")
    table = desk.call("status").stdout.splitlines()
    assert table[0].split()[:2] == ["schedule", "spider"]
    assert "ok" in table[1].split()
    assert "IST" in table[1]
    done = desk.call("due")  # it was due when it was refused
    assert (done.returncode, desk.state["indiadaily"]["job"] != job) == (0, True), done.stdout


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('arguments = { limt = "3" }', "unknown argument 'limt'"),
        ("arguments = { limit = 0 }", "limit"),
        ('arguments = { since = "gestern" }', "since"),
        ('arguments = { _job = "x" }', "_job"),
        ('settings = { EXTENSIONS = "{}" }', "EXTENSIONS is not allowed"),
        ("settings = { ROBOTSTXT_OBEY = false }", "ROBOTSTXT_OBEY is not allowed"),
        ("settings = { DOWNLOAD_DELAY = 0.1 }", "DOWNLOAD_DELAY"),
    ],
)
def test_what_is_wrong_never_starts_a_job(desk: Desk, more: str, said: str) -> None:
    desk.write(
        f'[servers.main]\n[schedules.a]\nspider = "indiadaily"\nserver = "main"\nevery = "1h"\n{more}'
    )
    before = desk.server.jobs
    done = desk.call("due")
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert desk.server.jobs == before


def test_what_scrapyd_refuses_with_status_200(desk: Desk) -> None:
    desk.write("[servers.main]\n" + schedule(R, name="gibtesnicht"))
    done = desk.call("due")
    assert done.returncode == 70
    assert "spider 'gibtesnicht' not found" in done.stdout
    # It stays due, and keeps no other from being started.
    desk.write("[servers.main]\n" + schedule(R, name="gibtesnicht") + schedule(R))
    done = desk.call("due")
    assert done.returncode == 70
    job = str(desk.state["indiadaily"]["job"])
    assert f"started on main as job {job}" in done.stdout
    assert desk.server.finish(job)["outcome"] == "unreachable"
    assert desk.call("status").stdout.splitlines()[2].split()[-1] == "unreachable"
    assert (desk.call("status").returncode, desk.call("status", "--check").returncode) == (0, 1)
    desk.environment["SCRAPYD_PASSWORD"] = "wrong"
    done = desk.call("due")
    assert done.returncode == 70
    assert "wrong user or password" in done.stdout
    done = desk.call("status")
    assert done.returncode == 70
    assert "wrong user or password" in done.stdout


def test_a_run_by_hand_is_the_last_run(desk: Desk) -> None:
    """Started by Scrapyd's API, as docs/scheduling.md shows; before a schedule ever ran."""
    desk.write("[servers.main]\n" + schedule(R))
    with serve(Site(articles=20), port=0) as site:
        bad = desk.server.run("by-hand-1", R)
        assert bad["outcome"] == "unreachable"
        done = desk.call("status", "--check")
        assert (done.returncode, done.stdout.split()[-1]) == (1, "unreachable")
        run = desk.server.run("by-hand-2", site.url, limit="3", full="1")
        assert run["outcome"] == "ok"
    done = desk.call("status", "--check")
    assert done.returncode == 0, done.stdout
    row = done.stdout.splitlines()[1].split()
    assert (row[-1], "ok" in row[:-1], "3" in row) == ("ok", True, True)
    assert not (desk.folder / "schedule" / "state.json").exists()  # status notes nothing


def test_a_server_that_hangs_is_given_up(desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        desk.environment["SCRAPYD_URL"] = f"http://127.0.0.1:{silent.getsockname()[1]}"
        desk.write("[servers.main]\n" + schedule(R))
        started = time.monotonic()
        done = desk.call("--timeout", "1", "due")
        assert time.monotonic() - started < 8
    assert done.returncode == 69
    assert "took too long" in done.stderr
    assert "Traceback" not in done.stderr


SECOND_SITE = """
from newsbot.spiders.indiadaily import IndiaDailySpider


class SecondSpider(IndiaDailySpider):
    name = "second"
"""


def test_two_servers_each_with_its_site(desk: Desk, tmp_path: Path) -> None:
    """The second server has the project with a second site, by a stock scrapyd-deploy."""
    project = tmp_path / "project"
    shutil.copytree(PROJECT / "newsbot", project / "newsbot")
    for name in ("setup.py", "pyproject.toml", "README.md", "LICENSE", "scrapy.cfg"):
        shutil.copy(PROJECT / name, project / name)
    (project / "newsbot" / "spiders" / "second.py").write_text(SECOND_SITE, "utf-8")
    one = desk.server
    with running(tmp_path / "two") as two:
        done = subprocess.run(
            [Path(sys.executable).with_name("scrapyd-deploy")],
            cwd=project,
            env=two.environment,
            capture_output=True,
            text=True,
        )
        assert '"status": "ok"' in done.stdout, done.stderr
        assert two.api.spiders(PROJECT_NAME) == sorted([*our_spiders(), "second"])
        desk.environment |= {
            name.replace("SCRAPYD", "SECOND"): value
            for name, value in two.environment.items()
            if name.startswith("SCRAPYD_")
        }
        servers = '[servers.main]\n[servers.other]\ncredentials = "SECOND"\n'
        with serve(Site(articles=60), port=0) as site:
            desk.write(
                servers + schedule(site.url) + schedule(site.url, name="second", server="other")
            )
            done = desk.call("due")
            assert done.returncode == 0, done.stdout + done.stderr
            jobs = {name: str(desk.state[name]["job"]) for name in ("indiadaily", "second")}
            runs = [one.finish(jobs["indiadaily"]), two.finish(jobs["second"])]
        assert [run["spider"] for run in runs] == ["indiadaily", "second"]
        assert runs[1]["outcome"] == "ok"
        assert set(two.jobs.finished.values()) == {"second"}
        assert "second" not in one.jobs.finished.values()
        assert {line["site"] for line in two.feed(runs[1])} == {"second"}
        rows = desk.call("status").stdout.splitlines()[1:]
        assert [row.split()[0] for row in rows] == ["indiadaily", "second"]
        assert [row.split()[-1] for row in rows] == ["ok", "ok"]
        # One site is always on one server.
        desk.write(
            servers
            + schedule(site.url)
            + schedule(site.url, server="other").replace("[schedules.", "[schedules.again-")
        )
        done = desk.call("due")
        assert done.returncode == 2
        assert "one site is always on one server" in done.stderr
