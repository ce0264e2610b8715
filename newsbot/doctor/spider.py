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
    # 429 and 503 may ask for a pause.
    "RETRY_HTTP_CODES": [500, 502, 504, 522, 524],
}


class VisitingSpider(NewsSpider):
    """Base of the spider of a visit; a subclass has the declaration of a site too."""

    is_crawl = False  # there is no ledger, no feed, and no run to be reported
    begin: ClassVar[Callable[[NewsSpider], Any]]

    async def start(self) -> AsyncIterator[Any]:
        """Make the visit; nothing is left to Scrapy to request."""
        await type(self).begin(self)
        return
        yield  # a generator, as Scrapy wants it


def findings_of(
    process: Any,
    declared: type[NewsSpider],
    arguments: dict[str, str],
    report: Callable[[str], None],
) -> tuple[Findings, dict[str, str]]:
    """Visit a site; return what was found, and selectors on which its pages agree.

    Args:
        process: Scrapy's; its settings are SETTINGS.
        declared: The spider of the site; ``hindi`` for a site without declaration.
        arguments: Of the spider.
        report: Takes a line of progress.

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
    """Return findings that say which site is visited, and nothing more."""
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
