"""Each page and source of tests/hostile/large.py: the longest turn of the loop of a crawl.

Pages just below LARGE_BODY are read in the loop, larger ones in a thread. Each time some are drawn;
``THOROUGH=1`` tries all of them.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from newsbot.downloader.worker import LARGE_BODY
from tests.clock import slowness
from tests.crawling import PATH, SITE, listing, story
from tests.hostile.large import MIB, NAMES, SOURCES, page_of, source_of
from tests.hostile.probe import probed_crawl
from tests.hostile.server import Answer, hostile, page
from tests.thorough import THOROUGH

pytestmark = pytest.mark.slow

LIMIT = 0.5  # seconds of the loop's own processor time in one turn
SMALL, LARGE = LARGE_BODY - 100, 8 * MIB - 1000
LISTINGS = [name for name in SOURCES if name.startswith(("listing", "menu"))]
SITEMAPS = [name for name in SOURCES if not name.startswith(("listing", "menu", "robots"))]
BATCH = 6  # pages of a crawl


def drawn(names: list[str], count: int) -> list[str]:
    """Return some names at random; the output of a failed test says which."""
    some = random.sample(names, count)
    print(some)
    return some


def check(data: Path, answers: dict[str, Answer | list[Answer]], *options: str) -> None:
    with hostile(answers) as site:
        run, said = probed_crawl(data, *options, root=site.url)
    assert run.report["outcome"] != "error", run.stderr
    assert "Traceback" not in run.stderr
    assert said["turn"] <= LIMIT * slowness(), said["calls"]


def check_pages(data: Path, names: list[str], size: int) -> None:
    numbered = dict(enumerate(names, 1))
    pages = {PATH(n): page(page_of(name, size)) for n, name in numbered.items()}
    check(data, {"/": page(listing(*numbered)), **pages})


def check_source(data: Path, name: str, size: int) -> None:
    body = page(source_of(name, size), type_="text/html" if name in LISTINGS else "text/xml")
    robots = page(f"Sitemap: {SITE}/source", type_="text/plain")
    front = {"/": body} if name in LISTINGS else {"/": page(listing(1)), "/source": body}
    answers = {"/robots.txt": robots, **front, PATH(1): page(story(1))}
    check(data, answers, "-s", "CLOSESPIDER_TIMEOUT=3")


def test_pages_that_are_read_in_the_loop(tmp_path: Path) -> None:
    check_pages(tmp_path, NAMES if THOROUGH else drawn(NAMES, 40), SMALL)


@pytest.mark.parametrize("start", range(0, len(NAMES), BATCH) if THOROUGH else [None])
def test_pages_of_8_mb(tmp_path: Path, start: int | None) -> None:
    check_pages(tmp_path, drawn(NAMES, 3) if start is None else NAMES[start : start + BATCH], LARGE)


@pytest.mark.parametrize("size", [SMALL, LARGE] if THOROUGH else [SMALL])
@pytest.mark.parametrize("name", [*LISTINGS, *SITEMAPS] if THOROUGH else [None])
def test_sources(tmp_path: Path, name: str | None, size: int) -> None:
    check_source(tmp_path, name or drawn([*LISTINGS, *SITEMAPS], 1)[0], size)
