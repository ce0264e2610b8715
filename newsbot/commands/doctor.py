"""Check whether a site can be crawled, and draft its declaration: ``scrapy doctor``."""

from __future__ import annotations

import json
import shutil
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from scrapy.spiderloader import get_spider_loader
from scrapy.utils.misc import load_object

from newsbot.console.command import OwnCommand
from newsbot.console.tables import printable, readable
from newsbot.console.terminal import exit_with_usage_error, run_command
from newsbot.exceptions import NewsbotError
from newsbot.json_lines import plain
from newsbot.setting_values import check_settings
from newsbot.spider import NewsSpider
from newsbot.urls import origin_of

if TYPE_CHECKING:
    import argparse

ANY_SITE = "newsbot.spiders.hindi.HindiSpider"


class Command(OwnCommand):
    """Visits a site without a crawl: no ledger is opened, and nothing is written."""

    usage = "[--json] [-a root=ORIGIN] URL|SPIDER"
    requires_crawler_process = True
    summary = "Look at a site: what can be crawled, what is missing, a draft declaration"
    description = (
        "URL is the home page of any site, or an article of it; SPIDER is a declared site."
        " At most 40 requests are sent, with the site's delay between them. The exit status is"
        " 0 for a healthy site, 1 if something is missing, 69 if the site cannot be reached, 77"
        " if it does not let newsbot read it, and 2 for wrong arguments."
    )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options ``--json`` and ``-a``."""
        super().add_options(parser)
        group = parser.add_argument_group(title="Doctor Options")
        group.add_argument("--json", action="store_true", help="print the report as JSON")
        group.add_argument(
            "-a", dest="spargs", action="append", default=[], metavar="root=ORIGIN",
            help="fetch from this origin instead",
        )  # fmt: skip

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Set the handlers and middlewares of a crawl, and the budget of a visit."""
        # Imported here, because Scrapy imports this file for each command, and newsbot.doctor takes
        # some 30 ms.
        from newsbot.doctor.spider import RETRIES, SETTINGS

        super().process_options(args, opts)
        assert self.settings is not None
        self.settings.setdict(SETTINGS, priority="cmdline")
        self.settings.setdict(RETRIES, priority="project")
        if not opts.loglevel:
            # The report names each failure, so the log need not.
            self.settings.set("LOG_LEVEL", "CRITICAL", priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Visit the site, print the report and set the exit status."""
        from newsbot.doctor.as_json import report_of
        from newsbot.doctor.draft import draft_of
        from newsbot.doctor.judge import judge
        from newsbot.doctor.spider import findings_of
        from newsbot.doctor.text import report_lines

        declared, arguments = self._spider_and_arguments(args, opts)

        def work() -> int:
            findings, places = findings_of(self.crawler_process, declared, arguments, _report)
            judgement = judge(findings)
            draft = draft_of(findings, places, judgement)
            if opts.json:
                report = report_of(findings, judgement, draft, places)
                print(json.dumps(report, ensure_ascii=False, indent=1, default=plain))
            else:
                width = shutil.get_terminal_size().columns
                print(*report_lines(findings, judgement, draft, width), sep="\n")
            return judgement.status

        self.exitcode = run_command(work)

    def _spider_and_arguments(
        self, args: list[str], opts: argparse.Namespace
    ) -> tuple[type[NewsSpider], dict[str, str]]:
        """Return the spider class of the site and its arguments; exit if they are wrong."""
        assert self.settings is not None
        loader = get_spider_loader(self.settings)
        if len(args) != 1 or args[0].startswith("-"):
            given = f", not {' '.join(args)!r}" if args else ""
            exit_with_usage_error(f"scrapy doctor takes one URL, or the name of a spider{given}")
        arguments = {}
        for argument in opts.spargs:
            name, is_given, value = argument.partition("=")
            if name != "root" or not is_given:
                exit_with_usage_error(
                    f"scrapy doctor takes -a root=ORIGIN alone, not -a {argument}"
                )
            arguments["root"] = value
        name = args[0]
        if name in loader.list():
            declared = loader.load(name)
            if not issubclass(declared, NewsSpider) or not hasattr(declared, "origin"):
                exit_with_usage_error(f"the spider {name} declares no site: give a URL")
        else:
            declared = load_object(ANY_SITE)
            arguments["url"] = _url(name)
        try:
            check_settings(self.settings)
            declared(**arguments)
        except (NewsbotError, ValueError) as error:
            exit_with_usage_error(str(error))
        return declared, arguments


def _url(name: str) -> str:
    """Return the URL of a site; exit if the name is neither a URL nor a host."""
    url = name if "://" in name or "." not in name else f"https://{name}"
    try:
        origin_of(url)
    except ValueError:
        exit_with_usage_error(
            f"{name!r} is neither a spider (`scrapy list`) nor an http or https URL"
        )
    return url


def _report(line: str) -> None:
    with suppress(OSError):  # standard error may be closed, while the report is still wanted
        print(printable(readable(line)), file=sys.stderr, flush=True)
