"""Describe a run in a few lines for people, with the paths of its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsbot.console.tables import printable
from newsbot.reporting import run_reports
from newsbot.reporting.stat_groups import below

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MAX_LINES = 3  # lines about feeds


def summary(run: Mapping[str, Any], folder: Path) -> list[str]:
    """Return at most 12 lines about a run.

    Args:
        run: The report of the run.
        folder: The data directory.
    """
    return [printable(line) for line in _lines(run, run.get("counts", {}), folder)]


def _lines(run: Mapping[str, Any], counts: Mapping[str, Any], folder: Path) -> Iterator[str]:
    message = run["message"].removeprefix(f"{run['outcome']}: ")
    yield f"{run['outcome']}: {message}"
    if "articles" in run:  # else the run did not start
        yield from _figures(run, counts)
    feeds = run.get("feeds", [])
    named = feeds if len(feeds) <= MAX_LINES else feeds[: MAX_LINES - 1]
    for feed in named:
        yield f"  feed     {feed}"
    if more := len(feeds) - len(named):
        yield f"  feeds    and {more} more"
    if folder_of_pages := counts.get("saved_pages/folder"):
        yield f"  saved    {folder_of_pages}: pages that could not be read"
    if page := run.get("report"):
        yield f"  page     {page}"
    yield f"  report   {folder / run_reports.FILE}, last line"


def _figures(run: Mapping[str, Any], counts: Mapping[str, Any]) -> Iterator[str]:
    unchanged = counts.get("recorded/unchanged", 0) + counts.get("pages/not_modified", 0)
    yield f"  articles {run['articles']}" + f", {unchanged} unchanged" * (unchanged > 0)
    rejects = below("rejects", counts)
    reasons = ", ".join(f"{count} {reason}" for reason, count in rejects.items())
    yield f"  rejects  {run['rejects']}" + f" ({reasons})" * bool(reasons)
    yield f"  seconds  {run['seconds']:.1f}, {run['requests']} requests"
    if rendered := counts.get("browser/rendered"):
        yield f"  browser  rendered {rendered} pages, {counts.get('browser/clicks', 0)} clicks"
    if unrendered := counts.get("browser/unrendered"):
        yield (
            f"  browser  none: {unrendered} pages were read without what their buttons or scripts"
        )
        yield "           bring. `make browser` adds it"
