"""Download handlers that fetch from public addresses only, or from another origin (``root=``).

The handler maps URLs to the root just before it fetches. All code before it (robots.txt, redirects,
the offsite filter, the delay, the spider) sees the site's own URLs only, so no request can leave
the root.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import CannotResolveHostError
from w3lib.url import safe_url_string

from newsbot.downloader.addresses import is_link_local
from newsbot.downloader.backoff import HostBackoff, has_retry_after_semantics
from newsbot.downloader.host_gates import HostGates, default_folder, host_of
from newsbot.downloader.resolver import GuardedPool, lookup_errors
from newsbot.downloader.responses import copy_of
from newsbot.downloader.signal_files import OPTIONAL_FILE
from newsbot.downloader.sitemap_hosts import is_sitemap_host
from newsbot.downloader.traffic import Traffic
from newsbot.downloader.wire import RecordingPool, begin_exchange
from newsbot.urls import is_loopback

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newsbot.downloader.wire import Recorder
    from newsbot.urls import SiteUrls


class PublicDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's handler for http and https, limited to connections to public addresses.

    The root and a proxy may have other addresses, because the user named them. If the root is on
    this machine, sitemaps that its robots.txt names on this machine may be there too. The root must
    not have a link-local address: a cloud serves the secrets of a machine there, to anybody who
    names the address or controls a name that resolves to it.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._of_root = HTTP11DownloadHandler(crawler)
        self._of_proxy = HTTP11DownloadHandler(crawler)
        # mypy: our pools have the methods of Twisted's pool by delegation.
        if getattr(crawler.spider, "archive_folder", None):
            for handler in (self, self._of_root, self._of_proxy):
                handler._pool = RecordingPool(handler._pool)  # type: ignore[assignment]
        self._pool = GuardedPool(self._pool)  # type: ignore[assignment]
        self._of_root._pool = GuardedPool(  # type: ignore[assignment]
            self._of_root._pool, lambda address: not is_link_local(address)
        )
        urls: SiteUrls | None = getattr(crawler.spider, "urls", None)
        root = urls.given_root if urls is not None else None
        # The same form as in Request.url, with the host's name in ASCII.
        self._root_prefix = safe_url_string(root) + "/" if root else None
        self._is_local = root is not None and is_loopback(root)

    async def download_request(self, request: Request) -> Response:
        """Fetch a request from a public address, from the root, or through a proxy.

        Raises:
            RefusedRequest: The host has no public address, or the root has a link-local address.
            CannotResolveHostError: The name of the host was not found; the message says why.
        """
        is_root = self._root_prefix is not None and request.url.startswith(self._root_prefix)
        # A sitemap on another port of this machine (SiteUrls.elsewhere).
        is_root |= (
            self._is_local and is_sitemap_host(request, request.url) and is_loopback(request.url)
        )
        try:
            if request.meta.get("proxy"):
                return await self._of_proxy.download_request(request)
            if is_root:
                return await self._of_root.download_request(request)
            return await super().download_request(request)
        except CannotResolveHostError as error:
            host = urlsplit(request.url).hostname or ""
            if why := lookup_errors.get(host):
                raise CannotResolveHostError(f"DNS lookup of {host} failed: {why}") from error
            raise

    async def close(self) -> None:
        """Close all connections, also those to the root and to proxies."""
        await self._of_root.close()
        await self._of_proxy.close()
        await super().close()


class DownloadHandler(PublicDownloadHandler):
    """Fetches the pages of a crawl, with ``root=`` from another origin.

    It also waits for hosts that sent Retry-After (HostBackoff), and keeps the delay between
    requests to a host together with the user's other crawls (HostGates).
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        urls: SiteUrls | None = getattr(crawler.spider, "urls", None)
        self._urls = urls if urls is not None and urls.root is not None else None
        self._crawler = crawler
        folder = crawler.settings["NEWSBOT_HOST_GATES"]
        self._gates = HostGates(crawler, default_folder() if folder is None else folder)
        self._traffic = Traffic.of(crawler.stats)

    async def download_request(self, request: Request) -> Response:
        """Fetch a request; the response has the URL of the request, also with ``root=``.

        Raises:
            RefusedRequest: The host asks for too long a pause, or its address is not public.
        """
        backoff: HostBackoff | None = getattr(self._crawler.spider, "backoff", None)
        if backoff is None:
            return await self._download(request, None)
        try:
            response = await self._download(request, backoff)
            if OPTIONAL_FILE in request.meta:
                pass  # the answer for an optional file does not decide on the pages of the host
            elif has_retry_after_semantics(response):
                backoff.record_retry_after(request, response)
            elif backoff.overloads:
                backoff.answered(request)
            return response
        finally:
            if backoff.overloads:
                backoff.leave(request)

    async def _download(self, request: Request, backoff: HostBackoff | None) -> Response:
        """Fetch a request as soon as its host may be requested."""
        url = self._urls.to_root(request.url) if self._urls else request.url
        host = self._traffic.host(host_of(url))
        while True:
            if backoff is not None and backoff.blocked_until and backoff.is_resting(request):
                with host.waiting():
                    await backoff.wait(request)
            await self._gates.wait(request, url)
            if backoff is None or not backoff.blocked_until or not backoff.is_resting(request):
                break  # else a pause has begun while the request waited for the gate
        if (wait := request.meta.get("download_wait")) is not None:
            wait.finish()  # see newsbot.browser.timeout
        archive: Recorder | None = getattr(self._crawler.spider, "archive", None)
        exchange = begin_exchange() if archive is not None else None
        sent = time.monotonic()
        host.sent(sent, self._gates.delay(request))
        try:
            if self._urls is None:
                response = await super().download_request(request)
            else:
                response = await self._from_root(self._urls, request)
            self._traffic.answered(time.monotonic() - sent)
        finally:
            await self._gates.answered(request, url)
        if archive is not None and exchange is not None:
            await archive.record(exchange, request, response)
        return response

    async def _from_root(self, urls: SiteUrls, request: Request) -> Response:
        # Share the headers: copying them is most of the cost of copying a request.
        rooted = request.replace(url=urls.to_root(request.url), headers=None)
        rooted.headers = request.headers
        response = await super().download_request(rooted)
        request.meta["download_latency"] = rooted.meta.get("download_latency")
        headers = response.headers
        location = headers.get("Location")
        if location is not None:
            # The root redirects to its own URLs, which are URLs of the site for the crawl.
            target = location.decode("latin-1")  # latin-1 keeps every byte: some are not ASCII
            headers["Location"] = urls.to_origin(target).encode("latin-1")
        return copy_of(response, url=request.url)
