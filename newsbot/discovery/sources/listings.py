"""Read the articles that a listing links to: a page of cards and links (home, section, topic)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.http import TextResponse

from newsbot.discovery.sources.base import Outlink, Source, SourceResult
from newsbot.discovery.sources.feeds import Feed
from newsbot.discovery.sources.links import feed_links, has_class, json_links, menu_labels
from newsbot.discovery.sources.pagers import next_page
from newsbot.exceptions import DeclarationError
from newsbot.page.html.tree import base_url, html_root
from newsbot.urls import one_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy.http import Response

    from newsbot.urls import ArticleRef, SiteUrls


@dataclass(frozen=True, slots=True)
class Listing(Source):
    """A page of cards or links: home, section, topic; its pages are read to the last one.

    Attributes:
        menu: The end of the class of the site's menu, if the menu links to sections. The sections
            are listings too, with the other attributes of this one.
        load_more: The end of the class of the button that loads more stories.
        clicks: The number of times that the button is pressed at most, by a browser or by ``more``.
        more: The URL that the button requests, if a plain request for it is enough:
            ``/ajax{path}?page={page}``, with the listing's path, the number of the page from 2 on,
            and ``{offset}``, the number of stories before it. The answer is HTML or JSON.
        page: The number of the answer of ``more``; 1 for the listing itself.
        offset: The number of stories before this answer.
    """

    menu: str | None = None
    load_more: str | None = None
    clicks: int = 5
    more: str | None = None
    page: int = 1
    offset: int = 0

    def __post_init__(self) -> None:
        if self.clicks < 1:
            raise DeclarationError(f"listing {self.url}: clicks must be a number from 1")
        try:
            self._more_url(self.page)
        except (KeyError, IndexError, ValueError):
            raise DeclarationError(
                f"listing {self.url}: more= may hold {{path}}, {{page}} and {{offset}}"
            ) from None

    @property
    def needs_browser(self) -> bool:
        """Whether the listing has a button that a plain request cannot replace."""
        return self.load_more is not None and self.more is None

    def section(self, url: str) -> Listing:
        """Return the listing of a section, with the attributes of this one but without a menu."""
        return replace(self, url=url, menu=None)

    def read(self, response: Response, urls: SiteUrls) -> SourceResult:
        """Return the articles, feeds and sections that a listing links to, and its next page."""
        found = SourceResult()
        if self.page > 1 and isinstance(response, TextResponse):
            hrefs = json_links(response)
            if hrefs is not None:
                self._take(found, hrefs, response.url, urls)
                self._add_next_answer(found, urls)
                return found
        root = html_root(response)
        if root is None or not isinstance(response, TextResponse):
            # After the last stories, a site may answer ``more`` with an empty body.
            found.damaged = self.page == 1
            return found
        base = base_url(response, root)
        self._take(found, root.xpath("//a/@href"), base, urls)
        for href in feed_links(root):
            if url := urls.join(base, href):
                found.pages.append((url, Feed(url)))
        if self.menu:
            for url in menu_labels(root, self.menu, base, urls):
                found.pages.append((url, self.section(url)))
        if self.more:
            if self.page > 1 or not self.load_more or has_class(root, self.load_more):
                self._add_next_answer(found, urls)
        elif self.load_more and has_class(root, self.load_more):
            found.button = True
        # A page without an article is after the last one, even if it links to a next page.
        elif found.outlinks and (url := next_page(root, response.url, urls)):
            found.pages.append((url, replace(self, menu=None)))
        return found

    def _take(self, found: SourceResult, hrefs: Iterable[str], base: str, urls: SiteUrls) -> None:
        """Add the articles that links lead to, each once."""
        seen: dict[str, list[ArticleRef]] = {}
        for href in hrefs:
            url = urls.join(base, href)
            ref = urls.article(url) if url else None
            if ref:
                seen.setdefault(ref.id, []).append(ref)
        found.outlinks.extend(Outlink(one_of(refs)) for refs in seen.values())

    def _add_next_answer(self, found: SourceResult, urls: SiteUrls) -> None:
        """Add the URL of the stories that the button would load next."""
        if not found.outlinks or self.page > self.clicks:
            return
        offset = self.offset + len(found.outlinks)
        following = replace(self, menu=None, page=self.page + 1, offset=offset)
        if url := urls.resolve(following._more_url(following.page)):
            found.pages.append((url, following))

    def _more_url(self, page: int) -> str:
        path = urlsplit(self.url).path.rstrip("/")
        return (self.more or "").format(path=path, page=page, offset=self.offset)
