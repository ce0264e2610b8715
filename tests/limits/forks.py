"""Crawls in forked processes, for tests that need hundreds of them.

A server process imports Scrapy and newsbot once and forks for each crawl, which then takes some
tenths of a second instead of more than a second. Each crawl is a real ``scrapy crawl`` in a process
of its own, and can be killed.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self

from tests.crawling import PROJECT

POLL = 0.005  # seconds
TIMEOUT = 60


class Forks:
    """The client of such a server process; a context manager."""

    def __enter__(self) -> Self:
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.limits.forks"],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *error: object) -> None:
        self._server.communicate()

    def scrapy(
        self, *arguments: str, log: Path, signal_after: tuple[int, float] | None = None
    ) -> int:
        """Run ``scrapy …`` to its end; return the exit status, or -9 if it was killed.

        Args:
            log: The file that its output goes to.
            signal_after: A signal, and the seconds after which the process gets it.
        """
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        order = {"arguments": arguments, "log": str(log), "signal_after": signal_after}
        self._server.stdin.write(json.dumps(order) + "\n")
        self._server.stdin.flush()
        return int(self._server.stdout.readline())


def serve() -> None:
    """Fork for each order on standard input; write the exit status of each to standard output."""
    import scrapy.cmdline
    import scrapy.commands.crawl
    import scrapy.crawler

    import newsbot.spiders.indiadaily  # noqa: F401

    for line in sys.stdin:
        order: dict[str, Any] = json.loads(line)
        child = os.fork()
        if child == 0:
            output = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.dup2(output, 1)
            os.dup2(output, 2)
            sys.argv = ["scrapy", *order["arguments"]]
            scrapy.cmdline.execute()  # ends in SystemExit
            os._exit(1)
        print(_wait(child, order["signal_after"]), flush=True)


def _wait(child: int, signal_after: tuple[int, float] | None) -> int:
    """Wait for a process, and send it the signal when its time is over; return its exit status."""
    due = [(signal.SIGKILL, TIMEOUT)]
    if signal_after:
        due.insert(0, (signal.Signals(signal_after[0]), signal_after[1]))
    start = time.monotonic()
    while True:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status)
        if due and time.monotonic() - start > due[0][1]:
            os.kill(child, due.pop(0)[0])
        time.sleep(POLL)


if __name__ == "__main__":
    serve()
