"""Remember all URLs of an article: if the first does not answer, another URL may."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsbot.ledger.crawl_state.discovered_pages import Discovery
    from newsbot.ledger.crawl_state.pages import Pages
    from newsbot.urls import ArticleRef


class UrlForms:
    """Remembers further URLs of articles beside those in the ledger, and which were tried."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._amp_pages: dict[str, str] = {}  # article id → URL of the AMP page that is linked
        # article id → URLs that pages name and that differ from the URL in the ledger
        self._others: dict[str, dict[str, None]] = {}
        self._tried: dict[str, set[str]] = {}  # id of an article that failed → URLs tried

    def linked_by_amp(self, refs: Iterable[ArticleRef]) -> None:
        """Note the AMP pages that a page links to.

        ``Article.related`` has canonical URLs only, so the AMP URLs would be lost.
        """
        for ref in refs:
            if ref.amp_url:
                self._amp_pages.setdefault(ref.id, ref.amp_url)

    def with_amp(self, ref: ArticleRef) -> ArticleRef:
        """Return an article with the URL of its AMP page, if one is known."""
        return replace(ref, amp_url=ref.amp_url or self._amp_pages.get(ref.id))

    def discovered(self, refs: Iterable[ArticleRef], discovery: Discovery) -> None:
        """Note the URLs that a page names and that differ from those in the ledger."""
        for ref in refs:
            urls = list(ref.other_urls)
            if ref.id in discovery.other_forms and not ref.amp_url:
                urls.append(ref.url)
            if urls:
                self._others.setdefault(ref.id, {}).update(dict.fromkeys(urls))

    def failed(self, ref: ArticleRef) -> None:
        """Note that an article could not be fetched by a URL."""
        self._tried.setdefault(ref.id, set()).add(ref.url)

    def has_failed(self, id_: str) -> bool:
        """Return whether a URL of an article was tried in vain."""
        return id_ in self._tried

    def next_untried(self, ref: ArticleRef) -> tuple[ArticleRef, str] | None:
        """Return another URL of an article that failed, or None if all known URLs were tried.

        The URL counts as tried from then on.

        Returns:
            The article, and the URL to be requested: one that a page names, else the AMP page.
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
