"""Send no request to a host for the time of its Retry-After, in this run and later runs.

If an overloaded host (429, 503) sends no Retry-After, each pause is longer than the one before.
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

POLL = 0.25  # seconds after which a waiting request checks whether the run ends
# Seconds between the end of a host's pause and the next request for the page that caused it.
MIN_POSTPONE = 3600
GONE = (404, 410)  # such an answer is valid for the page even if the host asks for a pause


class Crawl(Protocol):
    """The part of a spider that HostBackoff uses (newsbot.spider.NewsSpider)."""

    crawler: Crawler
    urls: SiteUrls
    ledger: Ledger

    def end(self, reason: str) -> None:
        """End the run with an outcome; further calls change nothing."""

    def storage_failed(self, error: BaseException) -> None:
        """Note that the ledger cannot be written, and end the run."""


class HostBackoff:
    """Waits for short pauses of hosts; abandons a host that asks for a longer pause.

    A run waits NEWSBOT_RETRY_AFTER_MAX_WAIT seconds in total. An abandoned host gets no further
    request in the run; its pages stay pending and are not rejects. The spider makes one HostBackoff
    for its crawl. The download handler calls ``wait`` and ``record_retry_after``, because it is
    next to the network: a middleware would let requests through that wait in the downloader's queue
    when a pause begins, and would see an answer after the queue has sent the next request.
    """

    def __init__(self, crawl: Crawl) -> None:
        self._crawl = crawl
        self._crawler = crawl.crawler
        self._ledger, self._urls = crawl.ledger, crawl.urls
        self._site_host = self._host(crawl.urls.origin)
        # the seconds that this run may still wait
        self._wait_budget = self._crawler.settings.getfloat("NEWSBOT_RETRY_AFTER_MAX_WAIT")
        # Each maps a host to an instant of time.monotonic().
        self.blocked_until: dict[str, float] = {}  # the end of the host's pause
        self._charged_until: dict[str, float] = {}  # the end of the time charged to _wait_budget
        self._abandoned_hosts: set[str] = set()  # hosts that get no further request in this run
        self.overloads: dict[str, Overload] = {}  # hosts whose last answers were 429 or 503
        now = time.time()
        # The ids of articles that this run moved to the end of the ledger's queue.
        self._put_last: set[str] = set()
        # Pauses of other spiders' hosts count only when this run sends a request to such a host.
        for host, until in self._ledger.backoffs.after(now):
            self.blocked_until[host] = time.monotonic() + min(until - now, MAX_SECONDS)
        if self._site_host in self.blocked_until:
            self._charge_wait_budget(self._site_host)

    def waiting_until(self) -> float | None:
        """Return until when (Unix seconds) the run waits for a host; None if it does not wait."""
        now = time.monotonic()
        left = [
            until - now
            for host, until in self.blocked_until.items()
            if until > now and host in self._charged_until and host not in self._abandoned_hosts
        ]
        return time.time() + max(left) if left else None

    def refuse_if_given_up(self, request: Request) -> None:
        """Raise RefusedRequest if the run has abandoned the host of the request."""
        if self._abandoned_hosts and (host := self._host(request.url)) in self._abandoned_hosts:
            raise self._refused(host)

    def refuse_if_asked(self, request: Request, response: Response) -> None:
        """Raise RefusedRequest if an answer asks for a longer pause than the run may wait.

        Otherwise the request would be retried, or become a reject.
        """
        if RETRY_AFTER in response.flags:
            raise self._refused(self._host(request.url))

    async def wait(self, request: Request) -> None:
        """Return when a request may be sent.

        Raises:
            RefusedRequest: The pause is too long for this run, or the run ends.
        """
        host = self._host(request.url)
        if host not in self.blocked_until:
            return
        while True:
            self._charge_wait_budget(host)
            now = time.monotonic()
            if now < self.blocked_until[host] and is_closing(self._crawler):
                self._abandoned_hosts.add(host)  # a pause must not delay the end of the run
            if host in self._abandoned_hosts:
                slot = self._crawler.engine.downloader.slots[request.meta["download_slot"]]
                if host == self._site_host:
                    # The run ends. The queued requests are refused too, and need no delay.
                    slot.delay = 0
                raise self._refused(host)
            seconds = self.blocked_until[host] - now
            if seconds <= 0 and not self._is_behind_probe(request, host):
                return
            if seconds <= 0 and is_closing(self._crawler):
                raise RefusedRequest(NOT_SENT, f"the run ended before {request.url} was asked for")
            await asyncio.sleep(min(seconds, POLL) if seconds > 0 else POLL)

    def is_resting(self, request: Request) -> bool:
        """Return whether ``wait`` would wait for a request, or refuse it."""
        host = self._host(request.url)
        is_over = (
            self.blocked_until.get(host, 0) <= time.monotonic()
            and host not in self._abandoned_hosts
        )
        return not is_over or self._is_behind_probe(request, host)

    def _is_behind_probe(self, request: Request, host: str) -> bool:
        """Return whether another request tests if an overloaded host answers again."""
        overload = self.overloads.get(host)
        if overload is None or not overload.pauses:
            return False
        if overload.probe is None:
            overload.probe = request
        return overload.probe is not request

    def record_retry_after(self, request: Request, response: Response) -> None:
        """Note the pause that an answer asks for, or that its host is overloaded."""
        if values := response.headers.getlist("Retry-After"):
            seconds = seconds_asked(values, time.time())
            # A value without a time, or with a time in the past, is ignored.
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
        """Note that a host is not overloaded any more."""
        self.overloads.pop(self._host(request.url), None)

    def leave(self, request: Request) -> None:
        """Note that a request was answered or failed, so another request may test its host."""
        overload = self.overloads.get(self._host(request.url))
        if overload is not None and overload.probe is request:
            overload.probe = None

    def _note_overload(self, request: Request, response: Response) -> None:
        if ref := request.cb_kwargs.get("ref"):
            # If this run fetches no other page, the next run must begin with other pages: a page
            # may be broken itself, and be answered with 503 at every request.
            try:
                if self._ledger.pages.put_last(ref.id, int(time.time())):
                    self._put_last.add(ref.id)
            except sqlite3.Error as error:
                self._crawl.storage_failed(error)
        host = self._host(request.url)
        if self.blocked_until.get(host, 0) > time.monotonic():
            # The request was sent before the pause began.
            if host in self._abandoned_hosts:
                response.flags.append(RETRY_AFTER)
            return
        overload = self.overloads.setdefault(host, Overload())
        if seconds := overload.pause_after(request.url):
            self._count(stat_names.OVERLOAD_PAUSES)
            self._pause(request, response, seconds)

    def _pause(self, request: Request, response: Response, seconds: float) -> None:
        """Begin a pause for the host of an answer; note the pause for later runs."""
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
            logger.info("%s", self._message(host))
        try:
            self._ledger.backoffs.note(host, until, request.url)
            if leaves and (ref := request.cb_kwargs.get("ref")):
                # The first run after the pause requests the page again. If the page itself is
                # broken, all other pages come before it from the second time on.
                later = until + max(int(seconds), MIN_POSTPONE)
                is_put_last = ref.id in self._put_last
                self._ledger.pages.backed_off(ref.id, int(time.time()), later, is_put_last)
        except sqlite3.Error as error:
            self._crawl.storage_failed(error)

    def _charge_wait_budget(self, host: str) -> None:
        """Charge the pause of a host to the wait budget, once; abandon the host if it is too long.

        Only the part of the pause that was not charged before is charged.
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
        """Return the error of a request that is not sent; end the run if it is the site's host."""
        self._count(stat_names.RETRY_AFTER_REFUSED)
        if host == self._site_host:
            stats = self._crawler.stats
            stats.set_value(stat_names.RETRY_AFTER_HOST, host)
            stats.set_value(stat_names.RETRY_AFTER_UNTIL, _as_text(self._until(host)))
            stats.set_value(stat_names.RETRY_AFTER_OVERLOADED, host in self.overloads)
            self._crawl.end(RETRY_AFTER)
        return RefusedRequest(RETRY_AFTER, self._message(host))

    def _message(self, host: str) -> str:
        until = _as_text(self._until(host))
        return left_alone(host, until, host in self.overloads)

    def _host(self, url: str) -> str:
        """Return the host that a URL is requested from: the root's host, with ``root=``."""
        return urlsplit(self._urls.to_root(url)).netloc

    def _until(self, host: str) -> int:
        """Return the end of a host's pause (Unix seconds)."""
        return math.ceil(time.time() + self.blocked_until[host] - time.monotonic())

    def _count(self, name: str, count: int = 1) -> None:
        self._crawler.stats.inc_value(name, count)


def has_retry_after_semantics(response: Response) -> bool:
    """Return whether Retry-After has a meaning in an answer: in errors and redirects."""
    return response.status >= 300 and response.status != 304


def _as_text(until: int) -> str:
    return f"{datetime.fromtimestamp(until, IST):%Y-%m-%d %H:%M:%S} IST"
