"""Where links come from: robots.txt, sitemaps, feeds, listings.

A source reads one response and says what it names: leads to articles, and further pages that are
sources themselves. Sources do no I/O and know no site: what is an article is SiteUrls' to say.
base.py has what all kinds share. sitemaps.py reads robots.txt too; feeds.py and listings.py have a
kind each. Loaded together, so that ``Source.from_json`` knows every kind. lenient_xml.py reads the
entries of sitemaps and feeds, json_feed.py those of JSON feeds, links.py the links of a listing,
and pagers.py finds its next page.

Imported by crawl.py, sections.py, single_page.py, source_names.py, unrecognised.py, budgets/ and
frontier/, and by spider.py, callbacks/, declarations/, doctor/, spiders/ and undeclared/.
Imports page/ and the items.
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
