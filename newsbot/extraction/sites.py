"""Which declaration reads a URL: that of its site, else none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.http import HtmlResponse

from newsbot.page import ArticlePage
from newsbot.page.html import html_root
from newsbot.page.html_elements import canonical_link
from newsbot.spider import NewsSpider
from newsbot.urls import PAGE_EXTENSION, ArticleRef, SiteUrls, origin_of

if TYPE_CHECKING:
    from collections.abc import Iterator

SPIDERS = "newsbot.spiders"
# Before the host, in the name of a site that nobody declared.
UNDECLARED = "hindi"
MAX_SITES = 1000  # that nobody declared, of which the URLs read last are kept
# The paths of articles, as publishers write them: a number of five digits or more in the last step
# or in the one before it, a number in the query, or else a slug of four words or more. The URL of
# one article shows which of them its site writes.
NUMBER_PATH = r"/(?:[^?]*/)?[^/?]*\d{5}[^/?]*(?:/[^/?\d]*)?"
NUMBER_QUERY = r"[^?]*\?(?:[^?]*&)?\w*(?:id|no|p|article|story|news)=\d{3,}(?:&.*)?"
SLUG_PATH = r"/(?:[^?]*/)?[^/?-]+(?:-[^/?-]+){3,}-?"
NUMBER = re.compile(r"(\d{5,})(?:\.\w+)?/?$")
DATE = re.compile(r"20\d\d[01]\d[0-3]\d|[0-3]\d[01]\d20\d\d")
ARTICLE_PATHS = tuple(map(re.compile, (NUMBER_PATH, NUMBER_QUERY, SLUG_PATH)))


@dataclass(frozen=True)
class Site:
    """How the pages of a site are read.

    Attributes:
        name: With which its articles' ids begin.
        page: Reads a page.
        urls: Says which URLs are articles.
    """

    name: str
    page: type[ArticlePage]
    urls: SiteUrls


def site_of(url: str) -> Site:
    """Return the site of an absolute URL: the one that is declared, else one without declaration.

    Raises:
        ValueError: The URL is not an absolute http or https URL.
    """
    origin = origin_of(url)
    declared = next((each for each in declared_sites() if each.urls.has(url)), None)
    return declared or _any_site(origin, article_path(url))


def article_path(url: str) -> str:
    """Return a pattern for the paths of articles, by the URL of one that nobody declared."""
    parts = urlsplit(url)
    path = PAGE_EXTENSION.sub("", parts.path.rstrip("/") or "/")
    forms = (path, f"{path}?{parts.query}")
    fitting = (each for each in ARTICLE_PATHS if any(map(each.fullmatch, forms)))
    return next(fitting, ARTICLE_PATHS[-1]).pattern


def address_of(body: bytes) -> str | None:
    """Return the absolute URL that a saved page says is its own; None where it says none."""
    root = html_root(HtmlResponse("about:blank", body=body))
    if root is None:
        return None
    said = (each.get("content") for each in root.iter("meta") if each.get("property") == "og:url")
    addresses = (canonical_link(root), *said)
    return next((each.strip() for each in addresses if each and _is_absolute(each)), None)


def _is_absolute(url: str) -> bool:
    try:
        return bool(origin_of(url.strip()))
    except ValueError:
        return False


@cache
def declared_sites() -> tuple[Site, ...]:
    """Return the sites that newsbot/spiders declares."""
    return tuple(
        Site(each.name, each.page, SiteUrls(each.name, each.origin, each.article_url))
        for each in _spiders()
    )


def _spiders() -> Iterator[type[NewsSpider]]:
    package = import_module(SPIDERS)
    for found in iter_modules(package.__path__, SPIDERS + "."):
        for each in vars(import_module(found.name)).values():
            is_spider = isinstance(each, type) and issubclass(each, NewsSpider)
            if is_spider and each.__module__ == found.name and getattr(each, "name", None):
                yield each


class UndeclaredUrls(SiteUrls):
    """The URLs of a site that nobody declared; ids are the same with ``www.`` and without."""

    def __init__(self, origin: str, article_url: str) -> None:
        host = (urlsplit(origin).hostname or "").removeprefix("www.")
        super().__init__(f"{UNDECLARED}:{host}", origin, article_url)
        self.id_base = host

    def are_same(self, one: ArticleRef, other: ArticleRef) -> bool:
        """Return whether two URLs on one page mean the same article, by number where they have one.

        The slug before an article's number often differs between the URL that was found and the
        canonical one.
        """
        number = _number(one.url)
        return super().are_same(one, other) or (number is not None and number == _number(other.url))


def _number(url: str) -> str | None:
    """Return the number that a URL's path ends with; None for a date's, and where there is none."""
    match = NUMBER.search(urlsplit(url).path)
    return match[1] if match and not DATE.fullmatch(match[1]) else None


@lru_cache(MAX_SITES)
def _any_site(origin: str, article_url: str) -> Site:
    urls = UndeclaredUrls(origin, article_url)
    return Site(urls.site, ArticlePage, urls)
