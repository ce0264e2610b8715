"""``scrapy article``: one article as a reader sees it, from its page or from the ledger."""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from scrapy.commands import ScrapyCommand
from scrapy.http import TextResponse
from scrapy.utils.conf import arglist_to_dict

from newsbot.commands.ledger import Asked
from newsbot.commands.show_article import article_lines, no_revision, revision_fields
from newsbot.console.tables import printable
from newsbot.console.terminal import refuse, refuse_in_one_line, run_guarded, say
from newsbot.exceptions import ArgumentError, FetchError, NotFoundError
from newsbot.extraction.given_page import given_page, is_url
from newsbot.extraction.show import NAME_WIDTH, SHOWN, body_lines, field_lines, row, with_source
from newsbot.feed_lines import feed_line, known_article
from newsbot.hindi.data_files import read_table
from newsbot.items import Article
from newsbot.ledger.admin import reading
from newsbot.ledger.articles import Articles
from newsbot.ledger.pages import Pages
from newsbot.page import texts_of, values_passed_over
from newsbot.progress.cells import displayable, fit, wrap
from newsbot.reporting.outcomes import STATUSES
from newsbot.urls import is_loopback, origin_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from newsbot.extraction.extract import PageRead
    from newsbot.ledger.database import Database
    from newsbot.ledger.stored_lines import Revision
    from newsbot.page import PassedOver

MAX_VALUE_WIDTH = 200  # columns of a value that was passed over
MIN_COLUMNS = 20
# Of a line about a page or a revision: what its further lines on a narrow terminal stand behind.
HANGING = re.compile(r"(?: +(?:[+-] )?|[\w-]+(?: \w+)? {2,})?")
PAGE_SUFFIXES = (".gz", ".htm", ".html")
PROBLEMS: dict[str, str] = read_table("passed_over.toml")


class Command(ScrapyCommand):
    """Reads one page without a crawl, or one article of the ledger beside running crawls."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return the arguments and options for ``scrapy article -h``."""
        return "URL|ID|FILE [--json] [--known] [--url URL] [--site NAME] [-a root=ORIGIN]"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Show an article, each field with its source and the values passed over"

    def long_desc(self) -> str:
        """Return a paragraph that says what is read."""
        return (
            "A URL is fetched as a crawl fetches; of an ID (indiadaily:41234, or 41234) the ledger "
            "says the URL; FILE is a saved page, - standard input. With --known nothing is "
            "fetched: the ledger's article is shown with its revisions."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options."""
        super().add_options(parser)
        refuse_in_one_line(parser)
        group = parser.add_argument_group(title="Article Options")
        group.add_argument("--json", action="store_true", help="print one JSON object")
        group.add_argument(
            "--known", action="store_true", help="the article of the ledger; nothing is fetched"
        )
        group.add_argument("--url", help="the page's URL; default: the one that the page names")
        group.add_argument("--site", metavar="NAME", help="this site (a spider's name) alone")
        group.add_argument(
            "-a",
            dest="arguments",
            action="append",
            default=[],
            metavar="root=ORIGIN",
            help="fetch from this origin in place of the site's",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Show the article and set the exit status; exit with one line for wrong arguments."""
        assert self.settings is not None
        for each in args:
            if each.startswith("-") and each != "-":
                refuse(f"unknown option {each!r}")
        if len(args) != 1 or not args[0]:
            refuse("scrapy article takes one URL, ID or FILE")
        root = _root(opts.arguments)
        if opts.known and opts.url:
            refuse("--known reads no page: it goes without --url")
        asked = Asked(self.settings, opts, args[0])
        status = 0

        def work() -> None:
            nonlocal status
            shown = known(asked, root) if opts.known else fetched(asked, self.settings, root)
            status = shown.print(is_json=opts.json)

        self.exitcode = run_guarded(work) or status


def _root(arguments: list[str]) -> str | None:
    """Return the origin of ``-a root=``; exit with one line for another argument."""
    try:
        given: dict[str, str] = arglist_to_dict(arguments)
    except ValueError:
        refuse("-a takes root=ORIGIN")
    if unknown := given.keys() - {"root"}:
        refuse(f"scrapy article takes the argument root= alone, not {', '.join(unknown)}=")
    try:
        return origin_of(given["root"]) if given else None
    except ValueError as error:
        refuse(f"argument root=: {error}")


@dataclass(frozen=True, slots=True)
class Shown:
    """An article to be shown, or the Reject of a page that shows none.

    Attributes:
        article: None where there is none.
        fields: What ``--json`` prints; None for nothing.
        passed_over: Values of the page that the article does not have.
        revisions: The lines that show the article's revisions.
        reason: Why there is no article.
    """

    article: Article | None
    fields: dict[str, Any] | None
    passed_over: list[dict[str, Any]]
    revisions: list[str]
    reason: str = ""

    def print(self, *, is_json: bool) -> int:
        """Print the article, or the reason of its reject; return the exit status."""
        if is_json and self.fields is not None:
            sys.stdout.buffer.write(feed_line(self.fields) + b"\n")
        elif self.article is None:
            say(self.reason)
        else:
            columns = columns_of_output()
            for line, indent in self._lines(self.article):
                text = printable(line)
                lines = [text] if columns is None else wrap(text, columns, indent)
                for each in lines:
                    print(each)
        return 0 if self.article else STATUSES["no_articles"]

    def _lines(self, article: Article) -> Iterator[tuple[str, int]]:
        """Yield (line, columns before its further lines on a narrow terminal)."""
        yield with_source(article.headline, article.provenance.get("headline")), 0
        yield "", 0
        if self.revisions and self.fields:
            yield row("revision", f"{article.revision} of {len(self.fields['revisions'])}"), 0
        yield from _indented(field_lines(article))
        if self.passed_over:
            yield from (("", 0), ("passed over", 0))
            yield from _indented(map(_passed_over_row, self.passed_over))
        yield "", 0
        for line in body_lines(article):
            yield line, 0
        if self.revisions:
            yield "", 0
        for line in self.revisions:
            yield line, len(HANGING.match(line)[0])  # type: ignore[index]  # it matches any line


def _indented(rows: Iterable[str]) -> Iterator[tuple[str, int]]:
    return ((each, NAME_WIDTH + 1) for each in rows)


def columns_of_output() -> int | None:
    """Return the width of the terminal, or of ``COLUMNS``; None where lines are not to be cut."""
    is_given = os.environ.get("COLUMNS", "").isdigit()
    if not (is_given or sys.stdout.isatty()):
        return None
    return max(shutil.get_terminal_size().columns, MIN_COLUMNS)


# From a page -------------------------------------------------------------------------------------


def fetched(asked: Asked, settings: Any, root: str | None) -> Shown:
    """Return the article that a page shows now.

    Raises:
        ArgumentError: The page cannot be had, or the ledger does not know the article.
    """
    target = asked.target
    is_page = is_url(target) or target == "-" or os.path.exists(target)
    if not is_page and not target.lower().endswith(PAGE_SUFFIXES):
        target = _url_of(asked)
    try:
        read = given_page(target, asked.opts.url, settings, root)
    except FetchError as error:
        raise FetchError(f"{error}; --known shows what the ledger has of it") from None
    if not isinstance(read.item, Article):
        reason = f"{read.item.reason} {read.item.detail or ''}".rstrip()
        message = f"{read.item.url} shows no article: {reason}"
        return Shown(None, vars(read.item), [], [], message)
    passed_over = _passed_over(read)
    return Shown(read.item, {**vars(read.item), "passed_over": passed_over}, passed_over, [])


def _url_of(asked: Asked) -> str:
    """Return the URL of the article that an id means."""
    try:
        with reading(asked.folder) as database:
            site, id_ = asked.article(database)
            page, line = Pages(database, site).get(id_), Articles(database, site).latest(id_)
    except NotFoundError as error:
        raise ArgumentError(
            f"{asked.target!r} is neither a URL nor a file, and {error}; give the article's URL"
        ) from None
    return page.url if page else str(line and line["url"])


def _passed_over(read: PageRead) -> list[dict[str, Any]]:
    """Return the values of a page that its article does not have, by the order of the fields."""
    assert read.page is not None
    assert isinstance(read.response, TextResponse)
    found = values_passed_over(read.page, read.response)
    order = {name: at for at, name in enumerate(vars(read.item))}
    found.sort(key=lambda each: order.get(each.field, len(order)))
    return [
        {
            "field": each.field,
            "source": each.source,
            "value": _shortened(each),
            "problem": each.problem,
        }
        for each in found
    ]


def _shortened(passed_over: PassedOver) -> str | None:
    text = " · ".join(texts_of(passed_over.value))
    return fit(displayable(text), MAX_VALUE_WIDTH) or None


def _passed_over_row(each: dict[str, Any]) -> str:
    problem = PROBLEMS.get(each["problem"])
    value = f'"{each["value"]}"' if each["value"] else ""
    name = SHOWN.get(each["field"], {"sections": "body"}.get(each["field"], each["field"]))
    text = f"{value}  [{each['source']}]  {each['problem']}" + f": {problem}" * bool(problem)
    return row(name, text.lstrip())


# From the ledger ---------------------------------------------------------------------------------


def known(asked: Asked, root: str | None) -> Shown:
    """Return the article that was delivered last, with all its revisions.

    Raises:
        ArgumentError: The ledger does not know the article.
    """
    try:
        with reading(asked.folder) as database:
            site, id_ = _find(asked, database, root)
            revisions = Articles(database, site).revisions(id_)
            lines = list(article_lines(database, site, id_, int(time.time())))
            page = Pages(database, site).get(id_)
    except NotFoundError as error:
        raise ArgumentError(f"{error}; without --known a URL is fetched") from None
    if not revisions:
        reason = f"the ledger has no article {id_}: {no_revision(page)}"
        return Shown(None, None, [], [], reason)
    delivered = [each for each in revisions if each.delivered] or revisions
    line = delivered[-1].line
    fields = {**line, "passed_over": None, "revisions": _revisions(revisions)}
    return Shown(known_article(line), fields, [], lines)


def _find(asked: Asked, database: Database, root: str | None) -> tuple[str, str]:
    """Return (site, id) of an article.

    A URL on the root, or of a server on this machine, is that of the site.
    """
    try:
        return asked.article(database)
    except NotFoundError:
        stands_in = is_loopback(asked.target) or (root and asked.target.startswith(root + "/"))
        if not (is_url(asked.target) and stands_in):
            raise
        parts = urlsplit(asked.target)
        return asked.article(database, urlunsplit(("", "", parts.path or "/", parts.query, "")))


def _revisions(revisions: list[Revision]) -> list[dict[str, Any]]:
    before = [None, *(each.line for each in revisions)]
    return [
        revision_fields(each, earlier) for each, earlier in zip(revisions, before, strict=False)
    ]
