"""robots.txt, sitemaps and RSS."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

from samplesite.clock import iso, rfc822
from samplesite.markup import ORIGIN

ROBOTS = f"""User-agent: *
Disallow: /search
Disallow: /desk/
Allow: /

Sitemap: {ORIGIN}/sitemap.xml
Sitemap: {ORIGIN}/news-sitemap.xml
"""
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def index(sitemaps: Iterable[tuple[str, int]]) -> str:
    """A sitemap index of (path, lastmod)."""
    rows = "".join(
        f"<sitemap><loc>{ORIGIN}{path}</loc><lastmod>{iso(lastmod)}</lastmod></sitemap>\n"
        for path, lastmod in sitemaps
    )
    return f'{_XML}<sitemapindex xmlns="{_NAMESPACE}">\n{rows}</sitemapindex>\n'


def sitemap(urls: Iterable[tuple[str, int]]) -> str:
    """A plain sitemap of (path, lastmod)."""
    rows = "".join(
        f"<url><loc>{ORIGIN}{path}</loc><lastmod>{iso(lastmod)}</lastmod></url>\n"
        for path, lastmod in urls
    )
    return f'{_XML}<urlset xmlns="{_NAMESPACE}">\n{rows}</urlset>\n'


def news_sitemap(stories: Iterable[tuple[str, str, int, int]]) -> str:
    """A news sitemap of (path, headline, published, lastmod)."""
    rows = "".join(
        f"<url><loc>{ORIGIN}{path}</loc><lastmod>{iso(lastmod)}</lastmod><news:news>"
        "<news:publication><news:name>India Daily</news:name><news:language>hi</news:language>"
        f"</news:publication><news:publication_date>{iso(published)}</news:publication_date>"
        f"<news:title>{escape(headline)}</news:title></news:news></url>\n"
        for path, headline, published, lastmod in stories
    )
    google = "http://www.google.com/schemas/sitemap-news/0.9"
    return f'{_XML}<urlset xmlns="{_NAMESPACE}" xmlns:news="{google}">\n{rows}</urlset>\n'


def rss(stories: Iterable[tuple[str, str, str, int]], built: int) -> str:
    """An RSS 2.0 channel of (path, headline, section, published)."""
    rows = "".join(
        f"<item><title><![CDATA[ {headline} ]]></title><link>{ORIGIN}{path}?utm_source=rss</link>"
        f'<guid isPermaLink="true">{ORIGIN}{path}</guid><category>{section}</category>'
        f"<pubDate>{rfc822(published)}</pubDate></item>\n"
        for path, headline, section, published in stories
    )
    atom = f'<atom:link href="{ORIGIN}/rss/latest.xml" rel="self" type="application/rss+xml"/>'
    return (
        f'{_XML}<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        f"<title>India Daily: ताजा खबर</title><link>{ORIGIN}/</link>{atom}"
        f"<description>India Daily की ताजा खबरें</description><language>hi</language>"
        f"<lastBuildDate>{rfc822(built)}</lastBuildDate>\n{rows}</channel></rss>\n"
    )
