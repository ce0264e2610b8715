"""Make files and folders that only the user and the group can read, with any umask; lock files.

People who must read feeds and reports can be put into the group.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

FOLDER_MODE = 0o750
FILE_MODE = 0o640
POLL = 0.0005  # seconds between tries to lock a file


def make_folder(folder: Path) -> None:
    """Make a folder and its missing parents; an existing folder is not changed."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    try:
        folder.mkdir(FOLDER_MODE)
    except FileExistsError:
        if not folder.is_dir():
            raise
    else:
        # The setgid bit, which gives the group of a folder to its files, is kept.
        folder.chmod(FOLDER_MODE | folder.stat().st_mode & stat.S_ISGID)


def opener(path: str, flags: int) -> int:
    """Open a file, for ``open(opener=…)``; make a new file with FILE_MODE."""
    if not flags & os.O_CREAT:
        return os.open(path, flags)
    try:
        descriptor = os.open(path, flags | os.O_EXCL, FILE_MODE)
    except FileExistsError:
        return os.open(path, flags, FILE_MODE)
    os.fchmod(descriptor, FILE_MODE)
    return descriptor


def lock_file(file: IO[Any] | int, wait: float = 0) -> bool:
    """Lock an open file or folder exclusively, until it is closed; return whether it is locked.

    For a pipe, a device, and a file on a file system without locks, return True.

    Args:
        file: The file, or its descriptor.
        wait: How long to wait while another process holds it (seconds).
    """
    descriptor = file if isinstance(file, int) else file.fileno()
    mode = os.fstat(descriptor).st_mode
    until = time.monotonic() + wait
    while stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(POLL)
            continue
        except OSError:
            pass
        break
    return True


def unlock_file(stream: IO[bytes]) -> None:
    """Release a lock of ``lock_file``."""
    with suppress(OSError):
        fcntl.flock(stream, fcntl.LOCK_UN)


def own_opener(path: str, flags: int) -> int:
    """Open one of newsbot's own files, for ``open(opener=…)``, and set FILE_MODE.

    The mode is also set for existing files, which older newsbots made readable by all.

    Raises:
        OSError: The path is a symbolic link, or a pipe, device or folder. A run would wait for a
            pipe or a device for ever.
    """
    descriptor = opener(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "It is a pipe, a device or a folder, not a file", path)
    with suppress(OSError):  # another user owns it, or the file system is read-only
        os.fchmod(descriptor, FILE_MODE)
    return descriptor


def touch(file: Path) -> None:
    """Make an empty file with the mode of newsbot's own files, if there is no file."""
    with open(file, "ab", opener=own_opener):
        pass


def write_whole(file: Path, content: bytes, sync: bool = True, mode: int = FILE_MODE) -> None:
    """Replace a file atomically; its folder is made.

    Args:
        file: The path.
        content: The new content.
        sync: Whether to wait for the disk, so that a power failure leaves a complete file too.
        mode: The mode of the file.

    Raises:
        OSError: The file cannot be written.
    """
    make_folder(file.parent)
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        with open(part, "wb", opener=own_opener) as stream:
            if mode != FILE_MODE:
                os.fchmod(stream.fileno(), mode)
            stream.write(content)
            stream.flush()
            if sync:
                os.fsync(stream.fileno())
        part.replace(file)
    except OSError:
        part.unlink(missing_ok=True)
        raise
