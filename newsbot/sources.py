"""Where links come from: robots.txt, sitemaps, feeds, listings.

A source reads one response and says what it names: leads to articles, and further pages that are
sources themselves. Sources do no I/O and know no site: what is an article is SiteUrls' to say.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict, dataclass, field, replace
from io import BytesIO
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from lxml import etree
from scrapy.http import TextResponse
from scrapy.utils.sitemap import sitemap_urls_from_robots

from newsbot.exceptions import DeclarationError
from newsbot.links import feed_links, has_class, json_links, menu_labels, next_page
from newsbot.responses import base_url, html_root

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scrapy.http import Response

    from newsbot.items import FoundVia
    from newsbot.urls import ArticleRef, SiteUrls

# The sitemap protocol's own limit for one file, uncompressed (sitemaps.org); the settings'
# DOWNLOAD_MAXSIZE bounds what arrives, this what it unpacks to.
MAX_SITEMAP_BYTES = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Lead:
    """An article that a source names; ``changed`` is what it says of the article's last change."""

    ref: ArticleRef
    changed: str | None = None


@dataclass(slots=True)
class Found:
    """What one page of a source names: articles, and (URL, source) pairs to read next."""

    leads: list[Lead] = field(default_factory=list)
    pages: list[tuple[str, Source]] = field(default_factory=list)
    damaged: bool = False  # it could be read in part only, or not at all
    button: bool = False  # it has a button for more, which takes a browser to press


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of page that names articles. ``url``: where it starts, rooted or absolute."""

    url: str
    found_via: ClassVar[FoundVia] = "listing"
    needs_browser: ClassVar[bool] = False

    def read(self, response: Response, urls: SiteUrls) -> Found:
        """What ``response`` names; an unreadable one names nothing. Never raises on content."""
        raise NotImplementedError

    def to_json(self) -> str:
        """The source as text that ``from_json`` understands."""
        return json.dumps({"kind": type(self).__name__, **asdict(self)})

    @staticmethod
    def from_json(text: str) -> Source:
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

    def read(self, response: Response, urls: SiteUrls) -> Found:
        maps = sitemap_urls_from_robots(response.body, base_url=response.url)
        normal = (urls.normalise(url) for url in maps)
        return Found(pages=[(url, Sitemap(url)) for url in dict.fromkeys(normal) if url])


@dataclass(frozen=True, slots=True)
class Sitemap(Source):
    """A sitemap index, a sitemap, or a news sitemap, plain or gzipped (sitemaps.org)."""

    found_via: ClassVar[FoundVia] = "sitemap"

    def read(self, response: Response, urls: SiteUrls) -> Found:
        found = Found()
        body, whole = _gunzip(response.body)
        found.damaged = not whole
        for kind, loc, changed in _sitemap_entries(body, found):
            if kind == "sitemap":
                if url := urls.normalise(loc):
                    found.pages.append((url, Sitemap(url)))
            elif ref := urls.article(loc):
                found.leads.append(Lead(ref, changed))
        return found


@dataclass(frozen=True, slots=True)
class Feed(Source):
    """An RSS 0.9–2.0 or Atom feed."""

    found_via: ClassVar[FoundVia] = "feed"

    def read(self, response: Response, urls: SiteUrls) -> Found:
        found = Found()
        parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
        try:
            root = etree.fromstring(response.body, parser)
        except etree.XMLSyntaxError:
            root = None
        found.damaged = root is None or bool(parser.error_log)
        if root is None:
            return found
        for entry in root.iter("{*}item", "{*}entry"):
            changed = None
            refs: list[ArticleRef] = []
            for child in entry:
                if not isinstance(child.tag, str):
                    continue
                name = etree.QName(child).localname
                text = (child.text or "").strip()
                if name == "link" and child.get("rel", "alternate") != "alternate":
                    continue  # Atom: replies, enclosures, the next page
                if name in ("link", "guid", "id"):
                    url = urls.join(response.url, child.get("href") or text)
                    ref = urls.article(url) if url else None
                    if ref:
                        refs.append(ref)
                elif name in ("updated", "pubDate", "published", "date"):
                    changed = changed or text or None
            if refs:
                found.leads.append(Lead(refs[0], changed))
        return found


@dataclass(frozen=True, slots=True)
class Listing(Source):
    """A page of cards or links: home, section, topic. Its pages are read to the last one.

    ``menu``: the meaning-bearing end of the class of the site's menu, where that leads to
    sections; the sections that it names are listings too, declared as this one is.

    ``load_more``: the same of a button that brings more stories; a browser presses it, ``clicks``
    times at most. ``more``: where the button's own request is plain, its URL, which is asked for
    instead: ``/ajax{path}?page={page}``, with the listing's path, the page's number from 2 on, and
    ``{offset}``, how many stories came before. What it answers is HTML or JSON.
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
    def needs_browser(self) -> bool:  # type: ignore[override]
        return self.load_more is not None and self.more is None

    def section(self, url: str) -> Listing:
        """The listing of a section, declared as this one is."""
        return replace(self, url=url, menu=None)

    def read(self, response: Response, urls: SiteUrls) -> Found:
        found = Found()
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
        elif found.leads and (url := next_page(root, response.url, urls)):
            found.pages.append((url, replace(self, menu=None)))
        return found

    def _take(self, found: Found, hrefs: Iterable[str], base: str, urls: SiteUrls) -> None:
        """Note the articles that links lead to, each once."""
        seen: dict[str, ArticleRef] = {}
        for href in hrefs:
            url = urls.join(base, href)
            ref = urls.article(url) if url else None
            # One that is linked by its AMP page too may have that alone.
            if ref and (ref.id not in seen or (ref.found and not seen[ref.id].found)):
                seen[ref.id] = ref
        found.leads.extend(map(Lead, seen.values()))

    def _go_on(self, found: Found, urls: SiteUrls) -> None:
        """Ask for what the button would bring next."""
        if not found.leads or self.page > self.clicks:
            return
        offset = self.offset + len(found.leads)
        following = replace(self, menu=None, page=self.page + 1, offset=offset)
        if url := urls.join(urls.origin + "/", following._more_url(following.page)):
            found.pages.append((url, following))

    def _more_url(self, page: int) -> str:
        path = urlsplit(self.url).path.rstrip("/")
        return (self.more or "").format(path=path, page=page, offset=self.offset)


def _sitemap_entries(body: bytes, found: Found) -> Iterator[tuple[str, str, str | None]]:
    """(``url`` or ``sitemap``, location, last change or publication) of a sitemap's entries.

    What can be read of a broken file is read; ``found`` is told that it was broken. A plain text
    sitemap is a URL a line.
    """
    if not body.lstrip().startswith(b"<"):
        lines = [line.strip() for line in body.decode("utf-8", "replace").splitlines()]
        found.damaged |= not any(line.startswith("http") for line in lines)
        yield from (("url", line, None) for line in lines if line.startswith("http"))
        return
    # Without the argument tag=: with it the parser and its events hold each other, and the tree
    # lives until the garbage is collected.
    entries = etree.iterparse(BytesIO(body), recover=True, resolve_entities=False, no_network=True)
    try:
        for _, entry in entries:
            kind = etree.QName(entry).localname
            if kind not in ("url", "sitemap"):
                continue
            loc = (entry.findtext("{*}loc") or "").strip()
            # Google's news sitemaps give no lastmod but news:publication_date.
            published = (each.text for each in entry.iter("{*}publication_date"))
            changed = entry.findtext("{*}lastmod") or next(published, None)
            if loc:
                yield kind, loc, changed
            entry.clear()
    except etree.XMLSyntaxError:
        found.damaged = True
    root = entries.root
    known = root is not None and etree.QName(root).localname in ("urlset", "sitemapindex")
    found.damaged |= bool(entries.error_log) or not known


def _gunzip(body: bytes) -> tuple[bytes, bool]:
    """``body``, unpacked if it is gzip (MAX_SITEMAP_BYTES at most); and whether it is whole."""
    if body[:2] != b"\x1f\x8b":
        return body, True
    unpacker = zlib.decompressobj(wbits=31)
    try:
        return unpacker.decompress(body, MAX_SITEMAP_BYTES), unpacker.eof
    except zlib.error:
        return b"", False
