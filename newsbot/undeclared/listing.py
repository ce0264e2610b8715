"""Read a listing of a site without a declaration: articles, sections, feeds, next page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.http import TextResponse

from newsbot.discovery.sources import Feed, Listing, SourceResult
from newsbot.discovery.sources.links import feed_links, json_links
from newsbot.discovery.sources.pagers import is_page_of_listing, next_page
from newsbot.hindi import fold
from newsbot.page.html.tree import base_url, html_root
from newsbot.undeclared.links import (
    MEDIA,
    NO_NEWS,
    href_of,
    is_headline,
    is_lookup,
    is_section_label,
    links_of,
)
from newsbot.undeclared.urls import UndeclaredUrls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree
    from scrapy.http import Response

    from newsbot.urls import SiteUrls

MAX_SECTIONS = 100  # sections that one page may name
MAX_LEVEL = 2  # level of the last listings: the home page is 0, its menu 1, their subsections 2


@dataclass(frozen=True, slots=True)
class AnyListing(Listing):
    """A listing whose menu is not declared: its sections are found by the labels of links.

    Attributes:
        level: The number of listings between the home page and this one. The home page (0) names
            all sections of its labels, a section (1) those below its own URL, others none.
        media: Whether it lists photos or videos. Only links with a headline are then followed,
            because the others rarely lead to a text.
        lookup: Whether its label names something that readers look up: the weather, prices, a
            horoscope.
    """

    level: int = 0
    media: bool = False
    lookup: bool = False

    @property
    def comes_last(self) -> bool:
        """Whether the listing is requested after all others, because it rarely names articles.

        A listing of photos or videos is not last: its cards show which stories have a text.
        """
        return self.lookup

    def section(self, url: str, label: str = "") -> AnyListing:
        """Return the listing of a section that a menu names with ``label``."""
        media = self.media or fold(label) in MEDIA
        lookup = self.lookup or is_lookup(label)
        return replace(self, url=url, level=self.level + 1, media=media, lookup=lookup)

    def read(self, response: Response, urls: SiteUrls) -> SourceResult:
        """Return the articles to which a listing links, its feeds, sections and next page."""
        found = SourceResult()
        root = html_root(response)
        if root is None or not isinstance(response, TextResponse):
            hrefs = json_links(response) if isinstance(response, TextResponse) else None
            self._take(found, hrefs or (), response.url, urls)
            found.damaged = not hrefs and response.url == self.url
            return found
        base = base_url(response, root)
        if self.media:
            hrefs = [href for href, text in links_of(root) if is_headline(text)]
        else:
            hrefs = list(filter(None, map(href_of, root.iter("a"))))
        self._take(found, hrefs, base, urls)
        for href in feed_links(root):
            url = urls.join(base, href)
            if url and "comments" not in url:
                found.pages.append((url, Feed(url)))
        if self.level < MAX_LEVEL:
            found.pages.extend(
                (url, self.section(url, label)) for url, label in self._sections(root, base, urls)
            )
        # A page without an article is after the last one, even if it links to a next page.
        if found.outlinks and (url := next_page(root, response.url, urls)):
            found.pages.append((url, self))
        return found

    def _sections(
        self, root: etree._Element, base: str, urls: SiteUrls
    ) -> Iterator[tuple[str, str]]:
        """Yield (URL, label) of the sections that labels name, each URL once."""
        assert isinstance(urls, UndeclaredUrls)
        folder = urlsplit(urls.join(base, self.url) or "").path.rstrip("/")
        seen = {f"{urls.origin}/"}
        # Links to tags and authors, whose listings name the same articles again.
        by_relation = {link.get("href") for link in root.iter("a") if _is_idle_relation(link)}
        for href, text in links_of(root):
            if len(seen) > MAX_SECTIONS:
                return
            is_label = is_section_label(text) and href not in by_relation
            url = urls.join(base, href) if is_label else None
            if url is None or url in seen or is_page_of_listing(url):
                continue
            if fold(text) in NO_NEWS:
                continue
            seen.add(url)
            address = urls.address(url)
            if address is None or address.is_never_read or urls.article(url) is not None:
                continue
            if urls.shapes and urls.shapes.is_foreign(address):
                continue
            if not self.level or urlsplit(url).path.startswith(f"{folder}/"):
                yield url, text


def _is_idle_relation(link: etree._Element) -> bool:
    return not {"tag", "author"}.isdisjoint((link.get("rel") or "").casefold().split())
