"""Make safe file names from texts of sites and users, and recognise newsbot's own files."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

SAFE_NAME = re.compile(r"[A-Za-z0-9_-]{1,100}")
START_FORMAT = "%Y-%m-%dT%H-%M-%SZ"  # the start of a run (UTC) in the names of its files

# newsbot's own files and folders in its data directory, beside feeds.
OWN_FILES = re.compile(r"(ledger|search)\.sqlite.*|runs\.jsonl|newsbot\.lock")
OWN_FOLDERS = ("locks", "pages", "reports", "schedule", "scrapyd")
FEED_FOLDERS = ("feeds", "rejects")


def is_own_file(file: Path, data: Path, feeds: bool = False) -> bool:
    """Return whether a path is one of newsbot's own files, which other output must not overwrite.

    Paths with dot segments and symbolic links are resolved. The ledger, the search index and the
    reports are also recognised by a hard link.

    Args:
        file: The path; the file need not exist.
        data: The data directory.
        feeds: Whether feeds count as own files too; for output that is not a feed.
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
    """Return a text that is a safe file name unchanged, and a digest of any other text.

    Thus no dot segment, slash, NUL or length of an id can lead to another file.
    """
    if SAFE_NAME.fullmatch(text):
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return f"_{digest[:32]}"
