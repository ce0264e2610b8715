"""Hold pages that a run doubts until its end, and fetch some of them once more.

A network or server that fails now and then spoils pages in ways that no protocol tells: an empty
page, half a page whose length fits, a message in place of an article.
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

HELD = "held"  # key of a request's meta: the Look whose first answer its callback sees again
SECOND_LOOK = "second_look"  # key of a request's meta: the Look, when it is done
# Of a run; more pages are no accidents.
MAX_HELD, MAX_HELD_BYTES = 100, 32 << 20
# Requests that failed and were then answered, from which on a run takes faults for passing ones;
# and one in so many pages.
MIN_RECOVERED, MAX_PAGES_A_RECOVERY = 2, 100
MIN_PAGES = 3  # that end, or do not, and say how the site's pages are
TAIL = 500  # bytes by which two answers are compared
# Reasons of an answer that says nothing, or leads nowhere.
SENSELESS_REASONS = frozenset({"empty_page", "not_html", "bad_redirect", BLOCKED})


class Doubt(Enum):
    """Why a page is doubted."""

    SENSELESS = "it says nothing that was looked for"
    UNFINISHED = "it does not end as pages do"
    UNDATED = "it has no date, and whether the site's articles have one is not known yet"


@dataclass(frozen=True, slots=True)
class Look:
    """A page that is doubted, and what came of it.

    ``reason``: of the reject that an article's page would be.
    ``failed_otherwise``: it failed before, and not for the reason for which it fails now.
    ``fetched``: it was fetched once more.
    """

    doubt: Doubt
    first: Response | BaseException
    reason: str | None = None
    failed_otherwise: bool = False
    fetched: bool = False


class SecondLook:
    """Holds the pages of a run that are doubted until nothing else is left to fetch.

    Then a senseless page is fetched once more if other requests of this run or of the last ones
    failed and were answered when they were sent again, or if it failed in another way before. An
    unfinished page is, unless the site ends few of its pages. A page that fails in another way at
    its second look gets a third one. A page without a date is only read again.
    """

    def __init__(self, crawl: Crawl) -> None:
        self._crawl = crawl
        self._held: list[Request] = []
        self._number = self._size = 0  # of all that was held
        self._pages = self._recovered = self._unfinished = 0
        crawl.crawler.signals.connect(self._send_held, signals.spider_idle)
        crawl.crawler.signals.connect(self._count_recovery, signals.response_received)

    def _count_recovery(self, response: Response) -> None:
        """Count an answer, "not modified" too, that came when it was asked for once more."""
        self._recovered += "retry_times" in response.meta and response.status < 400

    def doubt(self, response: Response, makes_sense: bool) -> Doubt | None:
        """Return why a page is doubted; None for one that is as it should be.

        ``makes_sense``: it says what was looked for.
        """
        if not makes_sense:
            return Doubt.SENSELESS
        self._pages += 1
        if not is_unfinished(response):
            return None
        self._unfinished += 1
        return Doubt.UNFINISHED

    def _sees_faults(self) -> bool:
        """Return whether faults of this run passed, or of the runs before; note it of this run."""
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
        """Hold a page until the end of the run; return False for one that is taken as it is.

        Args:
            request: The page's.
            doubt: Why it is doubted.
            first: What came.
            reason: Of the reject that an article's page would be.
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
        """Return whether a page had no second look, or one that failed in another way."""
        look: Look | None = request.meta.get(SECOND_LOOK)
        return not look or (look.fetched and not look.failed_otherwise and look.reason != reason)

    def _reason_before(self, request: Request) -> str | None:
        """Return for what reason an article's page failed before, in this run or an earlier one."""
        look: Look | None = request.meta.get(SECOND_LOOK)
        if look:
            return look.reason
        ref, pages = request.cb_kwargs.get("ref"), self._crawl.ledger.pages
        return pages.outlook(ref.id)[1] if ref and pages.get(ref.id) else None

    def is_part(self, response: Response) -> bool:
        """Return whether an unfinished page is only a part of the page.

        The same end at the second look is the page's own, unless it leaves elements open and the
        other pages of the site end.
        """
        look: Look | None = response.meta.get(SECOND_LOOK)
        first = look.first if look and look.fetched else None
        if isinstance(first, Response) and first.body[-TAIL:] != response.body[-TAIL:]:
            return True
        return self._ends_pages() and has_open_elements(response.body)

    def _ends_pages(self) -> bool:
        """Return whether the pages of the site end as HTML does."""
        ended = self._pages - self._unfinished
        return ended >= MIN_PAGES and ended > self._unfinished

    def _is_worth_fetching(self, look: Look, sees_faults: bool) -> bool:
        if look.doubt is Doubt.UNDATED:
            return False
        if look.doubt is Doubt.SENSELESS:
            return look.failed_otherwise or sees_faults
        return self._unfinished < MIN_PAGES or self._ends_pages()

    def _send_held(self) -> None:
        """Send what is held; what is not worth a request gets its first answer again."""
        if self._crawl.has_backlog():
            return  # it is not the end
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
