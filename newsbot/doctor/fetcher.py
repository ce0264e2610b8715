"""Send the requests of a visit one after another; stop if the site refuses or fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.spidermiddlewares.httperror import HttpError

from newsbot.doctor.budget import BEYOND_BUDGET, MAX_REQUESTS
from newsbot.doctor.findings import Failure
from newsbot.downloader.engine import is_closing
from newsbot.downloader.responses import failure_reason
from newsbot.downloader.traffic import Traffic
from newsbot.reporting.outcomes import BLOCKED

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.http import Response

    from newsbot.doctor.findings import Findings
    from newsbot.spider import NewsSpider
    from newsbot.urls import ArticleRef

REFUSALS = frozenset({BLOCKED, "http_401", "http_403", "http_429", "http_451"})
LONG_DELAY = 5  # seconds; with a longer delay, the user is told how long the visit takes
MAX_IN_A_ROW = 3  # refusals in a row, or failures of the network, after which the visit ends
MAX_FAILURES = 6  # failures of the network in total, because each may be a timeout


class Fetcher:
    """Fetches pages of a site; notes failures in the findings.

    Args:
        spider: The spider of the visit.
        findings: The findings of the visit.
        report: Shows a line of progress.
    """

    def __init__(
        self, spider: NewsSpider, findings: Findings, report: Callable[[str], None]
    ) -> None:
        self._crawler = spider.crawler
        self._findings = findings
        self._report = report
        self._traffic = Traffic.of(spider.crawler.stats)
        self._refused = self._failed = self._failed_in_all = 0

    @property
    def sent(self) -> int:
        """The number of requests sent."""
        return sum(host.requests for host in self._traffic.hosts.values())

    @property
    def is_over(self) -> bool:
        """Whether no further request is sent."""
        findings = self._findings
        return findings.stopped is not None or findings.is_spent or findings.is_interrupted

    async def get(
        self, url: str, ref: ArticleRef | None = None, *, is_optional: bool = False
    ) -> Response | Failure:
        """Fetch a page; return a Failure if that fails.

        Args:
            url: The URL of the page.
            ref: The article that the page shows, if it is an article's.
            is_optional: Whether the page may be missing, so that 404 is not noted as a failure.
        """
        self._findings.is_interrupted |= is_closing(self._crawler)
        if self.is_over:
            return Failure(url, "not_sent", "the visit ended before the request")
        request = Request(url, dont_filter=True, cb_kwargs={"ref": ref} if ref else {})
        try:
            response = await self._crawler.engine.download_async(request)
            if not 200 <= response.status < 300:
                raise HttpError(response)
        except Exception as error:  # any error becomes a Failure
            failure = Failure(url, *failure_reason(error))
            self._note(failure, _asks_to_wait(error))
            if not (is_optional and failure.reason in ("http_404", "http_410")):
                self._findings.failures.append(failure)
            self._say(url, failure.words)
            return failure
        self._refused = self._failed = 0
        self._findings.answered += 1
        self._say(url, f"{response.status}, {len(response.body):,} bytes")
        return response

    def _note(self, failure: Failure, asks_to_wait: bool) -> None:
        """Count a failure; end the visit if there are too many, or the site asks for a pause."""
        if failure.reason == BEYOND_BUDGET:
            self._findings.is_spent = True
        elif asks_to_wait:
            self._findings.stopped = "the site asks for a pause (429 or Retry-After)"
        elif failure.reason in REFUSALS:
            self._refused += 1
            if self._refused == MAX_IN_A_ROW:
                self._findings.stopped = f"{MAX_IN_A_ROW} pages in a row were refused"
        elif failure.reason == "download_error" or failure.reason.startswith("http_5"):
            self._failed += 1
            self._failed_in_all += 1
            if self._failed == MAX_IN_A_ROW or self._failed_in_all == MAX_FAILURES:
                self._findings.stopped = f"{self._failed_in_all} pages could not be fetched"

    def warn_of_delay(self, delay: float) -> None:
        """Report that the visit takes long, if robots.txt asks for a long delay."""
        if delay >= LONG_DELAY:
            self._report(
                f"robots.txt asks for {delay:g} s between requests: the visit takes up to"
                f" {delay * MAX_REQUESTS / 60:.0f} minutes"
            )

    def _say(self, url: str, words: str) -> None:
        self._report(f"[{self.sent:2}/{MAX_REQUESTS}] {url}: {words}")

    def note_traffic(self) -> None:
        """Write the number of requests and the times of the answers to the findings."""
        self._findings.requests = self.sent
        self._findings.traffic = self._traffic.as_report()


def seconds_of(response: Response) -> float | None:
    """Return the seconds from a request to the beginning of its answer; None if unknown."""
    latency: float | None = response.meta.get("download_latency") if response.request else None
    return None if latency is None else round(latency, 3)


def _asks_to_wait(error: Exception) -> bool:
    if not isinstance(error, HttpError):
        return False
    status = error.response.status
    return status == 429 or (status == 503 and "Retry-After" in error.response.headers)
