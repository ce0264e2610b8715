"""Dates of articles: plausible ones, and those of a live blog's entries."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from newsbot.dates import CLOCK_SKEW, IST, ParsedDate, parse_date

if TYPE_CHECKING:
    from newsbot.dates import Precision

# How far after its start a date of that precision may still lie.
_LENGTHS = {
    "second": timedelta(),
    "minute": timedelta(seconds=59),
    "day": timedelta(hours=23, minutes=59, seconds=59),
}


@lru_cache(maxsize=64)
def article_date(words: str, seen_at: datetime) -> ParsedDate | None:
    """The instant that an article's date gives; None where it gives none that can be true.

    parse_date lets a day lie somewhat ahead, for a text may announce it; an article that was
    ``seen_at`` an instant is never from the future, only its site's clock may be.
    """
    date = parse_date(words, seen_at)
    return date if date and date.at <= seen_at + CLOCK_SKEW else None


def entry_time(
    words: str, updated: datetime, precision: Precision, seen_at: datetime
) -> datetime | None:
    """The instant of a live blog's entry, from its clock time and the page's last update.

    A time later than that update is of the day before. Words with a date of their own are read as
    they are, and those that count back (``2 घंटे पहले``) from when the page was seen. None where
    the words fix no instant.
    """
    latest = updated + _LENGTHS[precision]
    day = updated.astimezone(IST)
    dated = parse_date(f"{day:%d-%m-%Y}, {words}", latest + timedelta(days=1))
    if dated is None:
        whole = parse_date(words, seen_at)
        return whole.at if whole and whole.precision != "day" else None
    if dated.precision == "day":
        return None
    return dated.at if dated.at <= latest else dated.at - timedelta(days=1)
