"""A real Scrapyd for tests, as `make scrapyd` starts it, on loopback and a free port."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

from newsbot.schedule.server import Jobs, Server
from tests.crawling import PROJECT, read_lines

USERNAME, PASSWORD = "newsbot", "p%a$HOME:1#/ ?&"  # what ini files, shells and URLs could trip over
PROJECT_NAME = "newsbot"


@dataclass
class RealScrapyd:
    """A server that runs, its data directory and its API."""

    data: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def api(self) -> Server:
        return Server("real", f"http://127.0.0.1:{self.port}", USERNAME, PASSWORD)

    @property
    def environment(self) -> dict[str, str]:
        return environment(self.data, self.port)

    @property
    def jobs(self) -> Jobs:
        return self.api.jobs(PROJECT_NAME)

    def schedule(self, job: str, root: str, spider: str = "indiadaily", **arguments: str) -> None:
        self.api.schedule(PROJECT_NAME, spider, job, {"root": root, **arguments}, {})

    def finish(self, job: str) -> dict[str, Any]:
        """Wait for a job's end; its line in runs.jsonl."""
        wait_for(lambda: job in self.jobs.finished)
        (line,) = [line for line in self.runs if line["job"] == job]
        return line

    def run(self, job: str, root: str, **arguments: str) -> dict[str, Any]:
        self.schedule(job, root, **arguments)
        return self.finish(job)

    @property
    def runs(self) -> list[dict[str, Any]]:
        return read_lines(self.data / "runs.jsonl")

    def feed(self, run: dict[str, Any]) -> list[dict[str, Any]]:
        """The articles of a run."""
        folder = f"{self.data}/feeds/"
        return read_lines(Path(next(each for each in run["feeds"] if each.startswith(folder))))

    def delivered(self) -> Counter[tuple[str, int]]:
        """(URL, revision) → how often, in all feeds."""
        feeds = sorted(self.data.glob("feeds/indiadaily/*.jsonl"))
        lines = [line for each in feeds for line in read_lines(each)]
        return Counter((line["url"], line["revision"]) for line in lines)

    def crawls(self) -> dict[int, str]:
        """Process id → command line, of the crawls on this data directory that are alive."""
        return processes_with(f"NEWSBOT_DATA_DIR={self.data}")

    def ask(self, path: str, body: bytes | None = None, **headers: str) -> tuple[bytes, Message]:
        """The body and the headers of an answer; HTTPError for a status without success."""
        token = b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode()
        headers["Authorization"] = f"Basic {token}"
        request = Request(f"http://127.0.0.1:{self.port}{path}", body, headers)
        with build_opener(ProxyHandler({})).open(request, timeout=30) as answer:
            return answer.read(), answer.headers

    def cancel(self, job: str) -> None:
        body, _ = self.ask("/cancel.json", f"project={PROJECT_NAME}&job={job}".encode())
        assert json.loads(body)["status"] == "ok", body

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=100)


def environment(data: Path, port: int) -> dict[str, str]:
    return {
        **os.environ,
        "NEWSBOT_DATA_DIR": str(data),
        "SCRAPYD_URL": f"http://127.0.0.1:{port}",
        "SCRAPYD_HTTP_PORT": str(port),
        "SCRAPYD_USERNAME": USERNAME,
        "SCRAPYD_PASSWORD": PASSWORD,
        "LC_ALL": "C",  # as under cron: what is UTF-8 must not hang on it
    }


def start(data: Path, *options: str) -> RealScrapyd:
    port = free_port()
    with (data.parent / f"{data.name}.server.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tools.scrapyd_server", *options],
            cwd=PROJECT,
            env=environment(data, port),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    server = RealScrapyd(data, port, process)

    def answers() -> bool:
        assert process.poll() is None, log_of(server)
        try:
            server.ask("/daemonstatus.json")
        except OSError:
            return False
        return True

    wait_for(answers)
    return server


@contextmanager
def running(data: Path, *options: str) -> Iterator[RealScrapyd]:
    server = start(data, *options)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.stop()


def log_of(server: RealScrapyd) -> str:
    """What the server itself said."""
    return (server.data.parent / f"{server.data.name}.server.log").read_text("utf-8")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


def deploy(server: RealScrapyd, **changes: str) -> subprocess.CompletedProcess[str]:
    """`make deploy`."""
    return subprocess.run(
        [sys.executable, "-m", "tools.deploy"],
        cwd=PROJECT,
        env={**server.environment, **changes},
        capture_output=True,
        text=True,
        timeout=180,  # others may be at work in the same folder
    )


def processes_with(variable: str) -> dict[int, str]:
    """Processes that have this in their environment."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if variable.encode() in (folder / "environ").read_bytes().split(b"\0"):
                found[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
        except OSError:  # it ended meanwhile, or is another user's
            continue
    return {pid: command for pid, command in found.items() if " crawl " in command}


def wait_for(condition: Callable[[], Any], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
