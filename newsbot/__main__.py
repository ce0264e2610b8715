"""``python -m newsbot extract``: read one page, or archives, without a Scrapy project."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from newsbot.archive import command as archives
from newsbot.console.terminal import use_one_line_errors
from newsbot.extraction import command as page

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``python -m newsbot``; return the exit status.

    The exit status is 0 for an article, 65 for a page that shows no article, and 2 for wrong
    arguments or a page that cannot be read or fetched.
    """
    parser = argparse.ArgumentParser("python -m newsbot")
    commands = parser.add_subparsers(required=True, metavar="command")
    extract = commands.add_parser(
        "extract",
        help="show the article of one page, or extract those of archives",
        description="Show the article of one page, each field with where its value came from; "
        "or extract the articles of WARC files.",
    )
    page.add_options(extract)
    archives.add_options(extract)
    for checked in (parser, extract):
        use_one_line_errors(checked)
    given = parser.parse_args(arguments)
    if given.warc is not None:
        if given.page or given.url or given.json:
            extract.error("--warc goes with -o, --jobs and --dask alone")
        return archives.extract_archives(given)
    if given.page is None:
        extract.error("the following arguments are required: FILE|URL|-")
    return page.show_page(given)


if __name__ == "__main__":
    sys.exit(main())
