"""Dirties clean Hindi for the page, by the inverse of the rules by which it must be cleaned again.

Each function's output, its entities resolved and its white space folded, must clean to its input.
"""

from __future__ import annotations

import re
from random import Random

# A sentence end between Devanagari words; group 1 is the word before it.
_JOIN = re.compile(r"([ऀ-ॿ]+)([.।]) (?=[ऄ-हॲ-ॿ])")
_COMMA = re.compile(r"(?<=[ऀ-ॿ]), (?=[ऄ-ह])")
_MARK = re.compile(r"(?<=[ऀ-ॿ])(?=[?!।])")
_LONG_WORD = re.compile(r"[ऀ-ॿ]{5,}")
_DIGITS = frozenset("०१२३४५६७८९")

# After these a stop belongs to initials or a title, and nothing may be moved there.
_LETTER_NAMES = frozenset(
    "ए बी सी डी ई एफ जी एच आई जे के एल एम एन ओ पी क्यू आर एस टी यू वी डब्ल्यू एक्स वाई जेड डॉ प्रो श्री".split()
)

# Precomposed nukta letters, which NFC parts into base and nukta.
_NUKTA = {
    "क़": "\u0958", "ख़": "\u0959", "ग़": "\u095a", "ज़": "\u095b",
    "ड़": "\u095c", "ढ़": "\u095d", "फ़": "\u095e", "य़": "\u095f",
}  # fmt: skip
INDENT = "\n" + " " * 28


class Dirt:
    """The habits of one page: which kinds of dirt it has, and how much."""

    def __init__(self, rng: Random) -> None:
        random = rng.random
        self.rng = rng
        self.level = (0, 1, 2, 4)[int(random() * 4)]
        self.precomposed = random() < 0.15
        self.escaped_quotes = random() < 0.25
        self.split_matra = random() < 0.15
        self.joins = 0.0 if random() < 0.3 else 0.05 + random() * 0.25

    def paragraph(self, text: str) -> str:
        """Dirty HTML for a clean text of one line."""
        random = self.rng.random
        if self.joins:
            text = _JOIN.sub(self._join, text)
            if random() < 0.15:
                text = _COMMA.sub(self._comma, text)
            if random() < 0.3:
                text = _MARK.sub(" ", text)
        if self.level:
            text = self._spaces(text)
        if self.escaped_quotes and '"' in text:
            text = text.replace('"', "&amp;quot;")
        if self.precomposed:
            text = precompose(text)
        return text

    def heading(self, text: str) -> str:
        """Dirty HTML for a headline: white space about it and within it."""
        random = self.rng.random
        if self.level and random() < 0.5:
            text = text.replace(" ", "&nbsp;" if random() < 0.5 else "  ", 1)
        if self.precomposed:
            text = precompose(text)
        ends = ("", " ", "&nbsp;", INDENT)
        return ends[int(random() * 4)].replace("&nbsp;", " ") + text + ends[int(random() * 4)]

    def _join(self, match: re.Match[str]) -> str:
        word, stop = match[1], match[2]
        chance = self.rng.random()
        if chance >= self.joins or word in _LETTER_NAMES:
            return match[0]
        kind = int(chance / self.joins * 10)
        if kind < 4:
            return f"{word} {stop}"
        if kind < 8:
            return f"{word}{stop}"
        if stop == "।":
            return f"{word}| " if word[-1] not in _DIGITS else match[0]
        return f"{word}. . "

    def _comma(self, match: re.Match[str]) -> str:
        return (", ", " , ", ",")[int(self.rng.random() * 3)]

    def _spaces(self, text: str) -> str:
        random = self.rng.random
        words = text.split(" ")
        if random() < 0.3:
            words[0] = ("\ufeff", "\u200b", "&nbsp;", INDENT)[int(random() * 4)] + words[0]
        for _ in range(int(random() * (self.level + 1))):
            at = int(random() * len(words))
            words[at] = self._character(words[at], at)
        for _ in range(int(random() * (2 * self.level + 1))):
            if len(words) < 2:
                break
            at = int(random() * (len(words) - 1))
            words[at : at + 2] = [words[at] + self._space() + words[at + 1]]
        if random() < 0.3:
            words[-1] += ("&nbsp;", " ", "\u200b", INDENT, "&nbsp; ")[int(random() * 5)]
        return " ".join(words)

    def _space(self) -> str:
        return ("&nbsp;", "&nbsp;", "&nbsp;", "&nbsp; ", "  ", " &nbsp;", INDENT)[
            int(self.rng.random() * 7)
        ]

    def _character(self, word: str, at: int) -> str:
        """Invisible characters in or about a word, or a vowel sign typed in two halves."""
        if not word or not _LONG_WORD.fullmatch(word):
            return word
        if self.split_matra and "ो" in word:
            return word.replace("ो", "ाे", 1)
        kind = int(self.rng.random() * 3)
        if kind == 0 and at:
            return "\u200c" + word  # a non-joiner after a space joins nothing
        middle = 2 + int(self.rng.random() * (len(word) - 3))
        if kind == 1:
            return word[:middle] + "\u00ad" + word[middle:]
        return word + "\u200b"


def precompose(text: str) -> str:
    """Nukta letters as one code point each, as some keyboards type them."""
    if "़" in text:
        for parted, one in _NUKTA.items():
            text = text.replace(parted, one)
    return text
