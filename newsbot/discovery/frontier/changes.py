"""Follow the changes of known articles that sources tell of, as far as a source is believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from newsbot.ledger import Ledger, Page
    from newsbot.urls import ArticleRef


class Changes:
    """Tells which articles a source has a run visit again.

    If a source is no longer believed, each run visits one of the articles that it names as changed,
    another one each time, to see whether it is right again.

    Args:
        ledger: Of the run.
        requested: Ids of the articles that this run requested.
    """

    def __init__(self, ledger: Ledger, requested: Container[str]) -> None:
        self._ledger = ledger
        self._requested = requested
        self._tried: set[str] = set()  # sources that are not believed, of which one was tried

    def told(
        self, source_url: str, refs: Iterable[ArticleRef], changed_at: Mapping[str, int]
    ) -> Iterator[tuple[ArticleRef, Page]]:
        """Note when a source says that known articles changed; yield those to be visited for that.

        Args:
            source_url: The source.
            refs: The articles.
            changed_at: Article id → when the article changed, as the source says (Unix seconds).
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
                # The page that is being fetched may be older than the change.
                self._ledger.sources.claim_meanwhile(ref.id, source_url, at)
            else:
                self._ledger.pages.changed(ref.id, at, due=True)
                yield ref, page
