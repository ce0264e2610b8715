"""Copy a ledger's write-ahead log into its file, in a thread beside the run."""

from __future__ import annotations

import logging
import os
import sqlite3
from contextlib import closing
from threading import Thread
from typing import TYPE_CHECKING

from newsbot.ledger.storage.write_turn import WriteTurn

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger(__name__)

# Rows written after which the log is copied: in a thread, because the copy waits for the disk, and
# the event loop must not. Most rows are a page of the log (4 KiB). More rows would be less work,
# and more to read after a crash.
CHECKPOINT_ROWS = 4000
# Seconds for which the end of a copy waits for readers of old rows, such as an export; a later copy
# tries again. A process that wants to write waits as long.
MAX_READERS = 0.1
MAX_TURN = 10  # seconds for which the end of a copy waits for the turn to write


class Checkpointer:
    """Copies the log of one connection's ledger when it is long."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._thread: Thread | None = None
        self._copied = 0
        # To sync by.
        self._descriptor = os.open(file, os.O_RDONLY)

    def copy_if_long(self, written: int) -> None:
        """Have the log copied if it is long; ``written``: the rows that the connection wrote."""
        if written - self._copied < CHECKPOINT_ROWS:
            return
        if self._thread is None or not self._thread.is_alive():
            self._copied = written  # at least, when the thread is done
            self._thread = Thread(target=_checkpoint, args=(self._file, self._descriptor))
            self._thread.start()

    def join(self) -> None:
        """Wait for the thread."""
        if self._thread:
            self._thread.join()

    def close(self) -> None:
        """Close the descriptor of the ledger; a second call does nothing.

        It is closed after the connection: any close of the file would drop SQLite's locks on it.
        """
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _checkpoint(file: Path, descriptor: int) -> None:
    """Copy the write-ahead log into the file, and have it begin anew; wait for the disk.

    Most is copied while others write, the last while they wait: else they would always be ahead.
    """
    try:
        with closing(
            sqlite3.connect(file, isolation_level=None, timeout=MAX_READERS)
        ) as connection:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            # SQLite does so only when all is copied.
            os.fsync(descriptor)
            with closing(WriteTurn(file)) as turn, turn.taken(MAX_TURN):
                connection.execute("PRAGMA wal_checkpoint(RESTART)").fetchall()
    except (sqlite3.Error, OSError) as error:
        # Nothing is lost: the log is longer, and the run's own connection meets what is wrong.
        logger.warning("the ledger's log was not copied: %s", error)
