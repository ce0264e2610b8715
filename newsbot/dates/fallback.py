"""dateparser, for orders of words that the grammar does not know, and held to what is printed.

Only lines get here whose every token is one that a date is made of: one year, one month named, one
day, at most one clock, am or pm, weekday and zone. dateparser is given them in English, and its
answer stands only if it has that year, month, day and time. So it can order the parts and cannot
add any.

It sees no zone (to it, IST is Israel's: https://github.com/scrapinghub/dateparser/issues/580, and
names of two meanings https://github.com/scrapinghub/dateparser/issues/683) and no Hindi (कल is
tomorrow): those are read by the tables in words.py.
"""

import re
from calendar import month_abbr
from datetime import time
from functools import cache
from typing import TYPE_CHECKING, Any

from newsbot.dates.clock import MERIDIEM_HOURS, resolve
from newsbot.dates.reading import Reading
from newsbot.dates.tokens import Line

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

_FREE_ORDER = re.compile(r"[nyocMWAza,.]{3,24}")
_AT_MOST_ONE = "ycMWAz"


@cache
def _parser() -> "DateDataParser":
    """dateparser, loaded when the first line needs it: a fifth of a second that most runs save."""
    from dateparser.date import DateDataParser

    return DateDataParser(
        languages=["en"],
        settings={
            "DATE_ORDER": "DMY",
            "STRICT_PARSING": True,
            "REQUIRE_PARTS": ["day", "month", "year"],
            "PARSERS": ["absolute-time"],
            "RETURN_AS_TIMEZONE_AWARE": False,
        },
    )


def read_free_order(line: Line) -> Reading | None:
    """Return what dateparser reads in ``line``, if it is what is printed there; else None.

    Raises:
        Contradiction: see :func:`newsbot.dates.clock.resolve`.
    """
    kinds = line.signature
    if not _FREE_ORDER.fullmatch(kinds) or any(kinds.count(kind) > 1 for kind in _AT_MOST_ONE):
        return None
    if "M" not in kinds or "y" not in kinds or kinds.count("n") + kinds.count("o") != 1:
        return None
    printed = dict(zip(kinds, line.values, strict=True))
    words = [_in_english(kind, printed[kind]) for kind in kinds if kind in "nyocMA"]
    found = _parser().get_date_data(" ".join(words)).date_obj
    day = printed.get("n", printed.get("o"))
    if not found or (found.year, found.month, found.day) != (printed["y"], printed["M"], day):
        return None
    if printed.get("W", found.weekday()) != found.weekday():
        return None
    if "c" not in printed:
        return Reading(found.date()) if found.time() == time() and "A" not in printed else None
    said = [MERIDIEM_HOURS[printed["A"]]] if "A" in printed else []
    clock = resolve(*printed["c"], said=said)
    if "z" in printed and printed["z"] is None:
        return None
    return Reading(found.date(), clock, printed.get("z")) if clock == found.time() else None


def _in_english(kind: str, value: Any) -> str:
    if kind == "M":
        return month_abbr[int(value)]
    if kind == "c":
        hour, minute, second, microsecond = value
        return f"{hour}:{minute:02}:{second:02}.{microsecond:06}"
    return str(value)
