"""Note the related stories of an article in the ledger; request those that the run wants."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from newsbot.discovery.discovery_path import DiscoveryPath
from newsbot.items import RelatedLink, page_id_of
from newsbot.ledger.crawl_state.page import UNREACHED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scrapy import Request

    from newsbot.discovery.budgets.backlog import Backlog
    from newsbot.discovery.crawl import Crawl
    from newsbot.discovery.frontier.article_requests import ArticleRequests
    from newsbot.discovery.frontier.found_articles import FoundArticles
    from newsbot.items import Article

UNREACHED_DEPTH = 2 * UNREACHED  # a depth that no article in the ledger has
LINKS_AT_ONCE = 50  # articles whose related stories are noted in one transaction of some 10 ms


class RelatedStories:
    """Follows the related stories of the articles that a run reads or an earlier run has read.

    Args:
        crawl: The spider.
        articles: Makes the requests for articles.
        found: Notes the related stories in the ledger.
        backlog: Requests articles later if there is no room for them now.
    """

    def __init__(
        self, crawl: Crawl, articles: ArticleRequests, found: FoundArticles, backlog: Backlog
    ) -> None:
        self._urls = crawl.urls
        self._arguments = crawl.arguments
        self._ledger = crawl.ledger
        self._pages = crawl.ledger.pages
        self._articles = articles
        self._found = found
        self._backlog = backlog

    def requests(self, article: Article, discovery_path: DiscoveryPath) -> list[Request]:
        """Note the related stories of an article; return requests for those that are wanted.

        Args:
            article: The article, which was just read.
            discovery_path: How this run found the article.
        """
        # A page that was read meanwhile may have made the article nearer to a source.
        id_ = page_id_of(article)
        depth = self._found.depths.get(id_)
        if depth is None:
            depth = self._pages.depth(id_)
        if not (self._found.are_links_due and self._pages.is_links_due(id_)):
            return self._requests_for(article.url, article.related, depth, discovery_path.depth + 1)
        with self._ledger.transaction():
            self._pages.links_noted(id_)
            return self._requests_for(article.url, article.related, depth, discovery_path.depth + 1)

    def links_due(self) -> Iterator[Request]:
        """Return an iterator over the single requests of ``note_due``."""
        return chain.from_iterable(self.note_due())

    def note_due(self) -> Iterator[list[Request]]:
        """Note the related stories of articles that are nearer now than when they were read.

        Related stories of these stories are noted too. The articles that a run reaches must not
        depend on the order of responses, nor on earlier runs.

        Yields:
            Batches of requests for the stories that are wanted.
        """
        while self._found.are_links_due:
            articles = self._pages.links_due(LINKS_AT_ONCE)
            if not articles:
                self._found.are_links_due = self._pages.has_links_due()
                return
            requests: list[Request] = []
            with self._ledger.transaction():
                for id_, depth in articles:
                    if line := self._ledger.articles.latest(id_):
                        self._pages.links_noted(id_)
                        related = [RelatedLink(**link) for link in line["related"]]
                        requests.extend(
                            self._requests_for(line["url"], related, depth, UNREACHED_DEPTH)
                        )
                    else:
                        # A duplicate of another article has no line: read its links on the page.
                        self._pages.visit_again(id_)
                        requests.extend(self._visit_again(id_))
            yield requests

    def _requests_for(
        self, url: str, related: Iterable[RelatedLink], depth: int, hops: int
    ) -> list[Request]:
        """Note the related stories of an article; return requests for those that are wanted.

        ``depth``: the links between a source and the article. ``hops``: those between the user's
        ``urls=`` and the related stories.
        """
        refs = {
            ref.id: self._found.forms.with_amp(ref)
            for link in related
            if (ref := self._urls.article(link.url))
        }
        # A story that is as near already needs no look at the ledger, except with urls=.
        refs = {
            id_: ref
            for id_, ref in refs.items()
            if self._arguments.urls
            or ref.amp_url
            or self._found.forms.has_failed(id_)
            or self._found.depths.get(id_, UNREACHED_DEPTH) > depth + 1
        }
        if not refs:
            return []
        discovery_path = DiscoveryPath("related", url, depth + 1)
        # In one transaction: if the run dies between, later runs take the stories for followed.
        with self._ledger.transaction():
            discovery = self._found.note(refs.values(), discovery_path)
            if self._arguments.urls:
                discovery_path = DiscoveryPath("related", url, hops)
            return self._found.requests(refs, discovery, discovery_path)

    def _visit_again(self, id_: str) -> Iterator[Request]:
        page = self._pages.get(id_)
        ref = self._articles.ref_of(page) if page else None
        if page and ref and self._articles.wanted(ref) and ref.id not in self._articles.requested:
            if self._backlog.has_room():
                yield self._articles.revisit(ref, page)
            else:
                self._backlog.leave()
