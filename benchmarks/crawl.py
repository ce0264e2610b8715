"""CPU of a whole crawl beside a bare Scrapy spider that fetches the same pages.

``python -m benchmarks.crawl [ARTICLES]``. The sample site runs in a process of its own; both
spiders fetch from it without delay. CPU is user plus system time of the crawling
process, its start (imports, about a second) included.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[1]
ROUNDS = 3


@dataclass
class Cost:
    """Of one crawl: seconds of CPU and of the clock, pages fetched, articles delivered."""

    cpu: float
    clock: float
    pages: int
    items: int


def run(articles: int = 2000, rounds: int = ROUNDS) -> dict[str, list[Cost]]:
    """Costs of ``rounds`` crawls by each spider, in turns."""
    costs: dict[str, list[Cost]] = {"newsbot": [], "bare": []}
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "requests.log")
        with site(articles, log) as root:
            for each in range(rounds):
                before = len(paths(log))
                costs["newsbot"].append(newsbot(root, Path(folder, f"data{each}")))
                fetched = paths(log)[before:]
                costs["newsbot"][-1].pages = len(fetched)
                costs["bare"].append(bare(root, fetched, Path(folder, f"bare{each}.jsonl")))
    return costs


@contextmanager
def site(articles: int, log: Path, *options: str) -> Iterator[str]:
    command = [sys.executable, "-m", "samplesite", "--port", "0", "--articles", str(articles)]
    with subprocess.Popen(
        [*command, *options, "--log", str(log)], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def paths(log: Path) -> list[str]:
    """The paths asked for so far, in order."""
    return [line.split(" ", 1)[1] for line in log.read_text("utf-8").splitlines()]


def newsbot(root: str, data: Path) -> Cost:
    cpu, clock = measured(*newsbot_command(root, data))
    feed = next(data.glob("feeds/indiadaily/*Z.jsonl"))
    return Cost(cpu, clock, 0, len(feed.read_text("utf-8").splitlines()))


def bare(root: str, fetched: list[str], out: Path) -> Cost:
    cpu, clock = measured(*bare_command(root, fetched, out))
    return Cost(cpu, clock, len(fetched), len(out.read_text("utf-8").splitlines()))


def newsbot_command(root: str, data: Path) -> tuple[list[str], Path, dict[str, str]]:
    """Return the command of a crawl, its folder and its environment."""
    command = ["crawl", "indiadaily", "-a", f"root={root}", "-L", "WARNING"]
    environment = {**usual_environment(), "NEWSBOT_DATA_DIR": str(data)}
    return [sys.executable, "-m", "scrapy", *command], PROJECT, environment


def bare_command(
    root: str, fetched: list[str], out: Path
) -> tuple[list[str], Path, dict[str, str]]:
    """Return the same for the bare spider, which fetches the paths ``fetched``."""
    listed = out.with_suffix(".paths")
    listed.write_text("\n".join(fetched), "utf-8")
    spider = Path(__file__).with_name("bare_spider.py")
    command = ["runspider", str(spider), "-a", f"root={root}", "-a", f"paths={listed}"]
    return (
        [sys.executable, "-m", "scrapy", *command, "-o", str(out)],
        out.parent,
        usual_environment(),
    )


def usual_environment() -> dict[str, str]:
    """Return this process's environment, in which Python keeps what it has compiled.

    Images of containers often switch that off. pip compiles Scrapy where it installs it, so newsbot
    alone would be compiled anew for each crawl.
    """
    return {name: each for name, each in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def measured(command: list[str], folder: Path, environment: dict[str, str]) -> tuple[float, float]:
    """(CPU seconds, clock seconds) of a command that must succeed."""
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, time.monotonic() - started


def main() -> None:
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    costs = run(articles)
    print(f"\nA crawl of {articles} sample articles, medians of {ROUNDS} in turns")
    print(f"{'':10}{'pages':>8}{'items':>8}{'pages/s':>9}{'CPU s':>8}{'CPU ms/page':>13}")
    for name, each in costs.items():
        cpu = statistics.median(cost.cpu for cost in each)
        clock = statistics.median(cost.clock for cost in each)
        pages = each[0].pages
        row = f"{pages:8}{each[0].items:8}{pages / clock:9.0f}{cpu:8.2f}{cpu / pages * 1000:13.2f}"
        print(f"{name:10}{row}")
    ratios = [ours.cpu / theirs.cpu for ours, theirs in zip(*costs.values(), strict=True)]
    print(f"newsbot / bare, CPU: {statistics.median(ratios):.2f}  (target: at most 1.6)")


if __name__ == "__main__":
    main()
