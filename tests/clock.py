"""Processor time of some work, for tests of hostile input: it must grow with its length alone.

Tests that use it are marked ``alone``: `make test` runs them behind the others, one at a time.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

# Seconds that 300,000 squares take on the machine that the limits were measured on, while it is
# idle. A slower machine gets as much more time.
SQUARES = 0.032


def cpu_seconds(work: Callable[[], object], enough: float = 0) -> float:
    """Return the processor time of some work: of the quickest of three times, on the usual machine.

    Args:
        work: It is done once where it took no more than ``enough`` seconds.
        enough: The limit of the test.
    """
    gc.collect()
    gc.freeze()  # what other tests left is not to be looked through while this one works
    took = []
    for _ in range(3):
        slowness = max(1, _once(lambda: sum(n * n for n in range(300_000))) / SQUARES)
        took.append(_once(work) / slowness)
        if took[-1] <= enough:
            break
    gc.unfreeze()
    return min(took)


def _once(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
