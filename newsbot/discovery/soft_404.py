"""Addresses that do not exist and answer with status 200: learned from one that cannot exist."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, Any

from scrapy import Request

from newsbot.page.compare import text_of_sections
from newsbot.page.not_found import PageContent, says_not_found
from newsbot.reporting import stat_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from scrapy.http import Response
    from scrapy.statscollectors import StatsCollector

    from newsbot.page import ArticlePage

SOFT_404 = "soft_404"  # a reject's reason
# Of the path of an article; no site has one of this number and name.
NUMBER, NAME = "987654321987", "newsbot-asks-for-a-page-that-does-not-exist"
FIRST = 1000  # priority: pages wait for it
_DIGITS = re.compile(r"\d+")


class Answer(Enum):
    """How an article's page is taken."""

    ARTICLE = "as it is"
    NOT_FOUND = "it is shown for an address that does not exist"
    DOUBTFUL = "that is not known before an address that cannot exist has answered"


class SoftNotFound:
    """Tells pages of articles from the page that a site shows for all that does not exist.

    A page is in doubt if it shows no article or no date, has the text of another page of the run,
    or names the home page as its canonical one. The first doubt of a run asks the site for an
    address that cannot exist; pages in doubt wait for the answer.
    """

    def __init__(self, stats: StatsCollector) -> None:
        self._stats = stats
        self._known: PageContent | None = None
        self._is_asked = self._is_answered = False
        self._waiting: list[tuple[Response, dict[str, Any]]] = []
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
            points_home = ("url", "home_page") in page.passed_over
            is_dateless = not (fields["published_at"] or fields["updated_at"])
            is_doubtful = is_copy or points_home or is_dateless or not page.has_article
            return Answer.DOUBTFUL if is_doubtful else Answer.ARTICLE
        if self._known is None:
            return Answer.ARTICLE
        if text:
            is_same = (page.headline, text) == (self._known.headline, self._known.text)
        else:
            is_same = self._known.is_same(PageContent.of(response, page.headline, text))
        return Answer.NOT_FOUND if is_same else Answer.ARTICLE

    def wait(
        self,
        response: Response,
        arguments: dict[str, Any],
        callback: Callable[..., Any],
    ) -> Iterator[Request]:
        """Have a page wait; yield the request for an address that cannot exist, once a run.

        ``callback`` gets the response, or the Failure.
        """
        self._waiting.append((response, arguments))
        if self._is_asked:
            return
        self._is_asked = True
        self._stats.inc_value(stat_names.SOFT_404_ASKED)
        url = impossible_url(response.url)
        # A redirect is an answer: the address does not exist.
        meta = {"dont_redirect": True, "dont_retry": True}
        yield Request(url, callback, errback=callback, meta=meta, priority=FIRST)

    def learn(
        self, response: Response | None, page: ArticlePage | None
    ) -> list[tuple[Response, dict[str, Any]]]:
        """Take the answer of the address that cannot exist.

        Args:
            response: The answer; None where the site says that the address does not exist.
            page: The same, read; None where it cannot be read.

        Returns:
            The pages that waited for the answer, each with the arguments given to ``wait``.
        """
        self._is_answered = True
        if response is not None:
            headline, text = "", ""
            if page is not None:
                headline = page.headline
                text = text_of_sections(page.sections) if page.has_article else ""
            self._known = PageContent.of(response, headline, text)
        waiting, self._waiting = self._waiting, []
        return waiting


def impossible_url(url: str) -> str:
    """Return a URL of the form of an article's that no page has."""
    start, _, path = url.partition("://")
    host, _, path = path.partition("/")
    folder, _, name = path.partition("?")[0].rstrip("/").rpartition("/")
    place = f"{folder}/" if folder else ""
    return f"{start}://{host}/{place}{NAME}-{_DIGITS.sub(NUMBER, name)}"
