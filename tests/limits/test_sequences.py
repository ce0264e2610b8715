"""Whatever limited runs come first, a plain run completes what a plain run brings."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.limits.sequences import Limited, SmallWorld, try_many, try_sequence, worlds

SEQUENCES = 40


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallWorld]:
    with ExitStack() as stack:
        yield from worlds(stack, tmp_path_factory.mktemp("world"), browser=False)


@pytest.mark.parametrize(
    "runs",
    [
        [Limited(("related_depth=0",))],
        [Limited(("related_depth=0",)), Limited(("related_depth=1",))],
        [Limited(("sections=india,sports",))],
        [Limited(("since=2026-01-31",)), Limited(("since=2025-01-01",))],
        [Limited(("limit=1",)), Limited(("limit=1",))],
        [Limited(settings=("NEWSBOT_LISTING_PAGES=1",))],
        [Limited(settings=("CLOSESPIDER_ITEMCOUNT=20",)), Limited(("related_depth=0",))],
        [Limited(), Limited(("full=1",), ("CLOSESPIDER_ITEMCOUNT=17",))],
        [Limited(), Limited(("full=1",), ("CLOSESPIDER_TIMEOUT=0.1",))],
    ],
    ids=str,
)
def test_what_a_limit_leaves_out_is_taken_up(
    world: SmallWorld, tmp_path: Path, runs: list[Limited]
) -> None:
    assert try_sequence(world, tmp_path, runs) == []


def test_named_articles_are_taken_up_with_the_rest(world: SmallWorld, tmp_path: Path) -> None:
    urls = ",".join(sorted(world.plain.values())[::5])
    assert try_sequence(world, tmp_path, [Limited((f"urls={urls}",))] * 2) == []


def test_random_sequences(tmp_path: Path) -> None:
    """Half of them in each of two processes; `python -m tests.limits.sequences` tries more."""
    seed = random.randrange(1_000_000)
    with ThreadPoolExecutor(2) as pool:
        halves = [
            pool.submit(try_many, tmp_path / str(half), seed + half, SEQUENCES // 2, False)
            for half in range(2)
        ]
        assert [half.result() for half in halves] == [[], []]


def test_random_sequences_on_a_site_that_needs_a_browser(tmp_path: Path, chromium: str) -> None:
    assert try_many(tmp_path, random.randrange(1_000_000), 2, browser=True) == []
