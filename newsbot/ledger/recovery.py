"""What a run that died, or a ledger that broke, left behind is put in order before a run starts."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsbot.ledger.revisions import SIGNIFICANT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbot.ledger import Ledger

logger = logging.getLogger(__name__)
BLOCK = 1 << 20
# What a line must have to be known as an article; others may come with newer versions.
NEEDED = {
    *SIGNIFICANT,
    *("id", "revision", "url", "site", "body", "duplicate_of", "changes"),
    *("found_via", "found_on", "depth", "fetched_at", "first_seen_at"),
}


def settle_dead_runs(ledger: Ledger, now: int) -> None:
    """Cut torn last lines off the feeds of runs that died; what the feeds hold is delivered."""
    for run, feed in ledger.runs.unfinished():
        file = Path(feed) if feed else None
        if file is not None and file.is_file():
            torn = cut_torn_line(file)
            ledger.articles.found_in_feed(lines_of(file))
            logger.warning(
                "run %d died; its feed %s is kept%s",
                run,
                feed,
                f", cut by {torn} bytes" * (torn > 0),
            )
        ledger.runs.end(run, now)


def rebuild(ledger: Ledger, folder: Path) -> None:
    """Fill a new ledger with a site's articles from its feeds on disk, and say so."""
    feeds = [file for file in sorted(folder.glob("*.jsonl")) if is_article_feed(file)]
    if not feeds:
        return
    for file in feeds:
        cut_torn_line(file)
        ledger.articles.found_in_feed(lines_of(file))
    for line in ledger.articles.all_latest():
        ledger.pages.adopt(line)
    logger.error(
        "the ledger was rebuilt from %d feeds in %s: %d articles; what was pending is found anew",
        len(feeds),
        folder,
        ledger.articles.count(),
    )


def is_article_feed(file: Path) -> bool:
    return not file.name.endswith(".rejects.jsonl")


def cut_torn_line(file: Path) -> int:
    """Cut what follows the last line end off a file; the number of bytes that were cut."""
    size = file.stat().st_size
    with file.open("rb+") as stream:
        end = size
        while end > 0:
            start = max(0, end - BLOCK)
            stream.seek(start)
            at = stream.read(end - start).rfind(b"\n")
            if at >= 0:
                end = start + at + 1
                break
            end = start
        if end < size:
            stream.truncate(end)
            stream.flush()
            os.fsync(stream.fileno())
    return size - end


def lines_of(file: Path) -> Iterator[dict[str, Any]]:
    """The articles in a feed; a line that is none is passed over."""
    with file.open("rb") as stream:
        for number, text in enumerate(stream, 1):
            try:
                line = json.loads(text)
            except ValueError:
                line = None
            if isinstance(line, dict) and line.keys() >= NEEDED:
                yield line
            else:
                logger.error("%s, line %d is no article", file, number)
