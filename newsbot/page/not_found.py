"""Recognise a soft 404: a response with status 200 whose text says that the page does not exist.

discovery/soft_404.py requests a URL that cannot exist, and compares its page with others.
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
SOFT_404 = "soft_404"  # reason of a reject
MAX_LENGTH = 100  # characters of a headline that says "not found"
_PHRASE, _BESIDE, _HINT = (
    re.compile(rf"(?<!\S)(?:{alternatives(_TABLE[kind])})(?!\S)")
    for kind in ("phrases", "beside", "hints")
)
MAX_HINTING = 600  # characters of headline and text of a page that may only say "not found"
MIN_SHARE_OF_WORDS = 0.95  # share of common words in two pages that show the same
MAX_PAGE = 400_000  # bytes; the "not found" page of a site is smaller
# Words of a page without an article that can be compared, with scripts and without scripts. The
# empty shell of a page that scripts fill has fewer words.
MIN_WORDS, MIN_WORDS_WITHOUT_SCRIPTS = 20, 5
MAX_DELAY = 30.0  # seconds before a redirect; news pages that reload themselves wait longer
MAX_SCRIPT = 1000  # characters of all scripts of a page that only redirects
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
    """Return whether a page may say in other words that it does not exist.

    A news story may have the same words. The answer True is only a reason to compare the page with
    the site's answer to a URL that cannot exist.
    """
    if len(headline) + len(text) > MAX_HINTING:
        return False
    return bool(_HINT.search(fold(f"{headline} {text}")))


def sent_to(response: Response) -> str | None:
    """Return the URL to which a page without an article redirects, by ``<meta>`` or a script.

    Return None for a page that shows text: its script may run only after a click.
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
    """The visible content of a page, to compare two pages.

    Attributes:
        headline: The headline of the article.
        text: The text of the article; "" if the page shows no article.
        title: The words of ``<title>``, for a page without an article.
        words: All words of the page, for a page without an article.
        address: The words of the page's URL, which the page may repeat.
        has_script: Whether a script may fill the page.
    """

    headline: str
    text: str
    title: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    address: frozenset[str] = frozenset()
    has_script: bool = False

    @classmethod
    def of(cls, response: Response, headline: str, text: str) -> PageContent:
        """Return the content of a response; ``headline`` and ``text`` are those of its article."""
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
        """Return whether two pages show the same words.

        Words of the URLs are ignored, and in texts of articles also words with digits: a page may
        show the time.
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
            return False
        titles = [[word for word in each.title if word not in address] for each in (self, other)]
        has_script = self.has_script or other.has_script
        needed = MIN_WORDS if has_script else MIN_WORDS_WITHOUT_SCRIPTS
        own, others = self.words - address, other.words - address
        if titles[0] != titles[1] or min(len(own), len(others)) < needed:
            return False
        return len(own & others) >= MIN_SHARE_OF_WORDS * len(own | others)
