"""Decide which pages need a browser to show all of their content; make their requests."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from scrapy import Request
from scrapy.http import TextResponse

from newsbot.items import has_content
from newsbot.page import declaration_of
from newsbot.page.html.tree import html_root
from newsbot.reporting import stat_names

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newsbot.arguments import Arguments
    from newsbot.page import ArticlePage

logger = logging.getLogger(__name__)

# Whether a spider's articles need a browser.
Need = Literal["never", "when_empty"]
NEEDS = ("never", "when_empty")

RENDERING = "rendering"  # key of request.meta
RENDERED = "rendered"  # flag of a response that a browser made
# Articles in a row that stay empty in the browser, after which no article is rendered: the site has
# changed, or its pages are empty.
MAX_EMPTY_RENDERS = 5
# Values of a script's attribute `type` with which it runs. With other values, it is data.
SCRIPT_TYPES = ("", "module", "text/javascript", "application/javascript")
MAX_PARSED_AGAIN = 400_000  # bytes of a page that is parsed to look for scripts


@dataclass(frozen=True, slots=True)
class Rendering:
    """A page for the browser, and the action of the browser.

    Attributes:
        document: The page as it was fetched, which the browser shows.
        text_in: The end of the class of the element whose text is waited for; "": none.
        load_more: The end of the class of the button to be pressed; "": none.
        clicks: The number of times that the button is pressed at most.
    """

    document: TextResponse
    text_in: str = ""
    load_more: str = ""
    clicks: int = 0


def is_rendered(response: Response) -> bool:
    """Return whether a browser made a response."""
    return RENDERED in response.flags


class Site(Protocol):
    """A spider with its declarations for the browser (newsbot.spider.NewsSpider)."""

    arguments: Arguments
    crawler: Crawler

    @property
    def needs_browser(self) -> Need:
        """When the spider's articles need a browser."""

    @property
    def sources(self) -> tuple[Any, ...]:
        """The sources that the spider declares."""

    @property
    def page(self) -> type[ArticlePage]:
        """The page class of the site."""


class BrowserRequests:
    """Makes the requests of a spider for pages that a browser shows."""

    def __init__(self, spider: Site) -> None:
        self._spider = spider
        choice = spider.arguments.browser or spider.crawler.settings["NEWSBOT_BROWSER"]
        declared = spider.needs_browser != "never"
        declared |= any(source.needs_browser for source in spider.sources)
        # With reparse=, the requests of a page must not be fetched.
        self.possible = declared and choice == "auto" and not spider.arguments.reparse
        self._still_empty = 0  # articles in a row that stayed empty in the browser

    def article_request(
        self,
        page: ArticlePage,
        response: Response,
        fields: dict[str, Any],
        plain: dict[str, Any] | None,
    ) -> Request | None:
        """Return the request for an article without a body if its page has a script, else None.

        Args:
            page: The parsed page.
            response: The response with the page.
            fields: The fields of the page. If a browser showed it, their ``provenance`` is changed.
            plain: The fields of the page without a browser, if the response is the answer to such a
                request; else None.
        """
        if plain is not None:
            if is_rendered(response):
                fields["provenance"] = _rendered_provenance(fields, plain)
                self._note(has_content(page))
            return None
        if not self.possible or self._spider.needs_browser == "never" or has_content(page):
            return None
        if not isinstance(response, TextResponse) or not has_script(response):
            return None
        if self._still_empty >= MAX_EMPTY_RENDERS:
            self._spider.crawler.stats.inc_value(stat_names.BROWSER_GIVEN_UP)
            return None
        assert response.request is not None
        end = next(iter(declaration_of(self._spider.page).ends_of("content")), "")
        rendering = Rendering(response, text_in=end)
        kwargs = {**response.request.cb_kwargs, "plain": fields}
        return self._request(response.request, rendering, cb_kwargs=kwargs)

    def is_unrendered(
        self, page: ArticlePage, response: Response, plain: dict[str, Any] | None
    ) -> bool:
        """Return whether a page has no body, and needs a browser that this run does not have.

        The user forbade the browser (``browser=never``), or there is no Chromium.

        Args:
            page: The parsed page.
            response: The response with the page.
            plain: As for ``article_request``.
        """
        forbidden = plain is None and not self.possible and not self._spider.arguments.reparse
        missing = plain is not None and not is_rendered(response)
        return (
            (forbidden or missing)
            and self._spider.needs_browser != "never"
            and not has_content(page)
            and has_script(response)
        )

    def listing_request(self, response: Response) -> Request | None:
        """Return the request for a listing whose button is to be pressed.

        None if the button was pressed already, or the run has no browser.
        """
        assert response.request is not None
        if not self.possible or RENDERING in response.request.meta:
            return None
        if not isinstance(response, TextResponse):
            return None
        source = response.request.cb_kwargs["source"]  # a Listing
        rendering = Rendering(response, load_more=source.load_more or "", clicks=source.clicks)
        return self._request(response.request, rendering, priority=0)

    def _request(self, plain: Request, rendering: Rendering, **changed: Any) -> Request:
        self._spider.crawler.stats.inc_value(stat_names.BROWSER_ASKED_FOR)
        # Without the meta of the plain request: its redirects and retries must not count here.
        meta = {RENDERING: rendering}
        url = rendering.document.url
        request: Request = plain.replace(
            url=url, meta=meta, dont_filter=True, headers={}, **changed
        )
        return request

    def _note(self, helped: bool) -> None:
        """Count the articles that stayed empty in the browser."""
        self._still_empty = 0 if helped else self._still_empty + 1
        if not helped:
            self._spider.crawler.stats.inc_value(stat_names.BROWSER_STILL_EMPTY)
        if self._still_empty == MAX_EMPTY_RENDERS:
            logger.warning(
                "%d articles in a row stayed empty in the browser: the run renders no more of them",
                MAX_EMPTY_RENDERS,
            )


def _rendered_provenance(fields: dict[str, Any], plain: dict[str, Any]) -> dict[str, str]:
    """Return the ``provenance`` of a page: ``rendered`` for fields that need the browser."""
    before: dict[str, str] = plain["provenance"]
    provenance = {}
    for name in fields["provenance"]:
        field = name.replace("_at", "_raw")  # dates are compared as texts
        same = name in before and fields[field] == plain[field]
        provenance[name] = before[name] if same else RENDERED
    return provenance


def has_script(response: Response) -> bool:
    """Return whether a page has a script that can run."""
    if not isinstance(response, TextResponse):
        return False
    if len(response.body) > MAX_PARSED_AGAIN:
        return b"<script" in response.body  # parsing such a large page again would take long
    root = html_root(response)
    scripts = () if root is None else root.iter("script")
    return any((script.get("type") or "").strip().lower() in SCRIPT_TYPES for script in scripts)
