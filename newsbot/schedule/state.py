"""The memory of newsbot-schedule from one call to the next: ``schedule/state.json``."""

from __future__ import annotations

import fcntl
import json
from contextlib import contextmanager
from dataclasses import MISSING, asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from newsbot.exceptions import AlreadyRunningError, NewsbotError
from newsbot.files.private import make_folder, own_opener, write_whole
from newsbot.reporting.run_reports import is_report, with_outcome_of_now

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newsbot.schedule.plan import Schedule


MAX_INSTANT = 1 << 35  # the year 3058; greater numbers are no dates for Python


class StateError(NewsbotError):
    """The state cannot be read or written."""


@dataclass(slots=True)
class Entry:
    """The memory of one schedule; instants are Unix seconds."""

    since: int  # when it was first seen
    slot: int  # the interval that comes next begins here
    due_at: int  # the slot, and its jitter
    job: str | None = None  # the last job id that was posted
    posted_at: int | None = None
    accepted: bool = True  # False while it is not known whether Scrapyd took the job
    ended: bool = True  # False while the job's end has not been seen
    last: dict[str, Any] | None = None  # the report of the last run that ended
    died: bool = False  # the last job ended without a report
    ran_at: int | None = None  # the end of the last run that was one, see outcomes.CUT_SHORT
    late_told: bool = False  # that it is late has been told

    @classmethod
    def of(cls, values: Any) -> Entry:
        """Return the entry of a state file; a field that this newsbot does not know is left out.

        Raises:
            ValueError: A field is missing, or is not of its type.
        """
        if not isinstance(values, dict):
            raise ValueError("it is not an object")
        known = {}
        for field in fields(cls):
            if field.name in values:
                known[field.name] = value = values[field.name]
                if not _is_of(str(field.type), value):
                    raise ValueError(f"{field.name} is {json.dumps(value):.60}")
            elif field.default is MISSING:
                raise ValueError(f"{field.name} is missing")
        entry = cls(**known)
        entry.last = entry.last and with_outcome_of_now(entry.last)
        return entry


def _is_of(kind: str, value: Any) -> bool:
    """Return whether a value that JSON can hold is of a field's type."""
    kind, _, optional = kind.partition(" | ")
    match kind:
        case _ if optional and value is None:
            return True
        case "int":
            return type(value) is int and 0 <= value < MAX_INSTANT
        case "dict[str, Any]":
            return is_report(value)
        case _:
            return type(value).__name__ == kind


class State:
    """The entries of all schedules, by name."""

    def __init__(self, folder: Path) -> None:
        """Read the state in a folder, where there may be none yet.

        Raises:
            StateError: The state cannot be read.
        """
        self._file = folder / "state.json"
        self.folder = folder
        try:
            self.entries = _entries(self._file.read_text("utf-8"))
        except FileNotFoundError:
            self.entries = {}
        except (OSError, ValueError, RecursionError) as error:
            raise StateError(
                f"{self._file} cannot be used and stays as it is: {error}. "
                "Mend it, or move it away: without it all schedules are due at once"
            ) from None

    def entry(self, schedule: Schedule, now: int) -> Entry:
        """Return a schedule's entry, which is changed to fit the schedule.

        A new one is due at once; no one is due later than its interval.
        """
        entry = self.entries.setdefault(schedule.name, Entry(now, now, now))
        latest = now + schedule.every
        if entry.slot > latest:  # the interval has become shorter, or the clock was set back
            entry.slot = latest
        entry.due_at = min(entry.due_at, latest + schedule.jitter)
        return entry

    def save(self) -> None:
        """Write the state, whole or not at all.

        Raises:
            StateError: It cannot be written.
        """
        content = {"schedules": {name: asdict(entry) for name, entry in self.entries.items()}}
        try:
            text = json.dumps(content, ensure_ascii=False, indent=1)
            write_whole(self._file, text.encode("utf-8", "backslashreplace"))
        except OSError as error:
            raise StateError(f"{self._file} cannot be written: {error}") from None


def _entries(text: str) -> dict[str, Entry]:
    content = json.loads(text)
    if not isinstance(content, dict) or not isinstance(content.get("schedules"), dict):
        raise ValueError("it has no object `schedules`")
    entries = {}
    for name, values in content["schedules"].items():
        try:
            entries[name] = Entry.of(values)
        except ValueError as error:
            raise ValueError(f"schedule {name:.60}: {error}") from None
    return entries


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder's lock; AlreadyRunningError where another newsbot-schedule has it."""
    try:
        make_folder(folder)
        lock = open(folder / "lock", "a", opener=own_opener)  # noqa: SIM115  # below
    except OSError as error:
        raise StateError(f"{folder} cannot be used: {error}") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunningError("another newsbot-schedule is at work") from None
        yield
