"""Parse the dates that Hindi news sites print into instants; return None for ambiguous words.

ISO 8601 and epoch numbers are parsed directly. Any other text is split into tokens (tokens.py,
words.py), its labels are removed (labels.py), and the printed parts are found (grammar.py,
clock.py, context.py, relative.py). Then dateparser computes the instant (decide.py). A wrong
instant is worse than none: every word of the text must fit the grammar. plausible.py checks whether
an article can have this date.

docs/dates.md has the decisions about texts with several possible readings.

Imported by page/, pipelines/, discovery/ and doctor/. Imports hindi/.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Literal

from newsbot import IST
from newsbot.dates.decide import AmbiguousDateError, decide, decide_ago
from newsbot.dates.grammar import ZONE, offset_of, read_dated
from newsbot.dates.labels import DateKind, strip_labels, text_of_tokens
from newsbot.dates.relative import read_ago
from newsbot.dates.tokens import DIGITS, Tokens, tokenize

__all__ = ["IST", "ParsedDate", "parse_date", "split_label"]

MAX_LENGTH = 200  # characters; no printed date is longer
EARLIEST = datetime(2000, 1, 1, tzinfo=IST)
# How far after now an instant may be, because clocks of machines differ.
CLOCK_SKEW = timedelta(minutes=15)
# How far after now a day without a time may begin. Printed issues are dated ahead. A later day is
# more likely not the date of the article, or a month-first date that was read day first.
DAY_HORIZON = timedelta(days=10)
# How far after now a time without a day may be; it is taken for a time of today.
UNDATED_HORIZON = timedelta(hours=3)

Precision = Literal["second", "minute", "day"]


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """An instant and its precision.

    Attributes:
        at: The instant, at +05:30; for the precision ``day`` the midnight that begins the day.
        precision: ``second`` only if the seconds are not zero, because ``:00`` is nearly always a
            filler. Times that count back from now (``3 दिन पहले``) have ``minute``.
    """

    at: datetime
    precision: Precision


_ZONE = "(?:Z|[+-][0-9]{2}(?::?[0-5][0-9])?|[+-][0-9][:.]?[0-5][0-9])?"
_ISO = re.compile(
    "[0-9]{4}-[0-9]{2}-[0-9]{2}"
    f"(?:[T ][0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}}(?:[.,][0-9]{{1,9}})?)?{_ZONE})?"
    f"|[0-9]{{8}}(?:T[0-9]{{4}}(?:[0-9]{{2}}(?:[.,][0-9]{{1,9}})?)?{_ZONE})?"
)
# +5:30: datetime.fromisoformat requires two digits for the hours.
_SHORT_OFFSET = re.compile("(?<=[+-])([0-9])[:.]?([0-9]{2})$")
_EMBEDDED_ISO = re.compile(f"[,.S]*(?P<iso>i),?{ZONE}[,.S]*")
_EPOCH = re.compile("[0-9]{10}(?:[0-9]{3})?")


def parse_date(text: str, now: datetime) -> ParsedDate | None:
    """Return the instant of a printed date; None if the text does not fix one.

    Dates before 2000 are refused, and instants more than CLOCK_SKEW after ``now``. Days without a
    time may begin up to DAY_HORIZON after ``now``.

    Args:
        text: A date as printed on the page; labels, desk and city beside it are allowed.
        now: The time from which relative times count, with a time zone.

    Raises:
        ValueError: ``now`` has no time zone.
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    if not text.isascii() and len(text) <= MAX_LENGTH:
        text = unicodedata.normalize("NFKC", text).translate(DIGITS)
    if len(text) > MAX_LENGTH:
        return None
    text = text.strip()
    if _ISO.fullmatch(text):
        return _parse_iso(text, now)
    if _EPOCH.fullmatch(text):
        seconds = int(text) / (1000 if len(text) == 13 else 1)
        return _bounded(datetime.fromtimestamp(seconds, IST), now)
    return _parse_words(strip_labels(tokenize(" ".join(text.split())))[1], now)


def split_label(text: str) -> tuple[DateKind | None, str]:
    """Return the kind of the label beside a date, and the date as printed without the label.

    White space is folded. Without a label, or with labels of both kinds, return None and the whole
    text.
    """
    text = " ".join(text.split())
    if len(text) > MAX_LENGTH:
        return None, text
    kind, tokens = strip_labels(tokenize(text))
    return kind, text_of_tokens(tokens) if kind else text


def _parse_iso(text: str, now: datetime, offset: int | None = None) -> ParsedDate | None:
    """Return the date of a text in ISO 8601; ``offset``: printed after it, in minutes."""
    try:
        is_short = "+" in text[-5:-3] or "-" in text[-5:-3]
        at = datetime.fromisoformat(_SHORT_OFFSET.sub(r"0\1:\2", text) if is_short else text)
    except ValueError:
        return None
    zone = IST if offset is None else timezone(timedelta(minutes=offset))
    if not at.tzinfo:
        at = at.replace(tzinfo=zone)
    elif offset is not None and at.utcoffset() != zone.utcoffset(None):
        return None
    is_timed = ":" in text or "T" in text
    return _bounded(at, now) if is_timed else _bounded(at, now, "day", DAY_HORIZON)


def _parse_words(tokens: Tokens, now: datetime) -> ParsedDate | None:
    now_in_india = now.astimezone(IST)
    try:
        if found := _EMBEDDED_ISO.fullmatch(tokens.kinds):
            text = tokens.values[found.start("iso")].replace(" ", "")
            return _parse_iso(text, now, offset_of(tokens, found))
        parts = read_dated(tokens)
    except AmbiguousDateError:
        return None
    if not parts:
        counts = read_ago(tokens)
        at = None if counts is None else decide_ago(counts, now_in_india)
        return _bounded(at, now, "minute") if at else None
    at = decide(parts, now_in_india)
    if at and not parts.clock:
        return _bounded(at, now, "day", DAY_HORIZON)
    ahead = UNDATED_HORIZON if parts.is_undated else CLOCK_SKEW
    return _bounded(at, now, ahead=ahead) if at else None


def _bounded(
    at: datetime, now: datetime, precision: Precision | None = None, ahead: timedelta = CLOCK_SKEW
) -> ParsedDate | None:
    if at < EARLIEST or at > now + ahead:
        return None
    by_seconds: Precision = "second" if at.second or at.microsecond else "minute"
    return ParsedDate(at.astimezone(IST), precision or by_seconds)
