"""The folder of a browser's temporary files: its profile, and what its driver writes."""

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

    A folder is locked as long as its run lives, so that one without a lock is a dead run's. All are
    in one folder of the user's in the temporary one.

    Raises:
        OSError: There is no place for it, or the place belongs to somebody else.
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
        """Remove the folder; False while some of it stays, for a process still writes to it."""
        shutil.rmtree(self.path, ignore_errors=True)
        return not self.path.exists()

    def release(self) -> None:
        """Let go of the folder: one that is still there is removed by the next run."""
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
