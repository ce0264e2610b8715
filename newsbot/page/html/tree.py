"""Parse a response into a tree of HTML elements, in its charset; find the base URL of its links."""

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

# In smaller pages no element can have so many attributes that it matters.
SMALL_PAGE = 60_000  # bytes
# Start and end tags, comments: of a page with more, the tree would be hundreds of megabytes.
MAX_TAGS = 1_000_000
# How PDF, ZIP and WebP, gzip, PNG, JPEG and GIF begin (WHATWG, MIME Sniffing).
_OTHER_FORMATS = (b"%PDF-", b"PK\3\4", b"RIFF", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_ICONS, _ICON_FONTS = ("mat-icon", "md-icon"), ("material-icons", "material-symbols")
# Looked for one by one: a regular expression of them takes 7 % of the time of a page.
_ICON_MARKS = tuple(mark.encode() for mark in (*_ICON_FONTS, *(f"<{icon}" for icon in _ICONS)))
_ICON_NAME = re.compile(r"\s*[a-z0-9_]{2,40}\s*")


def html_root(response: Response) -> etree._Element | None:
    """Return the root of a response that is HTML, whatever it is called; None for others.

    All nodes of the tree are elements: comments and processing instructions are left out.

    None too for a page that is too complex to be parsed, see is_too_complex.

    Parsed here and not by ``response.selector``: that makes lxml.html's elements, each with a call
    of Python, and decodes and encodes the body once more; a third of the time goes there.
    """
    if not isinstance(response, TextResponse) or not response.body or response.body.isspace():
        return None
    if is_other_format(response.body):
        return None
    body = utf8_body(response)
    if not isinstance(response, HtmlResponse) and not _begins_with_tag(body):
        return None
    readable = _readable(body, MAX_TAGS)
    if readable is None:
        return None
    parser = etree.HTMLParser(
        encoding="utf-8",
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,  # a table of them is made for a look-up that nobody does
    )
    try:
        root: etree._Element | None = etree.fromstring(readable.replace(b"\0", b""), parser)
    except etree.XMLSyntaxError:
        return None
    if root is not None:
        # The parser puts the elements behind </html> beside the root.
        root.extend(list(root.itersiblings()))
        if any(mark in body for mark in _ICON_MARKS):
            _empty_icons(root)
    return root


def is_other_format(body: bytes) -> bool:
    """Return whether a body is a file of another format than HTML."""
    return body.startswith(_OTHER_FORMATS)


def _empty_icons(root: etree._Element) -> None:
    """Take the names of icons out of a tree: a font draws them, and no reader sees the words."""
    for icon in root.iter("i", "span", *_ICONS):
        classes = icon.get("class") or ""
        is_icon = icon.tag in _ICONS or any(font in classes for font in _ICON_FONTS)
        if is_icon and _ICON_NAME.fullmatch(icon.text or ""):
            icon.text = None


def _begins_with_tag(body: bytes) -> bool:
    return body.lstrip()[:1] == b"<"


def is_too_complex(response: Response, max_tags: int) -> bool:
    """Return whether a page is markup that costs too much to be parsed: tags, attributes."""
    return isinstance(response, TextResponse) and _readable(utf8_body(response), max_tags) is None


def _readable(body: bytes, max_tags: int) -> bytes | None:
    """Return markup that can be parsed; None for too many tags, or attributes of one tag."""
    if len(body) <= SMALL_PAGE:
        return body
    return None if has_more_tags(body, max_tags) else with_few_attributes(body)


def has_more_tags(body: bytes, max_tags: int) -> bool:
    """Return whether markup may have more than ``max_tags`` tags and comments."""
    # A page of fewer bytes is not counted: that takes 0.1 ms, 2 % of the time of a page.
    return len(body) > max_tags and body.count(b"<") > max_tags


def base_url(response: Response, root: etree._Element) -> str:
    """Return the URL that the links of a page are relative to: its ``<base>``, else its own URL.

    Read off the tree: Scrapy's get_base_url decodes the whole body to look for it.
    """
    href = next((href for base in root.iter("base") if (href := base.get("href"))), "")
    try:
        return urljoin(response.url, href.strip())
    except ValueError:
        return response.url
