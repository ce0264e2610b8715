"""Keep pages in doubt until the end of the run, and fetch some of them once more.

A network or server that fails now and then damages pages without an error of the protocol: an empty
page, half a page with the right Content-Length, an error message in place of an article.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

from newsbot.discovery.soft_404 import without_scrapys_keys
from newsbot.downloader.truncation import has_open_elements, is_unfinished
from newsbot.reporting import stat_names
from newsbot.reporting.outcomes import BLOCKED

if TYPE_CHECKING:
    from scrapy import Request

    from newsbot.discovery.crawl import Crawl

HELD = "held"  # key of a request's meta: a Look, with whose first answer the request is answered
SECOND_LOOK = "second_look"  # key of a request's meta: the Look that the request belongs to
# Pages that a run keeps in doubt at most: if more pages are in doubt, the site itself is at fault.
MAX_HELD, MAX_HELD_BYTES = 100, 32 << 20
# A run takes faults for temporary if at least MIN_RECOVERED requests, and one for every
# MAX_PAGES_A_RECOVERY pages, failed first and were answered later.
MIN_RECOVERED, MAX_PAGES_A_RECOVERY = 2, 100
MIN_PAGES = 3  # pages that are needed to say whether the site's pages end as HTML does
TAIL_BYTES = 500  # bytes at the end by which two answers are compared
# Reasons of rejects for an answer without content, or for a redirect that leads nowhere.
SENSELESS_REASONS = frozenset({"empty_page", "not_html", "bad_redirect", BLOCKED})


class Doubt(Enum):
    """Why a page is in doubt."""

    SENSELESS = "the page has nothing that the run looks for"
    UNFINISHED = "the page does not end as HTML does"
    UNDATED = "the page has no date, and it is not known yet whether the site's articles have dates"


@dataclass(frozen=True, slots=True)
class Look:
    """A page in doubt.

    Attributes:
        doubt: Why the page is in doubt.
        first: The first response, or the error that came in its place.
        reason: The reason of the reject, if the page of an article would become one.
        failed_otherwise: The page failed before for another reason than ``reason``.
        fetched: The page is fetched a second time.
    """

    doubt: Doubt
    first: Response | BaseException
    reason: str | None = None
    failed_otherwise: bool = False
    fetched: bool = False


class SecondLook:
    """Keeps the pages of a run that are in doubt until nothing else is left to fetch.

    Then a senseless page is fetched once more if it failed for another reason before, or if faults
    are temporary: other requests of this run, or of the last runs, failed and were answered when
    they were sent again. An unfinished page is fetched once more unless most pages of the site do
    not end as HTML does. A page that fails for another reason at its second look gets a third one.
    A page without a date is only read again.
    """

    def __init__(self, crawl: Crawl) -> None:
        self._crawl = crawl
        self._held: list[Request] = []
        self._number = self._size = 0  # pages and bytes that this run has kept
        self._pages = self._recovered = self._unfinished = 0
        crawl.crawler.signals.connect(self._send_held, signals.spider_idle)
        crawl.crawler.signals.connect(self._count_recovery, signals.response_received)

    def _count_recovery(self, response: Response) -> None:
        """Count an answer to a request that was sent again, "not modified" (304) included."""
        self._recovered += "retry_times" in response.meta and response.status < 400

    def doubt(self, response: Response, makes_sense: bool) -> Doubt | None:
        """Return why a page is in doubt; None for a page that is not.

        Args:
            response: The page.
            makes_sense: Whether the page has what the run looked for.
        """
        if not makes_sense:
            return Doubt.SENSELESS
        self._pages += 1
        if not is_unfinished(response):
            return None
        self._unfinished += 1
        return Doubt.UNFINISHED

    def _sees_faults(self) -> bool:
        """Return whether faults of this run, or of the last runs, were temporary.

        Faults of this run are noted in the ledger for later runs.
        """
        runs = self._crawl.ledger.runs
        needed = max(MIN_RECOVERED, self._pages // MAX_PAGES_A_RECOVERY)
        if self._recovered < needed:
            return runs.had_faults()
        runs.note_faults(self._crawl.ledger.run)
        return True

    def hold(
        self,
        request: Request | None,
        doubt: Doubt,
        first: Response | BaseException,
        reason: str | None = None,
    ) -> bool:
        """Keep a page until the end of the run; return False if the page is to be used now.

        Args:
            request: The request for the page; None if it is not known.
            doubt: Why the page is in doubt.
            first: The response, or the error that came in its place.
            reason: The reason of the reject, if the page of an article would become one.
        """
        if self._crawl.arguments.reparse:
            return False
        answer = first.response if isinstance(first, HttpError) else first
        size = len(answer.body) if isinstance(answer, Response) else 0
        is_too_much = self._number >= MAX_HELD or self._size + size > MAX_HELD_BYTES
        if request is None or is_too_much or not self._may_look(request, reason):
            return False
        self._number += 1
        self._size += size
        urls = request.meta.get("redirect_urls") or [request.url]
        before = self._reason_before(request) if reason else None
        look = Look(doubt, first, reason, failed_otherwise=before not in (None, reason))
        meta = {**without_scrapys_keys(request.meta), HELD: look}
        self._held.append(request.replace(url=urls[0], meta=meta))
        return True

    def _may_look(self, request: Request, reason: str | None) -> bool:
        """Return whether a page had no second look, or failed for another reason at that look."""
        look: Look | None = request.meta.get(SECOND_LOOK)
        return not look or (look.fetched and not look.failed_otherwise and look.reason != reason)

    def _reason_before(self, request: Request) -> str | None:
        """Return the reason why an article failed before, in this run or an earlier one."""
        look: Look | None = request.meta.get(SECOND_LOOK)
        if look:
            return look.reason
        ref, pages = request.cb_kwargs.get("ref"), self._crawl.ledger.pages
        return pages.outlook(ref.id)[1] if ref and pages.get(ref.id) else None

    def is_part(self, response: Response) -> bool:
        """Return whether an unfinished response is only a part of the page.

        If the second response ends as the first one did, the page itself ends there, unless
        elements are left open and other pages of the site end as HTML does.
        """
        look: Look | None = response.meta.get(SECOND_LOOK)
        first = look.first if look and look.fetched else None
        if isinstance(first, Response) and first.body[-TAIL_BYTES:] != response.body[-TAIL_BYTES:]:
            return True
        return self._ends_pages() and has_open_elements(response.body)

    def _ends_pages(self) -> bool:
        """Return whether most pages of the site end as HTML does."""
        ended = self._pages - self._unfinished
        return ended >= MIN_PAGES and ended > self._unfinished

    def _is_worth_fetching(self, look: Look, sees_faults: bool) -> bool:
        if look.doubt is Doubt.UNDATED:
            return False
        if look.doubt is Doubt.SENSELESS:
            return look.failed_otherwise or sees_faults
        return self._unfinished < MIN_PAGES or self._ends_pages()

    def _send_held(self) -> None:
        """Send the requests of the pages in doubt.

        A page that is not worth a request gets its first answer again (SecondLookMiddleware).
        """
        if self._crawl.has_backlog():
            return  # the run does not end yet
        sees_faults = self._sees_faults()
        if not self._held:
            return
        held, self._held = self._held, []
        for request in held:
            look: Look = request.meta[HELD]
            if self._is_worth_fetching(look, sees_faults):
                look = replace(look, fetched=True)
                del request.meta[HELD]
                self._crawl.crawler.stats.inc_value(stat_names.SECOND_LOOKS)
            request.meta[SECOND_LOOK] = look
            self._crawl.crawler.engine.crawl(request)
        raise DontCloseSpider
