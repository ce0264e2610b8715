"""Detect a truncated body, if only the end of the connection marks the end of the body."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from scrapy.http import HtmlResponse, XmlResponse

from newsbot.downloader.decompression import (
    ERRORS,
    GZIP_MAGIC,
    MAX_SITEMAP_BYTES,
    BrokenBodyError,
    pieces,
)

if TYPE_CHECKING:
    from scrapy.http import Response

# Key of a request's meta: the file is plain text, whatever its Content-Type says.
PLAIN_TEXT = "plain_text"
BEGINNING, ENDING = 4000, 1000  # bytes in which the start and end tags of the root are looked for
MAX_TRAILER = 1 << 16  # bytes after the end tag of the root at most: comments of caches, scripts
# Usual elements whose end tag HTML requires.
CLOSED_ELEMENTS = (b"div", b"section", b"article", b"main", b"ul", b"table")
XML_ROOTS = (b"urlset", b"sitemapindex", b"rss", b"feed", b"rdf")
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
# Caches and servers add comments and scripts after a page's end. Nothing of the page is missing if
# one of them is cut.
_TRAILER = re.compile(rb"<!--.*?(?:-->|\Z)|<script.*?(?:</script|\Z)", re.DOTALL)
_TAG = re.compile(rb"<([A-Za-z_][^\s<>/]*)")
_MARKS = b"\xef\xbb\xbf\xfe\xff \t\r\n"  # byte order marks and white space


def ended_with_connection(response: Response) -> bool:
    """Return whether an answer had no length, so that its body may be truncated."""
    return "partial" in response.flags


def is_truncated(response: Response, is_text: bool = False) -> bool:
    """Return whether a body without a length does not end as its type of document must end.

    HTML and XML end with the end tag of the root, gzip with its last member, and JSON must be
    valid. Plain text may end anywhere. Redirects and errors are never truncated: their body does
    not matter.

    Args:
        response: The answer.
        is_text: Whether the requested file is plain text, which servers often label as HTML.
    """
    if not ended_with_connection(response) or not 200 <= response.status < 300:
        return False
    body = response.body
    if body.startswith(GZIP_MAGIC):
        return not _unpacks(body)
    kind = (response.headers.get("Content-Type") or b"").lower()
    beginning = body[:BEGINNING].replace(b"\0", b"").lstrip(_MARKS)
    if is_text and not beginning.startswith(b"<"):
        return False
    if b"json" in kind or beginning.startswith((b"{", b"[")):  # JSON is often labelled as HTML
        return not _is_json(body)
    if beginning.startswith(b"<") or (
        (b"html" in kind or b"xml" in kind) and (b"<" in body or not beginning)
    ):
        return not _ends_with(b"</" + _root_name(beginning, kind), body)
    return False


def is_unfinished(response: Response) -> bool:
    """Return whether a page of HTML begins as a document but does not end as one.

    The page may be unfinished even if its Content-Length is right: a server or cache may have sent
    the length of half a page.
    """
    body = response.body
    if b"</html>" in body[-ENDING:]:
        return False  # a fast answer for nearly all pages
    if isinstance(response, XmlResponse) or not isinstance(response, HtmlResponse):
        return False
    beginning = body[:BEGINNING].replace(b"\0", b"").lower()
    ending = body[-MAX_TRAILER:].replace(b"\0", b"").lower()
    begins = b"<html" in beginning or b"<body" in beginning
    return begins and b"</html" not in ending and b"</body" not in ending


def has_open_elements(body: bytes) -> bool:
    """Return whether HTML has an element without its end tag (CLOSED_ELEMENTS, script)."""
    shown = []
    for number, piece in enumerate(body.lower().split(b"<script")):
        _, end, text = piece.partition(b"</script") if number else (b"", b"1", piece)
        if not end:
            return True
        shown.append(text)
    html = b"".join(shown)
    if html.rfind(b"<") > html.rfind(b">"):
        return True  # the HTML ends within a tag
    return any(html.count(b"<" + name) > html.count(b"</" + name) for name in CLOSED_ELEMENTS)


def is_sitemap_or_feed(response: Response) -> bool:
    """Return whether a response is a sitemap or feed, which is read even if it is truncated."""
    beginning = response.body[:BEGINNING].replace(b"\0", b"").lstrip(_MARKS)
    kind = (response.headers.get("Content-Type") or b"").lower()
    root = _root_name(beginning, kind).rpartition(b":")[2]
    return response.body.startswith(GZIP_MAGIC) or root in XML_ROOTS


def _root_name(beginning: bytes, kind: bytes) -> bytes:
    """Return the name of a document's root in lower case; ``html`` if it is not XML."""
    tag = _TAG.search(_COMMENT.sub(b"", beginning))
    is_html = b"html" in kind or not (b"xml" in kind or beginning.startswith(b"<?xml"))
    # Sitemaps and feeds come with any Content-Type.
    known = tag is not None and tag[1].rpartition(b":")[2].lower() in XML_ROOTS
    return tag[1].lower() if tag and (known or not is_html) else b"html"


def _ends_with(end_tag: bytes, body: bytes) -> bool:
    """Return whether a document ends with a tag; servers may add comments and scripts after it."""
    ending = body[-2 * MAX_TRAILER :].replace(b"\0", b"")[-MAX_TRAILER:].lower()
    _, tag, trailer = ending.rpartition(end_tag)
    return bool(tag) and len(_TRAILER.sub(b"", trailer)) < ENDING


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
            if size > MAX_SITEMAP_BYTES:
                break
    except (BrokenBodyError, *ERRORS):
        return False
    return True
