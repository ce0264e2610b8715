"""Decide whether words beside a date are allowed, and whether they change its meaning.

A word that touches a date or a clock (without a comma, bar or slash between) belongs to it. It may
name the event of the date, the thing that the number counts, a part of the day or a zone. Such a
word must be a known one.
"""

import re
import unicodedata

from newsbot.dates.decide import AmbiguousDateError
from newsbot.dates.tokens import REMOVED, REMOVED_ASIDE, Tokens
from newsbot.dates.words import SETS, fold_word

_SEPARATING = frozenset(",|/•·>»，｜")
# A colon, dash or bracket separates only in some places: in "Result: 15 Jan 2026" the word before
# it belongs to the date.
SEPARATING_AFTER = _SEPARATING | frozenset("-–—−")

# Patterns of kinds without separators: a place or publisher; a desk with its name; "by" with a
# name.
_KNOWN_NAMES = "(?:[CvrPD]|[xX]{0,3}s)*"
_WRITER = "L?B[xXvCsD]{1,5}"
_KNOWN_BEFORE = re.compile(rf"t?(?:{_KNOWN_NAMES}(?P<by>{_WRITER})?)")
_KNOWN_AFTER = re.compile(rf"{_KNOWN_NAMES}|{_WRITER}")
_NAMED_DESK = re.compile("[xX]{1,3}s")


def are_known_names(tokens: Tokens, start: int, end: int, *, requires_author: bool = False) -> bool:
    """Return whether the words from ``start`` that touch the token ``end`` are known names.

    With ``requires_author`` (``Posted by Admin on``) the words, if any, must name a writer.
    """
    kinds = _kinds(tokens, _clause_start(tokens, start, end), end)
    found = _KNOWN_BEFORE.fullmatch(kinds)
    return found is not None and not (requires_author and kinds and not found["by"])


def may_follow(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether the words from ``start`` are known, or separated from the day before them."""
    first, stop = _touching(tokens, start, end, SEPARATING_AFTER)
    return first == stop or _KNOWN_AFTER.fullmatch(_kinds(tokens, first, stop)) is not None


def check_after_clock(tokens: Tokens, start: int, end: int, *, is_plain: bool) -> None:
    """Refuse a time if the words after it (``start`` to ``end``) may change its meaning.

    Args:
        tokens: The tokens of the date.
        start: The first token after the time.
        end: The first token that is not checked.
        is_plain: The time needs no part of the day: it has 24 hours, or has such a part.

    Raises:
        AmbiguousDateError: The words name a zone, or touch the time and may be a zone or a part of
            the day.
    """
    indias = SETS["india"]
    first, stop = _touching(tokens, start, end)
    if first < stop:
        words = [fold_word(tokens.word(i)) for i in range(first, stop)]
        is_indias = indias.intersection(words) and SETS["time"].intersection(words)
        is_desk = _NAMED_DESK.match(_kinds(tokens, first, stop))
        is_known = tokens.kinds[first] not in "xX" or is_indias or is_desk
        needs_known = not is_plain or not {"(", "["}.isdisjoint(tokens.word(first - 1))
        if tokens.kinds[first] == "X" or (needs_known and not is_known):
            raise AmbiguousDateError("a zone or a part of the day that is not known")
        if SETS["foreign"].intersection(words[:3]) and not indias.intersection(words[:3]):
            raise AmbiguousDateError("a zone abroad")
    for index in range(start, end):
        if tokens.kinds[index] == "t" and fold_word(tokens.word(index)) in SETS["time"]:
            places = range(_clause_start(tokens, start, index), index)
            zone = {fold_word(tokens.word(i)) for i in places if tokens.kinds[i] not in ",.S"}
            if zone and not (zone & indias and zone <= indias | SETS["qualifiers"]):
                raise AmbiguousDateError("a zone abroad")


def _kinds(tokens: Tokens, start: int, end: int) -> str:
    """Return the kinds of the words; a weekday among them counts as part of a name."""
    return re.sub("[,.S]", "", tokens.kinds[start:end]).replace("W", "x")


def _clause_start(tokens: Tokens, start: int, end: int) -> int:
    return next((i + 1 for i in range(end - 1, start - 1, -1) if sets_apart(tokens, i)), start)


def _touching(
    tokens: Tokens, start: int, end: int, marks: frozenset[str] = _SEPARATING
) -> tuple[int, int]:
    """Return the range of the words that touch the token before ``start``; empty without one."""
    first = end - len(tokens.kinds[start:end].lstrip(",.S"))
    behind = len(tokens.kinds[:first].rstrip(",.S"))
    if any(sets_apart(tokens, i, marks) for i in range(behind, first)):
        return first, first
    return first, next((i for i in range(first, end) if sets_apart(tokens, i)), end)


def sets_apart(tokens: Tokens, index: int, marks: frozenset[str] = _SEPARATING) -> bool:
    """Return whether this token separates the words before it from those after it."""
    kind, value = tokens.kinds[index], tokens.values[index]
    if kind == "S":  # an icon, not the joiners and marks of letters
        return unicodedata.category(tokens.word(index)) in ("So", "Co")
    if kind != "," or value in (REMOVED, REMOVED_ASIDE):
        return value is REMOVED_ASIDE
    return not marks.isdisjoint(tokens.word(index))
