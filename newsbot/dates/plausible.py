"""Parse dates that an article can have, and the times of a live blog's entries."""

from datetime import datetime, timedelta

from newsbot.dates import CLOCK_SKEW, IST, ParsedDate, Precision, parse_date
from newsbot.hindi.caching import cached_if_short

# The ``now`` for a text that is only recognised as a date, or compared with another date.
FAR = datetime(2100, 1, 1, tzinfo=IST)
# Precision → the seconds from the given instant to the end of the second, minute or day.
_LENGTHS = {"second": 0, "minute": 59, "day": 24 * 60 * 60 - 1}


@cached_if_short(64)
def article_date(words: str, fetched_at: datetime) -> ParsedDate | None:
    """Return the date of an article; None if it cannot be parsed or cannot be true.

    parse_date allows days in the near future, which a text may announce. But an article that was
    fetched at ``fetched_at`` cannot be newer, except for a difference of clocks.
    """
    date = parse_date(words, fetched_at)
    return date if date and date.at <= fetched_at + CLOCK_SKEW else None


def entry_time(
    words: str, updated: datetime, precision: Precision, fetched_at: datetime
) -> datetime | None:
    """Return the instant of an entry of a live blog; None if the words do not fix one.

    A clock time is on the day of the last update, or on the day before if it would be later than
    that update. Words with a date are parsed alone.

    Args:
        words: The printed time of the entry.
        updated: The last update of the page.
        precision: The precision of ``updated``.
        fetched_at: When the page was fetched; ``2 घंटे पहले`` counts from it.
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
