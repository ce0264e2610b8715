"""Size and speed of the search index: ``python -m benchmarks.ledger.search [ARTICLES]``."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.ledger.figures import Figure
from benchmarks.ledger.filling import LEDGER, NAME, ORIGIN, new_articles
from newsbot.ledger import Ledger
from newsbot.ledger.storage import access
from newsbot.search import index
from newsbot.search.find import search
from newsbot.search.query import parse_query
from newsbot.urls import ArticleRef

ARTICLES = 3000
MAX_SHARE = 15  # % of the ledger
QUERIES = ("पानी", "पानी बारिश", '"पानी की"', "किसा*", '"है और"')


def fill(folder: Path, count: int) -> None:
    """A ledger that a run of so many of the sample site's articles leaves."""
    ledger = Ledger.open(folder, NAME)
    for article in new_articles(count, 1):
        reference = ArticleRef(article.url, article.id, None)
        ledger.pages.discover([reference], "listing", ORIGIN + "/", 0, ledger.run)
        ledger.record(article, ('"v1"', None))
    ledger.delivered()
    ledger.close()


def figures(count: int = ARTICLES) -> Iterator[Figure]:
    """The share of the index, and the milliseconds of making and asking it."""
    always = (-(1 << 40), 1 << 40)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder, count)
        for query in ("पानी", *QUERIES):
            began = time.perf_counter()
            clauses = parse_query(query)
            with access.reading(folder) as database:
                hits = search(folder, database, clauses, [NAME], always, lambda line: None)
                found = sum(1 for _ in hits)
            spent = (time.perf_counter() - began) * 1000
            yield Figure(f"all {found} hits of {query}", spent, "ms")
        sizes = [(folder / each).stat().st_size for each in (LEDGER, index.FILE)]
        yield Figure(f"the ledger of {count:,} articles", sizes[0] / (1 << 20), "MiB")
        yield Figure("its search index", 100 * sizes[1] / sizes[0], "%", MAX_SHARE)


def main() -> None:
    for figure in figures(int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES):
        print(figure.row, flush=True)


if __name__ == "__main__":
    main()
