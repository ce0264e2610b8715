"""Leave a host alone for as long as it asks (Retry-After), in this run and the next ones.

Where an overloaded host (429, 503) does not say for how long, each pause is longer than the last.
"""

from __future__ import annotations

import asyncio
import logging
import math
import sqlite3
import time
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from newsbot import IST
from newsbot.downloader.engine import is_closing
from newsbot.downloader.exceptions import NOT_SENT, RefusedRequest
from newsbot.downloader.overload import STATUSES, Overload
from newsbot.downloader.retry_after import MAX_SECONDS, seconds_asked
from newsbot.reporting import stat_names
from newsbot.reporting.outcomes import RETRY_AFTER, left_alone

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newsbot.ledger import Ledger
    from newsbot.urls import SiteUrls

logger = logging.getLogger(__name__)

POLL = 0.25  # seconds after which one who waits looks whether the run ends
# Seconds from the end of a host's pause until a page that asks for one again and again is due.
MIN_POSTPONE = 3600
GONE = (404, 410)  # says something of the page, whatever its host asks for


class Crawl(Protocol):
    """A spider whose crawl is under way, as this module knows it; newsbot.spider.NewsSpider."""

    crawler: Crawler
    urls: SiteUrls
    ledger: Ledger

    def end(self, reason: str) -> None:
        """End the run, once, for a reason."""

    def storage_failed(self, error: BaseException) -> None:
        """Note that the ledger cannot be written, and end the run."""


class HostBackoff:
    """Waits where a host asks for little; where it asks for more, the run is done with the host.

    A run waits NEWSBOT_RETRY_AFTER_MAX_WAIT seconds in all. A page that it does not ask for then
    stays pending and is no reject. A spider has one for a crawl. The download handler calls
    ``wait`` and ``record_retry_after``, where requests leave and answers come in. Earlier, a
    request may stand in the downloader's queue while its host begins to rest; later, that queue
    has sent the next.
    """

    def __init__(self, crawl: Crawl) -> None:
        self._crawl = crawl
        self._crawler = crawl.crawler
        self._ledger, self._urls = crawl.ledger, crawl.urls
        self._site_host = self._host(crawl.urls.origin)
        # seconds still to be waited
        self._wait_budget = self._crawler.settings.getfloat("NEWSBOT_RETRY_AFTER_MAX_WAIT")
        # Each maps a host to an instant of time.monotonic().
        self.blocked_until: dict[str, float] = {}  # the end of the pause that the host asks for
        self._charged_until: dict[
            str, float
        ] = {}  # the end of the pause that _wait_budget has paid for
        self._abandoned_hosts: set[str] = set()  # hosts that this run asks for nothing more
        self.overloads: dict[str, Overload] = {}  # hosts whose last answers were 429 or 503
        now = time.time()
        self._put_last: set[str] = set()  # ids of articles, by this run
        # Pauses of other spiders' hosts count only when this run sends a request to such a host.
        for host, until in self._ledger.backoffs.after(now):
            self.blocked_until[host] = time.monotonic() + min(until - now, MAX_SECONDS)
        if self._site_host in self.blocked_until:
            self._charge_wait_budget(self._site_host)

    def waiting_until(self) -> float | None:
        """Return until when (Unix seconds) the run waits for a host; None where it does not."""
        now = time.monotonic()
        left = [
            until - now
            for host, until in self.blocked_until.items()
            if until > now and host in self._charged_until and host not in self._abandoned_hosts
        ]
        return time.time() + max(left) if left else None

    def refuse_if_given_up(self, request: Request) -> None:
        """Raise RefusedRequest if the run asks the request's host for nothing more."""
        if self._abandoned_hosts and (host := self._host(request.url)) in self._abandoned_hosts:
            raise self._refused(host)

    def refuse_if_asked(self, request: Request, response: Response) -> None:
        """Raise RefusedRequest for an answer that asks for a longer wait than the run affords.

        Without it the request would be retried, or be a reject.
        """
        if RETRY_AFTER in response.flags:
            raise self._refused(self._host(request.url))

    async def wait(self, request: Request) -> None:
        """Return when a request may be sent.

        Raises:
            RefusedRequest: This run may not send it: the wait is too long, or the run ends.
        """
        host = self._host(request.url)
        if host not in self.blocked_until:
            return
        while True:
            self._charge_wait_budget(host)
            now = time.monotonic()
            if now < self.blocked_until[host] and is_closing(self._crawler):
                self._abandoned_hosts.add(host)  # a wait must not hold the end of a run up
            if host in self._abandoned_hosts:
                slot = self._crawler.engine.downloader.slots[request.meta["download_slot"]]
                if host == self._site_host:
                    # The run ends; those that stand in the queue are refused and need no delay.
                    slot.delay = 0
                raise self._refused(host)
            seconds = self.blocked_until[host] - now
            if seconds <= 0 and not self._is_behind_probe(request, host):
                return
            if seconds <= 0 and is_closing(self._crawler):
                raise RefusedRequest(NOT_SENT, f"the run ended before {request.url} was asked for")
            await asyncio.sleep(min(seconds, POLL) if seconds > 0 else POLL)

    def is_resting(self, request: Request) -> bool:
        """Return True if ``wait`` would wait for a request, or refuse it."""
        host = self._host(request.url)
        is_over = (
            self.blocked_until.get(host, 0) <= time.monotonic()
            and host not in self._abandoned_hosts
        )
        return not is_over or self._is_behind_probe(request, host)

    def _is_behind_probe(self, request: Request, host: str) -> bool:
        """Return True if another request is to show whether an overloaded host answers again."""
        overload = self.overloads.get(host)
        if overload is None or not overload.pauses:
            return False
        if overload.probe is None:
            overload.probe = request
        return overload.probe is not request

    def record_retry_after(self, request: Request, response: Response) -> None:
        """Note for how long an answer asks to leave its host alone, or that it is overloaded."""
        if values := response.headers.getlist("Retry-After"):
            seconds = seconds_asked(values, time.time())
            # Ignored: no time, or one that is over.
            name = stat_names.RETRY_AFTER_ANSWERS if seconds else stat_names.RETRY_AFTER_IGNORED
            self._count(name)
            if seconds:
                self._pause(request, response, seconds)
                return
        if response.status in STATUSES:
            self._note_overload(request, response)
        elif response.status < 500:
            self.answered(request)

    def answered(self, request: Request) -> None:
        """Note that a host answers as it should."""
        self.overloads.pop(self._host(request.url), None)

    def leave(self, request: Request) -> None:
        """Note that a request has its answer, or its failure: another one may go instead."""
        overload = self.overloads.get(self._host(request.url))
        if overload is not None and overload.probe is request:
            overload.probe = None

    def _note_overload(self, request: Request, response: Response) -> None:
        if ref := request.cb_kwargs.get("ref"):
            # If this run comes to no other page, the next one begins with the others: some pages
            # may be broken, and answer so whenever they are asked for.
            try:
                if self._ledger.pages.put_last(ref.id, int(time.time())):
                    self._put_last.add(ref.id)
            except sqlite3.Error as error:
                self._crawl.storage_failed(error)
        host = self._host(request.url)
        if self.blocked_until.get(host, 0) > time.monotonic():
            # It was sent before the pause began.
            if host in self._abandoned_hosts:
                response.flags.append(RETRY_AFTER)
            return
        overload = self.overloads.setdefault(host, Overload())
        if seconds := overload.pause_after(request.url):
            self._count(stat_names.OVERLOAD_PAUSES)
            self._pause(request, response, seconds)

    def _pause(self, request: Request, response: Response, seconds: float) -> None:
        """Leave the host of an answer alone for a time, and note it for later runs."""
        host = self._host(request.url)
        now = time.monotonic()
        longer = now + seconds > self.blocked_until.get(host, now)
        if longer:
            self.blocked_until[host] = now + seconds
        self._charge_wait_budget(host)
        until = self._until(host)
        leaves = host in self._abandoned_hosts
        if leaves and response.status not in GONE:
            response.flags.append(RETRY_AFTER)
        if longer:
            logger.info("%s", self._said(host))
        try:
            self._ledger.backoffs.note(host, until, request.url)
            if leaves and (ref := request.cb_kwargs.get("ref")):
                # The next run that may send anything asks for it again. If it is the page that is
                # broken, all others have their turn before it from the second time on.
                later = until + max(int(seconds), MIN_POSTPONE)
                is_put_last = ref.id in self._put_last
                self._ledger.pages.backed_off(ref.id, int(time.time()), later, is_put_last)
        except sqlite3.Error as error:
            self._crawl.storage_failed(error)

    def _charge_wait_budget(self, host: str) -> None:
        """Take the rest of a host off what this run still waits, once.

        The host is given up where that is not enough.
        """
        more = self.blocked_until[host] - max(self._charged_until.get(host, 0), time.monotonic())
        if more <= 0:
            return
        self._charged_until[host] = self.blocked_until[host]
        if more <= self._wait_budget and host not in self._abandoned_hosts:
            self._wait_budget -= more
            self._count(stat_names.RETRY_AFTER_SECONDS, math.ceil(more))
        else:
            self._abandoned_hosts.add(host)

    def _refused(self, host: str) -> RefusedRequest:
        """Return the error of a request that is not sent; end the run for the site's own host."""
        self._count(stat_names.RETRY_AFTER_REFUSED)
        if host == self._site_host:
            stats = self._crawler.stats
            stats.set_value(stat_names.RETRY_AFTER_HOST, host)
            stats.set_value(stat_names.RETRY_AFTER_UNTIL, _as_text(self._until(host)))
            stats.set_value(stat_names.RETRY_AFTER_OVERLOADED, host in self.overloads)
            self._crawl.end(RETRY_AFTER)
        return RefusedRequest(RETRY_AFTER, self._said(host))

    def _said(self, host: str) -> str:
        until = _as_text(self._until(host))
        return left_alone(host, until, host in self.overloads)

    def _host(self, url: str) -> str:
        """Return the host that is asked for a URL: with ``root=``, the root's."""
        return urlsplit(self._urls.to_root(url)).netloc

    def _until(self, host: str) -> int:
        """Return until when a host is to be left alone (Unix seconds)."""
        return math.ceil(time.time() + self.blocked_until[host] - time.monotonic())

    def _count(self, name: str, count: int = 1) -> None:
        self._crawler.stats.inc_value(name, count)


def has_retry_after_semantics(response: Response) -> bool:
    """Return whether Retry-After means anything in an answer: in an error or a redirect."""
    return response.status >= 300 and response.status != 304


def _as_text(until: int) -> str:
    return f"{datetime.fromtimestamp(until, IST):%Y-%m-%d %H:%M:%S} IST"
