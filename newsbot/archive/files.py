"""Find the archive files that a user names by a path or a pattern."""

from __future__ import annotations

import glob
import os

from newsbot.exceptions import ArgumentError

ENDINGS = (".warc", ".warc.gz", ".warc.zst")


def files_of(pattern: str) -> list[str]:
    """Return the files that match a pattern (``news/**/*.warc.gz``), sorted by name.

    A folder stands for all WARC files in it and in its subfolders.

    Raises:
        ArgumentError: No file matches.
    """
    if os.path.isfile(pattern):  # the name of a file may have brackets
        return [pattern]
    found = glob.glob(pattern, recursive=True, include_hidden=False)
    if os.path.isdir(pattern):
        below = glob.glob(os.path.join(glob.escape(pattern), "**", "*"), recursive=True)
        found = [path for path in below if path.endswith(ENDINGS)]
    files = sorted(dict.fromkeys(path for path in found if os.path.isfile(path)))
    if not files:
        raise ArgumentError(f"no file matches {pattern!r}")
    return files
