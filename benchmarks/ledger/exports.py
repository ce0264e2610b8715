"""Memory and time of exports: ``python -m benchmarks.ledger.exports [ARTICLES]``."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from benchmarks.crawl import PROJECT
from benchmarks.ledger.figures import Figure
from benchmarks.ledger.filling import LEDGER, NAME, OLD, article_row, insert, new_articles
from benchmarks.ledger.memory import MEASURE
from newsbot.feed_lines import feed_line
from newsbot.ledger.runs import Runs
from newsbot.ledger.storage.compression import pack
from newsbot.ledger.storage.database import open_database

FEW, MANY = 100, 100_000
MAX_GROWTH = 150  # MiB
TARGETS = ("x.parquet", "x.jsonl", "x.jsonl.zst", "x.csv", "x.md", "parquet/", "md/")


def fill_with_articles(folder: Path, count: int) -> int:
    """A ledger with so many of the sample site's articles; return the bytes of their lines."""
    folder.mkdir()
    database, _ = open_database(folder / LEDGER)
    known = list(new_articles(200, 1))
    total = 0

    def revisions() -> Iterator[dict[str, Any]]:
        nonlocal total
        for number, article in enumerate(islice(cycle(known), count)):
            line = feed_line({**vars(article), "id": f"{NAME}:{number}"})
            total += len(line)
            row = {"article": number + 1, "revision": 1, "made_at": OLD + number, "run": 1}
            yield {**row, "delivered": 1, "line": pack(line)}

    with database.transaction():
        insert(database, "articles", map(article_row, range(count)))
        insert(database, "revisions", revisions())
    runs = Runs(database, NAME)
    runs.end(runs.start(OLD), OLD)
    database.close()
    return total


def export(data: Path, target: str) -> tuple[float, float]:
    """(peak MiB, seconds) of an export of all that a ledger holds."""
    out = f"{data}-{target}"
    format_ = ["--format", target.rstrip("/")] if target.endswith("/") else []
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, "-m", "scrapy", "ledger", "export", *format_, "-o", out],
        cwd=PROJECT,
        env={**os.environ, "NEWSBOT_DATA_DIR": str(data)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    status, kibibytes = map(int, done.stdout.split())
    if status:
        raise SystemExit(f"an export ended with {status}")
    return kibibytes / 1024, time.monotonic() - began


def figures(many: int = MANY) -> Iterator[Figure]:
    """The peak memory of exports, and how much more it is for many articles than for few."""
    with tempfile.TemporaryDirectory() as folder:
        few_data, many_data = Path(folder, "few"), Path(folder, "many")
        fill_with_articles(few_data, FEW)
        size = fill_with_articles(many_data, many)
        yield Figure(f"{many:,} articles, their lines", size / (1 << 20), "MiB")
        for target in TARGETS:
            (few, _), (peak, seconds) = export(few_data, target), export(many_data, target)
            yield Figure(f"memory of an export to {target}", peak, "MiB")
            yield Figure(f"  more than for {FEW} articles", peak - few, "MiB", MAX_GROWTH)
            yield Figure("  articles a second", many / seconds, "")


def main() -> None:
    for figure in figures(int(sys.argv[1]) if len(sys.argv) > 1 else MANY):
        print(figure.row, flush=True)


if __name__ == "__main__":
    main()
