"""dateparser decides: a date in plain English → an instant, held to the printed parts.

newsbot reads the words and dateparser the date: whether there is such a day, 12-hour clocks,
offsets, and what ``2 month ago`` means. The answer stands only if it has exactly the printed year,
month, day, clock, zone and weekday. docs/dates.md lists where dateparser alone is wrong.
"""

from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from newsbot.dates.words import IST_MINUTES, MONTH_NAMES

if TYPE_CHECKING:
    from dateparser.date import DateDataParser


class AmbiguousDateError(ValueError):
    """The words are a date's, and contradict each other or have two meanings."""


# A time of day, and the half of the day (AM, PM) that is printed; "" for a clock of 24 hours.
Clock = tuple[time, str]


class DateParts(NamedTuple):
    """The parts of one date, each as printed.

    Attributes:
        day: Year, month and day; or how many days before today, for ``कल``.
        clock: None where no time is printed.
        offset: Minutes east of UTC, None where no zone is printed.
        weekdays: Those that the words give; 0 is Monday.
        is_undated: A part of the day alone is printed. The date is today's, and may lie ahead.
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
    """Return dateparser's parser of that name, or with ``now`` that of times counted back from it.

    dateparser is imported when the first date needs it: most commands read none.
    """
    from dateparser.date import DateDataParser

    settings = {"RELATIVE_BASE": now, "RETURN_AS_TIMEZONE_AWARE": True} if now else _SETTINGS
    return DateDataParser(languages=["en"], settings={**settings, "PARSERS": [name]})


def decide(parts: DateParts, now: datetime) -> datetime | None:
    """Return the instant of the printed parts, or None where dateparser finds no such instant.

    ``now`` is at +05:30; the days of ``कल`` count back from it.
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
    """Return the instant so many of each unit (``{"hour": 2}``) before ``now``.

    Where the month counted back to is shorter, it is on the last day of that month.
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
    """Return the clock as dateparser is given it, and its format."""
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
        # Formats look up the machine's zone, and raise where TZ is not of the tz database.
        return _ask("absolute-time", text) if formats else None
