"""Dates as Hindi news sites print them → instants, or None where the words do not fix one.

The way of a text: ISO 8601 and epoch numbers at once; else tokens (tokens.py, words.py), labels off
(labels.py), the parts of the date as printed (grammar.py, clock.py, context.py, relative.py), and
dateparser decides (decide.py). A wrong instant is worse than none, so every word must have its
place. plausible.py says whether an article can have been there at that instant.

docs/dates.md says what was decided where the words leave room.

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
# How far after now an instant may lie: for the clocks of two machines.
CLOCK_SKEW = timedelta(minutes=15)
# How far after now a day without a time may begin. Issues are dated ahead; but a far day is more
# likely another thing's, or a month-first date read day first.
DAY_HORIZON = timedelta(days=10)
# How far after now a time that names no day may lie, which is read as today's.
UNDATED_HORIZON = timedelta(hours=3)

Precision = Literal["second", "minute", "day"]


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """An instant and how exactly the text gives it.

    ``at`` is at +05:30; of a ``day`` it is the midnight that begins it. ``second`` is said of
    seconds that are not zero: ``:00`` is nearly always a filler for seconds that nobody kept. What
    counts back from now (``3 दिन पहले``) is ``minute``.
    """

    at: datetime
    precision: Precision


_ZONE = "(?:Z|[+-][0-9]{2}(?::?[0-5][0-9])?|[+-][0-9][:.]?[0-5][0-9])?"
_ISO = re.compile(
    "[0-9]{4}-[0-9]{2}-[0-9]{2}"
    f"(?:[T ][0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}}(?:[.,][0-9]{{1,9}})?)?{_ZONE})?"
    f"|[0-9]{{8}}(?:T[0-9]{{4}}(?:[0-9]{{2}}(?:[.,][0-9]{{1,9}})?)?{_ZONE})?"
)
# +5:30: Python wants two digits.
_SHORT_OFFSET = re.compile("(?<=[+-])([0-9])[:.]?([0-9]{2})$")
_EMBEDDED_ISO = re.compile(f"[,.S]*(?P<iso>i),?{ZONE}[,.S]*")
_EPOCH = re.compile("[0-9]{10}(?:[0-9]{3})?")


def parse_date(text: str, now: datetime) -> ParsedDate | None:
    """Return the instant that ``text`` prints, or None where it does not fix one.

    Args:
        text: The words of a date, as on the page; labels, desk and city beside it may stay.
        now: Aware; what relative times count from. Nothing later than 15 minutes after it is
            returned, nor before 2000. Of days without a time: nothing that begins over 10 days
            after it.

    Raises:
        ValueError: ``now`` has no zone.
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
    """Return what the label beside a date says, and the date's words without it, as printed.

    White space is folded. Without a label, or with labels of both kinds: None and the whole text.
    """
    text = " ".join(text.split())
    if len(text) > MAX_LENGTH:
        return None, text
    kind, tokens = strip_labels(tokenize(text))
    return kind, text_of_tokens(tokens) if kind else text


def _parse_iso(text: str, now: datetime, offset: int | None = None) -> ParsedDate | None:
    """Return the date of ISO 8601 ``text``, with the offset in minutes that stands behind it."""
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
