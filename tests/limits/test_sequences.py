"""Whatever limited runs come first, a plain run completes what a plain run brings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.limits.sequences import Limited, SmallWorld, small_world, try_many, try_sequence
from tests.thorough import THOROUGH

SEQUENCES = 40  # also where other tests try fewer: what is lost here is lost without a word
QUICK = 8  # of them in `make test`


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallWorld]:
    with small_world(tmp_path_factory.mktemp("world")) as world:
        yield world


@pytest.mark.parametrize(
    "runs",
    [
        [Limited(("related_depth=0",))],
        [Limited(("related_depth=0",)), Limited(("related_depth=1",))],
        [Limited(("sections=india,sports",))],
        [Limited(("since=2026-01-31",)), Limited(("since=2025-01-01",))],
        [Limited(("limit=1",)), Limited(("limit=1",))],
        [Limited(settings=("NEWSBOT_LISTING_MAX_PAGES=1",))],
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


@pytest.mark.parametrize(
    "number",
    [*range(QUICK), *(pytest.param(n, marks=pytest.mark.slow) for n in range(QUICK, SEQUENCES))],
)
def test_random_sequences(world: SmallWorld, tmp_path: Path, number: int) -> None:
    """Others each time; `python -m tests.limits.sequences` tries more."""
    assert try_many(world, tmp_path, 1) == []


@pytest.mark.slow
@pytest.mark.usefixtures("chromium")
def test_random_sequences_on_a_site_that_needs_a_browser(tmp_path: Path) -> None:
    with small_world(tmp_path, browser=True) as world:
        assert try_many(world, tmp_path, 2 if THOROUGH else 1, browser=True) == []
