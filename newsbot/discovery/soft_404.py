"""Find out how a site answers addresses that do not exist, and recognise that answer (soft 404).

page/not_found.py recognises a page by its own words.
"""

from __future__ import annotations

import asyncio
import logging
import re
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from newsbot.downloader.responses import failure_reason
from newsbot.downloader.worker import in_worker, is_large
from newsbot.items import Reject
from newsbot.page.compare import text_of_sections
from newsbot.page.not_found import PageContent, may_say_not_found, says_not_found
from newsbot.reporting import stat_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scrapy.http import Response

    from newsbot.discovery.crawl import Crawl
    from newsbot.page import ArticlePage

logger = logging.getLogger(__name__)

OK = 200
IN_HAND = "in_hand"  # the same: a response that was fetched and is read as another kind of page
IN_DOUBT = "in_doubt"  # key of a request's meta: the response that waits
# Of the path of an article; no site has one of this number and name.
NUMBER, NAME = "987654321987", "newsbot-asks-for-a-page-that-does-not-exist"
FIRST = 1000  # priority: pages wait for it
# Beginnings of the keys of a request's meta that are Scrapy's own; it warns of copies.
NOT_COPIED = ("_", "cache_timestamp", "download_latency", "redirect_", "retry_times")
# Problems of the canonical URL of a page that is not the article's own.
_OTHER_PAGES = {("url", "home_page"), ("url", "another_article")}
_DIGITS = re.compile(r"\d+")


class Answer(Enum):
    """How an article's page is taken."""

    ARTICLE = "as it is"
    NOT_FOUND = "it is shown for an address that does not exist"
    DOUBTFUL = "that is not known before an address that cannot exist has answered"


class SoftNotFound:
    """Tells pages of articles from the page that a site shows for all that does not exist.

    A page is in doubt if it shows no article or no date, has the text of another page of the run,
    names the home page or another article as its canonical one, or is short and speaks of a page or
    a link. The first doubt of a run asks the site for an address that cannot exist; pages in doubt
    wait for the answer.
    """

    def __init__(self, crawl: Crawl) -> None:
        self._crawl = crawl
        self._known: PageContent | None = None
        self._is_of_another = False  # the answer names another article as the page's
        self._is_answered = False
        self._asking: asyncio.Future[None] | None = None
        self._texts: dict[int, str] = {}  # hash of headline and text → article id

    def judge(
        self, id_: str, response: Response, page: ArticlePage, fields: Mapping[str, Any]
    ) -> Answer:
        """Return how a page is taken that was fetched for an article.

        Args:
            id_: The article's id.
            response: The page.
            page: The same, read.
            fields: Of the page.
        """
        if says_not_found(page.headline):
            return Answer.NOT_FOUND
        text = text_of_sections(page.sections) if page.has_article else ""
        is_copy = self._texts.setdefault(hash((page.headline, text)), id_) != id_
        if not self._is_answered:
            names_other = bool(_OTHER_PAGES & set(page.discarded))
            is_dateless = not (fields["published_at"] or fields["updated_at"])
            is_doubtful = is_copy or names_other or is_dateless or not page.has_article
            is_doubtful |= may_say_not_found(page.headline, text)
            return Answer.DOUBTFUL if is_doubtful else Answer.ARTICLE
        if self._known is None:
            return Answer.ARTICLE
        if self._is_of_another and page.provenance.get("url") != "derived":
            return Answer.ARTICLE  # that one: it says so of itself
        is_same = self._known.is_same(PageContent.of(response, page.headline, text))
        return Answer.NOT_FOUND if is_same else Answer.ARTICLE

    def ask_later(self, response: Response) -> Iterator[Request]:
        """Yield the request of a page in doubt once more.

        SoftNotFoundMiddleware answers it with the same response, once the answer of the address
        that cannot exist is known.
        """
        request = response.request
        if request is not None:
            meta = {**without_scrapys_keys(request.meta), IN_DOUBT: response}
            yield request.replace(meta=meta, priority=FIRST)

    async def settle(self, url: str) -> None:
        """Ask for an address that cannot exist, like ``url``, once a run; wait for the answer."""
        if self._asking is None:
            self._asking = asyncio.ensure_future(self._ask(impossible_url(url)))
        await self._asking

    async def _ask(self, url: str) -> None:
        crawl = self._crawl
        crawl.crawler.stats.inc_value(stat_names.SOFT_404_ASKED)
        # A redirect is an answer: the address does not exist.
        meta = {"dont_redirect": True, "dont_retry": True}
        try:
            request = Request(url, meta=meta, callback=NO_CALLBACK)
            response = await crawl.crawler.engine.download_async(request)
        except Exception as error:  # whatever it is, nothing is learned
            logger.info(
                "%s, which cannot exist, gives no answer: %s", url, failure_reason(error)[1]
            )
        else:
            if response.status == OK:
                await self._learn(response)
        self._is_answered = True

    async def _learn(self, response: Response) -> None:
        now = datetime.now(UTC).replace(microsecond=0)
        if is_large(response):
            read = await in_worker(self._crawl.read, response, response.url, now)
        else:
            read = self._crawl.read(response, response.url, now)
        headline, text = "", ""
        if not isinstance(read, Reject):
            page, _ = read
            self._is_of_another = ("url", "another_article") in page.discarded
            headline = page.headline
            text = text_of_sections(page.sections) if page.has_article else ""
        self._known = PageContent.of(response, headline, text)


def without_scrapys_keys(meta: Mapping[str, Any]) -> dict[str, Any]:
    """Return a request's meta without the keys that Scrapy sets, to send the request again."""
    return {key: value for key, value in meta.items() if not key.startswith(NOT_COPIED)}


def impossible_url(url: str) -> str:
    """Return a URL of the form of an article's that no page has."""
    start, _, path = url.partition("://")
    host, _, path = path.partition("/")
    folder, _, name = path.partition("?")[0].rstrip("/").rpartition("/")
    place = f"{folder}/" if folder else ""
    return f"{start}://{host}/{place}{NAME}-{_DIGITS.sub(NUMBER, name)}"
