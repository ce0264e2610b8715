"""Find the declaration of a URL's site, or make a site without a declaration."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from scrapy.http import HtmlResponse

from newsbot.page import ArticlePage
from newsbot.page.html.elements import canonical_link
from newsbot.page.html.tree import html_root
from newsbot.spider import NewsSpider
from newsbot.undeclared.address import article_path
from newsbot.undeclared.urls import UndeclaredUrls
from newsbot.urls import SiteUrls, origin_of

if TYPE_CHECKING:
    from collections.abc import Iterator

SPIDERS = "newsbot.spiders"
MAX_SITES = 1000  # sites without a declaration that are cached


@dataclass(frozen=True)
class Site:
    """A site and its declaration.

    Attributes:
        name: The name of the site; the ids of its articles begin with it.
        page: The layout of its pages.
        urls: Its URLs; they tell which ones are articles.
    """

    name: str
    page: type[ArticlePage]
    urls: SiteUrls


def site_of(url: str) -> Site:
    """Return the declared site of an absolute URL, else a site without a declaration.

    Raises:
        ValueError: The URL is not an absolute http or https URL.
    """
    origin_of(url)  # for its ValueError
    declared = next((site for site in declared_sites() if site.urls.has(url)), None)
    return declared or undeclared_site(url)


def undeclared_site(url: str) -> Site:
    """Return a site without a declaration for a URL.

    Raises:
        ValueError: The URL is not an absolute http or https URL.
    """
    return _any_site(origin_of(url), article_path(url))


def own_url(body: bytes) -> str | None:
    """Return the absolute URL that a saved page names as its own; None if it names none."""
    root = html_root(HtmlResponse("about:blank", body=body))
    if root is None:
        return None
    og_urls = (
        meta.get("content") for meta in root.iter("meta") if meta.get("property") == "og:url"
    )
    urls = (canonical_link(root), *og_urls)
    return next((url.strip() for url in urls if url and _is_absolute(url)), None)


def _is_absolute(url: str) -> bool:
    try:
        return bool(origin_of(url.strip()))
    except ValueError:
        return False


@cache
def declared_sites() -> tuple[Site, ...]:
    """Return the sites that newsbot/spiders declares."""
    return tuple(map(site_of_spider, declared_spiders()))


@cache
def declared_spiders() -> tuple[type[NewsSpider], ...]:
    """Return the spiders of newsbot/spiders that declare a site."""
    return tuple(_spiders())


def site_of_spider(spider: type[NewsSpider]) -> Site:
    """Return the site that a spider declares."""
    urls = SiteUrls(spider.name, spider.origin, spider.article_url, hosts=spider.hosts)
    return Site(spider.name, spider.page, urls)


def _spiders() -> Iterator[type[NewsSpider]]:
    package = import_module(SPIDERS)
    for found in iter_modules(package.__path__, SPIDERS + "."):
        for value in vars(import_module(found.name)).values():
            is_spider = isinstance(value, type) and issubclass(value, NewsSpider)
            if is_spider and value.__module__ == found.name and hasattr(value, "origin"):
                yield value


@lru_cache(MAX_SITES)
def _any_site(origin: str, article_url: str) -> Site:
    urls = UndeclaredUrls(origin, article_url)
    return Site(urls.site, ArticlePage, urls)
