"""Parse a response into a tree of HTML elements; find the base URL of its links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from lxml import etree
from scrapy.http import HtmlResponse, TextResponse

from newsbot.page.html.charset import utf8_body
from newsbot.page.html.start_tags import with_few_attributes

if TYPE_CHECKING:
    from scrapy.http import Response

# Bytes of a page in which the attributes of one tag cannot be too many.
SMALL_PAGE = 60_000
# Start tags, end tags and comments of a page; the tree of more would take hundreds of megabytes.
MAX_TAGS = 1_000_000
# First bytes of PDF, ZIP, WebP, gzip, PNG, JPEG and GIF (WHATWG, MIME Sniffing).
_OTHER_FORMATS = (b"%PDF-", b"PK\3\4", b"RIFF", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_ICONS, _ICON_FONTS = ("mat-icon", "md-icon"), ("material-icons", "material-symbols")
# Each mark is searched for by itself: one regular expression of all marks would take 7 % of the
# time of a page.
_ICON_MARKS = tuple(mark.encode() for mark in (*_ICON_FONTS, *(f"<{icon}" for icon in _ICONS)))
_ICON_NAME = re.compile(r"\s*[a-z0-9_]{2,40}\s*")


def html_root(response: Response) -> etree._Element | None:
    """Return the root element of a response that is HTML, whatever its content type says.

    All nodes of the tree are elements: comments and processing instructions are left out.
    Scrapy's ``response.selector`` is not used because it takes a third more time: it makes
    lxml.html's elements, each by a call of Python, and decodes and encodes the body once more.

    Returns:
        The root element. None if the response is not HTML, or too complex (see is_too_complex).
    """
    if not isinstance(response, TextResponse) or not response.body or response.body.isspace():
        return None
    if is_other_format(response.body):
        return None
    body = utf8_body(response)
    if not isinstance(response, HtmlResponse) and body.lstrip()[:1] != b"<":
        return None
    readable = _readable(body, MAX_TAGS)
    if readable is None:
        return None
    parser = etree.HTMLParser(
        encoding="utf-8",
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,  # no code looks up elements by id
    )
    try:
        root: etree._Element | None = etree.fromstring(readable.replace(b"\0", b""), parser)
    except etree.XMLSyntaxError:
        return None
    if root is not None:
        # The parser puts the elements after </html> beside the root.
        root.extend(list(root.itersiblings()))
        if any(mark in body for mark in _ICON_MARKS):
            _empty_icons(root)
    return root


def is_other_format(body: bytes) -> bool:
    """Return whether a body is a file of another format than HTML."""
    return body.startswith(_OTHER_FORMATS)


def _empty_icons(root: etree._Element) -> None:
    """Remove the names of icons from a tree: a font draws an icon in place of its name."""
    for icon in root.iter("i", "span", *_ICONS):
        classes = icon.get("class") or ""
        is_icon = icon.tag in _ICONS or any(font in classes for font in _ICON_FONTS)
        if is_icon and _ICON_NAME.fullmatch(icon.text or ""):
            icon.text = None


def is_too_complex(response: Response, max_tags: int) -> bool:
    """Return whether a page has too many tags, or too many attributes in a tag, to be parsed."""
    return isinstance(response, TextResponse) and _readable(utf8_body(response), max_tags) is None


def _readable(body: bytes, max_tags: int) -> bytes | None:
    """Return markup that can be parsed; None if it has too many tags or attributes."""
    if len(body) <= SMALL_PAGE:
        return body
    return None if has_more_tags(body, max_tags) else with_few_attributes(body)


def has_more_tags(body: bytes, max_tags: int) -> bool:
    """Return whether markup may have more than ``max_tags`` tags and comments."""
    # The length is compared first, because counting takes 0.1 ms, 2 % of the time of a page.
    return len(body) > max_tags and body.count(b"<") > max_tags


def base_url(response: Response, root: etree._Element) -> str:
    """Return the URL that the links of a page are relative to: its ``<base>``, else its own URL.

    Scrapy's get_base_url is not used because it decodes the whole body again.
    """
    href = next((href for base in root.iter("base") if (href := base.get("href"))), "")
    try:
        return urljoin(response.url, href.strip())
    except ValueError:
        return response.url
