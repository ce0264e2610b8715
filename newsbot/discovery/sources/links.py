"""Find the links on a page of a listing. Pure functions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lxml import etree

from newsbot.page.html.charset import utf8_body
from newsbot.page.html.class_names import ends_with
from newsbot.page.html.elements import inline_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.http import TextResponse

    from newsbot.urls import SiteUrls

FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"}
)

MAX_SECTION_STEPS = 3  # steps of the path of a section's page at most


def has_class(root: etree._Element, end: str) -> bool:
    """Return whether an element in the tree has a class that ends with ``end``."""
    return any(ends_with(element, end) for element in root.iter())


def json_links(response: TextResponse) -> list[str] | None:
    """Return the URLs and paths in JSON, and the links of HTML in its strings; None if not JSON."""
    try:
        answer = json.loads(utf8_body(response))
    except (ValueError, RecursionError):
        return None
    return [href for text in _texts(answer) for href in _hrefs(text)]


def _texts(answer: Any) -> Iterator[str]:
    """Yield the strings of a JSON value in document order, at any depth, without recursion."""
    todo = [answer]
    while todo:
        value = todo.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            todo.extend(reversed(value.values()))
        elif isinstance(value, list):
            todo.extend(reversed(value))


def _hrefs(text: str) -> list[str]:
    if text.startswith(("/", "http://", "https://")):
        return [text]
    if "<a" not in text:
        return []
    root = etree.fromstring(f"<body>{text}</body>", etree.HTMLParser())
    return [] if root is None else list(root.xpath("//a/@href"))


def feed_links(root: etree._Element) -> Iterator[str]:
    """Yield the hrefs of ``<link rel="alternate">`` elements that are feeds."""
    for link in root.iter("link"):
        rel = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").lower().split(";")[0].strip()
        href = link.get("href")
        if href and "alternate" in rel and kind in FEED_TYPES:
            yield href


def menu_labels(root: etree._Element, menu: str, base: str, urls: SiteUrls) -> dict[str, str]:
    """Return the section pages that a menu links to: URL → text of the link.

    A section page is a page of the site that is not an article, at most MAX_SECTION_STEPS below the
    home page: ``/sports``, ``/states/bihar``.

    Args:
        root: The root of the page.
        menu: The end of the menu's class.
        base: The absolute URL against which links are resolved.
        urls: The URLs of the site.
    """
    found: dict[str, str] = {}
    for element in root.iter():
        if not ends_with(element, menu):
            continue
        for link in element.xpath(".//a[@href]"):
            url = urls.join(base, link.get("href"))
            if url is None or "?" in url or not url.startswith(urls.origin + "/"):
                continue
            path = url[len(urls.origin) :].strip("/")
            is_near = path.count("/") < MAX_SECTION_STEPS
            if path and is_near and "." not in path and urls.article(url) is None:
                found[url] = found.get(url) or inline_text(link)
    return found
