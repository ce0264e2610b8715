"""Measure the CPU of the progress display: ``python -m benchmarks.progress [ARTICLES] [SECONDS]``.

A crawl on a pseudo-terminal, without a delay and with the delay of one second. The display counts
its own CPU; the rest is the process's.
"""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import tempfile
from pathlib import Path
from threading import Thread

from benchmarks.crawl import PROJECT, site

ARTICLES, SECONDS = 400, 45
COUNTING = """
import sys, time
from newsbot.extensions.progress import Progress
from scrapy.cmdline import execute

show, pictures = Progress._show, []
Progress._show = lambda self: (show(self), pictures.append(self._spent))
try:
    execute(sys.argv)
finally:
    print(len(pictures), pictures[-1], time.process_time())
"""


def cost(articles: int, *options: str) -> tuple[int, float, float]:
    """How many pictures a crawl drew, and the seconds of CPU of the display and of the crawl."""
    with tempfile.TemporaryDirectory() as folder, site(articles, Path(folder, "log")) as root:
        ours, theirs = pty.openpty()
        drain = Thread(target=read_all, args=[ours])
        drain.start()
        crawl = [sys.executable, "-c", COUNTING, "crawl", "indiadaily", "-a", f"root={root}"]
        environment = {**os.environ, "NEWSBOT_DATA_DIR": str(Path(folder, "data"))}
        done = subprocess.run(
            [*crawl, *options],
            cwd=PROJECT,
            env={**environment, "TERM": "xterm", "CI": "", "COLUMNS": "120", "LINES": "40"},
            stdout=subprocess.PIPE,
            stderr=theirs,
            text=True,
            check=True,
        )
        os.close(theirs)
        drain.join()
        os.close(ours)
    pictures, display, process = done.stdout.split()[-3:]
    return int(pictures), float(display), float(process)


def read_all(terminal: int) -> None:
    try:
        while os.read(terminal, 65536):
            pass
    except OSError:  # nobody has it open any more
        pass


def main(articles: int = ARTICLES, seconds: int = SECONDS) -> None:
    print(f"\nThe progress display, {articles} articles; one request a second for {seconds} s:")
    polite = ("-s", "DOWNLOAD_DELAY=1", "-s", f"CLOSESPIDER_TIMEOUT={seconds}")
    for name, options in (("no delay", ()), ("one request a second", polite)):
        pictures, display, process = cost(articles, *options)
        print(f"  {name}: {display / process:.2%} of {process:.1f} s of CPU, {pictures} pictures")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
