"""Learn from the pages of sources which URLs are articles': links, feeds, news sitemaps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsbot.discovery.sources import Feed, Listing, Sitemap
from newsbot.discovery.sources.lenient_xml import SitemapEntries, feed_entries, feed_root, gunzip
from newsbot.hindi import devanagari_share, fold, words
from newsbot.hindi.data_files import read_table
from newsbot.hindi.folding import fold_all
from newsbot.page.html.elements import inline_text
from newsbot.page.html.tree import base_url, html_root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree
    from scrapy.http import Response

    from newsbot.discovery.sources import Source
    from newsbot.undeclared.shapes import UrlShapes
    from newsbot.undeclared.urls import UndeclaredUrls

_TABLE = read_table("undeclared.toml")
MORE, MEDIA, LOOKUP = (fold_all(_TABLE["links"][name]) for name in ("more", "media", "lookup"))
STATIC = fold_all(_TABLE["headlines"]["static"])
NO_NEWS = STATIC | fold_all(_TABLE["links"]["no_news"])
IDLE_SITEMAPS = tuple(word.replace("_", "-") for word in _TABLE["sitemaps"]["never"])
MIN_HEADLINE_WORDS, MIN_HEADLINE = 4, 20  # words and characters of a link that is a headline
MAX_LABEL_WORDS, MAX_LABEL = 3, 30  # of one that is a label of a menu
HINDI_SHARE = 0.3  # of Devanagari among the letters of a headline
DEFAULT_SITEMAP = "/sitemap.xml"  # where robots.txt names none
NEWS = b"sitemap-news/"  # in the namespace of a news sitemap
MAX_SCRIPT = 1000  # characters of a link's script
# location.href='/khabar/12'; openNews("news.php?id=12")
_NAVIGATION = re.compile(
    r"""(?P<mark>["'])(?P<address>(?:https?://|/|[\w-]{1,30}\.(?:php|aspx?|jsp|html?)\b)[^"'<>\s]{0,500})(?P=mark)"""
)


def is_headline(text: str) -> bool:
    """Return whether the words of a link are long enough for a headline."""
    return len(text) >= MIN_HEADLINE and len(words(text)) >= MIN_HEADLINE_WORDS


def is_label(text: str) -> bool:
    """Return whether the words of a link are those of a menu or a tag."""
    return is_section_label(text) and fold(text) not in MEDIA


def is_section_label(text: str) -> bool:
    """Return whether the words of a link may name a section, of photos and videos too."""
    if not text or len(text) > MAX_LABEL or fold(text) in MORE:
        return False
    return 0 < len(words(text)) <= MAX_LABEL_WORDS and not text.isdigit()


def is_lookup(text: str) -> bool:
    """Return whether a label names what readers look up: the weather, prices, a horoscope."""
    return not LOOKUP.isdisjoint(fold(text).split())


def link_text(link: etree._Element) -> str:
    """Return the words of a link, else those of its picture or its title."""
    if text := inline_text(link):
        return text
    pictures = (image.get("alt") for image in link.iter("img"))
    return next(filter(None, pictures), None) or link.get("title") or ""


def links_of(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield the (href, words) of a page's links."""
    for link in root.iter("a"):
        if href := href_of(link):
            yield href, link_text(link)


def href_of(link: etree._Element) -> str | None:
    """Return where a link leads; for one that runs a script, the address that the script names."""
    href: str | None = link.get("href")
    script = link.get("onclick") or ""
    if href and href.lstrip()[:11].lower() == "javascript:":
        script = f"{href};{script}"
    elif href and (href != "#" or not script):
        return href
    match = _NAVIGATION.search(script[:MAX_SCRIPT])
    return match["address"] if match else href


def learn_from(response: Response, source: Source, urls: UndeclaredUrls, shapes: UrlShapes) -> None:
    """Learn from one page of a source which URLs of the site are articles'."""
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
        shapes.learn(address, is_article=True)


def _learn_links(root: etree._Element, base: str, urls: UndeclaredUrls, shapes: UrlShapes) -> None:
    # There a link of many words may be the publisher's: "the history of our paper".
    in_footers = {href for footer in root.iter("footer") for href, _ in links_of(footer)}
    for href, text in links_of(root):
        if not is_headline(text) and not is_label(text):
            if fold(text) in MEDIA and (url := urls.join(base, href)):
                shapes.learn_media(urls.address(url))
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


def is_idle_sitemap(url: str) -> bool:
    """Return whether the name of a sitemap says that it names no articles."""
    name = url.rpartition("/")[2].casefold().partition(".xml")[0]
    return any(f"-{word}-" in f"-{name.replace('_', '-')}-" for word in IDLE_SITEMAPS)
