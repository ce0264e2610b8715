"""Read the pages that name articles: robots.txt, sitemaps, feeds, listings.

A source reads one response and returns leads to articles, and further pages that are sources too.
Sources do no I/O and depend on no site: SiteUrls decides which URLs are articles. base.py has the
base class. sitemaps.py reads robots.txt too; feeds.py and listings.py have one kind each. This
package imports all of them, so that ``Source.from_json`` finds every kind. lenient_xml.py reads the
entries of sitemaps and feeds, json_feed.py those of JSON feeds, links.py the links of a listing,
and pagers.py finds the next page of a listing.

Imported by crawl.py, sections.py, single_page.py, source_names.py, unrecognised.py, budgets/ and
frontier/, and by spider.py, callbacks/, declarations/, doctor/, spiders/ and undeclared/.
Imports downloader/decompression.py, page/ and the items.
"""

from newsbot.discovery.sources.base import Outlink, Source, SourceResult
from newsbot.discovery.sources.feeds import Feed
from newsbot.discovery.sources.listings import Listing
from newsbot.discovery.sources.sitemaps import MAX_SITEMAP_INDEXES, Robots, Sitemap

__all__ = [
    "MAX_SITEMAP_INDEXES",
    "Feed",
    "Listing",
    "Outlink",
    "Robots",
    "Sitemap",
    "Source",
    "SourceResult",
]
