"""Dates of articles: plausible ones, and those of a live blog's entries."""

from datetime import datetime, timedelta

from newsbot.dates import CLOCK_SKEW, IST, ParsedDate, Precision, parse_date
from newsbot.hindi.caching import cached_if_short

# Later than each date of a text that is only to be recognised, or compared with another.
FAR = datetime(2100, 1, 1, tzinfo=IST)
# How far after its start a date of that precision may still lie.
_LENGTHS = {"second": 0, "minute": 59, "day": 24 * 60 * 60 - 1}


@cached_if_short(64)
def article_date(words: str, fetched_at: datetime) -> ParsedDate | None:
    """Return the instant that an article's date gives, None where it gives none that can be true.

    parse_date lets a day lie somewhat ahead, for a text may announce it; an article that was
    ``fetched_at`` an instant is never from the future, only its site's clock may be.
    """
    date = parse_date(words, fetched_at)
    return date if date and date.at <= fetched_at + CLOCK_SKEW else None


def entry_time(
    words: str, updated: datetime, precision: Precision, fetched_at: datetime
) -> datetime | None:
    """Return the instant of a live blog's entry, from its clock time and the page's last update.

    A time later than that update is of the day before. Words with a date of their own are read as
    they are, and those that count back (``2 घंटे पहले``) from when the page was seen. None where
    the words fix no instant.
    """
    latest = updated + timedelta(seconds=_LENGTHS[precision])
    day = updated.astimezone(IST)
    dated = parse_date(f"{day:%d-%m-%Y}, {words}", latest + timedelta(days=1))
    if dated is None:
        whole = parse_date(words, fetched_at)
        return whole.at if whole and whole.precision != "day" else None
    if dated.precision == "day":
        return None
    return dated.at if dated.at <= latest else dated.at - timedelta(days=1)
