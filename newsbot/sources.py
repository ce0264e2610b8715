"""Where links come from: robots.txt, sitemaps, feeds, listings.

A source reads one response and says what it names: leads to articles, and further pages that are
sources themselves. Sources do no I/O and know no site: what is an article is SiteUrls' to say.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict, dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, ClassVar

from lxml import etree
from scrapy.http import TextResponse
from scrapy.utils.sitemap import sitemap_urls_from_robots

from newsbot.responses import base_url, html_root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.http import Response

    from newsbot.items import FoundVia
    from newsbot.urls import ArticleRef, SiteUrls

# The sitemap protocol's own limit for one file, uncompressed (sitemaps.org); the settings'
# DOWNLOAD_MAXSIZE bounds what arrives, this what it unpacks to.
MAX_SITEMAP_BYTES = 50 * 1024 * 1024
FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})
NEXT_WORDS = frozenset({"next", "अगला", "अगले", "आगे", "›", "»", ">", "next page", "अगला पेज"})


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


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of page that names articles. ``url``: where it starts, rooted or absolute."""

    url: str
    found_via: ClassVar[FoundVia] = "listing"

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
    sections; the sections that it names are listings too.
    """

    menu: str | None = None
    found_via: ClassVar[FoundVia] = "listing"

    def read(self, response: Response, urls: SiteUrls) -> Found:
        found = Found()
        root = html_root(response)
        if root is None or not isinstance(response, TextResponse):
            found.damaged = True
            return found
        base = base_url(response, root)
        seen: set[str] = set()
        for href in root.xpath("//a/@href"):
            url = urls.join(base, href)
            ref = urls.article(url) if url else None
            if ref and ref.id not in seen:
                seen.add(ref.id)
                found.leads.append(Lead(ref))
        for href in _feed_links(root):
            if url := urls.join(base, href):
                found.pages.append((url, Feed(url)))
        if self.menu:
            for url in _menu_links(root, self.menu, base, urls):
                found.pages.append((url, Listing(url)))
        # A page without an article is past the end, whatever its pager says.
        if found.leads and (url := _next_page(root, response.url, urls)):
            found.pages.append((url, Listing(self.url)))
        return found


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
    tags = ("{*}url", "{*}sitemap")
    entries = etree.iterparse(
        BytesIO(body), tag=tags, recover=True, resolve_entities=False, no_network=True
    )
    try:
        for _, entry in entries:
            loc = (entry.findtext("{*}loc") or "").strip()
            # Google's news sitemaps give no lastmod but news:publication_date.
            published = (each.text for each in entry.iter("{*}publication_date"))
            changed = entry.findtext("{*}lastmod") or next(published, None)
            if loc:
                yield etree.QName(entry).localname, loc, changed
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


def _feed_links(root: etree._Element) -> Iterator[str]:
    """The hrefs of ``<link rel="alternate">`` elements that are feeds."""
    for link in root.iter("link"):
        rel = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").lower().split(";")[0].strip()
        href = link.get("href")
        if href and "alternate" in rel and kind in FEED_TYPES:
            yield href


def _menu_links(root: etree._Element, menu: str, base: str, urls: SiteUrls) -> list[str]:
    """Section pages that the menu names: pages of the site one step below its home."""
    found: dict[str, None] = {}
    for element in root.xpath("//*[@class]"):
        if not any(name.endswith(menu) for name in element.get("class").split()):
            continue
        for href in element.xpath(".//a/@href"):
            url = urls.join(base, href)
            if url is None or "?" in url:
                continue
            path = url[len(urls.origin) :].strip("/")
            if path and "/" not in path and "." not in path:
                found[url] = None
    return list(found)


def _next_page(root: etree._Element, base: str, urls: SiteUrls) -> str | None:
    """The listing's next page: what says ``rel=next``, else a link whose words say so."""
    for element in root.iter("a", "link"):
        href = element.get("href")
        if not href:
            continue
        says_next = "next" in (element.get("rel") or "").lower().split()
        if not says_next and element.tag == "a":
            words = " ".join("".join(element.itertext()).split()).lower()
            says_next = words in NEXT_WORDS
        if says_next:
            url = urls.join(base, href)
            if url and url != urls.normalise(base) and urls.article(url) is None:
                return url
    return None
