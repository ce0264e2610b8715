"""``scrapy ledger``: what newsbot knows and owes, shown, exported and looked after."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.spiderloader import get_spider_loader

from newsbot.commands import dataset_card, ledger_export, ledger_search
from newsbot.commands.show_article import article_lines
from newsbot.console.tables import ist, printable, table
from newsbot.console.terminal import refuse, refuse_in_one_line, run_guarded
from newsbot.exceptions import ArgumentError, NotFoundError
from newsbot.ledger import FILE, access, admin
from newsbot.ledger.articles import Articles
from newsbot.ledger.lock import process_at_work
from newsbot.ledger.pages import Pages
from newsbot.search import index
from newsbot.spider import NewsSpider
from newsbot.undeclared.urls import UndeclaredUrls
from newsbot.urls import SiteUrls

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from scrapy.settings import Settings

    from newsbot.ledger.database import Database

# The states that pages have, in the order of their lives.
STATES = ("pending", "done", "skipped", "failed", "gone")


class Command(ScrapyCommand):
    """Reads beside running crawls.

    ``forget`` ends with status 75 where one of the site runs, and ``vacuum`` where any does.
    """

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return the subcommands and options for ``scrapy ledger -h``."""
        return (
            "stats | show URL|ID | export [--format FORMAT] [--since DATE] [--until DATE] "
            "[--latest] [--card] [-o PATH] | search WORDS [--json] [--limit N] | "
            "feed [--format atom|jsonfeed] [--match WORDS] [-o FILE] | forget URL|ID | vacuum"
        )

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Show, export and look after what newsbot knows and owes"

    def long_desc(self) -> str:
        """Return a line that says for each subcommand what it does."""
        return "; ".join(f"{name}: {action.does}" for name, action in ACTIONS.items())

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options; which of them a subcommand takes is checked by ``run``."""
        super().add_options(parser)
        refuse_in_one_line(parser)
        group = parser.add_argument_group(title="Ledger Options")
        group.add_argument("--site", metavar="NAME", help="this site (a spider's name) alone")
        ledger_export.add_options(parser)
        ledger_search.add_options(parser)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run a subcommand and set the exit status; exit with one line for wrong arguments."""
        assert self.settings is not None
        name, *targets = args or [""]
        action = ACTIONS.get(name)
        if action is None:
            given = f", not {name!r}" if name else ""
            refuse(f"scrapy ledger takes one of {', '.join(ACTIONS)}{given}")
        for each in targets:
            # Options are in ASCII: -पानी is a word that is not wanted.
            if each.startswith("-") and (not action.takes_several or each[1:].isascii()):
                hint = f" (a word to leave out: '{' '.join(targets)}', in quotation marks)"
                refuse(f"unknown option {each!r}{hint if action.takes_several else ''}")
        if bool(targets) != bool(action.takes) or (len(targets) > 1 and not action.takes_several):
            refuse(f"scrapy ledger {name} takes {action.takes or 'no further arguments'}")
        for option in ("site", *ledger_export.OPTIONS, *ledger_search.OPTIONS):
            if getattr(opts, option) not in (None, False) and option not in action.options:
                refuse(f"--{option} does not belong to scrapy ledger {name}")
        if opts.format and opts.format not in action.formats:
            refuse(
                f"argument --format: invalid choice: {opts.format!r} "
                f"(choose from {', '.join(action.formats)})"
            )
        asked = Asked(self.settings, opts, " ".join(targets))
        self.exitcode = run_guarded(lambda: action.run(asked))


class Asked:
    """The order of a command: which ledger, and about what."""

    def __init__(self, settings: Settings, opts: argparse.Namespace, target: str = "") -> None:
        self.folder = Path(settings["NEWSBOT_DATA_DIR"])
        self.contact: str | None = settings.get("NEWSBOT_CONTACT")
        self.opts = opts
        self.target = target
        self._loader = get_spider_loader(settings)

    def sites(self, database: Database) -> list[str]:
        """Return the sites of the ledger, or the one that was asked for.

        Raises:
            ArgumentError: Neither the ledger nor the project knows the site.
        """
        known, wanted = admin.sites(database), self.opts.site
        if wanted is None:
            return known
        if wanted not in known and wanted not in self._loader.list():
            names = sorted({*known, *self._loader.list()})
            raise ArgumentError(f"no site {wanted!r}; there are {', '.join(names)}")
        return [wanted]

    def article(self, database: Database, target: str | None = None) -> tuple[str, str]:
        """Return (site, id) of the article that a target means; None: the one that was given.

        Raises:
            NotFoundError: The ledger does not know the article.
            ArgumentError: Several sites have an article of this name.
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
        """Return the id that a target has if it is a URL or a rooted path of a site's article."""
        name, _, host = site.partition(":")
        spider = self._loader.load(name) if name in self._loader.list() else None
        if spider is None or not issubclass(spider, NewsSpider):
            return None
        if not hasattr(spider, "origin"):
            ref = UndeclaredUrls(f"https://{host}").ref(target) if host else None
            return ref.id if ref else None
        urls = SiteUrls(site, spider.origin, spider.article_url, hosts=spider.hosts)
        normal = urls.join(urls.origin + "/", target)
        ref = urls.article(normal) if normal else None
        return ref.id if ref else None


def _is_known(database: Database, site: str, id_: str) -> bool:
    page = Pages(database, site).get(id_)
    if page is not None and page.source is None:
        return True
    return Articles(database, site).latest(id_) is not None


def stats(asked: Asked) -> None:
    """Print how much the ledger holds, one row for each site; and the sums of several."""
    with access.reading(asked.folder) as database:
        sites = {site: admin.stats(database, site) for site in asked.sites(database)}
    states = list(
        dict.fromkeys((*STATES, *(name for each in sites.values() for name in each.pages)))
    )
    head = ("site", "articles", "revisions", "owed", *states, "sources", "unfinished runs")
    rows: list[tuple[str | int, ...]] = [
        (
            *(site, each.articles, each.revisions, each.owed),
            *(each.pages.get(state, 0) for state in states),
            *(each.sources, each.unfinished),
        )
        for site, each in sites.items()
    ]
    for line in table(head, rows):
        print(line)
    for site, each in sites.items():
        if line := under_way(asked.folder, site, each):
            print(f"\n{line}")
    if len(sites) > 1:
        sums = (sum(int(row[at]) for row in rows) for at in (1, 2, 3))
        print("\n{} sites: {:,} articles, {:,} revisions, {:,} owed".format(len(sites), *sums))
    print(f"\n{asked.folder / FILE}: {admin.size(asked.folder):,} bytes")


def under_way(folder: Path, site: str, known: admin.SiteStats) -> str:
    """Return what is pending of the run of a site that is under way; "" where there is none."""
    process = process_at_work(folder, site)
    if process is None or known.started is None:
        return ""
    return printable(
        f"{site}: a run is under way since {ist(known.started)} (process {process}): "
        f"{known.pages.get('pending', 0):,} articles and {known.sources:,} pages of sources are "
        f"pending, {known.owed:,} lines wait for the end of its feed"
    )


def show(asked: Asked) -> None:
    """Print an article's revisions, their changes, and when it is visited next."""
    with access.reading(asked.folder) as database:
        site, id_ = asked.article(database)
        for line in article_lines(database, site, id_, int(time.time())):
            print(printable(line))


def export(asked: Asked) -> None:
    """Write delivered lines again, oldest first; print on standard error how many there are."""
    target = ledger_export.target_of(asked.opts, asked.folder)
    with access.reading(asked.folder) as database:
        sites = asked.sites(database)
        chosen = ledger_export.selection_of(asked.opts, sites)
        card = (
            (lambda files: dataset_card.card(database, chosen, files, target.format, asked.contact))
            if asked.opts.card
            else None
        )
        lines = ledger_export.write(database, chosen, target, asked.opts.bom, card)
        owed = sum(Articles(database, site).count_revisions()[1] for site in sites)
    none = ": the ledger has no delivered line that was asked for" if not lines else ""
    left = f"; {owed} more are owed to the next run's feed" if owed else ""
    print(f"{lines} lines exported{none}{left}", file=sys.stderr)


def search(asked: Asked) -> None:
    """Print the articles whose latest revision has some words, newest first.

    Raises:
        NotFoundError: There is none.
    """
    order = ledger_search.Order.of(asked.target, asked.opts)
    with access.reading(asked.folder) as database:
        order.print_hits(asked.folder, database, asked.sites(database))


def feed(asked: Asked) -> None:
    """Write the newest articles as a feed for feed readers.

    Raises:
        NotFoundError: There is no article that was asked for.
    """
    target = ledger_search.feed_target(asked.opts, asked.folder)
    order = ledger_search.Order.of(asked.opts.match, asked.opts)
    with access.reading(asked.folder) as database:
        content = order.feed(asked.folder, database, asked.sites(database), target.format)
    with ledger_export.new_file(target.path) as out:
        out.write(content)


def forget(asked: Asked) -> None:
    """Remove an article from the ledger; the next run fetches it and delivers it as revision 1."""
    with access.upkeep(asked.folder, shared=True) as database:
        site, id_ = asked.article(database)
        index.drop(asked.folder, database, id_)
        revisions, owed = admin.forget(database, site, id_)
    was = f"{revisions} revisions" if revisions != 1 else "1 revision"
    print(
        f"forgot {id_}: its page and {was}"
        + f", {owed} of them not yet delivered" * (owed > 0)
        + "; the next run fetches it anew"
    )


def vacuum(asked: Asked) -> None:
    """Give unused space of the ledger's file back; print its size before and after."""
    with access.upkeep(asked.folder) as database:
        before = admin.size(asked.folder)
        admin.vacuum(database)
        after = admin.size(asked.folder)
    print(f"{before:,} bytes before, {after:,} bytes after")


@dataclass(frozen=True, slots=True)
class Action:
    """A subcommand.

    Attributes:
        run: Does it.
        does: For the help text.
        takes: What its arguments are, in words; empty: it has none.
        takes_several: Whether there may be more than one argument.
        options: The options that it has.
        formats: The values of ``--format``.
    """

    run: Callable[[Asked], Any]
    does: str
    takes: str = ""
    takes_several: bool = False
    options: tuple[str, ...] = ("site",)
    formats: tuple[str, ...] = ()


ACTIONS = {
    "stats": Action(stats, "what there is, a site a row"),
    "show": Action(
        show, "an article's revisions and what changed, and its next visit", "one URL or ID"
    ),
    "export": Action(
        export,
        "the delivered lines again, as a file or as files by site and month",
        options=("site", *ledger_export.OPTIONS),
        formats=ledger_export.FORMATS,
    ),
    "search": Action(
        search,
        'the articles that have all words and "phrases", newest first',
        "words to search for",
        takes_several=True,
        options=("site", "since", "until", "limit", "json"),
    ),
    "feed": Action(
        feed,
        "the newest articles with their text, for feed readers",
        options=("site", "since", "until", "limit", "match", "format", "output", "overwrite"),
        formats=ledger_search.FORMATS,
    ),
    "forget": Action(
        forget, "an article, wholly: the next run delivers it as revision 1", "one URL or ID"
    ),
    "vacuum": Action(vacuum, "give unused space of the file back", options=()),
}
