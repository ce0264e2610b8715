"""The files that a user means by a path or a pattern."""

from __future__ import annotations

import glob
import os

from newsbot.exceptions import ArgumentError

ENDINGS = (".warc", ".warc.gz", ".warc.zst")


def files_of(pattern: str) -> list[str]:
    """Return the files of a pattern (``news/**/*.warc.gz``), in order of their names.

    A folder stands for the WARC files in it and below it.

    Raises:
        ArgumentError: No file matches.
    """
    if os.path.isfile(pattern):  # its name may have brackets in it
        return [pattern]
    found = glob.glob(pattern, recursive=True, include_hidden=False)
    if os.path.isdir(pattern):
        below = glob.glob(os.path.join(glob.escape(pattern), "**", "*"), recursive=True)
        found = [path for path in below if path.endswith(ENDINGS)]
    files = sorted(dict.fromkeys(path for path in found if os.path.isfile(path)))
    if not files:
        raise ArgumentError(f"no file matches {pattern!r}")
    return files
