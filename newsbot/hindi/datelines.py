"""Read datelines: place and agency at the beginning of a report: ``नई दिल्ली, 2 फरवरी (भाषा)``."""

import re
from itertools import dropwhile, takewhile
from typing import NamedTuple

from newsbot.hindi.agencies import agency
from newsbot.hindi.caching import cached_if_short
from newsbot.hindi.cleaning import clean
from newsbot.hindi.data_files import read_table
from newsbot.hindi.folding import fold
from newsbot.hindi.verbs import is_finite

MAX_HEAD = 80  # characters before the first mark
MAX_DATELINE = 120  # characters at the beginning of a paragraph that are read
MAX_UNKNOWN_WORDS = 2  # words of a place that is not in places.toml
MAX_DESK_WORDS = 4
MAX_NAME_WORDS = 3  # words of a reporter's name before a place
_TABLE = read_table("places.toml")
_LISTS = ("states", "india", "abroad", "latin")


def _key(text: str) -> str:
    """Return a folded text without spaces: both गौतमबुद्धनगर and गौतम बुद्ध नगर are in use."""
    return fold(text).replace(" ", "")


_PLACES = frozenset(
    _key(name) for kind in _LISTS for names in _TABLE[kind].values() for name in names
)
_AMBIGUOUS = frozenset(map(_key, _TABLE["ambiguous"]["names"]))
_DESKS = frozenset(map(fold, _TABLE["desks"]["words"]))
_LOCAL = frozenset(map(fold, _TABLE["desks"]["local"]))
_MONTHS = frozenset(map(fold, _TABLE["months"]["names"]))
_WEEKDAYS = frozenset(map(fold, _TABLE["months"]["weekdays"]))
_SENTENCE = frozenset(map(fold, _TABLE["sentence"]["words"]))

# The end of the words of a dateline. A hyphen within a word is part of the word (दिल्ली-एनसीआर), and
# the number in उत्तर 24 परगना is part of this name.
_END = re.compile(
    r"[:।|(\[\n]|ः(?=\s|$)|\.(?=\s|$)|\s[-–—]+|[-–—]+(?=\s|$)|[-–—]{2,}|—"
    r"|(?<!\d)\d(?!\d? परगना)"
)
# The same for text that is not cleaned: no space may stand between a stop and the next word.
_MAY_END = re.compile(_END.pattern + "|[.][^\\W\\d_]")
_MARK = re.compile(r"\s*(?:[:।|ः\n]|\.(?=\s|$)|[-–—]+)\s*")
_WORDS = re.compile(r"([^:।|.\n]{2,30})[:।|.]")
_BRACKETS = re.compile(r"[\s,]*[(\[]([^()\[\]]{1,40})[)\]]")
_DASH = re.compile(r"\s*[-–—]+\s*")
_DAY_BEHIND = re.compile(r"^\d{1,2}(?:,?\s*\d{4})?")  # the day after a month: "Feb 2 (PTI)"
# The end of a date after other words: "2 फरवरी", "दो फरवरी", "February 2".
_BEHIND_DATE = r"[.,]?(?:\s+\d{4})?(?=[\s:।(\[|–—-]|$)"
_DAYS = (
    re.compile(rf"[\s,]*\d{{1,2}}\s*([^\W\d_]\S*?){_BEHIND_DATE}"),
    re.compile(rf"[\s,]*([^\W\d_][^\s,:।(]*\s[^\W\d_][^\s,:।(]*?){_BEHIND_DATE}"),
    re.compile(rf"[\s,]*([^\W\d_]+)\s\d{{1,2}}{_BEHIND_DATE}"),
)
_QUOTES = "\"'“”‘’"


class Dateline(NamedTuple):
    """The place of a report as printed, and its agency as ``agencies.agency`` names it."""

    place: str
    agency: str | None = None


def is_place(text: str, *, surely: bool = False) -> bool:
    """Return whether a text is the name of a place and nothing else.

    Args:
        text: The text.
        surely: Whether to exclude places that are also words or people's names (गया, सागर).
    """
    key = _key(text)
    return key in _PLACES and not (surely and key in _AMBIGUOUS)


def is_reporter_line(text: str) -> bool:
    """Return whether a line is only a desk and known places: ``जागरण संवाददाता, कानपुर``.

    A line with a mark at its end is a dateline instead, and the next line belongs to it.
    """
    if len(text) > MAX_HEAD or _MARK.search(text):
        return False
    parts = [part for piece in text.split(",") if (part := piece.strip())]
    others = [part for part in parts if not is_known_place(part)]
    return 0 < len(others) < len(parts) and all(map(_is_desk, others))


def is_desk_line(text: str) -> bool:
    """Return whether a line is only the name of a desk: ``जनवाणी ब्यूरो |``."""
    words = fold(text).split() if len(text) <= MAX_HEAD else []
    return 1 < len(words) <= MAX_DESK_WORDS and words[-1] in _DESKS


@cached_if_short(16, 1000)  # called for a page's first paragraph, and again for the cleaned one
def read_dateline(paragraph: str) -> Dateline | None:
    """Return the dateline at the beginning of a report's first paragraph; None without one.

    A dateline is a place of ``newsbot/data/places.toml`` followed by a mark, a date, a desk or an
    agency. Another place counts if a local desk stands before it, or if both a date and an agency
    follow it.
    """
    lines = paragraph[: 2 * MAX_DATELINE].strip().split("\n", 2)
    if len(lines) > 1 and _read(lines[0]) and _read(lines[1]):
        return None  # a list of places
    if len(lines) > 1 and _is_desk(lines[0]):
        return _read("\n".join(lines[1:]))
    return _read(paragraph)


def _read(paragraph: str) -> Dateline | None:
    if not _MAY_END.search(paragraph, 0, MAX_HEAD):
        return None
    text = clean(paragraph[:MAX_DATELINE]).lstrip(_QUOTES)
    first = _BRACKETS.match(text)
    named = agency(f"({first[1]})") if first else None
    if first and named:
        text = text[first.end() :]
    end = _END.search(text)
    if end is None:
        return None
    head, rest = text[: end.start()], text[end.start() :]
    parts = [part for piece in head.split(",") if (part := piece.strip())]
    if not parts:
        return None
    parts[:1] = _split_desk(parts[0])
    if _is_month(parts[-1]):
        rest = _DAY_BEHIND.sub("", rest)
    tail = _read_tail(rest, named)
    if is_known_place(parts[0]):
        return None if _is_range(rest) else _after_place(parts, tail)
    if _is_desk(parts[0]) and len(parts) > 1 and tail.marked:
        return _after_desk(parts, tail)
    is_signed = len(parts) == 2 and rest.lstrip()[:1] in ":।|" and _may_be_person(parts[0])
    if is_signed and is_place(parts[1], surely=True):
        return Dateline(parts[1], tail.agency)
    dated = tail.dated or _is_month(parts[-1])
    parts = [parts[0], *(part for part in parts[1:] if not _is_weekday(part))]
    if tail.agency and dated and len(parts) - _is_month(parts[-1]) == 1 and _may_be_place(parts[0]):
        return Dateline(parts[0], tail.agency)
    return None


def _split_desk(part: str) -> list[str]:
    """Split a place from an agency or desk after a slash: ``नई दिल्ली/भाषा``."""
    place, _, beside = part.rpartition("/")
    return [place.strip(), beside.strip()] if place and _is_desk(beside) else [part]


def is_known_place(text: str) -> bool:
    """Return whether a text is the name of a place, or of several with slashes between them."""
    return all(map(is_place, text.split("/")))


class _Tail(NamedTuple):
    """The rest of a dateline after its words.

    Attributes:
        marked: Whether it has a mark: a colon, a stop, a dash, ….
        dated: Whether it has a date.
        agency: Its agency.
        desk: Whether it has a desk.
        signed: Whether it has a date followed by brackets, even with an unknown agency or desk.
    """

    marked: bool
    dated: bool
    agency: str | None
    desk: bool
    signed: bool


def _read_tail(rest: str, named: str | None) -> _Tail:
    dated, stopped, desk, signed = False, False, False, False
    while True:
        if not dated and (day := _day_length(rest)):
            dated, stopped, rest = True, rest[day - 1] == ".", rest[day:]
        elif brackets := _BRACKETS.match(rest):
            named = named or agency(f"({brackets[1]})")
            desk |= _is_desk(brackets[1])
            signed |= dated
            rest = rest[brackets.end() :]
        else:
            break
    mark = _MARK.match(rest)
    if mark and named is None:  # "नई दिल्ली। (एजेंसी) …", "नई दिल्ली: एजेंसी। …"
        behind = rest[mark.end() :]
        behind = behind[_day_length(behind) :]
        beside = _BRACKETS.match(behind) or _WORDS.match(behind)
        named = agency(f"({beside[1]})") if beside else None
    return _Tail(stopped or bool(mark), dated, named, desk, signed)


def _after_place(parts: list[str], tail: _Tail) -> Dateline | None:
    """Return the dateline that begins with a place: ``पटना, बिहार:``, ``नई दिल्ली, एएनआई।``."""
    places = list(takewhile(is_known_place, parts))
    named = tail.agency
    for other in parts[len(places) :]:
        agency_beside = agency(f"({other})")
        if not (agency_beside or _is_month(other) or _is_weekday(other) or _is_desk(other)):
            return None
        named = named or agency_beside
    if not (tail.marked or tail.agency or tail.desk or tail.signed):
        return None
    return Dateline(", ".join(places), named)


def _after_desk(parts: list[str], tail: _Tail) -> Dateline | None:
    """Return the dateline that begins with a desk or an agency: ``जागरण संवाददाता, पटना।``."""
    places = list(dropwhile(lambda part: not is_known_place(part), parts[1:]))
    named = agency(f"({parts[0]})") or tail.agency
    if places and all(map(is_known_place, places)):
        return Dateline(", ".join(places), named)
    is_local = not _LOCAL.isdisjoint(fold(parts[0]).split())
    if len(parts) == 2 and is_local and _may_be_place(parts[1]):
        return Dateline(parts[1], named)
    return None


def _is_range(rest: str) -> bool:
    """Return whether another place follows a dash: ``दिल्ली - मुंबई राजमार्ग``."""
    dash = _DASH.match(rest)
    words = rest[dash.end() :].split(None, 2)[:2] if dash else []
    return any(is_place(" ".join(words[:count])) for count in range(1, len(words) + 1))


def _day_length(text: str) -> int:
    """Return the number of characters of a day and month at the beginning of a text; else 0."""
    days = (day.match(text) for day in _DAYS)
    return next((day.end() for day in days if day and _is_month(day[1])), 0)


def _is_weekday(part: str) -> bool:
    return fold(part) in _WEEKDAYS


def _is_month(part: str) -> bool:
    """Return whether words are a month's name, also with the day in words: ``दो फरवरी``."""
    words = fold(part).split()
    return 0 < len(words) <= MAX_UNKNOWN_WORDS and words[-1] in _MONTHS


def _is_desk(part: str) -> bool:
    words = fold(part).split()
    if not words or len(words) > MAX_DESK_WORDS:
        return False
    return not _DESKS.isdisjoint(words) or agency(f"({part})") is not None


def _may_be_person(part: str) -> bool:
    """Return whether words have the form of a reporter's name: ``रवि शर्मा, गोड्डा:``."""
    words = fold(part).split()
    return 1 < len(words) <= MAX_NAME_WORDS and not any(
        word in _SENTENCE or is_finite(word) or word.isdigit() for word in words
    )


def _may_be_place(part: str) -> bool:
    """Return whether words that are not in places.toml have the form of a place."""
    words = fold(part).split()
    return (
        0 < len(words) <= MAX_UNKNOWN_WORDS and _SENTENCE.isdisjoint(words) and not _is_desk(part)
    )
