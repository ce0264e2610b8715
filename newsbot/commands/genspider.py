"""Add a template for a news site to ``scrapy genspider``."""

from __future__ import annotations

import re
from contextlib import ExitStack
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import genspider
from scrapy.utils.conf import closest_scrapy_cfg

from newsbot.console.terminal import exit_with_usage_error

if TYPE_CHECKING:
    import argparse

TEMPLATES = files("newsbot") / "templates"
OURS = "newsbot.spiders"
DEFAULT = "news"
NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,99}", re.ASCII)  # gives the names of a file and of a class


class Command(genspider.Command):
    """Scrapy's command with newsbot's template as the default, unless ``-t`` names another."""

    _folder: Path | None = None  # the folder of newsbot's templates, if one of them is used

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add Scrapy's options; make newsbot's template the default."""
        super().add_options(parser)
        parser.set_defaults(template=DEFAULT)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Write the file of a spider, or list or print templates."""
        if len(args) == 2 and not NAME.fullmatch(args[0]):
            exit_with_usage_error(
                f"{args[0]!r} cannot be the name of a spider: its file and class are named after"
                " it; take a letter or digit, then letters, digits, -, _ and dots"
            )
        module = self.settings["NEWSPIDER_MODULE"] if self.settings else None
        if args and module == OURS and not closest_scrapy_cfg():
            exit_with_usage_error(
                f"NEWSPIDER_MODULE is {OURS}, the folder of an installed package; its next version"
                " would lose the file: make a project of your own (docs/adding-a-site.md)"
            )
        with ExitStack() as stack:
            folder = stack.enter_context(as_file(TEMPLATES)) / "spiders"
            ours = [file.stem for file in folder.glob("*.tmpl")]
            if not opts.list and (opts.dump or opts.template) in ours:
                self._folder = folder
            super().run(args, opts)
            if opts.list:
                print("Templates of newsbot:\n", "\n".join(f"  {name}" for name in ours))

    @property
    def templates_dir(self) -> str:
        """The folder of the template that is used."""
        return str(self._folder or super().templates_dir)
