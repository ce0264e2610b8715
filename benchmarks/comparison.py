"""newsbot.extract beside other extractors on real pages: ``python -m benchmarks.comparison``.

Quality and CPU on the five article pages of ``../shared/pages/other``, by the declarations of their
sites and without. The peers are measured where they can be imported:

    .venv/bin/python -m pip install trafilatura newspaper4k goose3 resiliparse indic-nlp-library

``--memory`` reads 10,000 pages and says how memory grows.

The gold (gold_pages.json) was checked by eye against each page. It holds no text of the publishers:
texts are digests of their words, bodies those of each four words in a row.
"""

from __future__ import annotations

import hashlib
import json
import resource
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any
from unittest.mock import patch

import newsbot
from newsbot.extraction import extract as extraction
from newsbot.extraction import sites
from newsbot.hindi import clean, words

SHARED = Path(__file__).parents[1].parent / "shared" / "pages"
GOLD = Path(__file__).with_name("gold_pages.json")
ROUNDS = 9
GRAM = 4  # words
MEMORY_PAGES = 10_000
FETCHED_AT = datetime(2026, 11, 28, tzinfo=UTC)


@dataclass
class Said:
    """The fields that an extractor reads from a page; None where it does not give the field."""

    headline: str | None = None
    published: datetime | str | None = None
    authors: list[str] | None = None
    body: str = ""


# Of the table in docs/comparison.md.
HEAD = (
    *("extractor", "headline exact", "instant right / day alone / wrong / none", "authors"),
    *("body F1", "precision", "recall", "lowest F1", "CPU ms a page"),
)
Extractor = Callable[[bytes, str], Said]


def digest(text: str) -> str:
    """Return a short name for the words of a text, however they are spaced and marked."""
    return hashlib.blake2b(" ".join(words(clean(text))).encode(), digest_size=6).hexdigest()


def grams(text: str) -> Counter[str]:
    """Return how often each four words in a row stand in a text, as digests."""
    each = words(clean(text))
    return Counter(digest(" ".join(each[n : n + GRAM])) for n in range(len(each) - GRAM + 1))


def by_newsbot(page: bytes, url: str) -> Said:
    item = newsbot.extract(page, url, fetched_at=FETCHED_AT)
    if not isinstance(item, newsbot.Article):
        return Said()
    return Said(item.headline, item.published_at, item.authors, item.body)


def by_newsbot_undeclared(page: bytes, url: str) -> Said:
    site = sites.undeclared_site(url)
    with patch.object(extraction, "site_of", lambda _: site):
        return by_newsbot(page, url)


def by_trafilatura(page: bytes, url: str) -> Said:
    said = _module("trafilatura").bare_extraction(page, url=url, with_metadata=True)
    if said is None:
        return Said()
    authors = said.author.split("; ") if said.author else []
    return Said(said.title, said.date, authors, said.text or "")


def by_newspaper4k(page: bytes, url: str) -> Said:
    article = _module("newspaper").Article(url, language="hi")
    article.download(input_html=page.decode("utf-8", "replace"))
    article.parse()
    return Said(article.title, article.publish_date, article.authors, article.text)


def by_goose3(page: bytes, url: str) -> Said:
    goose = _module("goose3").Goose({"use_meta_language": False, "target_language": "hi"})
    article = goose.extract(raw_html=page.decode("utf-8", "replace"))
    return Said(
        article.title, article.publish_datetime_utc, article.authors, article.cleaned_text or ""
    )


def by_resiliparse(page: bytes, url: str) -> Said:
    tree = _module("resiliparse.parse.html").HTMLTree.parse_from_bytes(page, "utf-8")
    extract = _module("resiliparse.extract.html2text").extract_plain_text
    return Said(body=extract(tree, main_content=True))


EXTRACTORS: dict[str, tuple[str, Extractor]] = {
    "newsbot, declared": ("newsbot", by_newsbot),
    "newsbot, undeclared": ("newsbot", by_newsbot_undeclared),
    "trafilatura": ("trafilatura", by_trafilatura),
    "newspaper4k": ("newspaper", by_newspaper4k),
    "goose3": ("goose3", by_goose3),
    "resiliparse": ("resiliparse", by_resiliparse),
}


def _module(name: str) -> Any:
    return import_module(name)


def pages() -> Iterator[tuple[dict[str, Any], bytes]]:
    """Yield (gold, page) of each page that is there."""
    for gold in json.loads(GOLD.read_text("utf-8")):
        file = SHARED / gold["file"]
        if file.exists():
            yield gold, file.read_bytes()


def judge_date(said: datetime | str | None, gold: str) -> str:
    """Return ``right``, ``day`` (the day alone, or no zone), ``wrong`` or ``none``."""
    if not said:
        return "none"
    right = datetime.fromisoformat(gold)
    at = datetime.fromisoformat(said) if isinstance(said, str) else said
    if at.tzinfo is not None:
        return "right" if at == right else "wrong"
    return "day" if at.date() == right.date() else "wrong"


def score(body: str, gold: Counter[str]) -> tuple[float, float, float]:
    """Return (F1, precision, recall) of a body by four words in a row."""
    said = grams(body)
    both = (said & gold).total()
    precision, recall = both / max(said.total(), 1), both / max(gold.total(), 1)
    return 2 * precision * recall / max(precision + recall, 1e-9), precision, recall


def cpu_ms(extract: Extractor, page: bytes, url: str) -> float:
    """Return the median milliseconds of CPU that a page takes."""
    times = []
    for _ in range(ROUNDS):
        started = time.process_time()
        extract(page, url)
        times.append(time.process_time() - started)
    return statistics.median(times) * 1000


def row(extract: Extractor) -> list[str]:
    """Return the cells of an extractor: quality, then CPU."""
    headlines = authors = 0
    dates: Counter[str] = Counter()
    scores, costs = [], []
    knows_authors = False
    for gold, page in pages():
        said = extract(page, gold["url"])
        headlines += said.headline is not None and digest(said.headline) == gold["headline"]
        knows_authors |= said.authors is not None
        authors += sorted(map(digest, said.authors or [])) == sorted(gold["authors"])
        dates[judge_date(said.published, gold["published"])] += 1
        scores.append(score(said.body, Counter(gold["body"])))
        costs.append(cpu_ms(extract, page, gold["url"]))
    f1, precision, recall = zip(*scores, strict=True)
    return [
        str(headlines),
        " / ".join(str(dates[each]) for each in ("right", "day", "wrong", "none")),
        str(authors) if knows_authors else "–",
        *(f"{statistics.mean(each):.3f}" for each in (f1, precision, recall)),
        f"{min(f1):.3f}",
        f"{statistics.mean(costs):.1f}",
    ]


def memory() -> None:
    """Print how much memory 10,000 pages take, by tenths."""
    known = list(pages())
    peaks = []
    for n in range(MEMORY_PAGES):
        gold, page = known[n % len(known)]
        by_newsbot(page, f"{gold['url']}?n={n}")
        if (n + 1) % (MEMORY_PAGES // 10) == 0:
            peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    print(f"\nPeak memory after each tenth of {MEMORY_PAGES} pages, MB: {peaks}")


def main() -> None:
    if not list(pages()):
        print(f"\nNo pages at {SHARED}: nothing to compare")
        return
    if "--memory" in sys.argv:
        memory()
        return
    count = len(list(pages()))
    print(
        f"\nMeasured on {datetime.now():%d %B %Y}: {count} real pages, medians of {ROUNDS} rounds\n"
    )
    print(f"| {' | '.join(HEAD)} |\n{'|---' * len(HEAD)}|")
    for name, (module, extract) in EXTRACTORS.items():
        try:
            _module(module)
        except ImportError:
            print(f"| {name}, not installed{' |' * len(HEAD)}")
            continue
        of = newsbot.__version__ if module == "newsbot" else version(name)
        print(f"| {' | '.join((f'{name} {of}', *row(extract)))} |")


if __name__ == "__main__":
    main()
