"""Read the pages of sources; choose sitemaps, feeds, sections and articles to be read next."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, TypeVar

from newsbot.browser.requests import has_script
from newsbot.dates import parse_date
from newsbot.discovery.sources import Feed, Listing, Sitemap
from newsbot.doctor.findings import SourceFound
from newsbot.undeclared.evidence import is_idle_sitemap, learn_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scrapy.http import Response

    from newsbot.discovery.sources import Outlink, Source, SourceResult
    from newsbot.undeclared.urls import UndeclaredUrls
    from newsbot.urls import ArticleRef, SiteUrls

SITEMAPS, FEEDS, SECTIONS = 8, 3, 3  # the numbers of pages that are read at most
CHILDREN = 3  # sitemaps of one index that are read at most
MAX_DATES = 2000  # dates of one source that are parsed, at its beginning and at its end
MAX_LEADS = 300  # leads of one source among which articles are chosen, at both ends too
T = TypeVar("T")


class SourcePages:
    """Reads pages of sources with the declaration and without it.

    Args:
        urls: The URLs of the site, by the declaration if there is one.
        any_urls: The URLs of the site without a declaration, which learn from the pages read; the
            same object as ``urls`` without a declaration.
    """

    def __init__(self, urls: SiteUrls, any_urls: UndeclaredUrls) -> None:
        self._urls, self._any_urls = urls, any_urls
        assert any_urls.shapes is not None
        self._shapes = any_urls.shapes
        self._leads: list[tuple[str, list[Outlink]]] = []
        self._any_leads: list[tuple[str, list[Outlink]]] = []
        self._named: dict[str, Source] = {}
        self._sitemaps: list[tuple[str, Sitemap]] = []
        self._seen: set[str] = set()

    def read(self, response: Response, source: Source) -> SourceFound:
        """Return the findings of a page of a source; keep the addresses that it names."""
        learn_from(response, source, self._any_urls, self._shapes)
        any_found = source.read(response, self._any_urls)
        is_declared = self._urls is not self._any_urls
        found = source.read(response, self._urls) if is_declared else any_found
        self._leads.append((source.found_via, found.outlinks))
        self._any_leads.append((source.found_via, any_found.outlinks))
        self._seen.add(response.url)
        self._note_pages(found, source)
        result = SourceFound(_kind(source, found), response.url)
        result.articles, result.undeclared = len(found.outlinks), len(any_found.outlinks)
        result.others, result.examples = found.unrecognised, found.examples
        result.pages, result.is_damaged = len(found.pages), found.damaged
        result.has_button = found.button
        result.newest = _newest(found.outlinks or any_found.outlinks)
        is_empty = not any_found.outlinks and not found.outlinks
        result.needs_browser = isinstance(source, Listing) and is_empty and has_script(response)
        return result

    def _note_pages(self, found: SourceResult, source: Source) -> None:
        sitemaps = [(url, named) for url, named in found.pages if isinstance(named, Sitemap)]
        first = sorted(sitemaps, key=lambda sitemap: _likelihood(sitemap[0]))
        # The newest sitemap is the first of some indexes, and the last of others.
        ends = first[: CHILDREN - 1] + first[-1:] if len(first) > CHILDREN else first
        for url, sitemap in ends:
            self.queue_sitemap(url, sitemap)
        for url, named in found.pages:
            is_next_page = isinstance(source, Listing) and named.url == source.url
            if not isinstance(named, Sitemap) and not is_next_page:
                self._named.setdefault(url, named)

    def queue_sitemap(self, url: str, source: Sitemap) -> None:
        """Queue a sitemap that was not queued before and whose name does not exclude articles."""
        if url not in self._seen and not is_idle_sitemap(url):
            self._seen.add(url)
            self._sitemaps.append((url, source))

    def next_sitemap(self) -> tuple[str, Sitemap] | None:
        """Take the likeliest sitemap out of the queue; return None if the queue is empty."""
        if not self._sitemaps:
            return None
        at = min(range(len(self._sitemaps)), key=lambda n: _likelihood(self._sitemaps[n][0]))
        return self._sitemaps.pop(at)

    def named(self, kind: type[Source]) -> list[tuple[str, Source]]:
        """Return (URL, source) of the feeds or listings that were named and not read yet."""
        return [
            (url, source)
            for url, source in self._named.items()
            if isinstance(source, kind) and url not in self._seen
        ]

    def _known(self) -> list[tuple[str, list[Outlink]]]:
        """Return (found_via, outlinks) of each source: by the declaration, else without it."""
        if any(outlinks for _, outlinks in self._leads):
            return self._leads
        return self._any_leads

    def addresses(self, most: int) -> list[str]:
        """Return at most ``most`` addresses of articles that sources name, each once."""
        found = (
            self.is_still(outlink.ref) for _, outlinks in self._known() for outlink in outlinks
        )
        return list(dict.fromkeys(ref.url for ref in found if ref))[:most]

    def is_still(self, ref: ArticleRef) -> ArticleRef | None:
        """Return an article if its URL still counts as an article's; else None."""
        is_declared = self._urls is not self._any_urls
        return ref if is_declared or self._any_urls.article(ref.url) else None

    def learn(self, url: str, *, is_article: bool) -> None:
        """Learn whether the page of an address is an article."""
        if address := self._any_urls.address(url):
            self._shapes.learn_page(address, is_article)
            self._any_urls.forget_decisions()

    def is_named(self, url: str) -> bool:
        """Return whether a feed or a link with a headline names an address."""
        address = self._any_urls.address(url)
        return address is not None and self._shapes.has_headline(address)

    def listings(self) -> list[str]:
        """Return the addresses of listings."""
        return [url for url, source in self._named.items() if isinstance(source, Listing)]

    def chosen(self, asked: ArticleRef | None) -> list[tuple[ArticleRef, str]]:
        """Return (article, found_via) of all articles, in the order in which to read them.

        Sources and sections take turns, and the newest articles of each come first.

        Args:
            asked: The article that the user named, which comes first; None without one.
        """
        by_source = [
            [(outlink.ref, found_via) for outlink in _in_turn_by_section(_newest_first(outlinks))]
            for found_via, outlinks in self._known()
        ]
        first = [(asked, "argument")] if asked else []
        ids: dict[str, tuple[ArticleRef, str]] = {}
        for ref, found_via in chain(first, _in_turn(by_source)):
            if self.is_still(ref) or ref is asked:
                ids.setdefault(ref.id, (ref, found_via))
        return list(ids.values())


def _kind(source: Source, found: SourceResult) -> str:
    if isinstance(source, Sitemap):
        names_sitemaps = any(isinstance(named, Sitemap) for _, named in found.pages)
        return "index" if names_sitemaps and not found.outlinks else "sitemap"
    return "feed" if isinstance(source, Feed) else "listing"


def _likelihood(url: str) -> tuple[bool, bool]:
    """Return a sort key with which sitemaps that probably have new articles come first."""
    return is_idle_sitemap(url), "news" not in url.casefold()


def _dated(outlinks: Iterable[Outlink]) -> list[tuple[datetime, Outlink]]:
    now = datetime.now(UTC)
    parsed = (
        (parse_date(outlink.changed, now), outlink) for outlink in outlinks if outlink.changed
    )
    return [(date.at, outlink) for date, outlink in parsed if date]


def _newest(outlinks: Sequence[Outlink]) -> datetime | None:
    some = [*outlinks[:MAX_DATES], *outlinks[MAX_DATES:][-MAX_DATES:]]
    return max((at for at, _ in _dated(some)), default=None)


def _newest_first(outlinks: Sequence[Outlink]) -> list[Outlink]:
    some = [*outlinks[:MAX_LEADS], *outlinks[MAX_LEADS:][-MAX_LEADS:]]
    dated = sorted(_dated(some), key=lambda entry: entry[0], reverse=True)
    return [outlink for _, outlink in dated] or some


def _in_turn_by_section(outlinks: Iterable[Outlink]) -> list[Outlink]:
    sections: defaultdict[str | None, list[Outlink]] = defaultdict(list)
    for outlink in outlinks:
        sections[outlink.ref.section].append(outlink)
    return _in_turn(list(sections.values()))


def _in_turn(lists: Sequence[Sequence[T]]) -> list[T]:
    return [value for row in zip_longest(*lists) for value in row if value is not None]
