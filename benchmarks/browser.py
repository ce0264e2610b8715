"""What rendering costs: seconds and memory a page, and how many pages need it.

``python -m benchmarks.browser [LISTINGS]``. The sample site that needs a browser, in a process of
its own; two pages at once, no delay. Memory is what the browser's processes and the driver's have
for themselves plus their share of the rest (PSS).
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.crawl import PROJECT, site
from newsbot.browser.executable import find_browser
from newsbot.exceptions import BrowserMissing
from samplesite.grammar import SECTION_SLUGS
from samplesite.scripted import ScriptedSite
from tests.browser.processes import descendants

SPIDERS = "tests.browser.spiders."
LISTINGS = 200


def crawl(
    root: str, folder: Path, spider: str, *options: str
) -> tuple[dict[str, Any], list[float]]:
    """(the run report, memory of the browser in MB twice a second) of a crawl."""
    command = [sys.executable, "-m", "scrapy", "crawl", "indiadaily", "-L", "ERROR"]
    command += ["-a", f"root={root}", "-s", f"SPIDER_MODULES={spider}", *options]
    environment = {**os.environ, "NEWSBOT_DATA_DIR": str(folder)}
    memory: list[float] = []
    with subprocess.Popen(command, cwd=PROJECT, env=environment) as process:
        while process.poll() is None:
            if used := sum(map(pss, descendants(process.pid))):
                memory.append(used)
            time.sleep(0.5)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return json.loads((folder / "runs.jsonl").read_text("utf-8").splitlines()[-1]), memory


def pss(pid: int) -> float:
    """Proportional set size of a process, MB; 0 for one that has ended."""
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8").splitlines()
    except OSError:
        return 0.0
    return next((int(row.split()[1]) / 1024 for row in rows if row.startswith("Pss:")), 0.0)


def load_more(folder: Path, listings: int) -> None:
    """Listings whose button is pressed three times."""
    with site(1000, folder / "log", "--scripted") as root:
        os.environ["LISTINGS"] = str(listings)
        spider = SPIDERS + "listings"
        run, memory = crawl(root, folder / "listings", spider, "-a", "related_depth=0")
    counts = run["counts"]
    pages = counts["browser/rendered"]
    seconds = counts["browser/milliseconds"] / 1000 / pages
    clicks = counts["browser/clicks"]
    print(f"{pages} pages, {clicks} clicks, {counts['browser/started']} browsers one after another")
    print(
        f"seconds a page: {seconds:.2f}, two at once; {run['seconds'] / pages:.2f} of the crawl's"
        " (target: at most 1.0 with three clicks)"
    )
    # Without the start of the first browser and the end of the last one.
    steady = memory[len(memory) // 10 : -max(1, len(memory) // 20)]
    first, second = (
        statistics.mean(half) for half in (steady[: len(steady) // 2], steady[len(steady) // 2 :])
    )
    print(
        f"memory, MB: mean of the first half {first:.0f}, of the second {second:.0f}"
        f" ({second / first - 1:+.1%}, target: within 10 %), most {max(memory):.0f}"
    )


def share(folder: Path) -> None:
    """Pages rendered in a normal crawl, beside those that need it."""
    with site(200, folder / "log", "--scripted") as root:
        run, _ = crawl(root, folder / "scripted", SPIDERS + "scripted")
    scripted = ScriptedSite(200)
    needed = sum(map(scripted.is_scripted, range(scripted.plan.total))) + len(SECTION_SLUGS)
    rendered = run["counts"]["browser/rendered"]
    print(
        f"a site that needs it: {rendered} pages rendered beside {run['requests']} requests,"
        f" {needed} need it; {run['articles']} of 200 articles, {without(folder)} without a browser"
    )
    with site(200, folder / "log") as root:
        run, memory = crawl(root, folder / "plain", "newsbot.spiders")
    rendered = run["counts"].get("browser/rendered", 0)
    print(
        f"a site that does not: {rendered} of {run['requests']} requests, no process: {not memory}"
    )


def without(folder: Path) -> int:
    """Articles of the site that needs it, without a browser."""
    with site(200, folder / "log", "--scripted") as root:
        run, _ = crawl(root, folder / "never", SPIDERS + "scripted", "-a", "browser=never")
    return int(run["articles"])


def main() -> None:
    try:
        find_browser()
    except BrowserMissing as error:
        print(f"\nPages in a browser: not measured, {error}")
        return
    listings = int(sys.argv[1]) if len(sys.argv) > 1 else LISTINGS
    print("\nPages in a browser")
    with tempfile.TemporaryDirectory() as folder:
        load_more(Path(folder), listings)
        share(Path(folder))


if __name__ == "__main__":
    main()
