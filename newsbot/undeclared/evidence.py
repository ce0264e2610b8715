"""Learn which URLs are articles' from the pages of sources: links, cards, feeds, news sitemaps."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsbot.discovery.sources import Feed, Listing, Sitemap
from newsbot.discovery.sources.lenient_xml import SitemapEntries, feed_entries, feed_root
from newsbot.downloader.decompression import gunzip
from newsbot.hindi import devanagari_share, fold
from newsbot.hindi.data_files import read_table
from newsbot.page.html.tree import base_url, html_root
from newsbot.undeclared.cards import cards_of
from newsbot.undeclared.links import MEDIA, is_headline, is_label, links_of

if TYPE_CHECKING:
    from lxml import etree
    from scrapy.http import Response

    from newsbot.discovery.sources import Source
    from newsbot.undeclared.shapes import UrlShapes
    from newsbot.undeclared.urls import UndeclaredUrls

_IDLE_SITEMAPS = tuple(
    word.replace("_", "-") for word in read_table("undeclared.toml")["sitemaps"]["never"]
)
HINDI_SHARE = 0.3  # share of Devanagari among the letters of a headline in Hindi
DEFAULT_SITEMAP = "/sitemap.xml"  # tried if robots.txt names no sitemap
NEWS = b"sitemap-news/"  # part of the namespace of a news sitemap


def learn_from(response: Response, source: Source, urls: UndeclaredUrls, shapes: UrlShapes) -> None:
    """Learn which URLs of the site are articles' from one page of a source.

    Args:
        response: The page.
        source: The source of the page: a listing, a feed or a sitemap.
        urls: The URLs of the site.
        shapes: Takes what is learned.
    """
    if isinstance(source, Listing):
        if (root := html_root(response)) is not None:
            _learn_links(root, base_url(response, root), urls, shapes)
    elif isinstance(source, Feed):
        root, _ = feed_root(gunzip(response.body)[0])
        for entry in feed_entries(root):
            for link in entry.iter("{*}link"):
                _learn_article(link.get("href") or (link.text or "").strip(), urls, shapes)
    elif isinstance(source, Sitemap):
        body, _ = gunzip(response.body)
        if NEWS in body:
            for _, location, changed in SitemapEntries(body):
                if changed:
                    _learn_article(location, urls, shapes)
    urls.forget_decisions()


def _learn_article(url: str, urls: UndeclaredUrls, shapes: UrlShapes) -> None:
    address = urls.address(url)
    if address and address.may_be_article:
        shapes.learn_from_feed(address)


def _learn_links(root: etree._Element, base: str, urls: UndeclaredUrls, shapes: UrlShapes) -> None:
    # A long link in a footer may lead to a page about the publisher: "the history of our paper".
    in_footers = {href for footer in root.iter("footer") for href, _ in links_of(footer)}
    _learn_cards(root, base, urls, shapes)
    for href, text in links_of(root):
        if not is_headline(text) and not is_label(text):
            if fold(text) in MEDIA and (url := urls.join(base, href)):
                shapes.media.learn_list(urls.address(url))
            continue
        if is_headline(text) and href in in_footers:
            continue
        url = urls.join(base, href)
        address = urls.address(url) if url else None
        if address is None or not address.may_be_article:
            continue
        is_article = is_headline(text)
        if is_article:
            is_hindi = devanagari_share(text) >= HINDI_SHARE
            shapes.learn_language(address, is_hindi)
            if not is_hindi:
                continue
        shapes.learn(address, is_article)


def _learn_cards(root: etree._Element, base: str, urls: UndeclaredUrls, shapes: UrlShapes) -> None:
    for card in cards_of(root):
        url = urls.join(base, card.href)
        address = urls.address(url) if url else None
        if address is None or not address.may_be_article:
            continue
        if card.shows:
            shapes.media.learn_card(address, card.shows)
        if card.is_full:
            shapes.learn_story(address)


def is_idle_sitemap(url: str) -> bool:
    """Return whether the name of a sitemap or of its folder says that it lists no articles."""
    names = urlsplit(url).path.casefold().partition(".xml")[0].replace("_", "-").split("/")[-2:]
    return any(f"-{word}-" in f"-{name}-" for word in _IDLE_SITEMAPS for name in names)
