"""Tell half a body from a whole one where nothing but the end of the connection ends it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.http import HtmlResponse, XmlResponse

from newsbot.downloader.decompression import ERRORS, GZIP_MAGIC, BrokenBodyError, pieces

if TYPE_CHECKING:
    from scrapy.http import Response

BEGINNING, ENDING = 4000, 1000  # bytes in which the root's tag is looked for, and its end
MAX_TRAILER = 1 << 16  # bytes behind the end of a page, at most: comments of caches and the like
# Elements whose end tag HTML requires, and that pages are made of.
CLOSED_ELEMENTS = (b"div", b"section", b"article", b"main", b"ul", b"table")
MAX_UNPACKED = 50 << 20  # bytes; the sitemap protocol's own limit for one file
XML_ROOTS = (b"urlset", b"sitemapindex", b"rss", b"feed", b"rdf")
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_TAG = re.compile(rb"<([A-Za-z_][^\s<>/]*)")
_MARKS = b"\xef\xbb\xbf\xfe\xff \t\r\n"  # byte order marks and white space


def ended_with_connection(response: Response) -> bool:
    """Return whether an answer gave no length: its end may be that of the page, or not."""
    return "partial" in response.flags


def is_truncated(response: Response) -> bool:
    """Return whether a body without a length does not end as its kind of document ends.

    HTML and XML end with their root's end tag, JSON where it can be parsed, gzip with its last
    member. Plain text ends anywhere. An answer of 400 or above is an answer, whatever its body.
    """
    if not ended_with_connection(response) or response.status >= 400:
        return False
    body = response.body
    if body.startswith(GZIP_MAGIC):
        return not _unpacks(body)
    kind = (response.headers.get("Content-Type") or b"").lower()
    beginning = body[:BEGINNING].replace(b"\0", b"").lstrip(_MARKS)
    if urlsplit(response.url).path == "/robots.txt" and not beginning.startswith(b"<"):
        return False  # often labelled as HTML
    if b"html" in kind or b"xml" in kind or beginning.startswith(b"<"):
        ending = body[-2 * ENDING :].replace(b"\0", b"")[-ENDING:].lower()
        return b"</" + _root_name(beginning, kind) not in ending
    return (b"json" in kind or beginning.startswith((b"{", b"["))) and not _is_json(body)


def is_unfinished(response: Response) -> bool:
    """Return whether a page of HTML begins as a document and does not end as one.

    Its length may be the one that was announced: a server or cache may announce a wrong one.
    """
    body = response.body
    if b"</html>" in body[-ENDING:]:
        return False  # nearly all
    if isinstance(response, XmlResponse) or not isinstance(response, HtmlResponse):
        return False
    beginning = body[:BEGINNING].replace(b"\0", b"").lower()
    ending = body[-MAX_TRAILER:].replace(b"\0", b"").lower()
    begins = b"<html" in beginning or b"<body" in beginning
    return begins and b"</html" not in ending and b"</body" not in ending


def has_open_elements(body: bytes) -> bool:
    """Return whether HTML opens an element that it does not close."""
    shown = []
    for number, piece in enumerate(body.lower().split(b"<script")):
        _, end, text = piece.partition(b"</script") if number else (b"", b"1", piece)
        if not end:
            return True
        shown.append(text)
    html = b"".join(shown)
    if html.rfind(b"<") > html.rfind(b">"):
        return True  # it ends within a tag
    return any(html.count(b"<" + name) > html.count(b"</" + name) for name in CLOSED_ELEMENTS)


def is_sitemap_or_feed(response: Response) -> bool:
    """Return whether a response is a sitemap or feed, of which a part is worth reading."""
    beginning = response.body[:BEGINNING].replace(b"\0", b"").lstrip(_MARKS)
    kind = (response.headers.get("Content-Type") or b"").lower()
    root = _root_name(beginning, kind).rpartition(b":")[2]
    return response.body.startswith(GZIP_MAGIC) or root in XML_ROOTS


def _root_name(beginning: bytes, kind: bytes) -> bytes:
    """Return the name of a document's root, in lower case; ``html`` where it is not XML."""
    tag = _TAG.search(_COMMENT.sub(b"", beginning))
    is_html = b"html" in kind or not (b"xml" in kind or beginning.startswith(b"<?xml"))
    # Sitemaps and feeds come under any label.
    known = tag is not None and tag[1].rpartition(b":")[2].lower() in XML_ROOTS
    return tag[1].lower() if tag and (known or not is_html) else b"html"


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True


def _unpacks(body: bytes) -> bool:
    size = 0
    try:
        for piece in pieces(body, b"gzip"):
            size += len(piece)
            if size > MAX_UNPACKED:
                break
    except (BrokenBodyError, *ERRORS):
        return False
    return True
