"""Make files and folders that only the user and its group can read, whatever the umask; lock files.

The group reads: whoever is to see feeds and reports is put into it. Nobody else does.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import IO

FOLDER_MODE = 0o750
FILE_MODE = 0o640


def make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing. One that is there stays as it is."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    try:
        folder.mkdir(FOLDER_MODE)
    except FileExistsError:
        if not folder.is_dir():
            raise
    else:
        # In a folder that hands its group on (setgid), the new one does so too.
        folder.chmod(FOLDER_MODE | folder.stat().st_mode & stat.S_ISGID)


def opener(path: str, flags: int) -> int:
    """Open a file, for ``open(opener=…)``: a new one is the user's and the group's alone."""
    if not flags & os.O_CREAT:
        return os.open(path, flags)
    try:
        descriptor = os.open(path, flags | os.O_EXCL, FILE_MODE)
    except FileExistsError:
        return os.open(path, flags, FILE_MODE)
    os.fchmod(descriptor, FILE_MODE)
    return descriptor


def lock_file(stream: IO[bytes]) -> bool:
    """Lock an open file for this process alone, until it is closed; return False if another did.

    A pipe, a device, and a file on a file system without locks count as locked.
    """
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        return True
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        pass
    return True


def unlock_file(stream: IO[bytes]) -> None:
    """Give a lock of ``lock_file`` back."""
    with suppress(OSError):
        fcntl.flock(stream, fcntl.LOCK_UN)


def own_opener(path: str, flags: int) -> int:
    """Open a file of newsbot's own, for reading or writing, as ``opener`` does.

    A file that an older newsbot left readable by all is closed to them. A symbolic link, a pipe and
    a device are refused: a run would wait for a pipe or a device for ever.
    """
    descriptor = opener(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "It is a pipe, a device or a folder, not a file", path)
    with suppress(OSError):  # it is another user's, or on a file system that can only be read
        os.fchmod(descriptor, FILE_MODE)
    return descriptor


def touch(file: Path) -> None:
    """Make an empty file where there is no file, with the mode of newsbot's own files."""
    with open(file, "ab", opener=own_opener):
        pass


def write_whole(file: Path, content: bytes, sync: bool = True) -> None:
    """Write a file wholly or not at all; its folder is made. Raises OSError.

    ``sync``: wait for the disk, so that this holds for a power cut too.
    """
    make_folder(file.parent)
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        with open(part, "wb", opener=own_opener) as stream:
            stream.write(content)
            stream.flush()
            if sync:
                os.fsync(stream.fileno())
        part.replace(file)
    except OSError:
        part.unlink(missing_ok=True)
        raise
