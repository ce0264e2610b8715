"""Obey robots.txt, also if it cannot be fetched."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Response, TextResponse
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.misc import build_from_crawler, load_object

from newsbot.components import spider_of
from newsbot.downloader.exceptions import NOT_SENT, RefusedRequest
from newsbot.downloader.resolver import PRIVATE_ADDRESS
from newsbot.downloader.responses import failure_reason
from newsbot.downloader.robots_txt import (
    COPY_SECONDS,
    CRAWL_DELAY,
    MAX_REDIRECTS,
    OUTAGES,
    REDIRECTS,
    crawl_delay_of,
    failure_of,
    for_agent,
    rules_of,
)
from newsbot.downloader.signal_files import SITE_SIGNALS, SignalFiles
from newsbot.downloader.sitemap_hosts import SITEMAP_HOST
from newsbot.downloader.truncation import PLAIN_TEXT
from newsbot.downloader.worker import in_worker
from newsbot.reporting.outcomes import RETRY_AFTER

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser

    from newsbot.downloader.site_signals import SiteSignals

logger = logging.getLogger(__name__)

LARGE_ROBOTS_TXT = 50_000  # bytes, which may take 60 ms to parse; most of that is for patterns
# Reasons for which every request to the host fails.
HOST_REASONS = (PRIVATE_ADDRESS, RETRY_AFTER, NOT_SENT)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a host's robots.txt.

    Attributes:
        answer: The response with the robots.txt; or (reason, detail) if it could not be fetched and
            nothing may be fetched from the host.
        text: The robots.txt; empty if there is none.
        parser: Scrapy's parser of the text.
        crawl_delay: The delay between two requests that the host asks for (seconds); 0: none.
    """

    answer: Response | tuple[str, str]
    text: bytes
    parser: RobotParser
    crawl_delay: float


class StrictRobotsTxtMiddleware(RobotsTxtMiddleware):
    """Scrapy's RobotsTxtMiddleware, with RFC 9309 for a robots.txt that cannot be fetched.

    Scrapy parses the text of a 503 page as rules and takes a timeout for "allow all". Here 5xx and
    no answer forbid all (2.3.1.4), unless there is a copy of the last day; 4xx allows all
    (2.3.1.3). Redirects are followed to other hosts too (2.3.1.2). Each robots.txt is fetched once;
    the spider's own request for it gets the same response. A request for an article gets the
    declarations of its host about AI in its meta.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._user_agent: str = settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"]
        self._parser_class = load_object(settings["ROBOTSTXT_PARSER"])
        self._fetched: dict[str, asyncio.Future[Rules]] = {}
        self._signal_files = SignalFiles(crawler, self._copy, self._keep)
        self._signals: dict[str, asyncio.Future[SiteSignals]] = {}

    async def process_request(  # type: ignore[override]  # may answer, which Scrapy allows
        self, request: Request, spider: Spider | None = None
    ) -> Response | None:
        """Refuse a request that robots.txt forbids; answer a request for robots.txt itself.

        Raises:
            RefusedRequest: The robots.txt forbids the page (``robots_txt``), or could not be
                fetched (``robots_unavailable``).
        """
        if request.meta.get("dont_obey_robotstxt"):
            return None
        parts = urlsplit(request.url)
        url = f"{parts.scheme}://{parts.netloc}/robots.txt"
        if url not in self._fetched:
            self._fetched[url] = asyncio.ensure_future(self._read(url, request))
        rules = await self._fetched[url]
        if isinstance(rules.answer, tuple):
            reason, detail = rules.answer
            if request.url == url:
                raise RefusedRequest(reason, detail)
            raise RefusedRequest("robots_unavailable", f"{url} could not be read: {detail}")
        if request.url == url:
            return rules.answer.replace(request=request)
        if not rules.parser.allowed(request.url, self._user_agent):
            self.crawler.stats.inc_value("robotstxt/forbidden")
            raise RefusedRequest("robots_txt", f"{url} forbids it")
        request.meta[CRAWL_DELAY] = rules.crawl_delay  # a redirect has the delay of its first host
        if "ref" in request.cb_kwargs:  # the files about AI are fetched for articles only
            request.meta[SITE_SIGNALS] = await self._signals_of(url, rules)
        elif url in self._signals:
            # Sources wait too, or their requests would be sent before all waiting articles.
            await self._signals[url]
        return None

    async def _signals_of(self, url: str, rules: Rules) -> SiteSignals:
        """Return the declarations about AI of the host whose robots.txt is at ``url``."""
        if url not in self._signals:
            origin, agent = url.removesuffix("/robots.txt"), self._user_agent
            is_allowed = partial(_is_allowed, rules.parser, agent)
            reading = self._signal_files.read(origin, rules.text, is_allowed, rules.crawl_delay)
            self._signals[url] = asyncio.ensure_future(reading)
        return await self._signals[url]

    async def _read(self, url: str, asking: Request) -> Rules:
        """Return the rules of the robots.txt at ``url``, which the request ``asking`` needs."""
        answer = await self._answer(url, asking)
        text = b"" if isinstance(answer, tuple) else rules_of(answer)
        is_large = len(text) > LARGE_ROBOTS_TXT
        parser = await in_worker(self._parse, text) if is_large else self._parse(text)
        return Rules(answer, text, parser, crawl_delay_of(parser, self._user_agent))

    def _parse(self, text: bytes) -> RobotParser:
        rules = for_agent(text, self._user_agent)
        parser: RobotParser = build_from_crawler(self._parser_class, self.crawler, rules)
        return parser

    async def _answer(self, url: str, asking: Request) -> Response | tuple[str, str]:
        """Return the answer for ``url``, or its copy; (reason, detail) if there is neither."""
        is_outage = False
        try:
            response = await self._fetch(url, asking)
        except (IgnoreRequest, DownloadCancelledError) as error:
            if isinstance(error, RefusedRequest) and error.reason in HOST_REASONS:
                if error.reason == PRIVATE_ADDRESS:
                    logger.error("%s not read, so nothing may be fetched: %s", url, error)
                raise
            reason, detail = failure_reason(error)
            is_refused = isinstance(error, RefusedRequest)
            failure = reason if is_refused else "robots_unavailable", str(detail)
        except Exception as error:  # any error of the network counts as an outage
            reason, detail = failure_reason(error)
            failure, is_outage = (reason, str(detail)), True
        else:
            self.crawler.stats.inc_value(f"robotstxt/response_status_count/{response.status}")
            if (problem := failure_of(response)) is None:
                self._keep(url, response.body if response.status < 300 else None)
                return response
            failure, is_outage = problem, response.status in OUTAGES
        if is_outage and (copy := self._copy(url)) is not None:
            logger.warning("%s not read (%s): its copy is valid for a day", url, failure[1])
            return TextResponse(url, body=copy)
        logger.error("%s not read, so nothing may be fetched: %s", url, failure[1])
        return failure

    async def _fetch(self, url: str, asking: Request) -> Response:
        """Fetch ``url`` and follow its redirects; return 404 if these do not end."""
        first, host = url, asking.meta.get(SITEMAP_HOST)
        seen = [url]
        while True:
            response = await self._download(url, host)
            location = response.headers.get("Location")
            if response.status not in REDIRECTS or not location:
                return response
            url, host = self._target(response.url, location.decode("utf-8", "replace"), host)
            if url in seen or len(seen) > MAX_REDIRECTS:
                logger.warning("%s redirects without an end: it counts as not found", first)
                return TextResponse(first, status=404)
            seen.append(url)

    def _target(self, url: str, location: str, host: str | None) -> tuple[str, str | None]:
        """Return the target of a redirect from ``url``, and the SITEMAP_HOST for its request.

        Raises:
            RefusedRequest: The run must not request the target.
        """
        urls = spider_of(self.crawler).urls
        target = None
        try:
            target = urljoin(url, location.strip())
            if host == (netloc := urlsplit(target).netloc):
                return target, host
            if urls.has(target):
                # Unlike a page, a robots.txt may be fetched with http from a site with https.
                return target, netloc if urls.secure(target) != target else host
        except ValueError:
            pass
        if target and (elsewhere := urls.elsewhere(target)):
            return elsewhere, urlsplit(elsewhere).netloc
        detail = f"it redirects to {location}, which this run must not request"
        raise RefusedRequest("robots_unavailable", detail)

    async def _download(self, url: str, host: str | None) -> Response:
        meta = {
            "dont_obey_robotstxt": True,
            "dont_redirect": True,  # `_fetch` follows redirects, also to other hosts
            SITEMAP_HOST: host,
            PLAIN_TEXT: True,
        }
        request = Request(url, priority=self.DOWNLOAD_PRIORITY, meta=meta, callback=NO_CALLBACK)
        self.crawler.stats.inc_value("robotstxt/request_count")
        return await self.crawler.engine.download_async(request)

    def _keep(self, url: str, body: bytes | None) -> None:
        """Keep a copy of the body for a day; None, for a file that is gone, removes the copy."""
        spider = spider_of(self.crawler)
        if not spider.is_open:
            return
        copies, url = spider.ledger.robots_copies, spider.urls.to_root(url)
        try:
            if body is None:
                copies.drop(url)
            else:
                copies.keep(url, body)
        except sqlite3.Error as error:
            spider.storage_failed(error)

    def _copy(self, url: str) -> bytes | None:
        spider = spider_of(self.crawler)
        if not spider.is_open:
            return None
        try:
            url = spider.urls.to_root(url)
            return spider.ledger.robots_copies.latest(url, COPY_SECONDS)
        except sqlite3.Error as error:
            spider.storage_failed(error)
            return None


def _is_allowed(parser: RobotParser, agent: str, url: str) -> bool:
    return parser.allowed(url, agent)
