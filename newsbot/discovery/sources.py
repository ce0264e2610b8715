"""Where links come from: robots.txt, sitemaps, feeds, listings.

A source reads one response and says what it names: leads to articles, and further pages that are
sources themselves. Sources do no I/O and know no site: what is an article is SiteUrls' to say.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urljoin, urlsplit

from scrapy.http import TextResponse
from scrapy.utils.sitemap import sitemap_urls_from_robots

from newsbot.discovery.lenient_xml import (
    SitemapEntries,
    entry_fields,
    feed_entries,
    feed_root,
    gunzip,
    local_name,
)
from newsbot.discovery.links import feed_links, has_class, json_links, menu_labels
from newsbot.discovery.pagers import next_page
from newsbot.exceptions import DeclarationError
from newsbot.page.html import base_url, html_root
from newsbot.urls import one_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml import etree
    from scrapy.http import Response

    from newsbot.items import FoundVia
    from newsbot.urls import ArticleRef, SiteUrls

MAX_EXAMPLES = 3  # of URLs that are not recognised
# Indexes between robots.txt and a sitemap: the protocol allows one, some sites have two.
MAX_SITEMAP_INDEXES = 2


@dataclass(frozen=True, slots=True)
class Outlink:
    """An article that a source names; ``changed`` is what it says of the article's last change."""

    ref: ArticleRef
    changed: str | None = None


@dataclass(slots=True)
class SourceResult:
    """The content of one page of a source: articles, and (URL, source) pairs to read next."""

    outlinks: list[Outlink] = field(default_factory=list)
    pages: list[tuple[str, Source]] = field(default_factory=list)
    damaged: bool = False  # it could be read in part only, or not at all
    too_deep: list[str] = field(default_factory=list)  # sitemaps that are not followed
    button: bool = False  # it has a button for more, which takes a browser to press
    unrecognised: int = 0  # URLs of the site that match no pattern, in a sitemap or feed
    examples: list[str] = field(default_factory=list)  # the first of those

    def note_unrecognised(self, url: str) -> None:
        """Note a URL of the site that a sitemap or feed names and that is no article's."""
        self.unrecognised += 1
        if len(self.examples) < MAX_EXAMPLES:
            self.examples.append(url)


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of page that names articles. ``url``: where it starts, rooted or absolute."""

    url: str
    found_via: ClassVar[FoundVia] = "listing"
    needs_browser: ClassVar[bool] = False

    def read(self, response: Response, urls: SiteUrls) -> SourceResult:
        """Return what a response names; an unreadable one names nothing.

        Args:
            response: A page of the source. Whatever its content is, nothing is raised.
            urls: Of the site; they say which links are articles.
        """
        raise NotImplementedError

    def to_json(self) -> str:
        """Return the source as text that ``from_json`` understands."""
        # dataclasses.asdict would copy each value: half a second for the sitemaps of an index.
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return json.dumps({"kind": type(self).__name__, **values})

    @staticmethod
    def from_json(text: str) -> Source:
        """Return the source that ``to_json`` wrote.

        Raises:
            KeyError, TypeError, ValueError: Another version of newsbot wrote it.
        """
        fields = json.loads(text)
        kinds = list(Source.__subclasses__())
        for kind in kinds:
            kinds.extend(kind.__subclasses__())
        named = {kind.__name__: kind for kind in kinds}
        return named[fields.pop("kind")](**fields)


@dataclass(frozen=True, slots=True)
class Robots(Source):
    """robots.txt: its ``Sitemap:`` lines."""

    url: str = "/robots.txt"
    found_via: ClassVar[FoundVia] = "sitemap"

    def read(self, response: Response, urls: SiteUrls) -> SourceResult:
        """Return the sitemaps that robots.txt names, each once, on this host or on another one."""
        found = SourceResult()
        for location in dict.fromkeys(_named_sitemaps(response)):
            if url := urls.normalise(location):
                found.pages.append((url, Sitemap(url)))
            elif url := urls.elsewhere(location):
                found.pages.append((url, Sitemap(url, urlsplit(url).netloc)))
        found.pages = list(dict(found.pages).items())
        return found


def _named_sitemaps(response: Response) -> Iterator[str]:
    """Yield the absolute URLs of the ``Sitemap:`` lines of a robots.txt."""
    for location in sitemap_urls_from_robots(response.body):
        with suppress(ValueError):  # it is not a URL
            yield urljoin(response.url, location)


@dataclass(frozen=True, slots=True)
class Sitemap(Source):
    """A sitemap index, a sitemap, or a news sitemap, plain or gzipped (sitemaps.org).

    ``host``: where it is not on the site, the ``host[:port]`` that the site's robots.txt named. A
    sitemap there names the site's URLs as any other does, and further sitemaps on that host.
    ``depth``: how many indexes led to it.
    """

    host: str | None = None
    depth: int = field(default=0, compare=False)
    found_via: ClassVar[FoundVia] = "sitemap"

    def read(self, response: Response, urls: SiteUrls) -> SourceResult:
        """Return the articles and further sitemaps that a sitemap names; a feed is read as one."""
        found = SourceResult()
        body, whole = gunzip(response.body)
        entries = SitemapEntries(body)
        for kind, location, changed in entries:
            if kind == "sitemap":
                if source := self._sitemap(location, urls):
                    if source.depth > MAX_SITEMAP_INDEXES:
                        found.too_deep.append(source.url)
                    else:
                        found.pages.append((source.url, source))
            elif ref := urls.article(location):
                found.outlinks.append(Outlink(ref, changed))
            elif url := urls.normalise(location):
                found.note_unrecognised(url)
        if entries.is_feed:  # the protocol allows those too
            return Feed(self.url).read(response, urls)
        found.damaged = entries.damaged or not whole
        return found

    def _sitemap(self, location: str, urls: SiteUrls) -> Sitemap | None:
        """Return a sitemap that an index names, if it is one to be read."""
        if url := urls.normalise(location):
            return Sitemap(url, depth=self.depth + 1)
        url = urls.elsewhere(location) if self.host else None
        if url and urlsplit(url).netloc == self.host:
            return replace(self, url=url, depth=self.depth + 1)
        return None


@dataclass(frozen=True, slots=True)
class Feed(Source):
    """An RSS 0.9–2.0 or Atom feed."""

    found_via: ClassVar[FoundVia] = "feed"

    def read(self, response: Response, urls: SiteUrls) -> SourceResult:
        """Return the articles that the entries of a feed name."""
        found = SourceResult()
        body, whole = gunzip(response.body)
        root, damaged = feed_root(body)
        found.damaged = damaged or not whole
        for entry in feed_entries(root):
            fields = entry_fields(entry, damaged)
            changed, named = self._entry(fields, response.url, urls)
            refs = list(filter(None, map(urls.article, named)))
            if refs:
                found.outlinks.append(Outlink(one_of(refs), changed))
            elif named:
                found.note_unrecognised(named[0])
        return found

    def _entry(
        self, fields: Iterable[etree._Element], base: str, urls: SiteUrls
    ) -> tuple[str | None, list[str]]:
        """Return an entry's last change and its URLs on the site: links, then identifiers."""
        changed = None
        links: list[str] = []
        ids: list[str] = []
        for child in fields:
            name = local_name(child)
            text = (child.text or "").strip()
            if name == "link" and child.get("rel", "alternate") != "alternate":
                continue  # Atom: replies, enclosures, the next page
            if name in ("link", "guid", "id", "origLink"):
                url = urls.join(base, child.get("href") or text)
                if url and name in ("link", "origLink"):
                    links.append(url)
                elif url and urls.article(url):
                    ids.append(url)
            elif name in ("updated", "pubDate", "published", "date"):
                changed = changed or text or None
        return changed, links + ids


@dataclass(frozen=True, slots=True)
class Listing(Source):
    """A page of cards or links: home, section, topic. Its pages are read to the last one.

    Attributes:
        menu: The meaning-bearing end of the class of the site's menu, where that leads to sections;
            the sections that it names are listings too, declared as this one is.
        load_more: The same of a button that brings more stories.
        clicks: How many times the button is pressed at most, by a browser or by ``more``.
        more: Where the button's own request is plain, its URL, which is asked for instead:
            ``/ajax{path}?page={page}``, with the listing's path, the page's number from 2 on, and
            ``{offset}``, how many stories came before. Its answer is HTML or JSON.
        page: The number of the answer of ``more``; 1 for the listing itself.
        offset: How many stories came before this answer.
    """

    menu: str | None = None
    load_more: str | None = None
    clicks: int = 5
    more: str | None = None
    page: int = 1  # which answer of ``more`` this is
    offset: int = 0
    found_via: ClassVar[FoundVia] = "listing"

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
    def needs_browser(self) -> bool:  # type: ignore[override]  # a listing's own, not declared
        """True where the listing has a button and no plain request does the same."""
        return self.load_more is not None and self.more is None

    def section(self, url: str) -> Listing:
        """Return the listing of a section, declared as this one is."""
        return replace(self, url=url, menu=None)

    def read(self, response: Response, urls: SiteUrls) -> SourceResult:
        """Return the articles that a listing links to, its feeds, sections and next page."""
        found = SourceResult()
        if self.page > 1 and isinstance(response, TextResponse):
            hrefs = json_links(response)
            if hrefs is not None:
                self._take(found, hrefs, response.url, urls)
                self._go_on(found, urls)
                return found
        root = html_root(response)
        if root is None or not isinstance(response, TextResponse):
            # Beyond its end, a site answers with nothing.
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
                self._go_on(found, urls)
        elif self.load_more and has_class(root, self.load_more):
            found.button = True
        # A page without an article is past the end, whatever its pager says.
        elif found.outlinks and (url := next_page(root, response.url, urls)):
            found.pages.append((url, replace(self, menu=None)))
        return found

    def _take(self, found: SourceResult, hrefs: Iterable[str], base: str, urls: SiteUrls) -> None:
        """Note the articles that links lead to, each once."""
        seen: dict[str, list[ArticleRef]] = {}
        for href in hrefs:
            url = urls.join(base, href)
            ref = urls.article(url) if url else None
            if ref:
                seen.setdefault(ref.id, []).append(ref)
        found.outlinks.extend(Outlink(one_of(refs)) for refs in seen.values())

    def _go_on(self, found: SourceResult, urls: SiteUrls) -> None:
        """Ask for what the button would bring next."""
        if not found.outlinks or self.page > self.clicks:
            return
        offset = self.offset + len(found.outlinks)
        following = replace(self, menu=None, page=self.page + 1, offset=offset)
        if url := urls.join(urls.origin + "/", following._more_url(following.page)):
            found.pages.append((url, following))

    def _more_url(self, page: int) -> str:
        path = urlsplit(self.url).path.rstrip("/")
        return (self.more or "").format(path=path, page=page, offset=self.offset)
