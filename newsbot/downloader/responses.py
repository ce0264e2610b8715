"""What a response is: HTML, in which charset, with which validators; and why one did not come."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from lxml import etree
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.web.client import ResponseFailed, ResponseNeverReceived

from newsbot.downloader.exceptions import RefusedRequest
from newsbot.exceptions import RenderError

if TYPE_CHECKING:
    from scrapy.http import Response

NOT_MODIFIED = 304
# In smaller pages no element can have so many attributes that it matters.
HARMLESS = 60_000  # bytes
MOST_ATTRIBUTES = 500
_LONG_TAG = re.compile(rb"<[A-Za-z](?:[^<>]{2000,})")
DEVANAGARI = re.compile("[\u0900-\u097f]")


def html_root(response: Response) -> etree._Element | None:
    """The root of a response that is HTML, whatever it is called; None for anything else.

    Parsed here and not by ``response.selector``: that makes lxml.html's elements, each with a call
    of Python, and decodes and encodes the body once more; a third of the time goes there.
    """
    if not isinstance(response, TextResponse) or not response.body or response.body.isspace():
        return None
    if not isinstance(response, HtmlResponse) and not response.body.lstrip().startswith(b"<"):
        return None
    body = response.text.encode() if response.encoding != "utf-8" else response.body
    if len(body) > HARMLESS:
        body = _LONG_TAG.sub(_with_few_attributes, body)
    parser = etree.HTMLParser(
        encoding="utf-8",
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,  # a table of them is made for a look-up that nobody does
    )
    try:
        root: etree._Element | None = etree.fromstring(body.replace(b"\0", b""), parser)
    except etree.XMLSyntaxError:
        return None
    if root is not None:
        # What stands behind </html>, which the parser puts beside the root.
        root.extend(list(root.itersiblings()))
    return root


def _with_few_attributes(tag: re.Match[bytes]) -> bytes:
    """A tag with its first attributes: libxml2 compares each with all before it."""
    return b" ".join(tag[0].split(None, MOST_ATTRIBUTES)[:MOST_ATTRIBUTES])


def base_url(response: Response, root: etree._Element) -> str:
    """What the links of a page are relative to: its ``<base>``, else its own URL.

    Read off the tree: Scrapy's get_base_url decodes the whole body to look for it.
    """
    href = next((href for each in root.iter("base") if (href := each.get("href"))), "")
    try:
        return urljoin(response.url, href.strip())
    except ValueError:
        return response.url


def as_utf8(response: Response) -> Response:
    """A response whose body is Hindi in UTF-8 as that, whatever charset it was labelled with."""
    if not isinstance(response, TextResponse) or response.encoding == "utf-8":
        return response
    try:
        text = response.body.decode("utf-8")
    except UnicodeDecodeError:
        return response
    return response.replace(encoding="utf-8") if DEVANAGARI.search(text) else response


def validators_of(response: Response) -> tuple[str | None, str | None]:
    """(ETag, Last-Modified) of an answer."""
    values = (response.headers.get(name) for name in ("ETag", "Last-Modified"))
    etag, modified = (value.decode("latin-1") if value else None for value in values)
    return etag, modified


def why(error: BaseException | None) -> tuple[str, str | None]:
    """Return (reason, detail) of the error of a request; the detail is one line for people."""
    if isinstance(error, HttpError):
        return f"http_{error.response.status}", None
    if isinstance(error, IgnoreRequest):
        reason = error.reason if isinstance(error, RefusedRequest) else "not_fetched"
        return reason, str(error) or None
    if isinstance(error, RenderError):
        return "render_failed", str(error)
    text = str(error)
    if error and isinstance(error.__cause__, ResponseNeverReceived | ResponseFailed):
        # Its text is that of a list of Failures.
        text = "; ".join(each.getErrorMessage() for each in error.__cause__.reasons)
    return "download_error", f"{type(error).__name__}: {' '.join(text.split())}"


def is_for_good(reason: str) -> bool:
    """True where a page cannot be had and need not be tried again, as ``why`` says it."""
    if reason in ("robots_txt", "redirected"):
        return True
    return reason.startswith("http_4") and reason not in ("http_408", "http_425", "http_429")
