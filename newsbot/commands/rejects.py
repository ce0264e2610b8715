"""List the pages that gave no article, with reason and next visit: ``scrapy rejects``."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from newsbot.commands.ledger_context import CommandContext
from newsbot.console.command import OwnCommand
from newsbot.console.tables import table
from newsbot.console.terminal import describe_visit, exit_with_usage_error, run_command
from newsbot.exceptions import NotFoundError
from newsbot.ledger.crawl_state.pages import Pages
from newsbot.ledger.storage.access import reading

if TYPE_CHECKING:
    import argparse


class Command(OwnCommand):
    """Reads from the ledger the pages whose last visit failed."""

    usage = "[--site NAME] [--list REASON]"
    summary = "Count the reasons for which pages could not become articles"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options ``--site`` and ``--list``."""
        super().add_options(parser)
        group = parser.add_argument_group(title="Rejects Options")
        group.add_argument("--site", metavar="NAME", help="this site (a spider's name) alone")
        group.add_argument(
            "--list", metavar="REASON", help="list the pages that failed for this reason"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Count the reasons, or list the pages of one reason; set the exit status."""
        assert self.settings is not None
        if args:
            exit_with_usage_error(f"scrapy rejects takes options alone, not {args[0]!r}")
        context = CommandContext(self.settings, opts)
        work = count_reasons if opts.list is None else list_pages
        self.exitcode = run_command(lambda: work(context))


def count_reasons(context: CommandContext) -> None:
    """Print for each reason the number of pages whose last visit failed for it."""
    with reading(context.folder) as database:
        rows = [
            (count, reason, site)
            for site in context.sites(database)
            for reason, count in Pages(database, site).reasons()
        ]
    if not rows:
        print("no page failed when it was last tried")
        return
    rows.sort(key=lambda row: (-row[0], row[1:]))
    for line in table(("pages", "reason", "site"), rows):
        print(line)


def list_pages(context: CommandContext) -> None:
    """Print the pages that failed for the reason of ``--list``, with the time of the next visit.

    Raises:
        NotFoundError: No page failed for this reason.
    """
    reason, now = context.opts.list, int(time.time())
    with reading(context.folder) as database:
        pages = [Pages(database, site) for site in context.sites(database)]
        failures = [row for site_pages in pages for row in site_pages.failures(reason)]
        reasons = sorted({name for site_pages in pages for name, _ in site_pages.reasons()})
    if not failures:
        known = f"; there are {', '.join(reasons)}" if reasons else ""
        raise NotFoundError(f"no page failed for the reason {reason!r}{known}")
    rows = [(attempts, describe_visit(at, now), url) for url, attempts, at in failures]
    for line in table(("in a row", "tried again", "url"), rows):
        print(line)
