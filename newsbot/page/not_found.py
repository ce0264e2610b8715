"""Pages that a site shows for an address that does not exist, with status 200 (soft 404s)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsbot.hindi import fold
from newsbot.hindi.data_files import read_table
from newsbot.hindi.folding import alternatives
from newsbot.page.html import html_root

if TYPE_CHECKING:
    from scrapy.http import Response

_TABLE = read_table("page_phrases.toml")["not_found"]
SOFT_404 = "soft_404"  # a reject's reason
MAX_LENGTH = 100  # characters of a headline that says it
_PHRASE = re.compile(rf"(?<!\S)(?:{alternatives(_TABLE['phrases'])})(?!\S)")
_BESIDE = re.compile(rf"(?<!\S)(?:{alternatives(_TABLE['beside'])})(?!\S)")
MAX_SAYING = 600  # characters of a headline and a text that may only say that a page does not exist
_HINT = re.compile(rf"(?<!\S)(?:{alternatives(_TABLE['hints'])})(?!\S)")
# A page and the answer for an address that does not exist are the same: nearly all words are.
MIN_SHARE_OF_WORDS = 0.95
MAX_PAGE = 400_000  # bytes; what a site shows for all that it lacks is smaller
MIN_WORDS = 20  # of an answer without a text; the shell of a page that scripts fill has fewer
_UNSEEN = ("script", "style", "noscript", "template")


def says_not_found(headline: str) -> bool:
    """Return whether a headline says that the page does not exist, and nothing else."""
    if not 0 < len(headline) <= MAX_LENGTH:
        return False
    rest = _PHRASE.sub(" ", folded := fold(headline))
    return rest != folded and not _BESIDE.sub(" ", rest).strip()


def may_say_not_found(headline: str, text: str) -> bool:
    """Return whether a page may say in words of its own that it does not exist.

    News may say the same words; it is worth a question, and no verdict.
    """
    if len(headline) + len(text) > MAX_SAYING:
        return False
    return bool(_HINT.search(fold(f"{headline} {text}")))


@dataclass(frozen=True, slots=True)
class PageContent:
    """What a page shows, for comparison. ``text``: of its article; empty where it shows none."""

    headline: str
    text: str
    title: str
    words: frozenset[str]

    @classmethod
    def of(cls, response: Response, headline: str, text: str) -> PageContent:
        """Return the content of a response whose article has a headline and a text."""
        root = html_root(response) if len(response.body) <= MAX_PAGE else None
        if root is None:
            return cls(headline, text, "", frozenset())
        title = " ".join((root.findtext(".//title") or "").split())
        shown = (
            piece
            for element in root.iter()
            for piece in (None if element.tag in _UNSEEN else element.text, element.tail)
            if piece
        )
        return cls(headline, text, title, frozenset(" ".join(shown).split()))

    def is_same(self, other: PageContent) -> bool:
        """Return whether two pages show the same."""
        if self.text or other.text:
            return (self.headline, self.text) == (other.headline, other.text)
        if self.title != other.title or min(len(self.words), len(other.words)) < MIN_WORDS:
            return False
        common = len(self.words & other.words)
        return common >= MIN_SHARE_OF_WORDS * len(self.words | other.words)
