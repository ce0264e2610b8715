"""Read one page without a crawl: for ``scrapy parse``, ``scrapy shell`` and contracts."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request

from newsbot.discovery.sources import Feed, Listing, Robots, Sitemap, Source
from newsbot.downloader.decompression import GZIP_MAGIC
from newsbot.downloader.responses import fetched_response
from newsbot.items import Reject, new_article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.http import Response

    from newsbot.discovery.crawl import Crawl
    from newsbot.items import Article


FIRST_BYTES = 1000  # bytes of a response in which its root element is looked for
XML_ROOT = re.compile(rb"<(?:\w+:)?(urlset|sitemapindex|rss|feed|RDF)\b")


def read_page(crawl: Crawl, response: Response) -> Iterator[Article | Reject | Request]:
    """Yield the article of a page, or its Reject, and requests for the pages that it links to.

    No ledger is opened and nothing is noted. If ``article_url`` does not match the URL, the page is
    read as a source: robots.txt, a sitemap, a feed or a listing.
    """
    urls = crawl.urls
    url = urls.to_origin(response.url)
    if not urls.has(url):
        # The page is a copy, usually a file on this machine: read it at the site's origin.
        parts = urlsplit(url)
        url = f"{urls.origin}{parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")
    if url != response.url:
        response = response.replace(url=url)
    ref = urls.article(url)
    if ref is None:
        result = _source_of(crawl, response).read(response, urls)
        links = [outlink.ref.url for outlink in result.outlinks] + [
            page for page, _ in result.pages
        ]
    else:
        now = datetime.now(UTC).replace(microsecond=0)
        read = crawl.read(response, ref.url, now)
        if isinstance(read, Reject):
            yield read
            return
        found = ("argument", ref.url, 0)
        fetched = fetched_response(response)
        article = new_article(read[0].id_or(ref.id), urls.site, read[1], found, now, fetched)
        yield article
        links = [link.url for link in article.related]
    for link in dict.fromkeys(links):
        yield Request(link, crawl.parse)


def _source_of(crawl: Crawl, response: Response) -> Source:
    """Return the source that a page is read as if it is not an article's."""
    path = urlsplit(response.url).path or "/"
    if path == "/robots.txt":
        return Robots()
    root = XML_ROOT.search(response.body[:FIRST_BYTES])
    if response.body.startswith(GZIP_MAGIC) or (root and root[1] in (b"urlset", b"sitemapindex")):
        return Sitemap(response.url)
    if root:
        return Feed(response.url)
    listings = [source for source in crawl.sources if isinstance(source, Listing)]
    for listing in listings:
        if listing.url == path:
            return listing
    return next((listing for listing in listings if listing.menu), Listing("/")).section(path)
