"""What sources say of changes of known articles, and how far a run follows that."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from newsbot.ledger import Ledger, Page
    from newsbot.urls import ArticleRef


class Changes:
    """Tells which articles a source has a run visit again.

    Of a source that is not believed any more one change a run is tried, another one each time, so
    that it can prove right.
    """

    def __init__(self, ledger: Ledger, requested: Container[str]) -> None:
        """``requested``: ids of the articles that this run requested."""
        self._ledger = ledger
        self._requested = requested
        self._tried: set[str] = set()  # sources that are not believed, of which one was tried

    def told(
        self, source_url: str, refs: Iterable[ArticleRef], changed_at: Mapping[str, int]
    ) -> Iterator[tuple[ArticleRef, Page]]:
        """Note when a source says that known articles changed (Unix seconds, by their ids); yield
        those that are to be visited for that.
        """
        believed = self._ledger.sources.believes(source_url)
        changed = []
        for ref in refs:
            at = changed_at[ref.id]
            page = self._ledger.pages.get(ref.id)
            if page is None:
                continue
            self._ledger.sources.claim(ref.id, source_url, at, page.visited_at or 0)
            if self._ledger.pages.changed(page, at, believed and ref.id not in self._requested):
                changed.append((ref, page))
        if changed and not believed:
            one = changed[self._ledger.run % len(changed)]
            changed = [] if source_url in self._tried else [one]
            self._tried.add(source_url)
        for ref, page in changed:
            if ref.id in self._requested:
                # What is under way may be from before the change.
                self._ledger.sources.claim_meanwhile(ref.id, source_url)
            else:
                yield ref, page
