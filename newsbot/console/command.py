"""Define the base class of newsbot's own Scrapy commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from scrapy.commands import ScrapyCommand

from newsbot.console.terminal import use_one_line_errors

if TYPE_CHECKING:
    import argparse


class OwnCommand(ScrapyCommand):
    """The base class of a command, which reports errors of its options in one line.

    Attributes:
        usage: The arguments and options, for ``-h``.
        summary: The line for Scrapy's list of commands.
        description: A paragraph for ``-h``; "": the summary.
    """

    usage: ClassVar[str]
    summary: ClassVar[str]
    description: ClassVar[str] = ""
    requires_project = True
    requires_crawler_process = False  # most commands only read the results of crawls

    def syntax(self) -> str:
        """Return ``usage``."""
        return self.usage

    def short_desc(self) -> str:
        """Return ``summary``."""
        return self.summary

    def long_desc(self) -> str:
        """Return ``description``, else ``summary``."""
        return self.description or self.summary

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add Scrapy's options."""
        super().add_options(parser)
        use_one_line_errors(parser)
