"""Dates as Hindi news sites print them → instants, or None where the words do not fix one.

The way of a text: ISO 8601 and epoch numbers at once; else words (tokens.py, words.py), labels off
(labels.py), then the grammar (grammar.py, relative.py), and dateparser for what is left
(fallback.py). A wrong instant is worse than none, so every word must have its place.

What was decided where the words leave room:

- No zone is +05:30, and IST is India's. A zone that is unknown or has two meanings: None.
- All-numeric dates are day first, or ISO's year first; one that is valid month first only
  (``02/13/2026``), or has a year of two digits, is None. ``02-Feb-26`` is 2026.
- A weekday that is not the date's, a part of the day or am/pm that the clock excludes
  (``सुबह 17:00``): None. Clocks without such a word are of 24 hours; beside a bare ``5 बजे`` or
  ``5:30 बजे``, of the morning or the evening, the day alone is read.
- ``रात 12:30 बजे`` is 00:30 of the date printed; of ``कल`` it may be either night: None.
- A 12-hour clock and part of the day alone (``03:00 बजे शाम``) are today's, up to 3 hours ahead.
- Two dates in one text: None, unless a label stands directly before the second.
- Words that touch a date must be known: a place, a source, a writer (sources.py, beside.py). Any
  other may be what the date is of, or what its number counts (``Windows 11 October 2021``). One
  that touches a 12-hour clock may be a part of the day, or a zone: None.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Literal

from newsbot.dates.fallback import read_free_order
from newsbot.dates.grammar import read_dated
from newsbot.dates.labels import Kind, take_label
from newsbot.dates.reading import Contradiction, Reading
from newsbot.dates.relative import days_of_phrase, read_ago
from newsbot.dates.tokens import BREAK, CUT, Line, tokenize
from newsbot.dates.usual import USUAL, read_usual
from newsbot.ist import IST

__all__ = ["IST", "ParsedDate", "parse_date", "split_label"]

MAX_LENGTH = 200
"""Characters; no printed date is longer."""

EARLIEST = datetime(2000, 1, 1, tzinfo=IST)
CLOCK_SKEW = timedelta(minutes=15)
"""How far after now an instant may lie, for the clocks of two machines."""
DAY_HORIZON = timedelta(days=10)
"""How far after now a day without a time may begin. Issues are dated ahead; but a far day is more
likely another thing's, or a month-first date read day first."""
UNDATED_HORIZON = timedelta(hours=3)
"""How far after now a time that names no day may lie, which is read as today's."""

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


_ISO = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?P<time>[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?"
    r"(?:Z|[+-][0-9]{2}|[+-][0-9]{1,2}:?[0-5][0-9])?)?"
    r"|[0-9]{8}(?P<basic>T[0-9]{4}(?:[0-9]{2}(?:[.,][0-9]{1,9})?)?(?:Z|[+-][0-9]{2}(?::?[0-5][0-9])?)?)?"
)
# +5:30: Python wants two digits.
_SHORT_OFFSET = re.compile(r"(:[0-9]{2}(?:[.,][0-9]+)?[+-])([0-9]:?[0-9]{2})$")
_EMBEDDED_ISO = re.compile(r"[,.S]*(?P<iso>i),?(?P<zone>z)?[,.S]*")
_EPOCH = re.compile("[0-9]{10}(?:[0-9]{3})?")
_DIGIT = re.compile("[0-9]")
SOME_DATE = "2 Feb 2026, 10:23 PM IST"  # of the usual form
_DIGITS = {0x0966 + digit: str(digit) for digit in range(10)}


def parse_date(text: str, now: datetime) -> ParsedDate | None:
    """Return the instant that ``text`` prints, or None where it does not fix one.

    Args:
        text: the words of a date, as on the page; labels, desk and city beside it may stay.
        now: aware; what relative times count from. Nothing later than 15 minutes after it is
            returned, nor before 2000. Of days without a time: nothing that begins over 10 days
            after it.

    Raises:
        ValueError: ``now`` has no zone.
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    if len(text) > MAX_LENGTH:
        return None
    text = text.strip()
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).strip()
        if len(text) > MAX_LENGTH:
            return None
    if "०" <= text[:1] <= "९" and (digits := text.translate(_DIGITS)).isascii():
        text = digits
    if at := read_usual(text):
        return _timed(at, now)
    if found := _ISO.fullmatch(text):
        text = _SHORT_OFFSET.sub(r"\g<1>0\g<2>", text)
        return _parse_iso(text, found.lastgroup is not None, now)
    if _EPOCH.fullmatch(text):
        seconds = int(text) / (1000 if len(text) == 13 else 1)
        return _timed(datetime.fromtimestamp(seconds, IST), now)
    return _parse_words(" ".join(text.split()), now)


def split_label(text: str) -> tuple[Kind | None, str]:
    """Return what the label beside a date says, and the date's words without it, as printed.

    White space is folded. Without a label, or with labels of both kinds: None and the whole text.
    """
    text = " ".join(text.split())
    if len(text) > MAX_LENGTH:
        return None, text
    digit = _DIGIT.search(text)
    if digit and USUAL.fullmatch(text, digit.start()):
        words, date = text[: digit.start()], text[digit.start() :]
        if kind := _said_before_usual(words):
            return kind, date
    return _split_label(text)


@lru_cache(256)  # a site has few labels
def _said_before_usual(words: str) -> Kind | None:
    """What a label says of a date of the usual form behind it; None for words that are no label."""
    kind, date = _split_label(words + SOME_DATE)
    return kind if date == SOME_DATE else None


def _split_label(text: str) -> tuple[Kind | None, str]:
    kind, line = take_label(tokenize(text))
    return kind, _printed(line) if kind else text


def _parse_iso(text: str, timed: bool, now: datetime) -> ParsedDate | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    if timed:
        return _timed(at if at.tzinfo else at.replace(tzinfo=IST), now)
    return _of_day(at, now)


def _parse_words(text: str, now: datetime) -> ParsedDate | None:
    line = take_label(tokenize(text))[1]
    if "i" in line.signature:
        return _parse_embedded_iso(line, now)
    try:
        today = now.astimezone(IST).date()
        reading = read_dated(line, today) or read_free_order(line)
    except Contradiction:
        return None
    if reading:
        return _instant(reading, now)
    if at := read_ago(line, now.astimezone(IST)):
        return _bounded(at, "minute", now)
    if days := days_of_phrase(line):
        return _instant(Reading(today - timedelta(days=days)), now)
    return None


def _parse_embedded_iso(line: Line, now: datetime) -> ParsedDate | None:
    found = _EMBEDDED_ISO.fullmatch(line.signature)
    if not found:
        return None
    text = str(line.values[found.start("iso")]).translate(_DIGITS).replace(" ", "")
    text = _SHORT_OFFSET.sub(r"\g<1>0\g<2>", text)
    parsed = _parse_iso(text, True, now)
    if not parsed or not found["zone"]:
        return parsed
    zone = line.values[found.start("zone")]
    at = datetime.fromisoformat(text)
    if zone is None or (at.tzinfo and at.utcoffset() != zone.utcoffset(at)):
        return None
    return _timed(at.replace(tzinfo=zone), now)


def _instant(reading: Reading, now: datetime) -> ParsedDate | None:
    if reading.clock is None:
        return _of_day(datetime.combine(reading.day, time.min), now)
    at = datetime.combine(reading.day, reading.clock, reading.zone or IST)
    if reading.undated:
        return _bounded(at.astimezone(IST), "minute", now, UNDATED_HORIZON)
    return _timed(at, now)


def _timed(at: datetime, now: datetime) -> ParsedDate | None:
    precision: Precision = "second" if at.second or at.microsecond else "minute"
    return _bounded(at, precision, now)


def _of_day(day: datetime, now: datetime) -> ParsedDate | None:
    return _bounded(day.replace(tzinfo=IST), "day", now, DAY_HORIZON)


def _bounded(
    at: datetime, precision: Precision, now: datetime, ahead: timedelta = CLOCK_SKEW
) -> ParsedDate | None:
    if at < EARLIEST or at > now + ahead:
        return None
    return ParsedDate(at.astimezone(IST), precision)


def _printed(line: Line) -> str:
    """Return the text of the line's tokens as printed, without what take_label cut out."""
    pieces: list[list[int]] = [[]]
    for index, value in enumerate(line.values):
        if value in (CUT, BREAK):
            pieces.append([])
        else:
            pieces[-1].append(index)
    texts = [line.text[line.span(i[0])[0] : line.span(i[-1])[1]] for i in pieces if i]
    printed = ", ".join(text.strip(" ,:;|-–—") for text in texts)
    return printed if printed.count(")") <= printed.count("(") else printed.rstrip(")")
