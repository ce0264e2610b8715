"""Run a visit in a Scrapy process."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from newsbot.addon import CAREFUL_MIDDLEWARES, DOWNLOAD_HANDLERS
from newsbot.doctor.findings import Findings
from newsbot.doctor.visit import Visit
from newsbot.extraction.sites import site_of
from newsbot.spider import NewsSpider
from newsbot.undeclared.urls import UndeclaredUrls

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

SETTINGS = {
    "DOWNLOAD_HANDLERS": DOWNLOAD_HANDLERS,
    "DOWNLOADER_MIDDLEWARES": {
        **CAREFUL_MIDDLEWARES,
        "newsbot.doctor.budget.RequestBudgetMiddleware": 1000,  # next to the network
    },
}
RETRIES = {
    "RETRY_TIMES": 1,
    # Without 429 and 503, which may ask for a pause.
    "RETRY_HTTP_CODES": [500, 502, 504, 522, 524],
}


class VisitingSpider(NewsSpider):
    """The base class of a visit's spider; a subclass adds the declaration of a site."""

    is_crawl = False  # there is no ledger, no feed and no report of the run
    begin: ClassVar[Callable[[NewsSpider], Any]]

    async def start(self) -> AsyncIterator[Any]:
        """Make the visit; yield no request to Scrapy."""
        await type(self).begin(self)
        return
        yield  # Scrapy needs an asynchronous generator


def findings_of(
    process: Any,
    declared: type[NewsSpider],
    arguments: dict[str, str],
    report: Callable[[str], None],
) -> tuple[Findings, dict[str, str]]:
    """Visit a site; return the findings, and selectors that work on all its pages.

    Args:
        process: Scrapy's CrawlerProcess with SETTINGS.
        declared: The spider class of the site; ``hindi`` for a site without a declaration.
        arguments: The arguments of the spider.
        report: Shows a line of progress.

    Raises:
        NewsbotError: The declaration, or an argument, is wrong.
        KeyboardInterrupt: A signal ended the visit.
    """
    spider = declared(**arguments)
    findings = _findings(spider)
    visits: list[Visit] = []
    errors: list[Exception] = []
    is_whole: list[bool] = []

    async def visit(spider: NewsSpider) -> None:
        visits.append(Visit(spider, findings, report))
        try:
            await visits[0].make()
            is_whole.append(True)
        except Exception as error:  # Scrapy would log it and go on
            errors.append(error)

    visiting = type("VisitingSpider", (VisitingSpider, declared), {"begin": staticmethod(visit)})
    process.crawl(visiting, **arguments)
    process.start()
    if errors:
        raise errors[0]
    if not is_whole or findings.is_interrupted:
        raise KeyboardInterrupt
    return findings, visits[0].places


def _findings(spider: NewsSpider) -> Findings:
    """Return the findings of a visit before its first request."""
    urls, now = spider.urls, datetime.now(UTC).replace(microsecond=0)
    findings = Findings(urls.origin, urls.origin, now, root=urls.given_root)
    if isinstance(urls, UndeclaredUrls):
        findings.url = spider.arguments.url[0]
        site = site_of(findings.url)
        if not isinstance(site.urls, UndeclaredUrls):
            findings.declared_as = site.name
    else:
        findings.spider, findings.article_url = spider.name, spider.article_url
        findings.page_class = spider.page.__module__, spider.page.__name__
        findings.needs_browser = spider.needs_browser
    return findings
