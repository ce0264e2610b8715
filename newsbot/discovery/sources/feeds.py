"""Read the articles that a site's feed names: RSS, Atom or JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from newsbot.discovery.sources.base import Outlink, Source, SourceResult
from newsbot.discovery.sources.lenient_xml import (
    entry_fields,
    feed_entries,
    feed_root,
    local_name,
)
from newsbot.downloader.decompression import gunzip
from newsbot.urls import one_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml import etree
    from scrapy.http import Response

    from newsbot.items import FoundVia
    from newsbot.urls import SiteUrls


@dataclass(frozen=True, slots=True)
class Feed(Source):
    """An RSS 0.9–2.0, Atom or JSON feed."""

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
        """Return an entry's time of change, and its URLs on the site: links, then identifiers."""
        changed = None
        links: list[str] = []
        ids: list[str] = []
        for child in fields:
            name = local_name(child)
            text = (child.text or "").strip()
            if name == "link" and child.get("rel", "alternate") != "alternate":
                continue  # in Atom: replies, enclosures, the next page of the feed
            if name in ("link", "guid", "id", "origLink"):
                url = urls.join(base, child.get("href") or text)
                if url and name in ("link", "origLink"):
                    links.append(url)
                elif url and urls.article(url):
                    ids.append(url)
            elif name in ("updated", "pubDate", "published", "date"):
                changed = changed or text or None
        return changed, links + ids
