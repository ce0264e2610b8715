"""Parse a query, and find its words in texts, with pure functions.

Words are folded by newsbot.hindi.folding before they are compared: हिंदी finds हिन्दी. Digits of
Devanagari are equal to ASCII digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from newsbot.exceptions import ArgumentError
from newsbot.hindi.caching import cached_if_short
from newsbot.hindi.folding import fold, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_DIGITS = {0x966 + digit: str(digit) for digit in range(10)}
_QUOTES = str.maketrans("“”„‟«»＂", '"' * 7)
_CLAUSES = re.compile(r'((?<!\S)-(?=\S))?(?:"([^"]*)"(\*?)|([^\s"]+))')
_CHUNK = re.compile(r"\S+")
# Folding writes a nasal before these stops as anusvara. A prefix that ends with such a nasal thus
# has two folded forms.
_STOPS = {"ङ्": "कखगघ", "ञ्": "चछजझ", "ण्": "टठडढ", "न्": "तथदध", "म्": "पफबभ"}


@dataclass(frozen=True, slots=True)
class Clause:
    """One or more consecutive words that a paragraph must contain.

    Attributes:
        words: The folded words; at least one.
        endings: None: the last word is complete. Otherwise the last word begins with ``words[-1]``
            followed by one of these texts, which may be empty.
        is_unwanted: Articles with these words are excluded.
    """

    words: tuple[str, ...]
    endings: tuple[str, ...] | None = None
    is_unwanted: bool = False

    def is_in(self, folded: str) -> bool:
        """Return whether a folded text, which begins and ends with a space, has the words."""
        if self.endings is None:
            return f" {' '.join(self.words)} " in folded
        before = " ".join((" ", *self.words[:-1], ""))[1:]
        return any(before + beginning in folded for beginning in self.beginnings())

    def beginnings(self) -> tuple[str, ...]:
        """Return the possible beginnings of the last word."""
        return tuple(self.words[-1] + ending for ending in self.endings or ("",))


@dataclass(frozen=True, slots=True)
class Token:
    """A folded word of a text, and its place in the text."""

    word: str
    start: int
    end: int


def parse_query(text: str) -> list[Clause]:
    """Return the clauses of a query; an article must match all of them.

    ``नहर पानी`` are two words, ``"नहर का पानी"`` is a phrase, and ``सिंचा*`` is the beginning of a
    word. A ``-`` before a clause makes it unwanted.

    Raises:
        ArgumentError: A quotation mark has no partner, or there is no wanted clause.
    """
    straight = text.translate(_QUOTES)
    if straight.count('"') % 2:
        raise ArgumentError(f"a quotation mark of {text!r} has no partner")
    clauses: dict[Clause, None] = {}
    for minus, phrase, star, word in _CLAUSES.findall(straight):
        if clause := _clause(phrase + star if phrase else word):
            clauses[replace(clause, is_unwanted=bool(minus))] = None
    if all(clause.is_unwanted for clause in clauses):
        raise ArgumentError(f"{text!r} has no word to search for")
    return list(clauses)


def _clause(text: str) -> Clause | None:
    stem = text.rstrip("*")
    folded = tuple(token for chunk in stem.split() for token in folded_words(chunk))
    if not folded:
        return None
    # In "x-*" and "x *" the star does not follow a word, and is ignored.
    if stem == text or not words(stem.rstrip("\u200c\u200d")[-1:]):
        return Clause(folded)
    last = folded[-1]
    for nasal, stops in _STOPS.items():
        if last.endswith(nasal):
            return Clause((*folded[:-1], last[:-2]), (nasal, *("\u0902" + stop for stop in stops)))
    return Clause(folded, ("",))


@cached_if_short(1 << 15, max_length=40)
def folded_words(chunk: str) -> tuple[str, ...]:
    """Return the folded words of a text without white space; most texts have one word."""
    return tuple(words(fold(chunk).translate(_DIGITS)))


def folded_text(text: str) -> str:
    """Return the folded words of a text, separated by spaces."""
    return " ".join(word for chunk in text.split() for word in folded_words(chunk))


def tokens_of(text: str) -> Iterator[Token]:
    """Yield the folded words of a text, each with its place in the text."""
    for chunk in _CHUNK.finditer(text):
        folded = folded_words(chunk[0])
        printed = words(chunk[0])
        parts = [folded_words(word) for word in printed]
        # Folding may join two words (at a soft hyphen): then the whole chunk is one place.
        if tuple(word for part in parts for word in part) != folded:
            printed, parts = [chunk[0]], [folded]
        at = 0
        for as_printed, part in zip(printed, parts, strict=True):
            at = chunk[0].index(as_printed, at)
            start, at = chunk.start() + at, at + len(as_printed)
            yield from (Token(word, start, start + len(as_printed)) for word in part)


def match(clauses: Sequence[Clause], paragraphs: Sequence[str]) -> list[list[Clause]] | None:
    """Return the clauses in each paragraph; None if the text does not match the query.

    It does not match if a wanted clause is in no paragraph, or an unwanted one in any.
    """
    folded = [f" {folded_text(paragraph)} " for paragraph in paragraphs]
    found = [[clause for clause in clauses if clause.is_in(text)] for text in folded]
    wanted = {clause for clause in clauses if not clause.is_unwanted}
    return found if set().union(*found) == wanted else None


def places_of(clauses: Iterable[Clause], text: str) -> list[tuple[int, int]]:
    """Return the (start, end) places of clauses in a text, in order."""
    tokens = list(tokens_of(text))
    return sorted({place for clause in clauses for place in _places_of(clause, tokens)})


def _places_of(clause: Clause, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    length = len(clause.words)
    for at in range(len(tokens) - length + 1):
        found = tokens[at : at + length]
        if clause.is_in(f" {' '.join(token.word for token in found)} "):
            yield found[0].start, found[-1].end


# Snippets ----------------------------------------------------------------------------------------

BEFORE, LENGTH = 60, 200  # characters of a snippet: before the first place, and in all
OPEN, CLOSE = "«", "»"


def snippet(text: str, places: Sequence[tuple[int, int]], length: int = LENGTH) -> str:
    """Return a part of a text on one line, with the places marked.

    The part begins and ends between words; ``…`` marks omitted text.

    Args:
        text: A paragraph.
        places: The places from ``places_of``.
        length: The characters of the part; it is longer if the first place is longer.
    """
    first = places[0] if places else (0, 0)
    before = 0 if len(text) <= length else BEFORE
    start = _space_behind(text, first[0] - before, first[0]) if before else 0
    end = _space_before(text, max(start + length, first[1]), first[1])
    pieces, at = [], start
    for begin, stop in _joined(places):
        if begin >= at and stop <= end:
            pieces += [text[at:begin], OPEN, text[begin:stop], CLOSE]
            at = stop
    pieces.append(text[at:end])
    line = " ".join("".join(pieces).split())
    return f"{'… ' * (start > 0)}{line}{' …' * (end < len(text.rstrip()))}"


def _joined(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the places, with overlapping ones joined."""
    joined = list(places[:1])
    for begin, stop in places[1:]:
        if begin < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
        else:
            joined.append((begin, stop))
    return joined


def _space_behind(text: str, at: int, latest: int) -> int:
    """Return the start of the first whole word from ``at`` on, but not more than ``latest``."""
    if at <= 0:
        return 0
    found = re.compile(r"\s\S").search(text, at - 1, latest + 1)
    return found.start() + 1 if found else latest


def _space_before(text: str, at: int, earliest: int) -> int:
    """Return the end of the last whole word before ``at``, but not less than ``earliest``."""
    if at >= len(text):
        return len(text)
    spaces = [found.start() for found in re.compile(r"\s").finditer(text, earliest, at + 1)]
    return spaces[-1] if spaces else earliest
