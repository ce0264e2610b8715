"""Show the article of one page in a terminal, or as a JSON line: ``python -m newsbot extract``."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Protocol

from newsbot.console.tables import printable
from newsbot.console.terminal import print_error, run_command, use_one_line_errors
from newsbot.extraction.given_page import given_page
from newsbot.extraction.show import article_lines
from newsbot.feed_lines import feed_line
from newsbot.items import Article
from newsbot.reporting.outcomes import STATUSES

if TYPE_CHECKING:
    from collections.abc import Sequence


class Archives(Protocol):
    """Extracts whole archives; the module newsbot.archive.command, which imports this folder."""

    def add_options(self, command: argparse.ArgumentParser) -> None:
        """Add the options for archives."""

    def extract_archives(self, given: argparse.Namespace) -> int:
        """Extract the articles of archives; return the exit status."""


def main(arguments: Sequence[str] | None = None, archives: Archives | None = None) -> int:
    """Run ``python -m newsbot``; return the exit status.

    It is 0 for an article, 65 for a page that shows none, and 2 for wrong arguments or a page that
    cannot be had.
    """
    parser, command = _parsers()
    if archives is not None:
        archives.add_options(command)
    given = parser.parse_args(arguments)
    if archives is not None and given.warc is not None:
        if given.page or given.url or given.json:
            command.error("--warc goes with -o, --jobs and --dask alone")
        return archives.extract_archives(given)
    if given.page is None:
        command.error("the following arguments are required: FILE|URL|-")

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


def _parsers() -> tuple[argparse.ArgumentParser, argparse.ArgumentParser]:
    """Return the parser of the arguments, and that of the command ``extract`` in it."""
    parser = argparse.ArgumentParser("python -m newsbot")
    commands = parser.add_subparsers(required=True, metavar="command")
    command = commands.add_parser(
        "extract",
        help="show the article of one page, or extract those of archives",
        description="Show the article of one page, each field with where its value came from; "
        "or extract the articles of WARC files.",
    )
    command.add_argument(
        "page", nargs="?", metavar="FILE|URL|-", help="a saved page, a URL, - for stdin"
    )
    command.add_argument("--url", help="the page's URL; default: the one that the page names")
    command.add_argument("--json", action="store_true", help="print a JSON line, as in a feed")
    for checked in (parser, command):
        use_one_line_errors(checked)
    return parser, command
