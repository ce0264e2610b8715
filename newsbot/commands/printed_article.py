"""Print an article for ``scrapy article``: for people, wrapped to the terminal, or as JSON."""

from __future__ import annotations

import os
import re
import shutil
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newsbot.console.tables import printable
from newsbot.console.terminal import print_error
from newsbot.extraction.show import NAME_WIDTH, SHOWN, body_lines, field_lines, row, with_source
from newsbot.feed_lines import feed_line
from newsbot.hindi.data_files import read_table
from newsbot.progress.cells import wrap
from newsbot.reporting.outcomes import STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsbot.items import Article

MIN_COLUMNS = 20
# The beginning of a line about a page or a revision, whose width is the indent of wrapped lines.
HANGING = re.compile(r"^(?: +(?:[+-] )?|[\w-]+(?: \w+)? {2,})")
PROBLEMS: dict[str, str] = read_table("discarded_values.toml")


@dataclass(frozen=True, slots=True)
class PrintedArticle:
    """An article to be printed, or the reject of a page without an article.

    Attributes:
        article: The article; None if there is none.
        fields: The object that ``--json`` prints; None if it prints nothing.
        discarded: The values of the page that were discarded.
        revisions: The lines about the article's revisions.
        reason: Why there is no article.
    """

    article: Article | None
    fields: dict[str, Any] | None
    discarded: list[dict[str, Any]]
    revisions: list[str]
    reason: str = ""

    def print(self, *, is_json: bool) -> int:
        """Print the article, or the reason of its reject; return the exit status."""
        if is_json and self.fields is not None:
            sys.stdout.buffer.write(feed_line(self.fields) + b"\n")
        elif self.article is None:
            print_error(self.reason)
        else:
            columns = columns_of_output()
            for text, indent in self._lines(self.article):
                line = printable(text)
                lines = [line] if columns is None else wrap(line, columns, indent)
                print(*lines, sep="\n")
        return 0 if self.article else STATUSES["no_articles"]

    def _lines(self, article: Article) -> Iterator[tuple[str, int]]:
        """Yield (line, indent of its continuation if it is wrapped, in columns)."""
        yield with_source(article.headline, article.provenance.get("headline")), 0
        yield "", 0
        if self.revisions and self.fields:
            yield row("revision", f"{article.revision} of {len(self.fields['revisions'])}"), 0
        yield from _indented(field_lines(article))
        if self.discarded:
            yield from (("", 0), ("discarded", 0))
            yield from _indented(map(_discarded_row, self.discarded))
        yield "", 0
        for line in body_lines(article):
            yield line, 0
        if self.revisions:
            yield "", 0
        for line in self.revisions:
            yield line, len(line) - len(HANGING.sub("", line, count=1))


def _indented(rows: Iterable[str]) -> Iterator[tuple[str, int]]:
    return ((row, NAME_WIDTH + 1) for row in rows)


def columns_of_output() -> int | None:
    """Return the width of the terminal, or ``COLUMNS``; None if lines are not wrapped."""
    is_given = os.environ.get("COLUMNS", "").isdigit()
    if not (is_given or sys.stdout.isatty()):
        return None
    return max(shutil.get_terminal_size().columns, MIN_COLUMNS)


def _discarded_row(discarded: dict[str, Any]) -> str:
    field, reason = discarded["field"], discarded["problem"]
    value = f'"{discarded["value"]}"' if discarded["value"] else ""
    name = SHOWN.get(field, {"sections": "body"}.get(field, field))
    problem = PROBLEMS.get(reason)
    text = f"{value}  [{discarded['source']}]  {reason}" + f": {problem}" * bool(problem)
    return row(name, text.lstrip())
