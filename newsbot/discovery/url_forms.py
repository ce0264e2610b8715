"""Remember the URLs that one article has: another URL may answer where the first does not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsbot.ledger.crawl_state.discovered_pages import Discovery
    from newsbot.ledger.crawl_state.pages import Pages
    from newsbot.urls import ArticleRef


class UrlForms:
    """Remembers other URLs of articles than the one in the ledger, and which were tried."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._amp_pages: dict[str, str] = {}  # article id → the AMP page by which it is linked
        # article id → URLs that pages name and the ledger had not
        self._others: dict[str, dict[str, None]] = {}
        self._tried: dict[str, set[str]] = {}  # id of an article that could not be had → URLs

    def linked_by_amp(self, refs: Iterable[ArticleRef]) -> None:
        """Note the AMP pages by which a page links to articles.

        An article's related stories name canonical URLs alone.
        """
        for ref in refs:
            if ref.amp_url:
                self._amp_pages.setdefault(ref.id, ref.amp_url)

    def with_amp(self, ref: ArticleRef) -> ArticleRef:
        """Return an article with the AMP page that is known of it."""
        return replace(ref, amp_url=ref.amp_url or self._amp_pages.get(ref.id))

    def discovered(self, refs: Iterable[ArticleRef], discovery: Discovery) -> None:
        """Note the URLs that pages name and that differ from those in the ledger."""
        for ref in refs:
            urls = list(ref.other_urls)
            if ref.id in discovery.other_forms and not ref.amp_url:
                urls.append(ref.url)
            if urls:
                self._others.setdefault(ref.id, {}).update(dict.fromkeys(urls))

    def failed(self, ref: ArticleRef) -> None:
        """Note that an article cannot be had by a URL."""
        self._tried.setdefault(ref.id, set()).add(ref.url)

    def has_failed(self, id_: str) -> bool:
        """Return whether an article could not be had by the forms of its URL that were tried."""
        return id_ in self._tried

    def next_untried(self, ref: ArticleRef) -> tuple[ArticleRef, str] | None:
        """Return an article that could not be had and another URL of it; None where none is left.

        The URL is one that a page names, else the article's AMP page. It counts as tried from now
        on.
        """
        tried = self._tried[ref.id]
        for url in self._others.get(ref.id, ()):
            if url not in tried:
                tried.add(url)
                self._pages.set_url(ref.id, url)
                return replace(ref, url=url), url
        page = self._pages.get(ref.id)
        for amp_url in (ref.amp_url, self._amp_pages.get(ref.id), page.amp_url if page else None):
            if amp_url and amp_url not in tried:
                tried.add(amp_url)
                return ref, amp_url
        return None
