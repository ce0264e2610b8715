"""Processor time of some work, for tests of hostile input: it must grow with its length alone.

It is this process's own time. Where other processes slow the machine down, the measure is stretched.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

from lxml import etree

TABLE = b"<table>" + b"<tr><td>1</td><td>2</td></tr>" * 20_000
# Seconds that lxml may need for this table and a walk over it before a limit is stretched in
# proportion. It is an estimate and was not measured when the limits were set: on 28 November 2026 the
# walk took 0.13 to 0.17 s on an idle machine that was some five times slower than two days before.
USUAL = 0.09


def cpu_seconds(work: Callable[[], object], enough: float = 0) -> float:
    """Return the processor time of some work: of the quickest of five times, on the usual machine.

    Args:
        work: It is done once where it took no more than ``enough`` seconds.
        enough: The limit of the test.
    """
    gc.freeze()  # what other tests left is not to be looked through while this one works
    took = []
    for _ in range(5):  # a virtual machine's speed changes from one second to the next
        took.append(_once(work))
        if took[-1] > enough:  # the machine may be slow
            took[-1] /= max(1, _once(_walk) / USUAL)
        if took[-1] <= enough:
            break
    gc.unfreeze()
    return min(took)


def _walk() -> None:
    root = etree.fromstring(TABLE, etree.HTMLParser(huge_tree=True))
    seen = {each: (each.tag, each.text, each.getparent()) for each in root.iter()}
    assert len(seen) > 60_000


def _once(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def slowness() -> float:
    """Return how much slower than usual the machine is now, at least 1: limits are stretched by it."""
    return max(1.0, min(_once(_walk) for _ in range(3)) / USUAL)
