"""How long the event loop of a crawl stands still, in processor time of its own thread.

An extension of the crawl: its setting LOOP_PROBE names the file that it writes.
"""

from __future__ import annotations

import asyncio
import json
import resource
import time
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler

from tests.crawling import Run, crawl

EXTENSION = json.dumps({"tests.hostile.probe.LoopProbe": 1})


class LoopProbe:
    """Times each turn of the loop, and each call that it makes in a turn."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._turn = 0.0
        self._calls: list[tuple[float, str]] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> LoopProbe:
        probe = cls(Path(crawler.settings["LOOP_PROBE"]))
        crawler.signals.connect(probe.engine_started, signals.engine_started)
        crawler.signals.connect(probe.engine_stopped, signals.engine_stopped)
        return probe

    def engine_started(self) -> None:
        loop: Any = asyncio.get_running_loop()
        run_once, run = loop._run_once, asyncio.events.Handle._run

        def turn() -> None:
            began = time.thread_time()
            run_once()
            self._turn = max(self._turn, time.thread_time() - began)

        def call(handle: Any) -> None:
            began = time.thread_time()
            run(handle)
            if (took := time.thread_time() - began) > 0.1:
                self._calls.append((round(took, 2), repr(handle)[:300]))

        loop._run_once = turn
        asyncio.events.Handle._run = call

    def engine_stopped(self) -> None:
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        longest = sorted(self._calls, reverse=True)[:20]
        said = {"turn": self._turn, "calls": longest, "memory": memory}
        self._file.write_text(json.dumps(said), "utf-8")


def probed_crawl(data: Path, *options: str, root: str, **arguments: str) -> tuple[Run, Any]:
    """Crawl; return the run, and its longest turn (s), longest calls and memory at most (MiB)."""
    data.mkdir(parents=True, exist_ok=True)
    file = data / "probe.json"
    probe = ("-s", f"EXTENSIONS={EXTENSION}", "-s", f"LOOP_PROBE={file}")
    run = crawl(data, *probe, *options, root=root, **arguments)
    assert file.exists(), run.stderr
    return run, json.loads(file.read_text("utf-8"))
