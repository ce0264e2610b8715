"""Make and remove the folder of a browser's temporary files (profile, files of the driver)."""

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
    """A new folder for one browser; folders that killed runs left are removed first.

    A run locks its folder as long as it lives, so a folder without a lock belongs to a dead run.
    All of them are in one folder of the user in the system's temporary folder.

    Raises:
        OSError: The folder cannot be made, or its parent belongs to another user.
    """

    def __init__(self) -> None:
        parent = Path(tempfile.gettempdir()) / f"newsbot-browser-{os.getuid()}"
        with suppress(FileExistsError):
            parent.mkdir(0o700)
        with _opened(parent) as descriptor:
            found = os.fstat(descriptor)
            if found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o022:
                raise PermissionError(f"{parent} is not this user's own folder")
            # The lock of the parent keeps other runs from removing the new folder before it is
            # locked itself.
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            _remove_leftovers(parent)
            self.path = Path(tempfile.mkdtemp(prefix="", dir=parent))
            self._lock = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
            fcntl.flock(self._lock, fcntl.LOCK_EX)

    def remove(self) -> bool:
        """Remove the folder; return False if it is not empty, because a process still writes."""
        shutil.rmtree(self.path, ignore_errors=True)
        return not self.path.exists()

    def release(self) -> None:
        """Release the lock, so that the next run removes the folder if it still exists."""
        os.close(self._lock)


def _remove_leftovers(parent: Path) -> None:
    for folder in parent.iterdir():
        with suppress(OSError), _opened(folder) as descriptor:
            # This raises BlockingIOError if the run of the folder lives.
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    """Open a folder; fail if it is a symbolic link."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
