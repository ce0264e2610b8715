"""Finds the sample site's articles the way a crawl does, each channel by itself."""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from urllib.parse import urlsplit

from lxml import etree
from lxml import html as lxml_html

from samplesite import Site
from tests.samplesite.elements import ORIGIN
from tests.samplesite.reader import read

SECTIONS = ("india", "international", "entertainment", "sports", "astro", "utility")
_ARTICLE = re.compile(r"/[a-z]+/[a-z0-9-]+-(news-\d+|\d{10})|/webstory/[a-z]+/[a-z0-9-]+-\d+")


def parse_xml(xml: bytes) -> etree._Element:
    """Well-formed XML, or an error."""
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, recover=False))


def get(site: Site, path: str) -> bytes:
    status, _, body = site.response(path)
    assert status == 200, path
    return body


def article_page(site: Site, path: str) -> bytes:
    """The page of an article, or its AMP page where it has no other."""
    status, _, body = site.response(path)
    return site.response("/amp" + path)[2] if status == 404 else body


def article_path(href: str) -> str | None:
    """The path of an article of the site, of AMP addresses too; None for any other address."""
    parts = urlsplit(href)
    hosts = (None, "www.theindiadaily.com", "amp.theindiadaily.com")
    if parts.scheme not in ("", "https") or parts.hostname not in hosts:
        return None
    path = re.sub("^/amp/", "/", parts.path.rstrip("/"))
    return path if _ARTICLE.fullmatch(path) else None


def _paths(hrefs: list[str]) -> set[str]:
    return {path for path in map(article_path, hrefs) if path}


def _locations(xml: bytes) -> list[str]:
    return [str(node.text) for node in parse_xml(xml).iter() if node.tag.endswith("}loc")]


def in_sitemaps(site: Site) -> set[str]:
    found: list[str] = []
    for address in _locations(get(site, "/sitemap.xml")):
        body = get(site, address.removeprefix(ORIGIN))
        found += _locations(gzip.decompress(body) if address.endswith(".gz") else body)
    return _paths(found)


def in_news(site: Site) -> set[str]:
    return _paths(_locations(get(site, "/news-sitemap.xml")))


def in_rss(site: Site) -> set[str]:
    tree = parse_xml(get(site, "/rss/latest.xml"))
    return _paths([str(item.findtext("link")) for item in tree.iter("item")])


def on_home(site: Site) -> set[str]:
    tree = lxml_html.fromstring(get(site, "/").decode())
    main = tree.xpath("//*[contains(@class, '-body-main')]//*[contains(@class, '-section ')]")[0]
    ticker = tree.xpath("//*[contains(@class, '-breaking-ticker')]")[0]
    right = tree.xpath("//*[contains(@class, '-right-sidbar')]")[0]
    beside = set(right.xpath(".//a/@href"))
    hrefs = [href for href in main.xpath(".//a/@href") if href not in beside]
    return _paths(hrefs + ticker.xpath(".//a/@href"))


def in_sections(site: Site) -> tuple[set[str], set[str]]:
    """Articles on the first page of a section, and on later ones."""
    first: set[str] = set()
    later: set[str] = set()
    for section in SECTIONS:
        path: str | None = f"/{section}"
        while path:
            tree = lxml_html.fromstring(get(site, path).decode())
            cards = _paths(tree.xpath("//*[contains(@class, '-listitems')]/a/@href"))
            assert len(cards) <= 21
            (later if "page=" in path else first).update(cards)
            following = tree.xpath("//a[@rel='next']/@href")
            path = following[0].removeprefix(ORIGIN) if following else None
    return first, later


def channels(site: Site, related_depth: int) -> dict[str, set[str]]:
    """Path → the ways in which it is found; `hop1` is a related story of a listed article."""
    found: dict[str, set[str]] = defaultdict(set)
    listing1, listing = in_sections(site)
    ways = {
        "sitemap": in_sitemaps(site),
        "news": in_news(site),
        "rss": in_rss(site),
        "home": on_home(site),
        "listing": listing,
        "listing1": listing1,
    }
    for way, paths in ways.items():
        for path in paths:
            found[path].add(way)
    wave = set(found)
    seen = set(wave)
    for depth in range(1, related_depth + 1):
        linked: set[str] = set()
        for path in wave:
            body = article_page(site, path)
            if b"-rel-slider" in body or b"<amp-story" in body:
                related = {
                    link["url"].removeprefix(ORIGIN)
                    for link in read(body, ORIGIN + path)["related"]
                }
                for target in related:
                    found[target].add(f"hop{depth}")
                linked |= related
        wave = linked - seen
        seen |= linked
    return found
