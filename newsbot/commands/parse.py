"""``scrapy parse``: wrong arguments of a spider of newsbot's are refused in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands import parse

from newsbot.console.terminal import exit_with_usage_error
from newsbot.exceptions import NewsbotError
from newsbot.spider import NewsSpider

if TYPE_CHECKING:
    import argparse


class Command(parse.Command):
    """Run ``scrapy parse`` with Scrapy's options and arguments."""

    def start_parsing(self, url: str, opts: argparse.Namespace) -> None:
        """Fetch and parse the page; exit with one line for a wrong argument."""
        if self.spidercls and issubclass(self.spidercls, NewsSpider):
            try:
                self.spidercls(**opts.spargs)
            except NewsbotError as error:
                exit_with_usage_error(str(error))
            except TypeError:
                pass  # the spider's from_crawler gives it more than the arguments
        super().start_parsing(url, opts)
