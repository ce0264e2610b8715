"""Repair a ledger before a run: after a run that crashed, or after damage to its file."""

from __future__ import annotations

import json
import logging
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsbot.feed_lines import replayed_article
from newsbot.files.private import lock_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbot.ledger.articles.recording import Articles
    from newsbot.ledger.crawl_state.pages import Pages
    from newsbot.ledger.runs import Runs

logger = logging.getLogger(__name__)
BLOCK = 1 << 20  # bytes that are read at once


def recover_crashed_runs(runs: Runs, articles: Articles, folder: Path | None, now: int) -> None:
    """Cut torn last lines off the feeds of crashed runs; note the lines of the feeds as delivered.

    Args:
        runs: The runs of the site.
        articles: The articles of the site.
        folder: The data directory; feeds in it that are empty then are removed.
        now: The time of the recovery (Unix seconds).
    """
    for run, feed in runs.unfinished():
        file = Path(feed) if feed else None
        if runs.is_stored(run):
            articles.delivered(run)
        elif file is not None and file.is_file() and _has_lines(file):
            torn = cut_torn_line(file)
            _mark_delivered(articles, file, runs.site)
            if _is_own(folder, file):
                remove_empty(file)
            logger.warning(
                "run %d crashed; the lines in its feed %s count as delivered%s",
                run,
                feed,
                f"; its last line was torn: {torn} bytes were cut off" * (torn > 0),
            )
        runs.end(run, now)


def sites_in(folder: Path) -> list[str]:
    """Return the sites of the articles in a folder of feeds; the spider hindi has several."""
    lines = (line for file in _article_feeds(folder) for line in lines_of(file))
    return sorted({line["id"].rpartition(":")[0] for line in lines})


def rebuild(pages: Pages, articles: Articles, folder: Path, site: str) -> None:
    """Fill a new ledger with a site's articles from the feeds in ``folder``, and log that."""
    feeds = _article_feeds(folder)
    if not feeds:
        return
    for file in feeds:
        cut_torn_line(file)
        _mark_delivered(articles, file, site)
    for line in articles.all_latest():
        if line["url"]:  # a later run finds a page without a URL again
            pages.adopt(line)
    logger.error(
        "the ledger was rebuilt from %d feeds in %s: it has %d articles; the list of pending pages"
        " is lost, and the next runs find these pages again",
        len(feeds),
        folder,
        articles.count(),
    )


def _mark_delivered(articles: Articles, file: Path, site: str | None = None) -> None:
    """Note the lines of a feed as delivered; with ``site``, only the lines of that site."""
    lines = (line for line in lines_of(file) if not site or line["id"].startswith(f"{site}:"))
    articles.mark_delivered(lines, int(file.stat().st_mtime))


def _is_own(folder: Path | None, feed: Path) -> bool:
    """Return whether a feed is in the data directory; a file that ``-o`` names is the user's."""
    return folder is not None and (folder / "feeds").resolve() in feed.resolve().parents


def _article_feeds(folder: Path) -> list[Path]:
    """Return the feeds in a folder, without the rejects that an older newsbot wrote there."""
    feeds = sorted(folder.glob("*.jsonl"))
    return [file for file in feeds if not file.name.endswith(".rejects.jsonl")]


def _has_lines(file: Path) -> bool:
    """Return whether a file is JSON Lines; a feed of another format is complete or of another run.

    Parquet, compressed, XML, JSON and CSV files begin with another character than a line, or with a
    byte order mark. A control character at the start is a damaged line.
    """
    with file.open("rb") as stream:
        first = stream.read(1)
    return first in (b"", b"{") or not (b" " < first < b"\x7f" or first == b"\xef")


def cut_torn_line(file: Path) -> int:
    """Cut off the bytes behind the last line end of a file; return their number.

    A file that a run has locked is not changed, because that run is still writing its last line.
    """
    size = file.stat().st_size
    with file.open("rb+") as stream:
        if not lock_file(stream):
            return 0
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


def remove_empty(file: Path) -> None:
    """Remove an empty file; an error is ignored."""
    with suppress(OSError):
        if file.is_file() and not file.stat().st_size:
            file.unlink()


def lines_of(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the unchanged lines of a feed that are articles of any schema version."""
    with file.open("rb") as stream:
        for number, text in enumerate(stream, 1):
            try:
                line = json.loads(text)
            except ValueError:
                line = None
            if is_article(line):
                yield line
            else:
                logger.error("%s, line %d is not an article", file, number)


def is_article(line: Any) -> bool:
    """Return whether a line is an article of any schema version."""
    if not isinstance(line, dict) or not isinstance(line.get("id"), str):
        return False
    texts = (line.get(name) or "" for name in ("headline", "body", "url"))
    if ":" not in line["id"] or not all(isinstance(text, str) for text in texts):
        return False
    try:
        return replayed_article(line).revision > 0
    except (TypeError, ValueError):
        return False
