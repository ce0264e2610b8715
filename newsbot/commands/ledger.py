"""Show, export, search and maintain the ledger: ``scrapy ledger``."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsbot.commands import dataset_card, export_writing, ledger_export, ledger_search
from newsbot.commands.ledger_context import CommandContext
from newsbot.commands.show_article import article_lines
from newsbot.console.command import OwnCommand
from newsbot.console.tables import ist, printable, table
from newsbot.console.terminal import exit_with_usage_error, run_command
from newsbot.ledger import FILE, admin
from newsbot.ledger.articles.recording import Articles
from newsbot.ledger.storage import access
from newsbot.ledger.storage.lock import process_at_work
from newsbot.search import index

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence


# The states of pages, in the order in which a page has them.
STATES = ("pending", "done", "skipped", "failed", "gone")


class Command(OwnCommand):
    """Reads the ledger, also during crawls.

    ``forget`` ends with status 75 during a crawl of the site, and ``vacuum`` during any crawl.
    """

    usage = (
        "stats | show URL|ID | export [--format FORMAT] [--since DATE] [--until DATE] "
        "[--latest] [--card] [-o PATH] | search WORDS [--json] [--limit N] | "
        "feed [--format atom|jsonfeed] [--match WORDS] [-o FILE] | forget URL|ID | vacuum"
    )
    summary = "Show, export and look after what newsbot knows and owes"

    def long_desc(self) -> str:
        """Return a line with a description of each subcommand."""
        return "; ".join(f"{name}: {action.does}" for name, action in ACTIONS.items())

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options of all subcommands; ``run`` checks which of them a subcommand has."""
        super().add_options(parser)
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
            exit_with_usage_error(f"scrapy ledger takes one of {', '.join(ACTIONS)}{given}")
        for target in targets:
            # Options are ASCII. For `search`, -पानी excludes the articles with the word.
            if target.startswith("-") and (not action.takes_several or target[1:].isascii()):
                hint = f" (a word to leave out: '{' '.join(targets)}', in quotation marks)"
                exit_with_usage_error(
                    f"unknown option {target!r}{hint if action.takes_several else ''}"
                )
        if bool(targets) != bool(action.takes) or (len(targets) > 1 and not action.takes_several):
            exit_with_usage_error(
                f"scrapy ledger {name} takes {action.takes or 'no further arguments'}"
            )
        for option in ("site", *ledger_export.OPTIONS, *ledger_search.OPTIONS):
            if getattr(opts, option) not in (None, False) and option not in action.options:
                exit_with_usage_error(f"--{option} does not belong to scrapy ledger {name}")
        if opts.format and opts.format not in action.formats:
            exit_with_usage_error(
                f"argument --format: invalid choice: {opts.format!r} "
                f"(choose from {', '.join(action.formats)})"
            )
        context = CommandContext(self.settings, opts, " ".join(targets))
        self.exitcode = run_command(lambda: action.run(context))


def stats(context: CommandContext) -> None:
    """Print the counts of the ledger, one row for each site, and their sums."""
    with access.reading(context.folder) as database:
        sites = {site: admin.stats(database, site) for site in context.sites(database)}
    states = list(
        dict.fromkeys((*STATES, *(name for counts in sites.values() for name in counts.pages)))
    )
    head = ("site", "articles", "revisions", "owed", *states, "sources", "unfinished runs")
    rows: list[tuple[str | int, ...]] = [
        (
            *(site, counts.articles, counts.revisions, counts.owed),
            *(counts.pages.get(state, 0) for state in states),
            *(counts.sources, counts.unfinished),
        )
        for site, counts in sites.items()
    ]
    for line in table(head, rows):
        print(line)
    for site, counts in sites.items():
        if line := under_way(context.folder, site, counts):
            print(f"\n{line}")
    if len(sites) > 1:
        sums = (sum(int(row[at]) for row in rows) for at in (1, 2, 3))
        print("\n{} sites: {:,} articles, {:,} revisions, {:,} owed".format(len(sites), *sums))
    print(f"\n{context.folder / FILE}: {admin.size(context.folder):,} bytes")


def under_way(folder: Path, site: str, known: admin.SiteStats) -> str:
    """Return a sentence about the current run of a site; "" if no run is under way."""
    process = process_at_work(folder, site)
    if process is None or known.started is None:
        return ""
    return printable(
        f"{site}: a run is under way since {ist(known.started)} (process {process}): "
        f"{known.pages.get('pending', 0):,} articles and {known.sources:,} pages of sources are "
        f"pending, {known.owed:,} lines wait for the end of its feed"
    )


def show(context: CommandContext) -> None:
    """Print an article's revisions, their changes, and the time of its next visit."""
    with access.reading(context.folder) as database:
        site, id_ = context.article(database)
        for line in article_lines(database, site, id_, int(time.time())):
            print(printable(line))


def export(context: CommandContext) -> None:
    """Write delivered lines again, oldest first; print their number on standard error."""
    target = ledger_export.target_of(context.opts, context.folder)
    with access.reading(context.folder) as database:
        sites = context.sites(database)
        chosen = ledger_export.selection_of(context.opts, sites)

        def card_of(files: Sequence[str]) -> str:
            return dataset_card.card(database, chosen, files, target.format, context.contact)

        lines = export_writing.write(
            database, chosen, target, context.opts.bom, card_of if context.opts.card else None
        )
        owed = sum(Articles(database, site).count_revisions()[1] for site in sites)
    none = ": the ledger has no delivered line that was asked for" if not lines else ""
    left = f"; {owed} more are owed to the next run's feed" if owed else ""
    print(f"{lines} lines exported{none}{left}", file=sys.stderr)


def search(context: CommandContext) -> None:
    """Print the articles whose latest revision has the words, newest first.

    Raises:
        NotFoundError: No article has them.
    """
    request = ledger_search.SearchRequest.of(context.target, context.opts)
    with access.reading(context.folder) as database:
        request.print_hits(context.folder, database, context.sites(database))


def feed(context: CommandContext) -> None:
    """Write the newest articles as a feed for feed readers.

    Raises:
        NotFoundError: No article is selected.
    """
    target = ledger_search.feed_target(context.opts, context.folder)
    request = ledger_search.SearchRequest.of(context.opts.match, context.opts)
    with access.reading(context.folder) as database:
        content = request.feed(context.folder, database, context.sites(database), target.format)
    with export_writing.new_file(target.path) as out:
        out.write(content)


def forget(context: CommandContext) -> None:
    """Remove an article from the ledger; the next run fetches it and delivers it as revision 1."""
    with access.upkeep(context.folder, shared=True) as database:
        site, id_ = context.article(database)
        index.drop(context.folder, database, id_)
        revisions, owed = admin.forget(database, site, id_)
    was = f"{revisions} revisions" if revisions != 1 else "1 revision"
    print(
        f"forgot {id_}: its page and {was}"
        + f", {owed} of them not yet delivered" * (owed > 0)
        + "; the next run fetches it anew"
    )


def vacuum(context: CommandContext) -> None:
    """Shrink the ledger's file by its unused space; print its size before and after."""
    with access.upkeep(context.folder) as database:
        before = admin.size(context.folder)
        admin.vacuum(database)
        after = admin.size(context.folder)
    print(f"{before:,} bytes before, {after:,} bytes after")


@dataclass(frozen=True, slots=True)
class Action:
    """A subcommand.

    Attributes:
        run: The function that does the work.
        does: The description for the help text.
        takes: The arguments in words; empty if there are none.
        takes_several: Whether there may be more than one argument.
        options: The names of its options.
        formats: The values of its option ``--format``.
    """

    run: Callable[[CommandContext], Any]
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
