"""Judge whether a site is mainly in Hindi."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbot.hindi import devanagari_share
from newsbot.hindi.language import is_in_another_language
from newsbot.page.html.tree import html_root
from newsbot.undeclared.links import links_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.http import Response

MIN_LETTERS = 400  # letters in a home page's links that are needed to judge the site
MIN_HOME_SHARE = 0.1  # share of Devanagari among them; Hindi sites have Latin menus and names too
MIN_SHARE = 0.5  # share of Devanagari in a Hindi article; share of Hindi articles in a Hindi site
MIN_ARTICLES = 10  # articles after which a site is judged
MAX_TEXT = 600  # characters of an article that are read


def is_hindi(headline: str, texts: Sequence[str]) -> bool:
    """Return whether an article is in Hindi, judged by its headline and first lines."""
    text = f"{headline}\n{' '.join(texts)[:MAX_TEXT]}"
    return devanagari_share(text) >= MIN_SHARE and not is_in_another_language(text)


class LanguageGate:
    """Judges a site by its home page, then by the first articles that are read."""

    def __init__(self) -> None:
        self._hindi = self._others = 0

    def judge_home_page(self, response: Response) -> str | None:
        """Return why a site with this home page is not in Hindi; None if it may be in Hindi."""
        root = html_root(response)
        text = "" if root is None else " ".join(words for _, words in links_of(root))
        letters = sum(map(str.isalpha, text))
        share = devanagari_share(text)
        if letters < MIN_LETTERS or share >= MIN_HOME_SHARE:
            return None
        return (
            f"{share:.0%} of the {letters:,} letters in the links of its home page are Devanagari"
        )

    def judge_article(self, hindi: bool) -> str | None:
        """Count an article. Return why the site is not in Hindi, if this article decides it."""
        self._hindi += hindi
        self._others += not hindi
        read = self._hindi + self._others
        if read != MIN_ARTICLES or self._hindi >= MIN_SHARE * read:
            return None
        return f"of the first {read} articles, {self._hindi} are in Hindi"
