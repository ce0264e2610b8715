"""Where the time of a crawl goes, by py-spy: ``python -m benchmarks.profile [ARTICLES]``.

A stack counts for the first of PARTS that has one of its functions in it; what stands below none of
them is Scrapy's and the network's.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.crawl import PROJECT, site

# Part → functions, as py-spy names them: the innermost rooms first.
PARTS = {
    "parsing HTML (lxml)": ("html_root",),
    "the ledger": (
        *("Ledger.", "Pages.", "DiscoveredPages.", "Articles.", "OwedLines.", "StoredLines."),
        *("DuplicateIndex.", "_checkpoint"),
    ),
    "cleaning text": ("CleanText.",),
    "reading pages": ("NewsSpider._read", "blocked_by"),
    "links, dates, checks, counts, feeds": (
        *("NewsSpider.", "ArticlePipeline.", "JsonLinesExporter.", "Frontier."),
    ),
    "starting": ("_find_and_load", "AsyncCrawlerRunner._crawl", "Command.__init__"),
}
REST = "Scrapy and the network"


def shares(articles: int) -> dict[str, float]:
    """Part → its share of the samples."""
    with tempfile.TemporaryDirectory() as folder, site(articles, Path(folder, "log")) as root:
        out = Path(folder, "stacks")
        crawl = [sys.executable, "-m", "scrapy", "crawl", "indiadaily", "-a", f"root={root}"]
        spy = [str(Path(sys.executable).with_name("py-spy")), "record", "-r", "500"]
        subprocess.run(
            [*spy, "-f", "raw", "-o", str(out), "--", *crawl, "-L", "ERROR"],
            cwd=PROJECT,
            env={**os.environ, "NEWSBOT_DATA_DIR": str(Path(folder, "data"))},
            capture_output=True,
            check=True,
        )
        samples: Counter[str] = Counter()
        for line in out.read_text("utf-8").splitlines():
            stack, _, count = line.rpartition(" ")
            if "Queue.get" in stack:
                continue  # a thread that waits for work
            samples[part_of(stack)] += int(count)
    return {part: samples[part] / samples.total() for part in (*PARTS, REST)}


def part_of(stack: str) -> str:
    functions = [re.sub(r" \(.*", "", frame) for frame in stack.split(";")]
    for part, names in PARTS.items():
        if any(function.startswith(names) for function in functions):
            return part
    return REST


def main() -> None:
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    print(f"\nWhere the time of a crawl of {articles} goes, by py-spy")
    for part, share in sorted(shares(articles).items(), key=lambda each: -each[1]):
        print(f"{part:38}{share:6.1%}")


if __name__ == "__main__":
    main()
