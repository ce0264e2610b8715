"""Cost of the ledger: time, disk, memory and its share of a crawl.

``python -m benchmarks.ledger [ARTICLES]``; a million known articles unless told otherwise.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.ledger.big import big_ledger, disk
from benchmarks.ledger.figures import Figure
from benchmarks.ledger.filling import fill
from benchmarks.ledger.memory import memory
from benchmarks.ledger.share import share_of_crawl

SHUFFLED = 50_000  # articles of the ledger that is filled in random order


def run(articles: int = 1_000_000) -> list[Figure]:
    """All figures: of a ledger of so many articles, of memory, and of a crawl."""
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), SHUFFLED, shuffled=True)
        taken = disk(Path(folder), SHUFFLED)
    figures = [Figure("disk, per article, besides its line", taken, "B", 1024)]
    with tempfile.TemporaryDirectory() as folder:
        figures += big_ledger(Path(folder), articles)
    return [*figures, *memory(), *share_of_crawl()]


def main() -> None:
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    print(f"\nThe ledger, {articles:,} known articles")
    for figure in run(articles):
        print(figure.row)
