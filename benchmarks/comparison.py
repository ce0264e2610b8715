"""newsbot.extract beside other extractors on real pages: ``make comparison``.

It installs the others into ``.venv-comparison`` and prints the tables of docs/comparison.md:
quality on six article pages of ``../shared/pages``, and CPU.

``python -m benchmarks.comparison --instructions`` counts the instructions of a page by valgrind,
and ``--memory`` reads 10,000 pages and says how memory grows.

The gold (gold_pages.json) was checked by eye against each page. It holds no text of the publishers:
texts are digests of their words, bodies those of each four words in a row.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.extractors import EXTRACTORS, Extractor, Said, by_newsbot, named_version
from benchmarks.instructions import instructions
from newsbot.hindi import clean, words

PROJECT = Path(__file__).parents[1]
SHARED = PROJECT.parent / "shared" / "pages"
GOLD = Path(__file__).with_name("gold_pages.json")
ROUNDS = 9
GRAM = 4  # words
MEMORY_PAGES = 10_000
# The speed of each extractor is told as a multiple of these two's.
MEASURES = ("trafilatura", "resiliparse")
HEAD = (
    *("extractor", "headline exact", "instant right / day alone / wrong / none", "authors"),
    *("body F1", "lowest F1", "recall", "junk", "sub-heads marked / text / lost"),
)


def digest(text: str) -> str:
    """Return a short name for the words of a text, however they are spaced and marked."""
    return hashlib.blake2b(" ".join(words(clean(text))).encode(), digest_size=6).hexdigest()


def grams(text: str) -> Counter[str]:
    """Return how often each four words in a row stand in a text, as digests."""
    each = words(clean(text))
    return Counter(digest(" ".join(each[n : n + GRAM])) for n in range(len(each) - GRAM + 1))


def pages() -> Iterator[tuple[dict[str, Any], bytes]]:
    """Yield (gold, page) of each page that is there."""
    for gold in json.loads(GOLD.read_text("utf-8")):
        file = SHARED / gold["file"]
        if file.exists():
            yield gold, file.read_bytes()


def judge_date(said: datetime | str | None, gold: str | None) -> str:
    """Return ``right``, ``day`` (the day alone, or no zone), ``wrong`` or ``none``.

    ``gold`` is None for a page that does not say when it was published: there, none is right.
    """
    if gold is None:
        return "wrong" if said else "right"
    if not said:
        return "none"
    right = datetime.fromisoformat(gold)
    at = datetime.fromisoformat(said) if isinstance(said, str) else said
    if at.tzinfo is not None:
        return "right" if at == right else "wrong"
    return "day" if at.date() == right.date() else "wrong"


def judge_heads(said: Said, gold: list[str]) -> Counter[str]:
    """Return how many sub-heads are ``marked``, ``text`` on a line of their own, or ``lost``."""
    marked = set(map(digest, said.headings or ()))
    lines = set(map(digest, said.body.split("\n")))
    return Counter(
        "marked" if head in marked else "text" if head in lines else "lost" for head in gold
    )


def score(body: str, gold: Counter[str]) -> tuple[float, float, float]:
    """Return (F1, recall, junk) of a body by four words in a row; junk is what gold has not."""
    said = grams(body)
    both = (said & gold).total()
    precision, recall = both / max(said.total(), 1), both / max(gold.total(), 1)
    return 2 * precision * recall / max(precision + recall, 1e-9), recall, 1 - precision


def quality(extract: Extractor) -> list[str]:
    """Return an extractor's cells of the table of quality."""
    headlines = authors = 0
    dates, heads = Counter[str](), Counter[str]()
    scores = []
    known = list(pages())
    answers = [extract(page, gold["url"]) for gold, page in known]
    for (gold, _), said in zip(known, answers, strict=True):
        headlines += said.headline is not None and digest(said.headline) == gold["headline"]
        authors += sorted(map(digest, said.authors or [])) == sorted(gold["authors"])
        dates[judge_date(said.published, gold["published"])] += 1
        heads += judge_heads(said, gold["sub_heads"])
        scores.append(score(said.body, Counter(gold["body"])))
    f1, recall, junk = zip(*scores, strict=True)
    # One that never says a field does not have it.
    has_headlines, has_authors, has_dates = (
        any(value is not None for value in values)
        for values in zip(
            *((said.headline, said.authors, said.published) for said in answers), strict=True
        )
    )
    return [
        str(headlines) if has_headlines else "–",
        joined(dates, "right", "day", "wrong", "none") if has_dates else "–",
        str(authors) if has_authors else "–",
        *(f"{statistics.mean(f1):.3f}", f"{min(f1):.3f}"),
        *(f"{statistics.mean(recall):.3f}", f"{statistics.mean(junk):.1%}"),
        joined(heads, "marked", "text", "lost"),
    ]


def joined(counts: Counter[str], *names: str) -> str:
    return " / ".join(str(counts[name]) for name in names)


def cpu(names: list[str]) -> dict[str, list[float]]:
    """Return the milliseconds of CPU that a page takes in each round; the extractors take turns."""
    costs: dict[str, list[float]] = {name: [] for name in names}
    known = list(pages())
    for n in range(ROUNDS + 1):
        for name in names:
            extract = EXTRACTORS[name][1]
            started = time.process_time()
            for gold, page in known:
                extract(page, gold["url"])
            if n:  # the first round loads modules and data
                costs[name].append((time.process_time() - started) * 1000 / len(known))
    return costs


def instructions_a_page(name: str) -> list[float]:
    """Return the millions of instructions that a page takes, without the start of the process."""
    counts = []
    for rounds in (1, 3):
        command = [sys.executable, "-m", "benchmarks.comparison", "--read", name, str(rounds)]
        counts.append(instructions(command, PROJECT, dict(os.environ)))
    return [(counts[1] - counts[0]) / 2 / len(list(pages()))]


def read(name: str, rounds: int) -> None:
    """Read all pages so often, and one time more, which loads modules and data."""
    for _ in range(1 + rounds):
        for gold, page in pages():
            EXTRACTORS[name][1](page, gold["url"])


def print_costs(title: str, costs: dict[str, list[float]]) -> None:
    """Print a table of what a page costs, with the ratios of the rounds' medians."""
    measures = [name for name in MEASURES if name in costs]
    print(f"\n| extractor | {title} | {' | '.join(f'× {name}' for name in measures)} |")
    print("|---" * (2 + len(measures)) + "|")
    for name, rounds in costs.items():
        ratios = (
            statistics.median(a / b for a, b in zip(rounds, costs[other], strict=True))
            for other in measures
        )
        cells = [f"{statistics.median(rounds):.1f}", *(f"{ratio:.2f}" for ratio in ratios)]
        print(f"| {name} | {' | '.join(cells)} |")


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


def main(*options: str) -> None:
    """Print the tables, or what an option asks for."""
    if not list(pages()):
        print(f"\nNo pages at {SHARED}: nothing to compare")
        return
    if options[:1] == ("--memory",):
        memory()
    elif options[:1] == ("--read",):
        read(options[1], int(options[2]))
    elif options[:1] == ("--instructions",):
        names = [name for name in EXTRACTORS if named_version(name)]
        print_costs(
            "million instructions a page", {name: instructions_a_page(name) for name in names}
        )
    else:
        print_tables()


def print_tables() -> None:
    """Print the quality of each extractor, then its CPU."""
    count, sub_heads = len(list(pages())), sum(len(gold["sub_heads"]) for gold, _ in pages())
    print(f"\nMeasured on {datetime.now():%d %B %Y}: {count} pages with {sub_heads} sub-heads\n")
    print(f"| {' | '.join(HEAD)} |\n{'|---' * len(HEAD)}|")
    names = []
    for name in EXTRACTORS:
        if title := named_version(name):
            names.append(name)
            print(f"| {' | '.join((title, *quality(EXTRACTORS[name][1])))} |")
        else:
            print(f"| {name}, not installed{' |' * len(HEAD)}")
    load = os.getloadavg()[0]
    print(f"\nCPU of a page, medians of {ROUNDS} rounds in turns; load {load:.0f}", end="")
    print(f" on {len(os.sched_getaffinity(0))} cores")
    print_costs("CPU ms a page", cpu(names))


if __name__ == "__main__":
    main(*sys.argv[1:])
