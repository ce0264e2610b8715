"""Fetch a host's files about AI and text and data mining (ai.txt, tdmrep.json), once a day."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from newsbot.downloader.robots_txt import CRAWL_DELAY, MAX_BYTES, REDIRECTS
from newsbot.downloader.site_signals import AgentFile, SiteSignals, read_tdm_rules
from newsbot.downloader.truncation import PLAIN_TEXT

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

SITE_SIGNALS = "site_signals"  # key of the meta of an article's request: its host's SiteSignals
# Key of a request's meta: the file need not exist, and its answer has no meaning for pages.
OPTIONAL_FILE = "optional_file"
AI_TXT, TDMREP = "/ai.txt", "/.well-known/tdmrep.json"
MAX_SECONDS = 10  # timeout of one request
MAX_REDIRECTS = 3
GONE = (404, 410)  # statuses of a file that does not exist


class SignalFiles:
    """Fetches ai.txt and tdmrep.json for the crawl of a site, if NEWSBOT_RIGHTS_FILES is on.

    A file that cannot be fetched counts as empty, and never ends a run.

    Args:
        crawler: The crawl.
        copy: Returns the content of the file at a URL, if it was kept in the last day; else None.
        keep: Keeps the content of the file at a URL; b"" if the file does not exist.
    """

    def __init__(
        self,
        crawler: Crawler,
        copy: Callable[[str], bytes | None],
        keep: Callable[[str, bytes], None],
    ) -> None:
        self._crawler, self._copy, self._keep = crawler, copy, keep
        self._is_on = crawler.settings.getbool("NEWSBOT_RIGHTS_FILES", True)

    async def read(
        self, origin: str, robots: bytes, is_allowed: Callable[[str], bool], delay: float
    ) -> SiteSignals:
        """Return the declarations of a host's files about AI and text and data mining.

        Args:
            origin: The origin of the host.
            robots: The text of its robots.txt.
            is_allowed: Returns whether robots.txt allows a URL.
            delay: The ``Crawl-delay`` of the robots.txt (seconds).
        """
        files = [AgentFile.read(robots.decode("utf-8", "replace"), "robots.txt")]
        if not self._is_on:
            return SiteSignals(tuple(files))
        meta = {
            "dont_obey_robotstxt": True,  # `_body` calls is_allowed
            "dont_redirect": True,
            "dont_retry": True,
            "max_retry_times": 0,
            "download_timeout": MAX_SECONDS,
            "download_maxsize": MAX_BYTES,
            CRAWL_DELAY: delay,
            OPTIONAL_FILE: True,
        }
        ai_txt = await self._body(origin + AI_TXT, is_allowed, {**meta, PLAIN_TEXT: True})
        files.append(AgentFile.read(ai_txt.decode("utf-8", "replace"), "ai.txt"))
        tdmrep = await self._body(origin + TDMREP, is_allowed, meta)
        return SiteSignals(tuple(files), read_tdm_rules(tdmrep))

    async def _body(
        self, url: str, is_allowed: Callable[[str], bool], meta: dict[str, Any]
    ) -> bytes:
        """Return the content of a file of the host; b"" if it cannot be fetched.

        Redirects within the host are followed.
        """
        first = url
        if is_allowed(url) and (copy := self._copy(url)) is not None:
            return copy
        try:
            for _ in range(MAX_REDIRECTS + 1):
                if not is_allowed(url):
                    return b""
                response = await self._download(url, meta)
                location = response.headers.get("Location")
                if response.status in REDIRECTS and location:
                    target = urljoin(url, location.decode("latin-1").strip())
                    if urlsplit(target)[:2] != urlsplit(url)[:2]:
                        return b""
                    url = target
                    continue
                body = response.body if response.status == 200 else b""
                if body or response.status in GONE:
                    self._keep(first, body)
                return body
        except Exception as error:  # after any error, the file counts as empty
            logger.debug("%s not read: %s", url, error)
        return b""

    async def _download(self, url: str, meta: dict[str, Any]) -> Response:
        request = Request(url, priority=1000, meta=dict(meta), callback=NO_CALLBACK)
        return await self._crawler.engine.download_async(request)
