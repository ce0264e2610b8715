"""Words beside a date: may they stand there, and what do they say of it?

A word that touches a date or a clock (no comma, line or slash between) belongs to it: it may be
what the date is of, what the number counts, a part of the day or a zone. So there it must be known.
"""

import re
import unicodedata

from newsbot.dates.reading import Contradiction
from newsbot.dates.tokens import BREAK, CUT, Line
from newsbot.dates.words import fold
from newsbot.dates.zones import FOREIGN_ZONES, INDIA, TIME_WORDS, ZONE_QUALIFIERS

# After a colon, dash or bracket words belong to what stands before: "Result: 15 Jan 2026".
_SETS_APART = frozenset(",|/•·>»，｜")
SETS_APART_AFTER = _SETS_APART | frozenset("-–—−")

# Over kinds, without separators. A place or publisher; a desk with its name; "by" with a name.
_KNOWN_NAMES = "(?:[CvrPD]|[xX]{0,3}s)*"
_WRITER = "L?B[xXvCsD]{1,5}"
_KNOWN = re.compile(rf"t?(?:{_KNOWN_NAMES}(?P<by>{_WRITER})?)")
_KNOWN_AFTER = re.compile(rf"{_KNOWN_NAMES}|{_WRITER}")


def names_only(line: Line, start: int, end: int, *, on: bool = False) -> bool:
    """Return whether the words from ``start`` that touch what begins at ``end`` are known names.

    With ``on`` (``Posted by Admin on``) they must name a writer, if there are any.
    """
    begin = next((i + 1 for i in range(end - 1, start - 1, -1) if sets_apart(line, i)), start)
    kinds = _kinds(line, begin, end)
    found = _KNOWN.fullmatch(kinds)
    return found is not None and not (on and kinds and not found["by"])


def names_follow(line: Line, start: int, end: int) -> bool:
    """Return whether the words at ``start`` are set apart from the day before them, or known."""
    first = _first_word(line, start, end)
    if not _touches(line, first, SETS_APART_AFTER):
        return True
    stop = next((i for i in range(first, end) if sets_apart(line, i)), end)
    return _KNOWN_AFTER.fullmatch(_kinds(line, first, stop)) is not None


def check_clock(line: Line, start: int, end: int, *, plain: bool) -> None:
    """Refuse a time whose words after it (``start`` to ``end``) may change what it means.

    ``plain``: it needs no part of the day, being of 24 hours or having one.

    Raises:
        Contradiction: they name a zone, or touch it and may be a zone or a part of the day.
    """
    first = _first_word(line, start, end)
    if first < end and _touches(line, first):
        stop = next((i for i in range(first, end) if sets_apart(line, i)), end)
        unsure = not plain or not {"(", "["}.isdisjoint(line.word(first - 1))
        if line.signature[first] == "X" or (unsure and not _named(line, first, stop)):
            raise Contradiction("a zone or a part of the day that is not known")
        words = {fold(line.word(i)) for i in range(first, min(first + 3, stop))}
        if words & FOREIGN_ZONES and not words & INDIA:
            raise Contradiction("a zone abroad")
    for index in range(start, end):
        if line.signature[index] == "t" and fold(line.word(index)) in TIME_WORDS:
            _check_zone_phrase(line, start, index)


def _named(line: Line, first: int, stop: int) -> bool:
    """Return whether no unknown word touches the clock: names, a writer, or India's time do."""
    words = {fold(line.word(i)) for i in range(first, stop)}
    known = line.signature[first] not in "xX" or (words & INDIA and words & TIME_WORDS)
    return bool(known) or re.match("[xX]{1,3}s", _kinds(line, first, stop)) is not None


def _check_zone_phrase(line: Line, start: int, end: int) -> None:
    words = set[str]()
    for index in range(end - 1, start - 1, -1):
        if sets_apart(line, index):
            break
        if line.signature[index] not in ",.S":
            words.add(fold(line.word(index)))
    if words and not (words & INDIA and words <= INDIA | ZONE_QUALIFIERS):
        raise Contradiction("a zone abroad")


def _kinds(line: Line, start: int, end: int) -> str:
    """Return the kinds of the words; a weekday and a label among them are part of a name."""
    kinds = line.signature[start:end]
    return re.sub("[,.S]", "", kinds).replace("W", "x")


def _first_word(line: Line, start: int, end: int) -> int:
    return next((i for i in range(start, end) if line.signature[i] not in ",.S"), end)


def _touches(line: Line, index: int, marks: frozenset[str] = _SETS_APART) -> bool:
    """Return whether nothing sets the token apart from the word before it."""
    while (index := index - 1) >= 0 and line.signature[index] in ",.S":
        if sets_apart(line, index, marks):
            return False
    return True


def sets_apart(line: Line, index: int, marks: frozenset[str] = _SETS_APART) -> bool:
    """Return whether this token keeps the words before it from belonging to what follows."""
    kind = line.signature[index]
    if kind == "S":  # an icon, not the joiners and marks of letters
        return unicodedata.category(line.word(index)) in ("So", "Co")
    if kind != "," or line.values[index] in (CUT, BREAK):
        return line.values[index] is BREAK
    return not marks.isdisjoint(line.word(index))
