"""Read and write reports of runs, in ``runs.jsonl`` and logs, with the standard library alone."""

from __future__ import annotations

import fcntl
import json
import os
import re
from typing import TYPE_CHECKING, Any, TypeGuard

from newsbot.files.private import make_folder, own_opener
from newsbot.json_lines import json_line
from newsbot.reporting.outcomes import BAD, CUT_SHORT, FORMER_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE = "runs.jsonl"
# The text before a report in a run's log. newsbot-schedule gets the log over HTTP and looks for it.
MARK = "run report: "
# The logger that writes the report. A headline in the log may contain MARK, but no text of an item
# is at the place of the logger's name.
LOGGER = "newsbot.extensions.run_report"
LINE = re.compile(rf"\S+ \S+ \[{re.escape(LOGGER)}\] INFO: {MARK}(?P<report>\{{.*)")
# Field of a report → its type, if the field is there.
TYPES = {
    "spider": str,
    "site": str,
    "job": str,
    "outcome": str,
    "status": int,
    "message": str,
    "articles": int,
    "rejects": int,
    "requests": int,
    "started_at": str,
    "finished_at": str,
    "feeds": list,
}
MAX_NUMBER = 1 << 53  # larger numbers are not exact in every JSON reader
MAX_DEPTH = 20  # levels of nested objects and lists
TAIL = 1 << 22  # bytes at the end of the file that are read: the reports of some thousand runs


def append(file: Path, run: dict[str, Any]) -> None:
    """Append a report in one write, under a lock, because runs of other sites append too."""
    make_folder(file.parent)
    descriptor = own_opener(str(file), os.O_RDWR | os.O_APPEND | os.O_CREAT)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        # A lone surrogate, for example in a URL, is written as an escape.
        line = (json_line(run) + "\n").encode("utf-8", "backslashreplace")
        if (end := os.fstat(descriptor).st_size) and os.pread(descriptor, 1, end - 1) != b"\n":
            line = b"\n" + line  # a run crashed while it wrote the last line
        if os.write(descriptor, line) != len(line):
            raise OSError("the disk is full")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def latest(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the latest reports of a file, newest first; skip lines that are not a report.

    Raises:
        OSError: The file cannot be read, or is a link or a pipe.
    """
    with open(file, "rb", opener=own_opener) as stream:
        start = max(0, stream.seek(0, os.SEEK_END) - TAIL)
        stream.seek(start)
        lines = stream.read().split(b"\n")
    for line in reversed(lines[start > 0 :]):
        if run := _parse(line):
            yield run


def empty_runs(file: Path, site: str) -> int:
    """Return the number of last runs of a site in a row that delivered no article."""
    count = 0
    for run in latest(file):
        if run.get("site", run.get("spider")) != site or run.get("outcome") in CUT_SHORT:
            continue
        if run.get("articles"):
            break
        count += 1
    return count


def report_in_log(log: str, job: str | None = None) -> dict[str, Any] | None:
    """Return the report in the log of a run; None if the run did not report.

    A job that crawls several sites has several reports. As for the exit status, the first report
    with a bad outcome counts, else the first one that was cut short, else the last one.

    Args:
        log: The log, or its end.
        job: The job of the log. If given, only lines of the logger of reports, in Scrapy's format,
            about this job count: a headline in the log may contain anything else.
    """
    found = []
    for line in log.split("\n"):
        if job is None:
            text = line.partition(MARK)[2]
        else:
            match = LINE.fullmatch(line.rstrip("\r"))
            text = match["report"] if match else ""
        run = _parse(text)
        if run and (job is None or run.get("job") == job):
            found.append(run)
    for names in (BAD, CUT_SHORT) if job else ():
        if report := next((run for run in found if run.get("outcome") in names), None):
            return report
    return found[-1] if found else None


def _parse(line: str | bytes) -> dict[str, Any] | None:
    """Return the report in a line; None without one."""
    try:
        run = json.loads(line) if line else None
    except (ValueError, RecursionError):
        return None
    return with_outcome_of_now(run) if is_report(run) else None


def with_outcome_of_now(run: dict[str, Any]) -> dict[str, Any]:
    """Return a report of any newsbot with today's name of its outcome."""
    outcome = run.get("outcome")
    return {**run, "outcome": FORMER_NAMES.get(outcome, outcome)} if outcome else run


def is_report(run: Any) -> TypeGuard[dict[str, Any]]:
    """Return whether a value is an object whose known fields have the types of a report."""
    return (
        isinstance(run, dict)
        and all(run.get(name) is None or _is_of(kind, run[name]) for name, kind in TYPES.items())
        and _nests_at_most(MAX_DEPTH, run)
    )


def _is_of(kind: type, value: Any) -> bool:
    is_number = type(value) is int and abs(value) < MAX_NUMBER
    return is_number if kind is int else isinstance(value, kind)


def _nests_at_most(levels: int, value: Any) -> bool:
    """Return whether a JSON value has at most ``levels`` levels, and can be copied and written."""
    if not isinstance(value, dict | list):
        return True
    parts = value.values() if isinstance(value, dict) else value
    return levels > 0 and all(_nests_at_most(levels - 1, part) for part in parts)
