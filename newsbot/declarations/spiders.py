"""Check the attributes of a spider: presence, types, and contradictions."""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from newsbot.browser.requests import NEEDS
from newsbot.discovery.patterns import can_begin_with, group_can_match
from newsbot.discovery.sources import Source
from newsbot.exceptions import DeclarationError
from newsbot.page import ArticlePage, declaration_of, layouts
from newsbot.page.declared.layout import ATTRIBUTES
from newsbot.urls import SiteUrls
from newsbot.urls.origins import ascii_host

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy import Spider

# Required attribute → an example of its value.
NEEDED = {
    "name": "'samachar'",
    "origin": "'https://www.samachar.example'",
    "allowed_domains": "['samachar.example']",
    "article_url": r"r'/[\w-]+/[^/]+-(?P<id>\d+)'",
    "page": "SamacharPage",
}
# From this similarity to a known attribute on, a name counts as misspelt. Other names are allowed.
MISSPELT = 0.8
# A spider's name is also the name of a folder and the beginning of ids.
SPIDER_NAME = re.compile(r"\w[\w-]{0,63}", re.ASCII)
_HOST_NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)+")

# The names of the spiders without a declaration; commands and ids of articles contain them.
RESERVED_NAMES = ("hindi", "warc")


def check_declaration(spider: type[Spider], base: type[Spider]) -> None:
    """Check what a spider and its page classes declare.

    Args:
        spider: The class of the spider.
        base: NewsSpider, whose attributes may be declared.

    Raises:
        DeclarationError: An attribute is wrong; the message is one line that names it.
    """
    named = f"spider {getattr(spider, 'name', spider.__name__)}"
    if problem := next(_problems(spider, base), None):
        raise DeclarationError(f"{named}: {problem}")
    try:
        for layout in layouts(spider.page):  # type: ignore[attr-defined]  # `_problems` has seen it
            declaration_of(layout)
    except DeclarationError as error:
        raise DeclarationError(f"{named}: {error}") from None


def _problems(spider: Any, base: type[Spider]) -> Iterator[str]:
    yield from _of_names(spider, base)
    for name, example in NEEDED.items():
        if not getattr(spider, name, None):
            yield f"{name} is missing, e.g. {name} = {example}"
        if name not in ("page", "allowed_domains") and not isinstance(getattr(spider, name), str):
            yield f"{name} must be a string, not {getattr(spider, name)!r}"
    if not (isinstance(spider.page, type) and issubclass(spider.page, ArticlePage)):
        yield f"page must be a subclass of ArticlePage, not {spider.page!r}"
    if not SPIDER_NAME.fullmatch(spider.name):
        yield f"name must be of letters A-Z and a-z, digits, _ and -, not {spider.name!r}"
    is_own = spider.__module__.partition(".")[0] == "newsbot"
    if spider.name in RESERVED_NAMES and not is_own:
        yield f"name {spider.name} is that of a spider of newsbot's own, choose another"
    yield from _of_hosts(spider)
    yield from _of_urls(spider)
    sources = spider.sources
    if not isinstance(sources, (tuple, list)) or not all(isinstance(s, Source) for s in sources):
        yield f"sources must be a tuple of sources, e.g. (Robots(), Listing('/')), not {sources!r}"
    if not sources:
        yield "sources is empty: leave it out for robots.txt and the home page"
    if spider.needs_browser not in NEEDS:
        yield f"needs_browser must be {' or '.join(NEEDS)}"


def _of_names(spider: Any, base: type[Spider]) -> Iterator[str]:
    """Yield a problem for each attribute that is misspelt or belongs to a page class."""
    known = sorted({*dir(base), *base.__annotations__, "custom_settings", "name"})
    public = [name for name in known if name[0] != "_"]
    for owner in spider.__mro__[: spider.__mro__.index(base)]:
        for name, value in vars(owner).items():
            is_code = callable(value) and not isinstance(value, type)
            if name[0] == "_" or name in known or is_code:
                continue
            if near := get_close_matches(name, public, 1, MISSPELT):
                yield f"{name} is not an attribute of a spider, did you mean {near[0]}?"
            of_page = get_close_matches(name, ATTRIBUTES, 1, MISSPELT)
            if of_page and isinstance(value, (str, tuple, date)):
                meant = "" if name == of_page[0] else f"{name} is not an attribute: "
                yield f"{meant}{of_page[0]} is an attribute of the page class, not of the spider"


def _of_hosts(spider: Any) -> Iterator[str]:
    for name in ("hosts", "allowed_domains"):
        value = getattr(spider, name)
        if not isinstance(value, (tuple, list)) or not all(isinstance(v, str) for v in value):
            kinds = "tuple" if name == "hosts" else "list"
            yield f"{name} must be a {kinds} of hosts, not {value!r}"
        for host in value:
            netloc = f"[{host}]" if ":" in host else host  # an address of IPv6
            if not _is_host(netloc, host):
                yield f"{name}: {host!r} is not a host, e.g. 'samachar.example'"


def _of_urls(spider: Any) -> Iterator[str]:
    try:
        origin = SiteUrls(spider.name, spider.origin, "").origin
    except ValueError as error:
        yield f"origin: {error}"
        return
    parts = urlsplit(spider.origin)
    if parts.path.strip("/") or parts.query or "@" in parts.netloc:
        yield f"origin is a scheme and a host, e.g. {origin!r}, not {spider.origin!r}"
    try:
        groups = re.compile(spider.article_url).groupindex
    except re.error as error:
        yield f"article_url: {error}"
        return
    if not can_begin_with(spider.article_url, "/"):
        yield f"article_url must match a whole path, which begins with /: {spider.article_url!r}"
    others = [group for group in groups if group not in ("id", "section")]
    if others and "id" not in groups:
        yield f"article_url has a group {others[0]}, but none that is called id"
    for other in others:
        if get_close_matches(other, ("section",), 1, MISSPELT):
            yield f"article_url has a group {other}, did you mean section?"
    if group_can_match(spider.article_url, "id", "/."):
        yield (
            "the group id of article_url can match / or ., so an id could"
            r" be a path: use a group such as (?P<id>\d+) or (?P<id>[\w-]+)"
        )
    for host in (urlsplit(origin).hostname or "", *spider.hosts):  # domains have no port
        if not any(host == name or host.endswith("." + name) for name in spider.allowed_domains):
            yield f"{host} is not in allowed_domains"


def _is_host(netloc: str, host: str) -> bool:
    """Return whether a netloc is only a host: a name with a dot, or an IP address."""
    try:
        is_alone = urlsplit(f"//{netloc}").hostname == host
        return is_alone and bool(":" in host or _HOST_NAME.fullmatch(ascii_host(host)))
    except ValueError:  # not an address of IPv6
        return False
