"""Resolve the links of a page: to absolute URLs, and to the articles that they lead to."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from newsbot.items import RelatedLink
from newsbot.page.html.elements import HEADINGS, fold_space, inline_text
from newsbot.page.pictures.media import PICTURES, alt_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element

    from newsbot.urls import ArticleRef, SiteUrls

MAX_LINKS = 1000  # links in a box of other stories


class PageLinks:
    """Resolves the links of one page.

    Args:
        urls: The URL rules of the site.
        base: The URL that the page's links are relative to.
        address: The URL of the page.

    Attributes:
        own: The article of the page's URL; None if the URL is not an article's.
        amp_links: Related stories whose AMP page is linked.
    """

    def __init__(self, urls: SiteUrls, base: str, address: str) -> None:
        self._urls, self._base, self._address = urls, base, address
        self.own = urls.article(address)
        self.amp_links: list[ArticleRef] = []

    def absolute(self, href: str) -> str | None:
        """Return an absolute http or https URL; None for any other link."""
        try:
            joined = urljoin(self._base, href.strip())
        except ValueError:
            return None
        return joined if joined.startswith(("http://", "https://")) else None

    def article(self, href: str) -> ArticleRef | None:
        """Return the article of the site to which a link leads; None for any other link."""
        url = self._urls.join(self._base, href)
        return self._urls.article(url) if url else None

    def canonical(self, href: str) -> str:
        """Return the canonical URL of an article's link; for other links, the absolute URL."""
        ref = self.article(href)
        return ref.url if ref else self._urls.join(self._base, href) or href

    def is_of_another(self, href: str) -> bool:
        """Return whether a link leads to another article of the site."""
        ref = self.article(href)
        return bool(ref and self.own) and not self._is_own(ref)

    def is_of_other_page(self, href: str) -> bool:
        """Return whether a link leads to another page of the site; False for the home page."""
        url = self._urls.join(self._base, href)
        if url is None or href.lstrip().startswith("#"):
            return False
        own = self.own.url if self.own else self._urls.normalise(self._address)
        is_own = url in (own, self._urls.origin + "/") or self._is_own(self._urls.article(url))
        return not is_own

    def _is_own(self, ref: ArticleRef | None) -> bool:
        return bool(ref and self.own and self._urls.are_same(ref, self.own))

    def stories(self, links: Iterable[tuple[str, str]], own_url: str) -> list[RelatedLink]:
        """Return links to other pages of the site, each page once, without the home page.

        Args:
            links: (href, link text) pairs.
            own_url: The canonical URL of the page.
        """
        related: dict[str, RelatedLink] = {}  # article's id, or URL of another page → link
        for href, words in links:
            url = self._urls.join(self._base, href)
            if url is None or not words:
                continue
            ref = self._urls.article(url)
            if ref and ref.amp_url:
                self.amp_links.append(ref)
            url = ref.url if ref else url
            if not self._is_own(ref) and url not in (own_url, self._urls.origin + "/"):
                related.setdefault(ref.id if ref else url, RelatedLink(url, words))
        return list(related.values())


def box_links(box: _Element) -> Iterator[tuple[str, str]]:
    """Yield (href, headline) of each link in a box of other stories.

    The headline is the first of these that has text: the heading inside the link, the link, another
    link to the same story, the ``title`` of the link, the ``alt`` of its picture.
    """
    links = [(link, link.get("href") or "") for link in islice(box.iter("a"), MAX_LINKS)]
    printed: dict[str, str] = {}
    for link, href in links:
        if words := inline_text(next(link.iter(*HEADINGS), link)):
            printed.setdefault(href, words)
    for link, href in links:
        words = printed.get(href) or fold_space(link.get("title") or "")
        picture = next(link.iter(*PICTURES), None)
        if not words and picture is not None:
            words = alt_of(picture) or ""
        yield href, words
