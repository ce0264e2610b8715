"""Instructions of a whole crawl beside the bare spider's: ``python -m benchmarks.instructions``.

Valgrind's cachegrind counts them (``apt-get install valgrind``). Counts do not depend on what else
the machine does, seconds do: this is for finding out what a change costs, see benchmarks.crawl for
what users pay. Under valgrind a crawl is some thirty times slower, so 300 articles are usual; with
fewer articles the start counts for more, so two crawls give what a page costs without it.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import crawl

COUNTER = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
_COUNT = re.compile(r"I\s+refs:\s+([\d,]+)")


def instructions(command: list[str], folder: Path, environment: dict[str, str]) -> float:
    """Millions of instructions of a command that must succeed."""
    fixed = {**environment, "PYTHONHASHSEED": "0"}
    done = subprocess.run(
        [*COUNTER, *command], cwd=folder, env=fixed, capture_output=True, text=True
    )
    count = _COUNT.search(done.stderr)
    if done.returncode or count is None:
        raise SystemExit(f"{' '.join(command)} failed: {done.stderr[-500:]}")
    return int(count[1].replace(",", "")) / 1e6


def counts(articles: int) -> tuple[int, float, float]:
    """(pages, millions of instructions of newsbot, of the bare spider) of a crawl."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "requests.log")
        with crawl.site(articles, log) as root:
            ours = instructions(*crawl.newsbot_command(root, Path(folder, "data")))
            fetched = crawl.paths(log)
            theirs = instructions(*crawl.bare_command(root, fetched, Path(folder, "bare.jsonl")))
    return len(fetched), ours, theirs


def main() -> None:
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    few, many = counts(articles // 5), counts(articles)
    print(f"\nMillions of instructions of a crawl of {articles} sample articles")
    ours, theirs = ((many[n] - few[n]) / (many[0] - few[0]) for n in (1, 2))
    for name, n, page in (("newsbot", 1, ours), ("bare", 2, theirs)):
        print(f"{name:10}{many[n]:10.0f}{page:10.2f} a page")
    print(
        f"newsbot / bare: {many[1] / many[2]:.2f}, of a page without the start {ours / theirs:.2f}"
    )


if __name__ == "__main__":
    main()
