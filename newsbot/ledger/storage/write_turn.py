"""Let the processes that write to a ledger take turns."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from newsbot.files.private import lock_file, own_opener, unlock_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENDING = ".turn"  # ending of the lock file beside the ledger


class WriteTurn:
    """A lock for the turn to write, so that a process does not write again before those that wait.

    SQLite's own waiting is not fair: a process polls less and less often while others write.
    """

    def __init__(self, ledger: Path) -> None:
        file = ledger.with_name(ledger.name + ENDING)
        self._stream = open(file, "ab", opener=own_opener)  # noqa: SIM115  # held

    @contextmanager
    def taken(self, max_wait: float) -> Iterator[None]:
        """Hold the turn. After ``max_wait`` seconds go on without it: SQLite waits by itself."""
        lock_file(self._stream, max_wait)
        try:
            yield
        finally:
            unlock_file(self._stream)

    def close(self) -> None:
        """Close the file."""
        self._stream.close()
