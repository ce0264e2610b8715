"""Show the article of one page in a terminal, or as a JSON line: ``python -m newsbot extract``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from newsbot.console.tables import printable
from newsbot.console.terminal import print_error, run_command
from newsbot.extraction.given_page import given_page
from newsbot.extraction.show import article_lines
from newsbot.feed_lines import feed_line
from newsbot.items import Article
from newsbot.reporting.outcomes import STATUSES

if TYPE_CHECKING:
    import argparse


def add_options(command: argparse.ArgumentParser) -> None:
    """Add the options for one page to ``extract``."""
    command.add_argument(
        "page", nargs="?", metavar="FILE|URL|-", help="a saved page, a URL, - for stdin"
    )
    command.add_argument("--url", help="the page's URL; default: the one that the page names")
    command.add_argument("--json", action="store_true", help="print a JSON line, as in a feed")


def show_page(given: argparse.Namespace) -> int:
    """Show the article of a page according to the options; return the exit status."""

    def run() -> int:
        item = given_page(given.page, given.url).item
        if given.json:
            sys.stdout.buffer.write(feed_line(vars(item)) + b"\n")
        elif isinstance(item, Article):
            for line in article_lines(item):
                print(printable(line))
        else:
            print_error(f"{item.url} shows no article: {item.reason} {item.detail or ''}".rstrip())
        return 0 if isinstance(item, Article) else STATUSES["no_articles"]

    return run_command(run)
