"""The files in deploy/ that the system reads."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from newsbot.schedule.plan import read_plan
from tests.crawling import PROJECT

DEPLOY = PROJECT / "deploy"
UNITS = ("newsbot-scrapyd.service", "newsbot-schedule.service", "newsbot-schedule.timer")


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("no systemd-analyze: apt-get install systemd")
    programs = ("/opt/newsbot/.venv/bin/python", "/opt/newsbot/.venv-schedule/bin/newsbot-schedule")
    for name in UNITS:
        text = (DEPLOY / name).read_text("utf-8")
        for program in programs:  # systemd looks whether they exist
            text = text.replace(program, sys.executable)
        (tmp_path / name).write_text(text, "utf-8")
    done = subprocess.run(
        [analyze, "verify", *(tmp_path / name for name in UNITS)], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_units_start_what_there_is() -> None:
    scrapyd = (DEPLOY / "newsbot-scrapyd.service").read_text("utf-8")
    assert "-m tools.scrapyd_server --exec\n" in scrapyd
    assert "\nKillMode=control-group\n" in scrapyd
    assert (PROJECT / "tools" / "scrapyd_server.py").is_file()
    command = ".venv-schedule/bin/newsbot-schedule due"
    for name in ("newsbot-schedule.service", "newsbot.cron"):
        assert command in (DEPLOY / name).read_text("utf-8")


def test_the_cron_line_is_one_line() -> None:
    lines = (DEPLOY / "newsbot.cron").read_text("utf-8").splitlines()
    (line,) = [line for line in lines if not line.startswith("#")]
    assert line.startswith("* * * * * newsbot ")
    assert "%" not in line  # a line end, to cron


def test_what_the_cron_line_says_goes_to_the_system_log(tmp_path: Path) -> None:
    """Both streams; and no file grows for ever."""
    line = (DEPLOY / "newsbot.cron").read_text("utf-8").splitlines()[-1]
    command = line.split(" ", 6)[6]
    for old in ("/opt/newsbot", "/etc/newsbot.env"):
        assert old in command
        command = command.replace(old, str(tmp_path / Path(old).name))
    programs = {
        "newsbot/.venv-schedule/bin/newsbot-schedule": 'echo "$1 $TOKEN"; echo problem >&2',
        "bin/logger": f'echo "$@" > {tmp_path}/logged; cat >> {tmp_path}/logged',
    }
    for name, script in programs.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True)
        file.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        file.chmod(0o755)
    (tmp_path / "newsbot.env").write_text("TOKEN=given\n", "utf-8")
    before = set(tmp_path.rglob("*"))
    path = f"{tmp_path}/bin:{os.environ['PATH']}"
    done = subprocess.run(["sh", "-c", command], env={"PATH": path}, capture_output=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    logged = (tmp_path / "logged").read_text("utf-8").splitlines()
    assert logged == ["-t newsbot-schedule", "due given", "problem"]
    assert set(tmp_path.rglob("*")) - before == {tmp_path / "logged"}


def test_what_the_units_write_is_not_for_everybody() -> None:
    for name in ("newsbot-scrapyd.service", "newsbot-schedule.service"):
        assert "\nUMask=0027\n" in (DEPLOY / name).read_text("utf-8")


def test_the_schedules_file_is_right() -> None:
    environment = {"SCRAPYD_URL": "http://x", "SCRAPYD_USERNAME": "u", "SCRAPYD_PASSWORD": "p"}
    plan = read_plan(DEPLOY / "schedules.toml", environment)
    assert [each.spider for each in plan.schedules] == ["indiadaily"]


def test_the_example_of_the_environment_names_what_is_read() -> None:
    lines = (DEPLOY / "newsbot.env.example").read_text("utf-8").splitlines()
    names = {line.partition("=")[0] for line in lines if line and not line.startswith("#")}
    assert {"SCRAPYD_URL", "SCRAPYD_USERNAME", "SCRAPYD_PASSWORD", "NEWSBOT_DATA_DIR"} <= names
    settings = (PROJECT / "newsbot" / "settings.py").read_text("utf-8")
    assert all(name in settings for name in names if name.startswith("NEWSBOT_"))
