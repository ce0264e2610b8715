"""Request known articles again if a source that is believed says that they changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from newsbot.ledger import Ledger, Page
    from newsbot.urls import ArticleRef


class Changes:
    """Decides which known articles a run visits again because a source says that they changed.

    A source is no longer believed if its dates of change were often wrong. Then each run visits one
    of its changed articles, another one each time, to learn whether the dates are right again.

    Args:
        ledger: The run's ledger.
        requested: Ids of the articles that this run requested.
    """

    def __init__(self, ledger: Ledger, requested: Container[str]) -> None:
        self._ledger = ledger
        self._requested = requested
        self._tried: set[str] = set()  # URLs of disbelieved sources with an article visited now

    def told(
        self, source_url: str, refs: Iterable[ArticleRef], changed_at: Mapping[str, int]
    ) -> Iterator[tuple[ArticleRef, Page]]:
        """Note the times at which a source says that articles changed; yield those to be visited.

        Args:
            source_url: The URL by which the source was requested.
            refs: The articles, each with a time in ``changed_at``.
            changed_at: Article id → time of the last change (Unix seconds).
        """
        believed = self._ledger.sources.believes(source_url)
        news = []
        for ref in refs:
            at = changed_at[ref.id]
            page = self._ledger.pages.get(ref.id)
            if page is None:
                continue
            self._ledger.sources.claim(ref.id, source_url, at, page.visited_at or 0)
            if page.is_news(at):
                news.append((ref, page))
            elif believed and at > (page.changed_at or 0):
                self._ledger.pages.changed(ref.id, at, due=False)
        if news and not believed:
            one = news[self._ledger.run % len(news)]
            news = [] if source_url in self._tried else [one]
            self._tried.add(source_url)
        for ref, page in news:
            at = changed_at[ref.id]
            if ref.id in self._requested:
                # The answer to the request of this run may be older than the change.
                self._ledger.sources.claim_meanwhile(ref.id, source_url, at)
            else:
                self._ledger.pages.changed(ref.id, at, due=True)
                yield ref, page
