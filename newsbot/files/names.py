"""Names of files that are made of what a site or a user says. An id is not a path."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

SAFE_NAME = re.compile(r"[A-Za-z0-9_-]{1,100}")
START_FORMAT = "%Y-%m-%dT%H-%M-%SZ"  # of a run (UTC), with which the names of its files begin

# newsbot's own files and folders in its data directory, beside feeds.
OWN_FILES = re.compile(r"(ledger|search)\.sqlite.*|runs\.jsonl|newsbot\.lock")
OWN_FOLDERS = ("locks", "pages", "reports", "schedule", "scrapyd")
FEED_FOLDERS = ("feeds", "rejects")


def is_own_file(file: Path, data: Path, feeds: bool = False) -> bool:
    """Return True for a file that newsbot keeps in the data directory and nobody may write over.

    Whatever name it is called by: with dot segments or by a symbolic link. The ledger, the search
    index and the reports are known by a hard link too.

    Args:
        file: The file, which need not be there.
        data: The data directory.
        feeds: Whether feeds count too: for what is no feed itself.
    """
    folders = OWN_FOLDERS + FEED_FOLDERS * feeds
    try:
        steps = file.resolve().relative_to(data.resolve()).parts
    except ValueError:
        steps = ()
    if steps and (steps[0] in folders or (len(steps) == 1 and OWN_FILES.fullmatch(steps[0]))):
        return True
    if not file.is_file() or file.stat().st_nlink == 1 or not data.is_dir():
        return False
    return any(
        own_file.samefile(file) for own_file in data.iterdir() if OWN_FILES.fullmatch(own_file.name)
    )


def file_name(text: str) -> str:
    """Return the text itself where it is a plain name, else a digest of it that is one.

    So no dot segment, slash, NUL or length of an id can lead to another file.
    """
    if SAFE_NAME.fullmatch(text):
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return f"_{digest[:32]}"
