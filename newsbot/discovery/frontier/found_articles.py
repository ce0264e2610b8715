"""Note the articles that pages name in the ledger; request those that no run has read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbot.discovery.budgets.address_budget import UNREAD
from newsbot.discovery.discovery_path import DiscoveryPath
from newsbot.discovery.url_forms import UrlForms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scrapy import Request

    from newsbot.discovery.budgets.address_budget import AddressBudget
    from newsbot.discovery.budgets.backlog import Backlog
    from newsbot.discovery.crawl import Crawl
    from newsbot.discovery.frontier.article_requests import ArticleRequests
    from newsbot.ledger.crawl_state.discovered_pages import Discovery
    from newsbot.urls import ArticleRef


class FoundArticles:
    """Notes the articles that pages name, and makes the requests for those that are unread.

    Args:
        crawl: The spider.
        articles: Makes the requests for articles.
        backlog: Keeps what there is no room for.
        addresses: Is told of articles that are named again while their requests wait.
    """

    def __init__(
        self,
        crawl: Crawl,
        articles: ArticleRequests,
        backlog: Backlog,
        addresses: AddressBudget,
    ) -> None:
        self._arguments = crawl.arguments
        self._ledger = crawl.ledger
        self._pages = crawl.ledger.pages
        self._articles = articles
        self._backlog = backlog
        self._addresses = addresses
        self.forms = UrlForms(crawl.ledger.pages)
        # article id → its depth in the ledger, of those that this run found or looked up as related
        # ones: pages link to the same stories
        self.depths: dict[str, int] = {}
        # Some article turned out to be nearer, and its related stories are not noted as such yet.
        self.are_links_due = True

    def note(
        self,
        refs: Iterable[ArticleRef],
        discovery_path: DiscoveryPath,
        changed_at: Mapping[str, int] | None = None,
    ) -> Discovery:
        """Note articles in the ledger, see Pages.discover."""
        refs = list(refs)
        found = (discovery_path.found_via, discovery_path.found_on, discovery_path.depth)
        discovery = self._pages.discover(refs, *found, self._ledger.run, changed_at)
        if discovery_path.found_via == "related":
            self.depths |= discovery.depths
        else:  # of a source, only new and nearer articles: it may name many that are known
            self.depths |= dict.fromkeys(discovery.new | discovery.nearer, discovery_path.depth)
        self.are_links_due |= bool(discovery.nearer)
        self.forms.discovered(refs, discovery)
        return discovery

    def requests(
        self,
        refs: Mapping[str, ArticleRef],
        discovery: Discovery,
        discovery_path: DiscoveryPath,
        recent: set[str] | None = None,
        are_first: bool = False,
    ) -> list[Request]:
        """Return requests for the articles of ``refs`` that no run has read and this one wants.

        Args:
            refs: The articles by their ids.
            discovery: What the ledger knows of them.
            discovery_path: How the run came to them.
            recent: Ids of those that ``since=`` allows; None: all.
            are_first: They are requested even where there is no room.
        """
        requests: list[Request] = []
        self._addresses.named_again(discovery.unread & self._articles.unanswered, discovery_path)
        for id_, ref in refs.items() if not self._arguments.reparse else ():  # it fetches nothing
            if self.forms.has_failed(id_):
                requests.extend(self.other_form(ref, discovery_path))
            elif (
                id_ in discovery.unread
                and id_ not in self._articles.requested
                and (recent is None or id_ in recent)
                and self._articles.wanted(ref)
                and self._is_near(discovery_path, discovery.depths[id_])
            ):
                if are_first or self._backlog.has_room():
                    known = self._path_to(ref, discovery, discovery_path)
                    request = self._articles.request(ref, known)
                    # The ledger does not tell what belongs to articles that the user named.
                    request.meta[UNREAD] = None if self._arguments.urls else discovery_path
                    requests.append(request)
                else:
                    self._backlog.leave()
        return requests

    def _is_near(self, discovery_path: DiscoveryPath, depth: int) -> bool:
        """Return whether ``related_depth=`` allows an article.

        It counts from the articles that the user named, else from the sources.
        """
        hops = discovery_path.depth if self._arguments.urls else depth
        return hops <= self._arguments.related_depth

    def _path_to(
        self, ref: ArticleRef, discovery: Discovery, discovery_path: DiscoveryPath
    ) -> DiscoveryPath:
        """Return how an article was found: as the ledger has it, if an earlier page named it."""
        if ref.id in discovery.new or self._arguments.urls:
            return discovery_path
        page = self._pages.get(ref.id)
        return DiscoveryPath.of(page) if page else discovery_path

    def other_form(self, ref: ArticleRef, discovery_path: DiscoveryPath) -> Iterator[Request]:
        """Yield the request for a form of an article's URL that was not tried, if one is known."""
        if other := self.forms.next_untried(ref):
            known, url = other
            yield self._articles.request(known, discovery_path, url)
