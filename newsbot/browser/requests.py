"""Which pages are worth a browser: those that without one show less than they have."""

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
# Articles in a row that a browser did not help: then the site has changed, or its pages are empty.
MAX_EMPTY_RENDERS = 5
# Values of a script's type with which it runs; any other is data.
SCRIPT_TYPES = ("", "module", "text/javascript", "application/javascript")
MAX_PARSED_AGAIN = 400_000  # bytes of a page in which such a type is looked for


@dataclass(frozen=True, slots=True)
class Rendering:
    """Decide what a browser does with a page.

    ``document``: the page as it was fetched, which is what the browser is given. ``text_in``: end
    of the class of the element that is to have text. ``load_more``: end of the class of the button
    to be pressed, ``clicks`` times at most.
    """

    document: TextResponse
    text_in: str = ""
    load_more: str = ""
    clicks: int = 0


def is_rendered(response: Response) -> bool:
    """Return whether a browser made a response."""
    return RENDERED in response.flags


class Source(Protocol):
    """A source and its button; newsbot.discovery.sources.Listing."""

    @property
    def needs_browser(self) -> bool:
        """True where the source shows less without a browser."""

    load_more: str | None
    clicks: int


class Site(Protocol):
    """A spider, and what it declares of the browser; newsbot.spider.NewsSpider."""

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
    """Requests of a spider for pages as a browser shows them."""

    def __init__(self, spider: Site) -> None:
        self._spider = spider
        choice = spider.arguments.browser or spider.crawler.settings["NEWSBOT_BROWSER"]
        declared = spider.needs_browser != "never"
        declared |= any(source.needs_browser for source in spider.sources)
        # With reparse= nothing is fetched, by a browser neither.
        self.possible = declared and choice == "auto" and not spider.arguments.reparse
        self._in_vain = 0

    def article_request(
        self,
        page: ArticlePage,
        response: Response,
        fields: dict[str, Any],
        plain: dict[str, Any] | None,
    ) -> Request | None:
        """Return the request for an article without a body whose page has script, else None.

        Args:
            page: The page.
            response: Its response.
            fields: The fields of the page; their ``provenance`` is changed where a browser showed
                it.
            plain: The fields that it had without a browser, where this is the answer to such a
                request.
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
        if self._in_vain >= MAX_EMPTY_RENDERS:
            self._spider.crawler.stats.inc_value(stat_names.BROWSER_GIVEN_UP)
            return None
        assert response.request is not None
        end = next(iter(declaration_of(self._spider.page).ends_of("content")), "")
        rendering = Rendering(response, text_in=end)
        kwargs = {**response.request.cb_kwargs, "plain": fields}
        return self._request(response.request, rendering, cb_kwargs=kwargs)

    def is_missed_by(
        self, page: ArticlePage, response: Response, plain: dict[str, Any] | None
    ) -> bool:
        """Return whether a page has no body without a browser, and this run shows it in none.

        The user forbade the browser (``browser=never``), or there is no Chromium.

        Args:
            page: The page.
            response: Its response.
            plain: As for ``article_request``.
        """
        forbidden = plain is None and not self.possible and not self._spider.arguments.reparse
        missing = plain is not None and not is_rendered(response)
        return (
            (forbidden or missing)
            and self._spider.needs_browser != "never"
            and not has_content(page)
            and isinstance(response, TextResponse)
            and has_script(response)
        )

    def listing_request(self, response: Response) -> Request | None:
        """Return the request for a listing whose button is to be pressed.

        None where the button was pressed, and in a run without a browser.
        """
        assert response.request is not None
        if not self.possible or RENDERING in response.request.meta:
            return None
        if not isinstance(response, TextResponse):
            return None
        source: Source = response.request.cb_kwargs["source"]
        rendering = Rendering(response, load_more=source.load_more or "", clicks=source.clicks)
        return self._request(response.request, rendering, priority=0)

    def _request(self, plain: Request, rendering: Rendering, **changed: Any) -> Request:
        self._spider.crawler.stats.inc_value(stat_names.BROWSER_ASKED_FOR)
        # The redirects and retries of the plain request are not this request's.
        meta = {RENDERING: rendering}
        url = rendering.document.url
        request: Request = plain.replace(
            url=url, meta=meta, dont_filter=True, headers={}, **changed
        )
        return request

    def _note(self, helped: bool) -> None:
        """Keep count of the articles that a browser did not help."""
        self._in_vain = 0 if helped else self._in_vain + 1
        if not helped:
            self._spider.crawler.stats.inc_value(stat_names.BROWSER_STILL_EMPTY)
        if self._in_vain == MAX_EMPTY_RENDERS:
            logger.warning(
                "%d articles in a row stayed empty in the browser: no more of them in this run",
                MAX_EMPTY_RENDERS,
            )


def _rendered_provenance(fields: dict[str, Any], plain: dict[str, Any]) -> dict[str, str]:
    """Return ``provenance`` of a page's fields: ``rendered`` for what only the browser showed."""
    before: dict[str, str] = plain["provenance"]
    provenance = {}
    for name in fields["provenance"]:
        field = name.replace("_at", "_raw")  # a date is still its words
        same = name in before and fields[field] == plain[field]
        provenance[name] = before[name] if same else RENDERED
    return provenance


def has_script(response: Response) -> bool:
    """Return whether a page has a script that can run."""
    if not isinstance(response, TextResponse):
        return False
    if len(response.body) > MAX_PARSED_AGAIN:
        return b"<script" in response.body  # to parse it again would take long
    root = html_root(response)
    scripts = () if root is None else root.iter("script")
    return any((script.get("type") or "").strip().lower() in SCRIPT_TYPES for script in scripts)
