"""Copy a ledger's write-ahead log into its file (a checkpoint), in a thread."""

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

# After this number of written rows the log is copied. A thread does it, because the copy waits for
# the disk and the event loop must not. Most rows take a page of the log (4 KiB). A larger number
# means less work now, and more to read after a crash.
CHECKPOINT_ROWS = 4000
# Seconds for which the end of a copy waits for readers of old rows, such as an export. Writers wait
# meanwhile. If the readers do not finish, a later copy tries again.
MAX_READER_WAIT = 0.1
MAX_TURN_WAIT = 10  # seconds for which the end of a copy waits for its turn to write


class Checkpointer:
    """Copies the log of a ledger when one connection has written many rows."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._thread: Thread | None = None
        self._copied = 0
        self._descriptor = os.open(file, os.O_RDONLY)  # for fsync

    def copy_if_long(self, written: int) -> None:
        """Start a copy if the log is long; ``written``: all rows that the connection wrote."""
        if written - self._copied < CHECKPOINT_ROWS:
            return
        if self._thread is None or not self._thread.is_alive():
            self._copied = written  # the thread copies at least these rows
            self._thread = Thread(target=_checkpoint, args=(self._file, self._descriptor))
            self._thread.start()

    def join(self) -> None:
        """Wait for the thread."""
        if self._thread:
            self._thread.join()

    def close(self) -> None:
        """Close the descriptor of the ledger; a second call does nothing.

        Call it after the connection is closed: POSIX drops all locks of a process on a file when
        the process closes any descriptor of it, and SQLite's locks are such locks.
        """
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _checkpoint(file: Path, descriptor: int) -> None:
    """Copy the write-ahead log into the file, wait for the disk, and restart the log.

    Most of the log is copied while others write. The rest is copied while they wait, because the
    copy would never reach the end otherwise.
    """
    try:
        with closing(
            sqlite3.connect(file, isolation_level=None, timeout=MAX_READER_WAIT)
        ) as connection:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            # SQLite itself syncs the file only when the whole log is copied.
            os.fsync(descriptor)
            with closing(WriteTurn(file)) as turn, turn.taken(MAX_TURN_WAIT):
                connection.execute("PRAGMA wal_checkpoint(RESTART)").fetchall()
    except (sqlite3.Error, OSError) as error:
        # Nothing is lost: the log stays long, and the run's connection gets the same error.
        logger.warning("the ledger's log was not copied: %s", error)
