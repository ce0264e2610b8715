"""newsbot-schedule in a process of its own, where it need not ask a server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.crawling import PROJECT

PLAN = """
[servers.main]
url = "http://127.0.0.1:9"
[schedules.first]
spider = "indiadaily"
every = "1h"
[schedules.second]
spider = "indiadaily"
every = "1h"
[schedules.third]
spider = "indiadaily"
every = "1h"
"""
NAMES = ("first", "second", "third")


def run(
    folder: Path, command: str, to: str = "", url: str = "http://127.0.0.1:9", alert: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run ``newsbot-schedule COMMAND`` in a shell that redirects its output as ``to`` says."""
    (folder / "schedules.toml").write_text(PLAN.replace("http://127.0.0.1:9", url), "utf-8")
    script = (
        f"{sys.executable} -m newsbot.schedule --timeout 2 --file {folder}/schedules.toml"
        f" --state {folder} {command} {to}; exit ${{PIPESTATUS[0]}}"
    )
    return subprocess.run(
        ["bash", "-c", script],
        cwd=PROJECT,
        env={
            **os.environ,
            "SCRAPYD_USERNAME": "newsbot",
            "SCRAPYD_PASSWORD": "p",
            "NEWSBOT_ALERT_COMMAND": alert,
            "NEWSBOT_ALERT_WEBHOOK": "",
        },
        capture_output=True,
        text=True,
        timeout=60,
    )


@contextmanager
def scrapyd(body: bytes, **headers: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the URL of a server that answers all with one body, and the paths that it is asked."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            asked.append(self.path.partition("?")[0])
            self.send_response(int(headers.get("status", 200)))
            # HEAD is asked for the length alone.
            length = str(len(body)) if self.command != "HEAD" else headers.get("length", "0")
            for name, value in {"Content-Length": length, **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_POST = do_HEAD = answer

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()


@pytest.mark.slow
def test_alerts_that_take_too_long_each_go_out_once(tmp_path: Path) -> None:
    """A call has time for one of them; the next call goes on with the one after it."""
    now = int(time.time())
    late = {"since": now - 86_400, "slot": now + 1800, "due_at": now + 1800}
    (tmp_path / "state.json").write_text(json.dumps({"schedules": dict.fromkeys(NAMES, late)}))
    told, pids = tmp_path / "told", tmp_path / "pids"
    script = f"echo $$ >> {pids}; cat >> {told}; echo >> {told}; sleep 60"
    calls = [run(tmp_path, "due", alert=f"sh -c '{script}'") for _ in range(4)]
    assert [done.returncode for done in calls] == [69, 69, 69, 0]
    assert "took too long" in calls[0].stderr
    assert calls[3].stdout == ""
    alerts = [json.loads(line) for line in told.read_text("utf-8").splitlines()]
    assert [(each["alert"], each["schedule"]) for each in alerts] == [
        ("late", name) for name in NAMES
    ]
    assert not any(Path("/proc", pid).exists() for pid in pids.read_text().split())


@pytest.mark.parametrize(
    ("to", "status"), [(">/dev/full", 74), (">&-", 0), ("| true", 141), ("2>&-", 0), ("", 0)]
)
def test_nobody_takes_what_is_printed(tmp_path: Path, to: str, status: int) -> None:
    done = run(tmp_path, "check", to)
    assert (done.returncode, done.stderr) == (status, "")


def test_nobody_takes_an_error(tmp_path: Path) -> None:
    for to in ("2>/dev/full", "2>&-"):
        assert run(tmp_path, "check", to, "http://[").returncode == 2


JOBS: dict[str, Any] = {"status": "ok", "pending": [], "running": [], "finished": []}


def test_what_is_due_is_started_though_nobody_reads_of_it(tmp_path: Path) -> None:
    with scrapyd(json.dumps(JOBS).encode()) as (url, asked):
        done = run(tmp_path, "due", ">/dev/full", url)
    # The second schedule and the third one start the same spider.
    assert (done.returncode, asked.count("/schedule.json"), done.stderr) == (75, 1, "")
    state = json.loads((tmp_path / "state.json").read_text("utf-8"))
    assert state["schedules"]["first"]["job"]
    assert state["schedules"]["first"]["accepted"]


ENDED = {**JOBS, "finished": [{"id": "\ud800/../x", "spider": "indiadaily"}]}


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        ("[" * 100_000, {}),
        ('{"status": ' + "[" * 100_000, {}),
        ('{"status": ' + "9" * 5000 + "}", {}),
        ("{}", {"status": "302", "Location": "http://[::1"}),
        ("{}", {"status": "302", "Location": "http://\xe0/"}),
        ("{}", {"status": "302", "Location": "file:///etc/hostname"}),
        ("x" * ((1 << 26) + 1), {}),
    ],
)
def test_a_server_that_answers_anything_is_one_that_did_not_answer(
    tmp_path: Path, body: str, headers: dict[str, str]
) -> None:
    with scrapyd(body.encode(), **headers) as (url, _):
        done = run(tmp_path, "status", url=url)
    assert (done.returncode, done.stderr) == (69, "")
    assert f"server main: {url}" in done.stdout.splitlines()[-1]


@pytest.mark.parametrize("length", [None, "many", "-5", "9" * 30, "9" * 5000])
def test_a_job_and_a_log_of_any_kind_make_a_row(tmp_path: Path, length: str | None) -> None:
    headers = {} if length is None else {"length": length}
    with scrapyd(json.dumps(ENDED).encode(), **headers) as (url, asked):
        done = run(tmp_path, "status", url=url)
    assert (done.returncode, done.stderr) == (0, "")
    assert any(path.startswith("/logs/newsbot/indiadaily/") for path in asked)
