"""Find the next page of a listing in its pager. Pure functions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from newsbot.page.html.elements import inline_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from newsbot.urls import SiteUrls

NEXT_WORDS = frozenset(
    {"next", "अगला", "अगले", "आगे", "›", "»", ">", "→", "next page", "अगला पेज", "अगला पृष्ठ"}
)
# These words lead to the next page only if the URL has the number of a page, or an offset in this
# listing; else they lead to another listing.
MORE_WORDS = frozenset(
    (
        "और खबरें|और ख़बरें|और समाचार|और देखें|और लोड करें|"
        "load more|more news|show more|older posts|पुरानी खबरें"
    ).split("|")
)
ARROWS = " ←→«»‹›<>…"
# Words before the number of a page, in URLs and in the text of links.
PAGE_WORD = r"(?:page[_-]?(?:no|num|number)?|pages|paged|pg|p|पेज|पृष्ठ|पन्ना)"
LINK_TEXT = re.compile(rf"(?:{PAGE_WORD}[\s:-]*)?(\d{{1,5}})", re.IGNORECASE)
PARAMETER = re.compile(PAGE_WORD, re.IGNORECASE)
# Parameters whose value is the number of stories before a page.
OFFSET = re.compile(r"offset|start|skip|from|limitstart", re.IGNORECASE)
# `/page/2`, `/page-2`, `-page-2.html`, `/page/2/india`; and `/2`, `-2.html`, whose number may have
# another meaning.
STATED = re.compile(rf"[/_-]{PAGE_WORD}[/_=-]?(\d{{1,5}})(?=/|\.\w+$|$)", re.IGNORECASE)
BARE = re.compile(r"[/_-](\d{1,5})(?=\.\w+$|$)")
EXTENSION = re.compile(r"\.\w+$")
# Classes, identifiers and labels of a pager, and of the current page in it.
PAGER = re.compile(r"pagin|pager|paging|page[ _-]?(?:num|nav)|पेज|पृष्ठ", re.IGNORECASE)
CURRENT = re.compile(r"(?:^|[\s_-])(?:active|current|selected)(?:$|[\s_-])", re.IGNORECASE)
PAGER_DEPTH = 6  # ancestors of a link in which its pager is looked for
CURRENT_DEPTH = 2  # ancestors of a number in which the mark of the current page is looked for


class PageUrl(NamedTuple):
    """A URL read as page ``number`` of the listing at ``path``.

    ``stated``: the URL has a word for "page" before the number.
    """

    path: str
    number: int
    stated: bool


def next_page(root: etree._Element, base: str, urls: SiteUrls) -> str | None:
    """Return the URL of a listing's next page; None if there is no link to it.

    The link is the first with ``rel=next`` or a word for "next" or "more", else the link whose text
    is the number after the number of this page.

    Args:
        root: The root of the page.
        base: The page's absolute URL.
        urls: The URLs of the site.
    """
    current = urls.normalise(base)
    numbered: list[tuple[int, str, etree._Element]] = []
    for element in root.iter("a", "link"):
        href = element.get("href")
        if not href:
            continue
        says_next = "next" in (element.get("rel") or "").lower().split()
        text = inline_text(element).lower() if element.tag == "a" and not says_next else ""
        number = LINK_TEXT.fullmatch(text)
        bare = text.strip(ARROWS)
        if not (says_next or number or {text, bare} & (NEXT_WORDS | MORE_WORDS)):
            continue
        url = urls.join(base, href)
        if url is None or url == current or urls.article(url) is not None:
            continue
        if bare in MORE_WORDS and not (
            is_page_of_listing(url) or _has_greater_offset(url, current or "")
        ):
            continue
        if number is None:
            return url
        numbered.append((int(number[1]), url, element))
    return _next_numbered(current, numbered) if current and numbered else None


def is_page_of_listing(url: str) -> bool:
    """Return whether a URL has a word for "page" before a number."""
    return any(page.stated for page in _as_pages(url))


def _has_greater_offset(url: str, current: str) -> bool:
    """Return whether a URL leads to the same listing as ``current``, with a greater offset."""
    is_same = _key(urlsplit(current).path) == _key(urlsplit(url).path)
    return is_same and _offset(url) > _offset(current)


def _offset(url: str) -> int:
    """Return the number of stories before a page of a listing, by its URL; 0 without one."""
    stated = (value for name, value in parse_qsl(urlsplit(url).query) if OFFSET.fullmatch(name))
    return next((int(value) for value in stated if re.fullmatch(r"\d{1,6}", value)), 0)


def _next_numbered(current: str, links: list[tuple[int, str, etree._Element]]) -> str | None:
    """Return the URL of the next page among links whose text is a number.

    Calendars, counters and ratings have numbers too. The link to the next page leads to the same
    listing. Either the number in its URL is one more than the number in this page's URL, or the
    link is in a pager; in a pager, the URL may count from 0 or by stories.
    """
    here = {page.path: page.number for page in _as_pages(current)}
    here[_key(urlsplit(current).path)] = next(
        (page.number for page in _as_pages(current) if page.stated), 1
    )
    shown: dict[etree._Element, int | None] = {}  # pager → number of its current page
    for number, url, link in links:
        pager = _pager_of(link)
        pages = [page for page in _as_pages(url) if page.path in here]
        for page in pages:
            follows = page.number == number == here[page.path] + 1
            if follows and (page.stated or pager is not None):
                return url
        if pager is None or not pages:
            continue
        if pager not in shown:
            shown[pager] = _current_number(pager)
        if shown[pager] == number - 1:
            return url
    return None


def _as_pages(url: str) -> Iterator[PageUrl]:
    """Yield the ways to read a URL as the URL of a page of a listing."""
    parts = urlsplit(url)
    path = unquote(parts.path).rstrip("/")
    for name, value in parse_qsl(parts.query):
        if re.fullmatch(r"\d{1,5}", value):
            yield PageUrl(_key(path), int(value), bool(PARAMETER.fullmatch(name)))
    if match := STATED.search(path):
        yield PageUrl(_key(path[: match.start()] + path[match.end() :]), int(match[1]), True)
    elif match := BARE.search(path):
        yield PageUrl(_key(path[: match.start()]), int(match[1]), False)


def _key(path: str) -> str:
    """Return a listing's path without last slash and extension, which not all its pages have."""
    return EXTENSION.sub("", unquote(path).rstrip("/"))


def _pager_of(link: etree._Element) -> etree._Element | None:
    """Return the outermost pager around a link; None if there is none."""
    pager = None
    element: etree._Element | None = link
    for _ in range(PAGER_DEPTH):
        if element is None or element.tag == "body":
            break
        names = (element.get(name) for name in ("class", "id", "aria-label"))
        if any(PAGER.search(name) for name in names if name):
            pager = element
        element = element.getparent()
    return pager


def _current_number(pager: etree._Element) -> int | None:
    """Return the number of a pager's current page: a number that is marked, or is not a link."""
    for element in pager.iter("*"):
        match = LINK_TEXT.fullmatch((element.text or "").strip().lower())
        if not match:
            continue
        is_link = False
        for around in (element, *element.iterancestors())[: CURRENT_DEPTH + 1]:
            if around is pager:
                break
            if around.get("aria-current") or CURRENT.search(around.get("class") or ""):
                return int(match[1])
            is_link |= around.tag == "a"
        if not is_link:
            return int(match[1])
    return None
