"""Recognise a page that says, with status 200, that its address does not exist (a soft 404).

discovery/soft_404.py asks the site for an address that cannot exist, and compares the pages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from scrapy.http import TextResponse
from scrapy.utils.response import get_meta_refresh

from newsbot.hindi import fold, words
from newsbot.hindi.data_files import read_table
from newsbot.hindi.folding import alternatives
from newsbot.page.html.elements import pieces_of
from newsbot.page.html.tree import html_root

if TYPE_CHECKING:
    from scrapy.http import Response

_TABLE = read_table("page_phrases.toml")["not_found"]
SOFT_404 = "soft_404"  # a reject's reason
MAX_LENGTH = 100  # characters of a headline that says it
_PHRASE, _BESIDE, _HINT = (
    re.compile(rf"(?<!\S)(?:{alternatives(_TABLE[kind])})(?!\S)")
    for kind in ("phrases", "beside", "hints")
)
MAX_SAYING = 600  # characters of a headline and a text that may only say that a page does not exist
# A page and the answer for an address that does not exist are the same: nearly all words are.
MIN_SHARE_OF_WORDS = 0.95
MAX_PAGE = 400_000  # bytes; what a site shows for all that it lacks is smaller
# Of an answer without a text, with scripts and without; the shell of a page that scripts fill has
# fewer.
MIN_WORDS, MIN_WORDS_WITHOUT_SCRIPTS = 20, 5
MAX_DELAY = 30.0  # seconds; pages of news that reload themselves wait longer
MAX_SCRIPT = 1000  # characters of all scripts of a page that only sends its readers elsewhere
_BY_SCRIPT = re.compile(
    r"""\blocation(?:\.href)?\s*(?:=|\.(?:replace|assign)\()\s*(["'])([^"'\\]{1,2048})\1"""
)
_DIGIT = re.compile(r"\d")


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


def sent_to(response: Response) -> str | None:
    """Return where a page without an article sends its readers, by <meta> or by a script.

    None for a page that shows something: its scripts may do so at a click.
    """
    root = html_root(response)
    if root is None or not isinstance(response, TextResponse):
        return None
    seconds, url = get_meta_refresh(response, ignore_tags=("script", "noscript"))
    if url and seconds is not None and seconds <= MAX_DELAY:
        return str(url)
    if len(PageContent.of(response, "", "").words) >= MIN_WORDS:
        return None
    scripts = " ".join(script.text or "" for script in root.iter("script"))
    found = _BY_SCRIPT.search(scripts) if len(scripts) <= MAX_SCRIPT else None
    return response.urljoin(found[2]) if found else None


@dataclass(frozen=True, slots=True)
class PageContent:
    """What a page shows, for comparison.

    Attributes:
        headline: Of its article.
        text: Of its article; empty where it shows none.
        title: The words of its title.
        words: Of all that it shows, where it shows no article.
        address: The words of its URL, which it may repeat.
        has_script: Scripts may fill it.
    """

    headline: str
    text: str
    title: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    address: frozenset[str] = frozenset()
    has_script: bool = False

    @classmethod
    def of(cls, response: Response, headline: str, text: str) -> PageContent:
        """Return the content of a response whose article has a headline and a text."""
        path = unquote(urlsplit(response.url).path)
        address = frozenset(words(path))
        if text:
            return cls(headline, text, address=address)
        root = html_root(response) if len(response.body) <= MAX_PAGE else None
        if root is None:
            return cls(headline, "", address=address)
        return cls(
            headline,
            "",
            tuple(words(root.findtext(".//title") or "")),
            frozenset(words(" ".join(pieces_of(root)))),
            address,
            next(root.iter("script"), None) is not None,
        )

    def is_same(self, other: PageContent) -> bool:
        """Return whether two pages show the same, but for their addresses and numbers of a text.

        A page may show the time there.
        """
        address = self.address | other.address
        if self.text or other.text:
            headlines, texts = (
                [[word for word in words(each) if word not in address] for each in pair]
                for pair in ((self.headline, other.headline), (self.text, other.text))
            )
            without_numbers = [[word for word in text if not _DIGIT.search(word)] for text in texts]
            return headlines[0] == headlines[1] and without_numbers[0] == without_numbers[1]
        if bool(self.title) != bool(other.title):
            return False  # it says more than its address
        titles = [[word for word in each.title if word not in address] for each in (self, other)]
        has_script = self.has_script or other.has_script
        needed = MIN_WORDS if has_script else MIN_WORDS_WITHOUT_SCRIPTS
        own, others = self.words - address, other.words - address
        if titles[0] != titles[1] or min(len(own), len(others)) < needed:
            return False
        return len(own & others) >= MIN_SHARE_OF_WORDS * len(own | others)
