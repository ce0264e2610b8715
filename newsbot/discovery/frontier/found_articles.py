"""Note the articles that a page names in the ledger; request those that no run has read."""

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
    """Notes the articles that pages name, and makes the requests for unread ones.

    Args:
        crawl: The spider.
        articles: Makes the requests for articles.
        backlog: Requests articles later if there is no room for them now.
        addresses: Notes which pages name an article whose request is not sent yet.
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
        # article id → depth in the ledger, for articles that this run found or looked up. Many
        # pages link to the same related stories, and need not look them up again.
        self.depths: dict[str, int] = {}
        # An article turned out to be nearer to a source, and its related stories may be nearer too.
        self.are_links_due = True

    def note(
        self,
        refs: Iterable[ArticleRef],
        discovery_path: DiscoveryPath,
        changed_at: Mapping[str, int] | None = None,
    ) -> Discovery:
        """Note articles in the ledger (Pages.discover); return what the ledger had of them."""
        refs = list(refs)
        found = (discovery_path.found_via, discovery_path.found_on, discovery_path.depth)
        discovery = self._pages.discover(refs, *found, self._ledger.run, changed_at)
        if discovery_path.found_via == "related":
            self.depths |= discovery.depths
        else:  # a source may name many known articles: remember only new and nearer ones
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
        """Return requests for the articles that no run has read and this run wants.

        Args:
            refs: Article id → article.
            discovery: The result of `note` for these articles.
            discovery_path: How this run found the articles.
            recent: The ids of articles that ``since=`` allows; None: all.
            are_first: Whether the articles are requested even if there is no room.
        """
        requests: list[Request] = []
        self._addresses.note_named_again(
            discovery.unread & self._articles.unanswered, discovery_path
        )
        for id_, ref in refs.items() if not self._arguments.reparse else ():  # reparse fetches none
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
                    # With urls=, nothing is left to later runs: no budget may refuse the request.
                    request.meta[UNREAD] = None if self._arguments.urls else discovery_path
                    requests.append(request)
                else:
                    self._backlog.leave()
        return requests

    def _is_near(self, discovery_path: DiscoveryPath, depth: int) -> bool:
        """Return whether ``related_depth=`` allows an article.

        The depth counts from the articles that the user named (``urls=``), else from the sources.
        """
        hops = discovery_path.depth if self._arguments.urls else depth
        return hops <= self._arguments.related_depth

    def _path_to(
        self, ref: ArticleRef, discovery: Discovery, discovery_path: DiscoveryPath
    ) -> DiscoveryPath:
        """Return how an article was found first, by the ledger if the article was known."""
        if ref.id in discovery.new or self._arguments.urls:
            return discovery_path
        page = self._pages.get(ref.id)
        return DiscoveryPath.of(page) if page else discovery_path

    def other_form(self, ref: ArticleRef, discovery_path: DiscoveryPath) -> Iterator[Request]:
        """Yield the request for another form of an article's URL, if an untried form is known."""
        if other := self.forms.next_untried(ref):
            known, url = other
            yield self._articles.request(known, discovery_path, url)
