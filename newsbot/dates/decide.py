"""Compute the instant of printed parts with dateparser, and check the result.

newsbot parses the words, and gives dateparser a date in plain English. dateparser decides whether
there is such a day, and computes 12-hour clocks, offsets and ``2 month ago``. Its result must have
exactly the printed year, month, day, clock, zone and weekday. docs/dates.md lists dates that
dateparser alone gets wrong.
"""

from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from newsbot.dates.words import IST_MINUTES, MONTH_NAMES

if TYPE_CHECKING:
    from dateparser.date import DateDataParser


class AmbiguousDateError(ValueError):
    """The words of a date contradict each other or have two meanings."""


# A time of day, and the printed half of the day (AM, PM); "" for a 24-hour clock.
Clock = tuple[time, str]


class DateParts(NamedTuple):
    """The parts of one date, each as printed.

    Attributes:
        day: (year, month, day); or, for words such as ``कल``, the number of days before today.
        clock: The time; None if no time is printed.
        offset: Minutes east of UTC; None if no zone is printed.
        weekdays: The printed weekdays; 0 is Monday.
        is_undated: Only a part of the day is printed. The day is today, and the time may be later
            than now.
    """

    day: tuple[int, int, int] | int
    clock: Clock | None = None
    offset: int | None = None
    weekdays: frozenset[int] = frozenset()
    is_undated: bool = False


_SETTINGS: dict[str, Any] = {
    "DATE_ORDER": "DMY",
    "STRICT_PARSING": True,
    "REQUIRE_PARTS": ["day", "month", "year"],
    "TIMEZONE_ABBREVIATIONS": {"IST": timedelta(minutes=IST_MINUTES)},
}


@lru_cache(maxsize=8)  # the dates of one page count back from one instant
def _parser(name: str, now: datetime | None) -> "DateDataParser":
    """Return dateparser's parser of a name; with ``now``, a parser of times relative to it.

    dateparser is imported here, because most commands parse no date.
    """
    from dateparser.date import DateDataParser

    settings = {"RELATIVE_BASE": now, "RETURN_AS_TIMEZONE_AWARE": True} if now else _SETTINGS
    return DateDataParser(languages=["en"], settings={**settings, "PARSERS": [name]})


def decide(parts: DateParts, now: datetime) -> datetime | None:
    """Return the instant of the printed parts; None if dateparser's result differs from them.

    ``now`` is at +05:30; a day such as ``कल`` counts back from it.
    """
    day = parts.day
    if isinstance(day, int):
        counted = _ask("relative-time", f"{day} day ago", now=now)
        if not counted or counted != now - timedelta(days=day):
            return None
        day = counted.year, counted.month, counted.day
    if day[1] not in MONTH_NAMES:
        return None
    clock, clock_format = _in_english(parts.clock)
    offset = IST_MINUTES if parts.offset is None else parts.offset
    printed_offset = f"{'-' if offset < 0 else '+'}{abs(offset) // 60:02}{abs(offset) % 60:02}"
    text = f"{day[2]} {MONTH_NAMES[day[1]]} {day[0]:04} {clock} {printed_offset}"
    found = _ask("custom-formats", text, [f"%d %B %Y {clock_format} %z"])
    is_as_printed = (
        found
        and (found.year, found.month, found.day) == day
        and found.time() == (parts.clock[0] if parts.clock else time())
        and found.utcoffset() == timedelta(minutes=offset)
        and parts.weekdays <= {found.weekday()}
    )
    return found if is_as_printed else None


def decide_ago(counts: dict[str, float], now: datetime) -> datetime | None:
    """Return the instant that is a number of each unit (``{"hour": 2}``) before ``now``.

    If the target month is shorter than the day of ``now``, it is the last day of that month.
    """
    text = " ".join([f"{count:.10g} {unit}" for unit, count in counts.items()])
    found = _ask("relative-time", f"{text} ago" if text else "now", now=now)
    if not found:
        return None
    spans = {f"{unit}s": count for unit, count in counts.items() if unit not in ("month", "year")}
    begin = found + timedelta(**spans)
    months = 12 * (now.year - begin.year) + now.month - begin.month
    is_of_day = begin.day == now.day or (begin + timedelta(days=1)).day == 1
    is_as_printed = months == counts.get("month", 0) + 12 * counts.get("year", 0) and is_of_day
    return found if is_as_printed and begin.time() == now.time() else None


def _in_english(clock: Clock | None) -> tuple[str, str]:
    """Return the text of a clock for dateparser, and its format."""
    if not clock:
        return "", ""
    at, half = clock
    fraction = ".%f" if at.microsecond else ""
    if half:
        return f"{at.hour % 12 or 12}{at.isoformat()[2:]} {half}", f"%I:%M:%S{fraction} %p"
    return at.isoformat(), f"%H:%M:%S{fraction}"


def _ask(
    parser: str, text: str, formats: list[str] | None = None, now: datetime | None = None
) -> datetime | None:
    try:
        return _parser(parser, now).get_date_data(text, formats).date_obj
    except (LookupError, ValueError, OverflowError):
        # Parsing with a format looks up the machine's zone, and raises if TZ is not a name of the
        # tz database.
        return _ask("absolute-time", text) if formats else None
