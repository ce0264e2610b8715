"""Let processes that write to a ledger take turns."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from newsbot.files.private import lock_file, own_opener, unlock_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENDING = ".turn"  # of the name of a file beside the ledger
POLL = 0.0005  # seconds


class WriteTurn:
    """The turn to write: a process that has just written comes after those that wait.

    SQLite alone has a process wait for longer and longer, and lets others pass it.
    """

    def __init__(self, ledger: Path) -> None:
        file = ledger.with_name(ledger.name + ENDING)
        self._stream = open(file, "ab", opener=own_opener)  # noqa: SIM115  # held

    @contextmanager
    def taken(self, max_wait: float) -> Iterator[None]:
        """Hold the turn; after ``max_wait`` seconds go on without it, and leave it to SQLite."""
        until = time.monotonic() + max_wait
        while not lock_file(self._stream) and time.monotonic() < until:
            time.sleep(POLL)
        try:
            yield
        finally:
            unlock_file(self._stream)

    def close(self) -> None:
        """Close the file."""
        self._stream.close()
