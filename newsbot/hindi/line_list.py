"""Match lines with gaps and alternative spellings, in the notation of hindi_boilerplate.toml."""

import re
from collections.abc import Iterable
from typing import Self

from newsbot.hindi.data_files import read_table
from newsbot.hindi.folding import alternatives, fold, fold_all
from newsbot.hindi.verbs import is_finite

_TABLE = read_table("hindi_boilerplate.toml")
_MAX_SENTENCES = 2  # stops followed by a space in a line; a paragraph with more is text
MAX_LINE_LENGTH = 400  # characters; a longer paragraph is text
_NEVER = [f" {phrase} " for phrase in fold_all(_TABLE["never"]["containing"])]
_SPELLINGS = {name: f"(?: (?:{alternatives(words)}))" for name, words in _TABLE["words"].items()}
_SPELLINGS["number"] = r" \d+"
_COMMON = fold_all(_TABLE["common_words"])
_PIECE = re.compile(r"(…|\*|\{\w+\})")


def _template(phrase: str) -> str:
    """Return a phrase of the table as a regular expression for a folded line after a space."""
    gaps = {"…": r"(?: \S+)*", "*": r"(?: \S+){0,3}"}
    gaps |= {f"{{{name}}}": spellings for name, spellings in _SPELLINGS.items()}
    pieces = filter(str.strip, _PIECE.split(phrase))
    return "".join(gaps.get(piece) or re.escape(f" {fold(piece)}") for piece in pieces)


def _longest_word(line: str) -> str:
    """Return the longest word of a line that is not common.

    A paragraph without this word does not match the line.
    """
    words = fold(_PIECE.sub(" ", line)).split()
    return max((word for word in words if word not in _COMMON), key=len, default=words[0])


def any_line(lines: Iterable[str]) -> dict[str, str]:
    """Return longest word → a regular expression for the lines with this word.

    The expressions are compiled only when they are used, because there are more than a hundred.
    """
    templates: dict[str, list[str]] = {}
    for line in lines:
        templates.setdefault(_longest_word(line), []).append(_template(line))
    return {word: "|".join(patterns) for word, patterns in templates.items()}


class LineList:
    """A list of lines; calling it tests whether a paragraph is one of the lines.

    Args:
        lines: Lines in the notation of hindi_boilerplate.toml. A line must match the whole
            paragraph.
        open_lines: Further lines, which match only paragraphs that do not end in a finite verb.

    Attributes:
        words: The longest words of the lines; a paragraph without any of them cannot match.
    """

    def __init__(self, lines: Iterable[str], open_lines: Iterable[str]) -> None:
        self._lines, self._open_lines = any_line(lines), any_line(open_lines)
        self.words = (*self._lines, *self._open_lines)

    @classmethod
    def of(cls, lines: Iterable[str]) -> Self:
        """Return the list of the lines that a site declares; lines that end in … are open.

        Raises:
            ValueError: A line has no word.
        """
        chosen = list(lines)
        for line in chosen:
            if not fold(_PIECE.sub(" ", line)).split():
                raise ValueError(f"{line!r} has no word")
        return cls(
            (line for line in chosen if not line.endswith("…")),
            (line for line in chosen if line.endswith("…")),
        )

    def __call__(self, paragraph: str) -> bool:
        """Return whether a whole paragraph is one of the lines."""
        return is_short(paragraph) and self.has(fold(paragraph))

    def has(self, folded: str) -> bool:
        """Return whether a folded paragraph is one of the lines."""
        words = folded.split()
        if not is_one_of(self._lines, folded, words) and (
            not words or is_finite(words[-1]) or not is_one_of(self._open_lines, folded, words)
        ):
            return False
        return not any(phrase in f" {folded} " for phrase in _NEVER)


def is_short(paragraph: str) -> bool:
    """Return whether a paragraph is short enough to be a line that is not text."""
    return len(paragraph) <= MAX_LINE_LENGTH and (
        paragraph.count(". ") + paragraph.count("। ") <= _MAX_SENTENCES
    )


def is_one_of(lines: dict[str, str], folded: str, words: list[str]) -> bool:
    """Return whether a folded line matches one of ``lines``.

    Args:
        lines: The result of ``any_line``.
        folded: The folded line.
        words: The words of ``folded``.
    """
    return any(re.fullmatch(lines[word], f" {folded}") for word in words if word in lines)
