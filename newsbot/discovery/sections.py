"""Find the sections of the site that the argument ``sections=`` names.

A section has its name from the URLs (``sports``). Users also write the name in another case, or as
the site's menu does (``खेल``). A name that the site does not have ends the run before any article is
fetched; else a typing error would give an empty feed with status 0.
"""

from __future__ import annotations

import logging
from collections import Counter, deque
from difflib import get_close_matches
from itertools import islice
from typing import TYPE_CHECKING

from newsbot.arguments import is_slug
from newsbot.discovery.read_ahead import fetch_now, read_now
from newsbot.discovery.selection import sections_of_url
from newsbot.discovery.sources import Listing
from newsbot.discovery.sources.links import menu_labels
from newsbot.downloader.engine import is_closing
from newsbot.downloader.worker import in_worker
from newsbot.hindi import clean, fold
from newsbot.page.html.tree import base_url, html_root
from newsbot.reporting import stat_names
from newsbot.reporting.outcomes import WRONG_ARGUMENT

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

    from newsbot.discovery.crawl import Crawl
    from newsbot.discovery.frontier.frontier import Frontier
    from newsbot.urls import ArticleRef

logger = logging.getLogger(__name__)

MAX_PAGES = 20  # pages of sources that are read before a section counts as missing on the site
MAX_ARTICLES = 5000  # known articles whose sections are compared, at some 50 µs each


class SectionNames:
    """Finds the site's sections for the names that a user gave.

    It looks in the ledger first, then in the site's menu, then in the articles that sources name.
    Pages that it reads give their requests to the run, and the run does not read them again.
    """

    def __init__(self, crawl: Crawl, frontier: Frontier) -> None:
        self._crawl, self._frontier = crawl, frontier
        self._names = crawl.arguments.sections
        self._slugs: dict[str, str] = {}  # casefolded section → section as in the URLs
        self._labels: dict[str, str] = {}  # folded label in the menu → section
        self._menu: dict[str, str] = {}  # section → its label in the menu
        self._menu_failed = False
        self._has_asked_articles = False

    async def resolve(self) -> list[Request] | None:
        """Limit the frontier to the sections that the user named.

        Returns:
            The requests that the pages read for this led to; None if the run ends.
        """
        self._ask_ledger()
        requests = [] if self._crawl.arguments.reparse else await self._ask_site()
        if requests is None or is_closing(self._crawl.crawler):
            return None
        self._ask_known_articles()
        self._want()
        if not (missing := self._missing):
            return requests
        if self._menu_failed or not self._slugs:
            # The menu could not be read, or no section is known: a name may be right.
            if unknown := [name for name in missing if not is_slug(name)]:
                names = ", ".join(unknown)
                logger.warning("section %s is not known: no page that was read names it", names)
                self._crawl.crawler.stats.set_value(stat_names.SECTIONS_UNKNOWN, names)
            return requests
        self._refuse(missing)
        return None

    @property
    def _missing(self) -> list[str]:
        return [name for name in self._names if self._section(name) is None]

    def _section(self, name: str) -> str | None:
        return self._slugs.get(name.casefold()) or self._labels.get(fold(name))

    def _want(self) -> None:
        found = (self._section(name) or name for name in self._names)
        self._frontier.want_sections(tuple(dict.fromkeys(found)))

    def _ask_ledger(self) -> None:
        """Learn sections from the URLs of known articles."""
        for name in filter(is_slug, self._names):
            for url in self._crawl.ledger.pages.urls_with(f"/{name}/"):
                self._note(self._crawl.urls.article(url))

    def _ask_known_articles(self) -> None:
        """Learn the labels of sections: the label that most known articles of a section have."""
        in_urls = all(map(is_slug, self._missing)) and not self._crawl.arguments.reparse
        if self._has_asked_articles or in_urls or not self._missing:
            return
        self._has_asked_articles = True
        given: dict[str, Counter[str]] = {}
        for line in islice(self._crawl.ledger.articles.all_latest(), MAX_ARTICLES):
            self._note(ref := self._crawl.urls.article(line["url"]))
            if ref and ref.section and line.get("section"):
                given.setdefault(ref.section, Counter())[fold(line["section"])] += 1
        for section, labels in given.items():
            self._labels.setdefault(labels.most_common(1)[0][0], section)

    async def _ask_site(self) -> list[Request] | None:
        """Read pages of sources until all names are known; return the requests not yet sent.

        None is returned if the run ends meanwhile.
        """
        crawl = self._crawl
        menus = [source for source in crawl.sources if isinstance(source, Listing) and source.menu]
        todo: deque[Request] = deque()
        articles: list[Request] = []
        if self._missing:
            todo.extend(self._frontier.sources.first_pages(menus))
        pages, first = 0, len(todo)
        while self._missing and pages < MAX_PAGES:
            if pages == first:
                # The menu is read. The other first pages follow; the run would read them anyway.
                self._ask_known_articles()
                self._want()
                todo.extend(self._frontier.sources.first_pages(crawl.sources))
            if not todo:
                break
            pages += 1
            for request in await self._read(todo.popleft(), is_menu=pages <= first):
                (todo if "source" in request.cb_kwargs else articles).append(request)
            if is_closing(crawl.crawler):
                return None
        return [*todo, *articles]

    async def _read(self, request: Request, is_menu: bool) -> list[Request]:
        """Fetch a page of a source and learn sections from it; return the requests it leads to."""
        crawl = self._crawl
        response = await fetch_now(crawl, request)
        if response is None:
            self._menu_failed |= is_menu
            return []
        if is_menu:
            await in_worker(self._learn_menu, response, request.cb_kwargs["source"])
        found = await in_worker(request.cb_kwargs["source"].read, response, crawl.urls)
        for outlink in found.outlinks:
            self._note(outlink.ref)
        self._ask_known_articles()
        self._want()
        return await read_now(crawl, request, response)

    def _learn_menu(self, response: Response, source: Listing) -> None:
        root = html_root(response)
        if root is None or source.menu is None:
            return
        urls = self._crawl.urls
        labels = menu_labels(root, source.menu, base_url(response, root), urls)
        for url, label in labels.items():
            section = url[len(urls.origin) :].strip("/")
            label = clean(label)
            self._menu[section] = self._menu.get(section) or label
            self._note_section(section)
            if label:
                self._labels.setdefault(fold(label), section)

    def _note(self, ref: ArticleRef | None) -> None:
        for section in sections_of_url(ref) if ref else ():
            self._note_section(section)

    def _note_section(self, section: str) -> None:
        """Learn a section by its whole path, and by each step of the path."""
        for name in (section, *section.split("/")):
            self._slugs.setdefault(name.casefold(), name)

    def _refuse(self, missing: list[str]) -> None:
        """End the run with a message that lists the sections of the site."""
        known = [
            f"{section} ({label})" if label else section for section, label in self._menu.items()
        ]
        has = f"its menu names {', '.join(known)}" if known else ""
        has = has or f"its articles are in {', '.join(sorted(self._slugs.values()))}"
        near = [
            match for name in missing for match in get_close_matches(name, self._slugs.values(), 1)
        ]
        hint = f"; is {', '.join(near)} meant?" if near else ""
        message = (
            f"argument sections={','.join(self._names)}: the site has no section"
            f" {', '.join(missing)}; {has}{hint}"
        )
        self._crawl.crawler.stats.set_value(stat_names.WRONG_ARGUMENT, message)
        self._crawl.end(WRONG_ARGUMENT)
