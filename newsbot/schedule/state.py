"""Store the state of newsbot-schedule between its calls: ``schedule/state.json``."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import MISSING, asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from newsbot.exceptions import AlreadyRunningError, NewsbotError
from newsbot.files.private import lock_file, make_folder, own_opener, write_whole
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
    """The state of one schedule; times are Unix seconds."""

    since: int  # when the schedule was first seen
    slot: int  # the start of the next interval
    due_at: int  # the slot plus its jitter
    job: str | None = None  # the last job id that was posted
    posted_at: int | None = None
    accepted: bool = True  # False while it is not known whether Scrapyd got the job
    ended: bool = True  # False until the end of the job is noted
    last: dict[str, Any] | None = None  # the report of the last run that ended
    died: bool = False  # whether the last job ended without a report
    ran_at: int | None = None  # the end of the last run that was not cut short (CUT_SHORT)
    late_told: bool = False  # whether the alert that it is late was sent

    @classmethod
    def of(cls, values: Any) -> Entry:
        """Return the entry for an object of the state file; unknown fields are ignored.

        Raises:
            ValueError: A field is missing, or has a wrong type.
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
    """Return whether a JSON value has the type of a field."""
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
        """Read the state in a folder; a missing file is an empty state.

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
                f"{self._file} cannot be used and is not changed: {error}. "
                "Repair it, or move it away: without it all schedules are due at once"
            ) from None

    def entry(self, schedule: Schedule, now: int) -> Entry:
        """Return a schedule's entry, adapted to the schedule.

        A new schedule is due at once. No schedule is due later than after its interval and jitter.
        """
        entry = self.entries.setdefault(schedule.name, Entry(now, now, now))
        latest = now + schedule.every
        if entry.slot > latest:  # the interval has become shorter, or the clock was set back
            entry.slot = latest
        entry.due_at = min(entry.due_at, latest + schedule.jitter)
        return entry

    def save(self) -> None:
        """Replace the state file atomically.

        Raises:
            StateError: The file cannot be written.
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
    """Hold the lock of a folder within the context.

    Raises:
        AlreadyRunningError: Another newsbot-schedule holds the lock.
        StateError: The folder cannot be used.
    """
    try:
        make_folder(folder)
        lock = open(folder / "lock", "a", opener=own_opener)  # noqa: SIM115  # below
    except OSError as error:
        raise StateError(f"{folder} cannot be used: {error}") from None
    with lock:
        if not lock_file(lock):
            raise AlreadyRunningError("another newsbot-schedule is at work")
        yield
