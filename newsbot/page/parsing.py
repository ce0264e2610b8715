"""Parse a page with the layout that its site had on the day when the page was fetched.

A redesign is a subclass of the previous layout; ``since`` is the first day on which the site shows
it. A spider declares the newest layout; the older layouts are its base classes.
"""

from __future__ import annotations

import logging
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, Any

from scrapy.http import TextResponse

from newsbot import IST
from newsbot.exceptions import DeclarationError, UnreadablePage
from newsbot.items import Reject, text_length
from newsbot.page.article import ArticlePage
from newsbot.page.html.tree import has_more_tags, html_root, is_too_complex

if TYPE_CHECKING:
    from datetime import datetime

    from scrapy.http import Response

    from newsbot.urls import SiteUrls

logger = logging.getLogger(__name__)

EXTRACTION_ERROR = "extraction_error"
# Start and end tags of an article's page. The largest real pages, live blogs of 2 MB, have 100,000.
MAX_TAGS = 250_000
# Characters of all texts of an article, see NEWSBOT_MAX_TEXT_LENGTH in newsbot.settings.
MAX_TEXT_LENGTH = 1_000_000


def layouts(newest: type[ArticlePage]) -> list[type[ArticlePage]]:
    """Return a layout and the layouts before it, newest first; the oldest has no ``since``.

    Raises:
        DeclarationError: A redesign has no ``since``, or one that is not later than that of the
            layout that it redesigns.
    """
    pages = [class_ for class_ in newest.__mro__ if issubclass(class_, ArticlePage)]
    dated = list(takewhile(lambda layout: vars(layout).get("since") is not None, pages))
    oldest, *before = pages[len(dated) :]
    marks = ("content", "since")  # a layout has one of these, a mixin has none
    redesigned = next((layout for layout in before if any(map(vars(layout).get, marks))), None)
    if redesigned is not None:
        raise DeclarationError(
            f"{oldest.__name__} redesigns {redesigned.__name__}: since is missing, the first day"
            " on which the site shows the redesign"
        )
    for later, earlier in pairwise(dated):
        if later.since and earlier.since and later.since <= earlier.since:
            raise DeclarationError(
                f"since of {later.__name__} must be later than that of {earlier.__name__}"
            )
    return [*dated, oldest]


def parse_page(
    newest: type[ArticlePage], response: Response, urls: SiteUrls, fetched_at: datetime
) -> ArticlePage:
    """Return the page, read with the layout of the day on which it was fetched.

    If this layout finds no article, the other layouts are tried, the nearest in time first: sites
    change to a new layout page by page, and caches keep old pages.

    Args:
        newest: The page class that the spider declares.
        response: The page.
        urls: The URL rules of the site.
        fetched_at: When the page was fetched (UTC).

    Raises:
        UnreadablePage: The response is not an HTML page, or has more elements or text than an
            article can have.
    """
    root = None if has_more_tags(response.body, MAX_TAGS) else html_root(response)
    if not isinstance(response, TextResponse) or root is None:
        if is_too_complex(response, MAX_TAGS):
            raise UnreadablePage("too_complex")
        raise UnreadablePage("not_html" if response.body.strip() else "empty_page")
    day = fetched_at.astimezone(IST).date()
    known = layouts(newest)
    current = next(layout for layout in known if layout.since is None or layout.since <= day)
    place = known.index(current)
    nearest = sorted(known, key=lambda layout: abs(known.index(layout) - place))
    pages = (layout(response, root, urls, fetched_at) for layout in nearest)
    page = next(pages)
    if not page.has_article:
        page = next((other for other in pages if other.has_article), page)
    if page.markup.is_truncated:
        raise UnreadablePage("too_long")
    return page


def read_article(
    newest: type[ArticlePage],
    response: Response,
    urls: SiteUrls,
    url: str,
    fetched_at: datetime,
    max_length: int = MAX_TEXT_LENGTH,
) -> tuple[ArticlePage, dict[str, Any]] | Reject:
    """Return the page that a response shows, and its fields; a Reject if it cannot be read.

    Args:
        newest: The page class that the spider declares.
        response: The page.
        urls: The URL rules of the site.
        url: The article's URL, for the Reject.
        fetched_at: When the page was fetched (UTC).
        max_length: Characters of all texts. A page with more becomes a Reject; texts are never cut.
    """
    try:
        page = parse_page(newest, response, urls, fetched_at)
        fields = page.fields()
        if len(response.body) > max_length and text_length(list(fields.values())) > max_length:
            raise UnreadablePage("too_long")
        return page, fields
    except UnreadablePage as error:
        return Reject(url, error.reason, None, {}, fetched_at)
    except Exception as error:
        # A bug in extraction must not lose the page: it is logged and becomes a reject.
        logger.exception("a bug in extraction: %s cannot be read and becomes a reject", url)
        return Reject(url, EXTRACTION_ERROR, repr(error), {}, fetched_at)
