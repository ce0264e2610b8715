"""Make and remove the folder of a browser's temporary files: its profile, its driver's files."""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class BrowserFolder:
    """A new folder for one browser. Folders that a killed run left are removed first.

    A folder is locked as long as its run lives: a folder without a lock is a dead run's. All of
    them are in one folder of the user's in the system's temporary folder.

    Raises:
        OSError: The disk has no place for the folder, or its parent belongs to another user.
    """

    def __init__(self) -> None:
        parent = Path(tempfile.gettempdir()) / f"newsbot-browser-{os.getuid()}"
        with suppress(FileExistsError):
            parent.mkdir(0o700)
        with _opened(parent) as descriptor:
            found = os.fstat(descriptor)
            if found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o022:
                raise PermissionError(f"{parent} is not this user's own folder")
            # Nobody takes a new folder for a dead run's before it is locked.
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            _remove_leftovers(parent)
            self.path = Path(tempfile.mkdtemp(prefix="", dir=parent))
            self._lock = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
            fcntl.flock(self._lock, fcntl.LOCK_EX)

    def remove(self) -> bool:
        """Remove the folder; return False if some of it stays: a process still writes to it."""
        shutil.rmtree(self.path, ignore_errors=True)
        return not self.path.exists()

    def release(self) -> None:
        """Release the lock: the next run removes a folder that is still there."""
        os.close(self._lock)


def _remove_leftovers(parent: Path) -> None:
    for folder in parent.iterdir():
        with suppress(OSError), _opened(folder) as descriptor:
            # BlockingIOError where its run lives.
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    """Open a folder, and no symbolic link in its place."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
