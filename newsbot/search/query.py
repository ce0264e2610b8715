"""Read search words, and find them in texts as printed. Pure functions.

Words are compared as newsbot.hindi.folding folds them, so that हिंदी finds हिन्दी; digits of
Devanagari are equal to those of ASCII.
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
# A prefix may end between a nasal and the stop that makes folding write both as anusvara and stop.
_STOPS = {"ङ्": "कखगघ", "ञ्": "चछजझ", "ण्": "टठडढ", "न्": "तथदध", "म्": "पफबभ"}


@dataclass(frozen=True, slots=True)
class Clause:
    """Words that stand one behind the other in a paragraph.

    Attributes:
        words: Folded; at least one.
        endings: The last word begins with ``words[-1]`` where this is ``("",)``, or with that and
            one of these; None: it is the whole word.
        is_unwanted: An article that has the words is not looked for.
    """

    words: tuple[str, ...]
    endings: tuple[str, ...] | None = None
    is_unwanted: bool = False

    def is_in(self, folded: str) -> bool:
        """Return whether the words stand in a folded text that begins and ends with a space."""
        if self.endings is None:
            return f" {' '.join(self.words)} " in folded
        before = " ".join((" ", *self.words[:-1], ""))[1:]
        return any(before + beginning in folded for beginning in self.beginnings())

    def beginnings(self) -> tuple[str, ...]:
        """Return what the last word begins with: one of these."""
        return tuple(self.words[-1] + ending for ending in self.endings or ("",))


@dataclass(frozen=True, slots=True)
class Token:
    """A folded word of a text, and where in the text it is printed."""

    word: str
    start: int
    end: int


def parse_query(text: str) -> list[Clause]:
    """Return the clauses of a query, all of which an article must have, but for unwanted ones.

    ``नहर पानी`` are two words, ``"नहर का पानी"`` is a phrase, ``सिंचा*`` is the beginning of a word;
    with ``-`` before it each is unwanted.

    Raises:
        ArgumentError: A quotation mark has no partner, or there is nothing to look for.
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
    # The star of "x-*" or "x *" follows no word.
    if stem == text or not words(stem.rstrip("\u200c\u200d")[-1:]):
        return Clause(folded)
    last = folded[-1]
    for nasal, stops in _STOPS.items():
        if last.endswith(nasal):
            return Clause((*folded[:-1], last[:-2]), (nasal, *("\u0902" + stop for stop in stops)))
    return Clause(folded, ("",))


@cached_if_short(1 << 15, max_length=40)
def folded_words(chunk: str) -> tuple[str, ...]:
    """Return the folded words of a text without white space; most have one."""
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
        # Where folding joins what looks like two words (a soft hyphen), all of it is one place.
        if tuple(word for part in parts for word in part) != folded:
            printed, parts = [chunk[0]], [folded]
        at = 0
        for as_printed, part in zip(printed, parts, strict=True):
            at = chunk[0].index(as_printed, at)
            start, at = chunk.start() + at, at + len(as_printed)
            yield from (Token(word, start, start + len(as_printed)) for word in part)


def match(clauses: Sequence[Clause], paragraphs: Sequence[str]) -> list[list[Clause]] | None:
    """Return for each paragraph the clauses that it has; None where the text is not looked for.

    That is where a clause stands in no paragraph, or an unwanted one in any.
    """
    folded = [f" {folded_text(paragraph)} " for paragraph in paragraphs]
    found = [[clause for clause in clauses if clause.is_in(text)] for text in folded]
    wanted = {clause for clause in clauses if not clause.is_unwanted}
    return found if set().union(*found) == wanted else None


def places_of(clauses: Iterable[Clause], text: str) -> list[tuple[int, int]]:
    """Return the places (start, end) of clauses in a text, in order."""
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
    """Return a part of a text on one line, as it is printed, with the places marked.

    The part begins and ends between words; ``…`` stands for what is left out.

    Args:
        text: A paragraph.
        places: See ``match``.
        length: The characters of the part; it is longer only where the first place is.
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
    """Return places that overlap as one."""
    joined = list(places[:1])
    for begin, stop in places[1:]:
        if begin < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
        else:
            joined.append((begin, stop))
    return joined


def _space_behind(text: str, at: int, latest: int) -> int:
    """Return where the first whole word from ``at`` on begins, at the latest ``latest``."""
    if at <= 0:
        return 0
    found = re.compile(r"\s\S").search(text, at - 1, latest + 1)
    return found.start() + 1 if found else latest


def _space_before(text: str, at: int, earliest: int) -> int:
    """Return where the last whole word before ``at`` ends, at the earliest ``earliest``."""
    if at >= len(text):
        return len(text)
    spaces = [found.start() for found in re.compile(r"\s").finditer(text, earliest, at + 1)]
    return spaces[-1] if spaces else earliest
