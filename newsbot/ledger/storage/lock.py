"""Lock a data directory: for one run of each site, or for one process alone."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from newsbot.exceptions import AlreadyRunningError
from newsbot.files.names import file_name
from newsbot.files.private import make_folder, own_opener

FOLDER = "locks"  # in the data directory; has the locks of the sites
FILE = "newsbot.lock"  # the lock of the data directory; older newsbots lock it exclusively


class FileLock:
    """A lock on a file (flock), held until ``release`` or the end of the process.

    The kernel removes the lock of a process that died. The file contains the id of the process that
    holds the lock exclusively.
    """

    def __init__(self, file: Path) -> None:
        """Open the file.

        Raises:
            OSError: The file cannot be opened, or is a symbolic link.
        """
        make_folder(file.parent)
        self._file = open(file, "a+", encoding="ascii", opener=own_opener)  # noqa: SIM115  # held
        self._is_alone = False

    def take(self, shared: bool = False) -> bool:
        """Take the lock, exclusive or shared; return False if another process prevents that.

        A lock that is already held must be given back first.
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
    """The lock of a data directory: runs share it; migration and repair take it exclusively."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / FILE)
        self._folder = folder

    def take_alone(self) -> None:
        """Take the lock exclusively; raise AlreadyRunningError if a run holds it."""
        if not self.take():
            raise AlreadyRunningError(at_work(self._folder))


class SiteLock(FileLock):
    """The exclusive lock of a site in a data directory; a run holds it."""

    def __init__(self, folder: Path, site: str) -> None:
        """Take the lock; raise AlreadyRunningError if another run of the site holds it."""
        file = folder / FOLDER / f"{file_name(site)}.lock"
        super().__init__(file)
        if not self.take():
            self.release()
            raise AlreadyRunningError(
                f"another run (process {_holder(file)}) is at work on {site} in {folder}"
            )


def process_at_work(folder: Path, site: str) -> str | None:
    """Return the id of the process whose run of a site is under way; None without a run.

    This does not try to take the lock, because a run that begins meanwhile would fail.
    """
    holder = _holder(folder / FOLDER / f"{file_name(site)}.lock")
    return holder if _is_alive(holder) else None


def at_work(folder: Path) -> str:
    """Return a message that names the other processes that use a data directory."""
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
    except PermissionError:  # the process of another user
        return True
    except (OSError, OverflowError, ValueError):
        return False
    return True
