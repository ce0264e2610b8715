"""Compute the clock of a printed time of day and the words about the half of the day beside it.

The functions raise AmbiguousDateError if there is no such time, or if not exactly one hour fits.
"""

import re
from collections.abc import Set as AbstractSet
from datetime import time

from newsbot.dates.decide import AmbiguousDateError, Clock
from newsbot.dates.tokens import Tokens


def clock_of(tokens: Tokens, match: re.Match[str]) -> Clock | None:
    """Return the clock of the groups of ``match`` (grammar._TIME).

    None for a bare hour (``5 बजे``, ``5:30 बजे``), which may be in the morning or the evening.
    """
    beside = [i for group in ("before", "meridiem", "after") for i in range(*match.span(group))]
    allowed = [tokens.values[i] for i in beside if tokens.kinds[i] in "APk"]
    if match["clock"]:
        clock = resolve(tokens.values[match.start("clock")], allowed)
        # A 24-hour clock has two digits.
        is_bare = match["oclock"] and re.match(r"\D|.\D", tokens.word(match.start("clock")))
    else:
        hour, minute = _spoken(tokens, match)
        clock, is_bare = resolve((hour, minute, 0, 0), allowed), hour <= 12
    return None if is_bare and not allowed else clock


def resolve(printed: tuple[int, int, int, int], allowed: list[AbstractSet[int]]) -> Clock:
    """Return the clock of a printed time.

    Args:
        printed: Hour, minute, second and microsecond.
        allowed: For each word about the half of the day, the hours (0 to 23) that it allows.
            Without such a word the clock has 24 hours. With one, the hours 1 to 12 may be in
            either half.
    """
    hour, minute, second, microsecond = printed
    if hour > 23 or minute > 59 or second > 59:
        raise AmbiguousDateError("no such time")
    is_of_12_hours = bool(allowed) and 1 <= hour <= 12
    hours = {hour % 12, hour % 12 + 12} if is_of_12_hours else {hour}
    hours = hours.intersection(*allowed)
    if len(hours) != 1:
        raise AmbiguousDateError("not one hour of the day")
    at = time(hours.pop(), minute, second, microsecond)
    return at, ("AM" if at.hour < 12 else "PM") if is_of_12_hours else ""


def _spoken(tokens: Tokens, match: re.Match[str]) -> tuple[int, int]:
    """Return hour and minute of ``साढ़े पांच (बजे)``, ``ढाई``, ``5 बजकर 30 मिनट``, ``10 (PM)``."""
    hours = tokens.values[match.start("hour")]
    fraction = tokens.values[match.start("fraction")] if match["fraction"] else 0
    if (fraction and hours % 1) or 0 < hours + fraction < 0.75:
        raise AmbiguousDateError("a fraction of a fraction, or of no hour")
    hour, minute = divmod(round((hours + fraction) * 60), 60)
    if hour == 0 and minute:
        hour = 12  # पौने एक: 12:45
    return hour, minute + int(tokens.values[match.start("minute")] if match["minute"] else 0)
