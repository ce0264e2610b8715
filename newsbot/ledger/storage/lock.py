"""Lock a data directory: for one run of each site, or for one process alone."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from newsbot.exceptions import AlreadyRunningError
from newsbot.files.names import file_name
from newsbot.files.private import make_folder, own_opener

FOLDER = "locks"  # of the sites' locks, in the data directory
FILE = "newsbot.lock"  # of the data directory; an older newsbot takes it alone for its run


class FileLock:
    """A lock on a file, held until ``release`` or the end of the process.

    It is the kernel's (flock): the lock of a process that died is no lock. The file names the
    process that has the lock alone.
    """

    def __init__(self, file: Path) -> None:
        """Open the file.

        Raises:
            OSError: The folder can hold no lock, or its file is a symbolic link.
        """
        make_folder(file.parent)
        self._file = open(file, "a+", encoding="ascii", opener=own_opener)  # noqa: SIM115  # held
        self._is_alone = False

    def take(self, shared: bool = False) -> bool:
        """Take the lock, alone or beside others that share it; return False where another holds it.

        A lock that is held must be given back before.
        """
        try:
            fcntl.flock(self._file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        self._is_alone = not shared
        if self._is_alone:
            self._name(f"{os.getpid()}\n")
        return True

    def give_back(self) -> None:
        """Give the lock back; it can be taken again."""
        if self._is_alone:
            self._name("")
            self._is_alone = False
        fcntl.flock(self._file, fcntl.LOCK_UN)

    def release(self) -> None:
        """Give the lock back for good; a second call does nothing."""
        if not self._file.closed:
            self.give_back()
            self._file.close()

    def _name(self, holder: str) -> None:
        self._file.truncate(0)
        self._file.write(holder)
        self._file.flush()


class DataLock(FileLock):
    """The lock of a data directory: runs share it, and what needs the whole ledger has it alone."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / FILE)
        self._folder = folder

    def take_alone(self) -> None:
        """Take the lock alone; raise AlreadyRunningError where a run is at work."""
        if not self.take():
            raise AlreadyRunningError(at_work(self._folder))


class SiteLock(FileLock):
    """The lock of a site in a data directory: one run has it."""

    def __init__(self, folder: Path, site: str) -> None:
        """Take the lock; raise AlreadyRunningError where another run of the site is at work."""
        file = folder / FOLDER / f"{file_name(site)}.lock"
        super().__init__(file)
        if not self.take():
            self.release()
            raise AlreadyRunningError(
                f"another run (process {_holder(file)}) is at work on {site} in {folder}"
            )


def process_at_work(folder: Path, site: str) -> str | None:
    """Return the process whose run of a site is under way; None where there is none.

    The lock is not tried: a run that begins meanwhile would find it taken.
    """
    holder = _holder(folder / FOLDER / f"{file_name(site)}.lock")
    return holder if _is_alive(holder) else None


def at_work(folder: Path) -> str:
    """Return a sentence that says which other processes are at work on a data directory."""
    holders = {_holder(file) for file in (folder / FOLDER).glob("*.lock")} - {str(os.getpid())}
    running = sorted(filter(_is_alive, holders), key=int) or [_holder(folder / FILE)]
    if len(running) == 1:
        return f"another run (process {running[0]}) is at work on {folder}"
    return f"other runs (processes {', '.join(running)}) are at work on {folder}"


def _holder(file: Path) -> str:
    try:
        with open(file, encoding="ascii", opener=own_opener) as stream:
            return stream.read().strip() or "unknown"
    except (OSError, ValueError):
        return "unknown"


def _is_alive(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except PermissionError:  # another user's
        return True
    except (OSError, OverflowError, ValueError):
        return False
    return True
