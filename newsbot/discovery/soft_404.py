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
# Keys of a request's meta: a response in doubt, which is judged when the site has answered; and a
# response that was fetched already and is read as another kind of page.
IN_DOUBT, FETCHED = "in_doubt", "fetched"
# The number and the name in the path of an impossible URL: no site has an article with both.
IMPOSSIBLE_NUMBER, IMPOSSIBLE_NAME = "987654321987", "newsbot-asks-for-a-page-that-does-not-exist"
PRIORITY_IN_DOUBT = 1000  # above all others: the response of such a request waits in memory
# Prefixes of the keys that Scrapy itself sets in a request's meta; it warns if they are copied.
NOT_COPIED = ("_", "cache_timestamp", "download_latency", "redirect_", "retry_times")
# Discarded values of a page whose canonical URL is not the article's.
_OTHER_PAGES = {("url", "home_page"), ("url", "another_article")}
# Numbers of a path; the digits of an escaped letter (%E0) are not a number.
_NUMBER = re.compile(r"(%[0-9A-Fa-f]{2})|\d+")


class Answer(Enum):
    """How the page of an article is judged."""

    ARTICLE = "the page is an article"
    NOT_FOUND = "the site shows this page for addresses that do not exist"
    DOUBTFUL = "not known before the site has answered for an address that cannot exist"


class SoftNotFound:
    """Tells articles from the page that a site shows, with status 200, for a missing page.

    A page is in doubt if it has no article or no date, has the text of another page of the run,
    has the home page or another article as its canonical URL, or is short and has a word for a page
    or a link. At the first doubt of a run, the site is asked for an address that cannot exist;
    pages in doubt wait for the answer.
    """

    def __init__(self, crawl: Crawl) -> None:
        self._crawl = crawl
        self._known: PageContent | None = None
        self._is_of_another = False  # the answer has another article as its canonical URL
        self._is_answered = False
        self._asking: asyncio.Future[None] | None = None
        self._texts: dict[int, str] = {}  # hash of headline and text → article id

    def judge(
        self, id_: str, response: Response, page: ArticlePage, fields: Mapping[str, Any]
    ) -> Answer:
        """Judge a page that was fetched for an article.

        Args:
            id_: The article's id.
            response: The page as it was fetched.
            page: The page as it was parsed.
            fields: The fields that were read from the page.
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
            return Answer.ARTICLE  # the page that the site shows, at the address it names itself
        is_same = self._known.is_same(PageContent.of(response, page.headline, text))
        return Answer.NOT_FOUND if is_same else Answer.ARTICLE

    def ask_later(self, response: Response) -> Iterator[Request]:
        """Yield the request of a page in doubt once more.

        SoftNotFoundMiddleware answers it with the same response when the site has answered for the
        address that cannot exist.
        """
        request = response.request
        if request is not None:
            meta = {**without_scrapys_keys(request.meta), IN_DOUBT: response}
            yield request.replace(meta=meta, priority=PRIORITY_IN_DOUBT)

    async def settle(self, url: str) -> None:
        """Request an address like ``url`` that cannot exist, once a run; wait for the answer."""
        if self._asking is None:
            self._asking = asyncio.ensure_future(self._ask(impossible_url(url)))
        await self._asking

    async def _ask(self, url: str) -> None:
        crawl = self._crawl
        crawl.crawler.stats.inc_value(stat_names.SOFT_404_ASKED)
        # A redirect is an answer too: the site has no soft 404.
        meta = {"dont_redirect": True, "dont_retry": True}
        try:
            request = Request(url, meta=meta, callback=NO_CALLBACK)
            response = await crawl.crawler.engine.download_async(request)
        except Exception as error:  # after any failure, pages in doubt count as articles
            logger.info(
                "soft 404s are not recognised: %s was not answered: %s",
                *(url, failure_reason(error)[1]),
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
    """Return the meta of a request without Scrapy's own keys, to send the request again."""
    return {key: value for key, value in meta.items() if not key.startswith(NOT_COPIED)}


def impossible_url(url: str) -> str:
    """Return a URL with the form of an article's URL and a name that no article has."""
    start, _, path = url.partition("://")
    host, _, path = path.partition("/")
    folder, _, name = path.partition("?")[0].rstrip("/").rpartition("/")
    place = f"{folder}/" if folder else ""
    name = _NUMBER.sub(lambda match: match[1] or IMPOSSIBLE_NUMBER, name)
    return f"{start}://{host}/{place}{IMPOSSIBLE_NAME}-{name}"
