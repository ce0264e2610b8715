"""Make the HTML page of a run, or of the last runs of all sites: ``scrapy report``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from newsbot.console.command import OwnCommand
from newsbot.console.terminal import exit_with_usage_error, run_command
from newsbot.files.names import is_own_file

if TYPE_CHECKING:
    import argparse


class Command(OwnCommand):
    """Reads the ledger and the run reports, also during crawls; prints the path of the page."""

    usage = "[RUN] [--site NAME] [--trend] [-o PATH]"
    summary = "Make the HTML page of a run, or of the last runs of every site"
    description = (
        "RUN is the name of the run's feed without ending, its number in the ledger, or its"
        " job on Scrapyd; without it, the last run is meant."
    )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options ``--site``, ``--trend`` and ``-o``."""
        super().add_options(parser)
        group = parser.add_argument_group(title="Report Options")
        group.add_argument("--site", metavar="NAME", help="this site (a spider's name) alone")
        group.add_argument(
            "--trend", action="store_true", help="the last 30 runs of every site on one page"
        )
        group.add_argument("-o", "--output", metavar="PATH", help="write the page there")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Make the page and set the exit status; exit with one line for wrong arguments."""
        # Imported here, because Scrapy imports this file for each command, and Jinja takes some
        # 30 ms.
        from newsbot.report_page import files

        assert self.settings is not None
        if len(args) > 1 or (args and args[0].startswith("-")):
            exit_with_usage_error(f"scrapy report takes one RUN, not {' '.join(args)!r}")
        if args and opts.trend:
            exit_with_usage_error("scrapy report takes either a RUN or --trend")
        folder = Path(self.settings["NEWSBOT_DATA_DIR"])
        path = Path(opts.output) if opts.output else None
        if path is not None and is_own_file(path, folder, feeds=True):
            # A page of a run may be replaced by a new one.
            reports = folder.resolve() / files.FOLDER
            if path.suffix != ".html" or not path.resolve().is_relative_to(reports):
                exit_with_usage_error(f"{path} is newsbot's own")

        def work() -> None:
            if opts.trend:
                page = files.write_trend(folder, opts.site, path)
            else:
                page = files.write_page_of(folder, args[0] if args else None, opts.site, path)
            print(page.absolute())

        self.exitcode = run_command(work)
