"""Reports of runs: a line in ``runs.jsonl`` and one in the log. The standard library alone."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from newsbot.files.private import make_folder, own_opener
from newsbot.json_lines import json_line
from newsbot.reporting.outcomes import CUT_SHORT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE = "runs.jsonl"
# The text before a report in a run's log, where newsbot-schedule finds it over HTTP.
MARK = "run report: "
TAIL = 1 << 22  # bytes; the reports of some thousand runs


def append(file: Path, run: dict[str, Any]) -> None:
    """Add a report; in one piece, for another run on the same data directory may do so too."""
    make_folder(file.parent)
    descriptor = own_opener(str(file), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    try:
        # A lone surrogate, in a URL say, as an escape.
        line = (json_line(run) + "\n").encode("utf-8", "backslashreplace")
        if os.write(descriptor, line) != len(line):
            raise OSError("the disk is full")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def latest(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the latest reports of a file, newest first; what is no report is passed over."""
    with file.open("rb") as stream:
        start = max(0, stream.seek(0, os.SEEK_END) - TAIL)
        stream.seek(start)
        lines = stream.read().split(b"\n")
    for line in reversed(lines[start > 0 :]):
        try:
            run = json.loads(line)
        except ValueError:
            continue
        if isinstance(run, dict):
            yield run


def empty_runs(file: Path, spider: str) -> int:
    """Return how many runs of a spider in a row, up to the last, brought nothing."""
    count = 0
    for run in latest(file):
        if run.get("spider") != spider or run.get("outcome") in CUT_SHORT:
            continue
        if run.get("articles"):
            break
        count += 1
    return count


def report_in_log(log: str) -> dict[str, Any] | None:
    """Return the report in (the end of) a run's log; None where the run did not report."""
    for line in reversed(log.splitlines()):
        _, mark, text = line.partition(MARK)
        if mark:
            try:
                run = json.loads(text)
            except ValueError:
                continue
            if isinstance(run, dict):
                return run
    return None
