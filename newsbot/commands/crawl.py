"""``scrapy crawl``: bad arguments are refused in one line, the exit status says how it went."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NoReturn

from scrapy.commands import crawl
from scrapy.spiderloader import get_spider_loader

from newsbot.exceptions import NewsbotError
from newsbot.extensions.run_report import RunReport
from newsbot.outcomes import BAD_ARGUMENTS, STATUSES

if TYPE_CHECKING:
    import argparse


class Command(crawl.Command):
    """Scrapy's command of the same name; options and arguments are the same."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Scrapy's, and the spider's arguments are tried before anything is started."""
        super().process_options(args, opts)
        assert self.settings is not None
        loader = get_spider_loader(self.settings)
        if len(args) != 1 or args[0] not in loader.list():
            _refuse(f"scrapy crawl takes the name of one spider: {', '.join(loader.list())}")
        try:
            loader.load(args[0])(**opts.spargs)
        except NewsbotError as error:
            _refuse(str(error))

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.crawler_process is not None
        crawler = self._create_crawler(args[0])
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        report = crawler.get_extension(RunReport) if crawler.settings.frozen else None
        self.exitcode = report.finish().status if report else STATUSES["error"]


def _refuse(message: str) -> NoReturn:
    print(f"newsbot: {message}", file=sys.stderr)
    sys.exit(BAD_ARGUMENTS)
