"""Fit texts of web pages into the columns of a terminal; cut them only between syllables."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from newsbot.console.tables import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LENGTH = 1000  # characters that are read; no terminal is wider
JOINERS = "\u200c\u200d"  # part of the spelling in Hindi, and of emoji
ZWJ = "\u200d"
WORDS = re.compile("( *)([^ ]+)")  # the spaces before a word, and the word
VIRAMA = 9  # the combining class of the virama, in every script of India
# Categories that are not displayed: format characters, surrogates, private and unassigned ones.
HIDDEN = ("Cf", "Cs", "Co", "Cn")


@lru_cache(8)
def displayable(text: str) -> str:
    """Return a text of a web page as one line without commands to a terminal."""
    line = printable(" ".join(text[:MAX_LENGTH].split()))
    return "".join(
        character
        for character in line
        if character in JOINERS or unicodedata.category(character) not in HIDDEN
    )


def syllables(text: str) -> Iterator[str]:
    """Yield the parts of a text that must not be cut.

    A part is a letter with its marks; in scripts of India, several letters that viramas join; or an
    emoji of several characters.
    """
    part = ""
    for character in text:
        if part and not _joins(part, character):
            yield part
            part = ""
        part += character
    if part:
        yield part


def _joins(part: str, character: str) -> bool:
    category = unicodedata.category(character)
    if category.startswith("M") or category == "Sk" or character in JOINERS:
        return True
    if part[-1] == ZWJ and category == "So":  # an emoji of several characters
        return True
    if _is_regional(character):  # two regional indicators are a flag
        return len(part) == 1 and _is_regional(part)
    letters = part.rstrip(JOINERS)
    return (
        bool(letters) and unicodedata.combining(letters[-1]) == VIRAMA and category.startswith("L")
    )


def _is_regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def width(text: str) -> int:
    """Return the largest number of columns that a text may take.

    Terminals differ in the width of spacing vowel signs. A line that is too short does no harm, but
    a line that is too long does.
    """
    from rich.cells import cell_len  # imported here, because most commands do not need it

    return len(text) if text.isascii() else max(cell_len(text), sum(map(_columns, text)))


@cache
def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


@lru_cache(64)
def fit(text: str, columns: int, ellipsis: str = "…") -> str:
    """Return a text cut to a number of columns; a text that is cut ends with the ellipsis."""
    if width(text) <= columns:
        return text
    room = columns - width(ellipsis)
    if room < 0:
        return ""
    kept = ""
    for syllable in syllables(text):
        room -= width(syllable)
        if room < 0:
            break
        kept += syllable
    return kept.rstrip() + ellipsis


def wrap(text: str, columns: int, indent: int = 0) -> Iterator[str]:
    """Yield a text as lines that fit into the columns.

    A line ends between words. A word that is longer than a line is cut between syllables.

    Args:
        text: One line; its indentation stays.
        columns: The number of columns.
        indent: The indentation, in columns, of the second line and all further lines.
    """
    margin = " " * min(indent, columns // 2)
    line, used, is_empty = "", 0, True
    for gap, word in WORDS.findall(text):
        size = width(word)
        if used + len(gap) + size > columns >= len(margin) + size and not is_empty:
            yield line
            line, used, is_empty = margin, len(margin), True
        else:
            line, used = line + gap, used + len(gap)
        for part in syllables(word):
            taken = width(part)
            if used + taken > columns and not is_empty:
                yield line.rstrip()
                line = margin if len(margin) + taken <= columns else ""
                used = len(line)
            line, used, is_empty = line + part, used + taken, False
    yield line
