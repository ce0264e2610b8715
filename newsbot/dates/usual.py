"""The form that most pages print, ``15 Jun 2024, 12:07 PM IST``: read at once, for speed alone.

Whatever it reads, the grammar reads the same (tests/test_dates_usual.py).
"""

import re
from datetime import datetime

from newsbot.dates.words import WORDS
from newsbot.ist import IST

# As the grammar has them.
_MONTHS = {word: number for word, (kind, number) in WORDS.items() if kind == "M" and word.isascii()}
USUAL = re.compile(
    "([0-9]{1,2}) ([A-Z][a-z]{2,8}),? ([0-9]{4}),? (1[0-2]|0?[1-9]):([0-5][0-9]) ([AP])M(?: IST)?"
)


def read_usual(text: str) -> datetime | None:
    """The instant that ``text`` prints; None where it is not of this form, or no such day."""
    if not (found := USUAL.fullmatch(text)):
        return None
    day, month, year, hour, minute, half = found.groups()
    hours = int(hour) % 12 + 12 * (half == "P")
    try:
        return datetime(int(year), _MONTHS[month.lower()], int(day), hours, int(minute), tzinfo=IST)
    except (KeyError, ValueError):
        return None
