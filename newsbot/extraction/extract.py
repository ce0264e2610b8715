"""Extract the article of a page as a crawl does, but without a crawl: ``newsbot.extract``."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from scrapy.http import Headers, HtmlResponse
from scrapy.responsetypes import responsetypes

from newsbot import __version__
from newsbot.downloader.block_pages import blocked_by
from newsbot.extraction.sites import declared_sites, site_of
from newsbot.items import Article, FetchedResponse, Reject, new_article
from newsbot.page import read_article
from newsbot.page.not_found import SOFT_404, says_not_found
from newsbot.page.parsing import MAX_TEXT_LENGTH
from newsbot.pipelines.clean_text import CleanText
from newsbot.pipelines.parse_dates import ParseDates
from newsbot.pipelines.validate import Validate
from newsbot.reporting.outcomes import BLOCKED
from newsbot.undeclared.page_kind import why_not_an_article
from newsbot.undeclared.urls import UndeclaredUrls
from newsbot.urls import digest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.http import Response

    from newsbot.extraction.sites import Site
    from newsbot.page import ArticlePage

# The pipelines of settings.ITEM_PIPELINES that need neither other articles nor a run.
PIPELINES = (CleanText(), ParseDates(), Validate())


class PageRead(NamedTuple):
    """A page that was read.

    Attributes:
        item: The article of the page, or a Reject with the reason.
        page: The parsed page; None if it could not be parsed.
        response: The page as a Scrapy response.
    """

    item: Article | Reject
    page: ArticlePage | None
    response: Response


def extract(
    html: bytes | str,
    url: str,
    *,
    fetched_at: datetime | None = None,
    content_type: str | None = None,
    headers: Mapping[str, str] | None = None,
    status: int | None = None,
) -> Article | Reject:
    """Return the article of a page, or a Reject with the reason if the page shows no article.

    The fields are those that a crawl delivers for the same bytes. Only a crawl can tell revisions,
    copies, pictures that are on every page, and how the article was found.

    >>> import newsbot
    >>> page = '''<h1>नहर में पानी छोड़ा गया</h1><article>
    ... <p>सिंचाई विभाग ने सोमवार की सुबह नहर में पानी छोड़ दिया है।</p>
    ... <p>किसानों को राहत मिली है और बुवाई फिर शुरू हो गई है।</p></article>'''
    >>> newsbot.extract(page, "https://khabar.example/bihar/nahar-45123").headline
    'नहर में पानी छोड़ा गया'

    Args:
        html: The page, as bytes of any charset as they were fetched, or as text.
        url: The absolute URL of the page. Its host decides which declaration is used. A page
            without a declaration is read by its metadata and its structure.
        fetched_at: When the page was fetched, with a time zone. "2 घंटे पहले" counts from it, and
            dates of the page that are later are refused. None: now.
        content_type: The ``Content-Type`` of the response, if ``html`` is bytes.
        headers: The headers of the response. ``rights`` is read from X-Robots-Tag,
            TDM-Reservation and others.
        status: The HTTP status of the response, for the field ``response``.

    Raises:
        ValueError: ``url`` is not an absolute http or https URL, or ``fetched_at`` has no zone.
        TypeError: ``html`` is neither bytes nor text, or ``fetched_at`` is no datetime.
    """
    return extract_page(html, url, fetched_at, content_type, headers, status).item


def extract_page(
    html: bytes | str,
    url: str,
    fetched_at: datetime | None = None,
    content_type: str | None = None,
    headers: Mapping[str, str] | None = None,
    status: int | None = None,
) -> PageRead:
    """Return the result of ``extract`` with the page; arguments and errors are the same."""
    site = site_of(url)
    url = url.strip()
    now = fetched_at or datetime.now(UTC)
    if not isinstance(now, datetime):
        raise TypeError(f"fetched_at must be a datetime, not {type(now).__name__}")
    if now.tzinfo is None:
        raise ValueError("fetched_at needs a time zone, e.g. datetime.now(UTC)")
    now = now.astimezone(UTC).replace(microsecond=0)
    response = _response(html, url, content_type, headers or {})
    digest_ = None if isinstance(html, str) else sha256(html).hexdigest()
    fetched = FetchedResponse(status, digest_, None, __version__)
    is_declared = site in declared_sites()
    item, page = read_item(site, response, url, now, fetched, is_declared=is_declared)
    for pipeline in PIPELINES:
        if isinstance(item, Article):
            item = pipeline.process_article(item)
    return PageRead(item, page, response)


def read_item(
    site: Site,
    response: Response,
    url: str,
    now: datetime,
    fetched: FetchedResponse,
    *,
    is_declared: bool,
    max_length: int = MAX_TEXT_LENGTH,
) -> tuple[Article | Reject, ArticlePage | None]:
    """Return the article of a page before the pipelines, or a Reject; and the parsed page.

    Args:
        site: The site of the page.
        response: The page.
        url: The URL of the page.
        now: When the page was fetched (UTC).
        fetched: The value of the article's field ``response``.
        is_declared: Whether a spider declares the site. Then the URL alone decides whether the page
            is an article.
        max_length: See newsbot.page.read_article.

    Returns:
        The article or Reject; and the page, None if it could not be parsed.
    """
    ref = site.urls.article(url)
    own_url = ref.url if ref else url
    if guard := blocked_by(response):
        return Reject(own_url, BLOCKED, f"a page of {guard}", {}, now), None
    read = read_article(site.page, response, site.urls, own_url, now, max_length)
    if isinstance(read, Reject):
        return read, None
    page, fields = read
    if is_declared and says_not_found(page.headline):
        return Reject(own_url, SOFT_404, page.headline, {}, now), page
    if not is_declared and (problem := why_not_an_article(site.urls, page, fields)):
        return Reject(own_url, *problem, {}, now), page
    page_id = ref.id if ref and is_declared else _id(site, page)
    found = ("argument", own_url, 0)
    article = new_article(page.id_or(page_id), site.name, fields, found, now, fetched)
    if article.id != page_id:
        article.page_id = page_id
    return article, page


def _id(site: Site, page: ArticlePage) -> str:
    """Return the id of an article from its canonical URL."""
    urls = site_of(page.url).urls
    ref = urls.ref(page.url) if isinstance(urls, UndeclaredUrls) else urls.article(page.url)
    address = page.url.partition("://")[2].removeprefix("www.")
    return ref.id if ref else f"{site.name}:{digest(address)}"


def _response(
    html: bytes | str, url: str, content_type: str | None, given: Mapping[str, str]
) -> Response:
    """Return a page as the response that Scrapy would make of it."""
    # The body is decompressed already, and ``content_type`` is its type.
    left_out = ("content-type", "content-encoding")
    headers = Headers(
        {name: value for name, value in given.items() if name.lower() not in left_out}
    )
    if isinstance(html, str):
        # A lone surrogate becomes invalid UTF-8, which is decoded as U+FFFD.
        body = html.encode("utf-8", "surrogatepass")
        return HtmlResponse(url, headers=headers, body=body, encoding="utf-8")
    if not isinstance(html, (bytes, bytearray, memoryview)):
        raise TypeError(f"html must be bytes or str, not {type(html).__name__}")
    body = bytes(html)
    if content_type is None:
        return HtmlResponse(url, headers=headers, body=body)
    headers["Content-Type"] = content_type
    response_class = responsetypes.from_args(headers=headers, url=url, body=body)
    return response_class(url, headers=headers, body=body)
