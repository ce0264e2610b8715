"""Printed time of day → datetime.time."""

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import time

from newsbot.dates.reading import Contradiction
from newsbot.dates.tokens import Line

MERIDIEM_HOURS = {"am": frozenset(range(12)), "pm": frozenset(range(12, 24))}


def clock_of(line: Line, match: re.Match[str]) -> time | None:
    """Return the time that the groups of ``match`` (grammar._TIME) name.

    A bare hour (``5 बजे``, ``5:30 बजे``), which may be of the morning or the evening, gives None.

    Raises:
        Contradiction: see :func:`resolve`.
    """
    said: list[AbstractSet[int]] = []
    for group in ("before", "meridiem", "after"):
        for index in range(*match.span(group)) if match[group] else ():
            kind, value = line.signature[index], line.values[index]
            if kind in "APk":
                said.append(MERIDIEM_HOURS[value] if kind == "A" else value)
    if match["clock"]:
        at = resolve(*line.values[match.start("clock")], said=said)
        # 24-hour clocks have two digits
        one_digit = re.match(r"\D|.\D", line.word(match.start("clock")))
        return None if match["oclock"] and not said and one_digit else at
    hour, minute = _spoken(line, match)
    at = resolve(hour, minute, said=said)
    return None if not said and hour <= 12 else at


def resolve(
    hour: int,
    minute: int,
    second: int = 0,
    microsecond: int = 0,
    *,
    said: Iterable[AbstractSet[int]],
) -> time:
    """Return the time that a printed clock shows, given the hours that the words beside it allow.

    A clock with no such word is of 24 hours; with one, hours 1 to 12 may be of either half.

    Raises:
        Contradiction: no such time, or not exactly one hour of the day fits the words.
    """
    if hour > 23 or minute > 59 or second > 59:
        raise Contradiction("no such time")
    said = list(said)
    hours = {hour % 12, hour % 12 + 12} if said and 1 <= hour <= 12 else {hour}
    hours = hours.intersection(*said)
    if len(hours) != 1:
        raise Contradiction("not one hour of the day")
    return time(hours.pop(), minute, second, microsecond)


def _spoken(line: Line, match: re.Match[str]) -> tuple[int, int]:
    """Return hour and minute of ``साढ़े पांच (बजे)``, ``ढाई``, ``5 बजकर 30 मिनट``, ``10 (PM)``."""
    hours = line.values[match.start("hour")]
    if match["fraction"]:
        if hours != int(hours):
            raise Contradiction("a fraction of a fraction")
        hours += line.values[match.start("fraction")]
    if 0 < hours < 0.75:
        raise Contradiction("no such time")
    hour, minute = divmod(round(hours * 60), 60)
    if hour == 0 and minute:
        hour = 12  # पौने एक: 12:45
    if match["minute"]:
        minute += int(line.values[match.start("minute")])
    return hour, minute
