"""One run at a time on a data directory."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from newsbot.exceptions import OverlapError
from newsbot.files.private import make_folder, own_opener


class DataLock:
    """An exclusive lock on a data directory, held until ``release`` or the end of the process.

    It is the kernel's (flock): the lock of a process that died is no lock.
    """

    def __init__(self, folder: Path) -> None:
        """Take the lock.

        Raises:
            OverlapError: Another run has it.
            OSError: The folder can hold no lock, or its file is a symbolic link.
        """
        make_folder(folder)
        file = folder / "newsbot.lock"
        self._file = open(file, "a+", encoding="ascii", opener=own_opener)  # noqa: SIM115  # held
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            holder = self._file.read().strip() or "unknown"
            self._file.close()
            raise OverlapError(f"another run (process {holder}) is at work on {folder}") from None
        self._file.truncate(0)
        self._file.write(f"{os.getpid()}\n")
        self._file.flush()

    def release(self) -> None:
        """Give the lock back."""
        self._file.close()
