"""Obey robots.txt, also when it does not answer."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.misc import build_from_crawler, load_object

from newsbot.downloader.exceptions import RefusedRequest
from newsbot.downloader.resolver import PRIVATE_ADDRESS
from newsbot.downloader.responses import why
from newsbot.downloader.sitemap_hosts import SITEMAP_HOST
from newsbot.reporting.outcomes import BLOCKED, RETRY_AFTER

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser

logger = logging.getLogger(__name__)

# 429 is no 4xx as RFC 9309 means them: the file is there, only not now.
UNREAD = frozenset({429, *range(500, 600)})
FORBID_ALL = b"User-agent: *\nDisallow: /\n"
ALLOW_ALL = b""


class StrictRobotsTxtMiddleware(RobotsTxtMiddleware):
    """Scrapy's, with RFC 9309 where a robots.txt cannot be had, and fetched once a host.

    Scrapy parses the text of a 503 page as rules and takes a time-out for "allow all". Here
    5xx and no answer forbid all (2.3.1.4), 4xx and a redirect off the site allow all (2.3.1.3).
    A spider's own request for robots.txt is answered with what was fetched for the rules.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._user_agent: str = settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"]
        self._parser_class = load_object(settings["ROBOTSTXT_PARSER"])
        self._fetched: dict[str, asyncio.Future[tuple[Response | Exception, RobotParser]]] = {}

    async def process_request(  # type: ignore[override]  # may answer, which Scrapy allows
        self, request: Request, spider: Spider | None = None
    ) -> Response | None:
        """Refuse what robots.txt forbids; answer a request for robots.txt itself.

        Raises:
            RefusedRequest: The robots.txt forbids the page (``robots_txt``), or could not be read
                (``robots_unread``).
        """
        if request.meta.get("dont_obey_robotstxt"):
            return None
        parts = urlsplit(request.url)
        url = f"{parts.scheme}://{parts.netloc}/robots.txt"
        if url not in self._fetched:
            self._fetched[url] = asyncio.ensure_future(self._fetch(url, request))
        answer, parser = await self._fetched[url]
        if request.url == url:
            if isinstance(answer, Exception):
                reason, detail = why(answer)
                raise RefusedRequest(reason, detail or reason)  # the error itself would be retried
            return answer.replace(request=request)
        if isinstance(answer, Exception) or answer.status in UNREAD:
            cause = why(answer)[1] if isinstance(answer, Exception) else f"status {answer.status}"
            raise RefusedRequest("robots_unread", f"{url} could not be read: {cause}")
        if not parser.allowed(request.url, self._user_agent):
            self.crawler.stats.inc_value("robotstxt/forbidden")
            raise RefusedRequest("robots_txt", f"{url} forbids it")
        return None

    async def _fetch(self, url: str, asking: Request) -> tuple[Response | Exception, RobotParser]:
        """Return the answer for ``url``, or why there is none; and the rules that hold.

        ``asking``: the request that needs them.
        """
        request = Request(
            url,
            priority=self.DOWNLOAD_PRIORITY,
            meta={
                "dont_obey_robotstxt": True,
                SITEMAP_HOST: asking.meta.get(SITEMAP_HOST),
            },
            callback=NO_CALLBACK,
        )
        self.crawler.stats.inc_value("robotstxt/request_count")
        response: Response | Exception
        try:
            response = await self.crawler.engine.download_async(request)
        except IgnoreRequest as error:
            reason = error.reason if isinstance(error, RefusedRequest) else None
            if reason == PRIVATE_ADDRESS:
                logger.error("%s not read, so nothing may be fetched: %s", url, error)
            if reason in (PRIVATE_ADDRESS, RETRY_AFTER):
                raise  # it is the host that is not asked, for each of its pages
            response, rules = TextResponse(url, status=404), ALLOW_ALL
            if reason == BLOCKED:
                response, rules = error, FORBID_ALL
        except Exception as error:
            # Whatever kept us from the rules, without them nothing may be fetched.
            logger.error("%s not read, so nothing may be fetched: %s", url, why(error)[1])
            response, rules = error, FORBID_ALL
        else:
            self.crawler.stats.inc_value(f"robotstxt/response_status_count/{response.status}")
            rules = self._rules(response)
        return response, build_from_crawler(self._parser_class, self.crawler, rules)

    def _rules(self, response: Response) -> bytes:
        if response.status in UNREAD:
            logger.error("%s: nothing may be fetched without it", response)
            return FORBID_ALL
        return ALLOW_ALL if response.status >= 400 else response.body
