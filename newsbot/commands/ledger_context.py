"""Find the ledger, the sites and the article that a command's arguments name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.spiderloader import get_spider_loader

from newsbot.exceptions import ArgumentError, NotFoundError
from newsbot.extraction.sites import site_of_spider
from newsbot.ledger import admin
from newsbot.ledger.articles.recording import Articles
from newsbot.ledger.crawl_state.pages import Pages
from newsbot.spider import NewsSpider
from newsbot.undeclared.urls import UndeclaredUrls

if TYPE_CHECKING:
    import argparse

    from scrapy.settings import Settings

    from newsbot.ledger.storage.database import Database


class CommandContext:
    """The data directory, the options and the target of a command.

    Args:
        settings: The settings of the project.
        opts: The options of the command.
        target: The URL, id or words that the user gave.
    """

    def __init__(self, settings: Settings, opts: argparse.Namespace, target: str = "") -> None:
        self.folder = Path(settings["NEWSBOT_DATA_DIR"])
        self.contact: str | None = settings.get("NEWSBOT_CONTACT")
        self.opts = opts
        self.target = target
        self._loader = get_spider_loader(settings)

    def sites(self, database: Database) -> list[str]:
        """Return the sites of the ledger, or the site of ``--site``.

        Raises:
            ArgumentError: Neither the ledger nor the project has the site.
        """
        known, wanted = admin.sites(database), self.opts.site
        if wanted is None:
            return known
        if wanted not in known and wanted not in self._loader.list():
            names = sorted({*known, *self._loader.list()})
            raise ArgumentError(f"no site {wanted!r}; there are {', '.join(names)}")
        return [wanted]

    def article(self, database: Database, target: str | None = None) -> tuple[str, str]:
        """Return (site, id) of an article.

        Args:
            database: The ledger.
            target: The URL or id of the article; None: the target of the command.

        Raises:
            NotFoundError: The ledger does not have the article.
            ArgumentError: Several sites have an article with this id.
        """
        target = self.target if target is None else target
        known = [
            (site, id_)
            for site in self.sites(database)
            for id_ in {target, f"{site}:{target}", self._id_on(site, target)}
            if id_ is not None and id_.startswith(f"{site}:") and _is_known(database, site, id_)
        ]
        if not known:
            raise NotFoundError(f"the ledger knows no article {target!r}")
        if len(known) > 1:
            sites = ", ".join(site for site, _ in known)
            raise ArgumentError(f"{target!r} is an article of {sites}: say which with --site")
        return known[0]

    def _id_on(self, site: str, target: str) -> str | None:
        """Return the id of a target that is a URL, or a path, of a site's article; else None."""
        name, _, host = site.partition(":")
        spider = self._loader.load(name) if name in self._loader.list() else None
        if spider is None or not issubclass(spider, NewsSpider):
            return None
        if not hasattr(spider, "origin"):
            ref = UndeclaredUrls(f"https://{host}").ref(target) if host else None
            return ref.id if ref else None
        urls = site_of_spider(spider).urls
        normal = urls.resolve(target)
        ref = urls.article(normal) if normal else None
        return ref.id if ref else None


def _is_known(database: Database, site: str, id_: str) -> bool:
    page = Pages(database, site).get(id_)
    if page is not None and page.source is None:
        return True
    return Articles(database, site).latest(id_) is not None
