"""Show an article as a reader sees it, from its page or from the ledger: ``scrapy article``."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from scrapy.http import TextResponse
from scrapy.utils.conf import arglist_to_dict

from newsbot.commands.ledger_context import CommandContext
from newsbot.commands.printed_article import PrintedArticle
from newsbot.commands.show_article import article_lines, no_revision, revision_fields
from newsbot.console.command import OwnCommand
from newsbot.console.terminal import exit_with_usage_error, run_command
from newsbot.exceptions import ArgumentError, FetchError, NotFoundError
from newsbot.extraction.given_page import given_page, is_url
from newsbot.feed_lines import replayed_article
from newsbot.items import Article
from newsbot.ledger.articles.recording import Articles
from newsbot.ledger.crawl_state.pages import Pages
from newsbot.ledger.storage.access import reading
from newsbot.page import discarded_values, texts_of
from newsbot.progress.cells import displayable, fit
from newsbot.urls import is_loopback, origin_of

if TYPE_CHECKING:
    import argparse

    from newsbot.extraction.extract import PageRead
    from newsbot.ledger.articles.stored_lines import Revision
    from newsbot.ledger.storage.database import Database
    from newsbot.page import DiscardedValue

MAX_VALUE_WIDTH = 200  # columns of a discarded value
PAGE_SUFFIXES = (".gz", ".htm", ".html")


class Command(OwnCommand):
    """Reads one page without a crawl, or one article of the ledger, also during a crawl."""

    usage = "URL|ID|FILE [--json] [--known] [--url URL] [--site NAME] [-a root=ORIGIN]"
    summary = "Show an article, each field with its source and the values discarded"
    description = (
        "A URL is fetched as a crawl fetches; of an ID (indiadaily:41234, or 41234) the ledger "
        "says the URL; FILE is a saved page, - standard input. With --known nothing is "
        "fetched: the ledger's article is shown with its revisions."
    )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options."""
        super().add_options(parser)
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
        for argument in args:
            if argument.startswith("-") and argument != "-":
                exit_with_usage_error(f"unknown option {argument!r}")
        if len(args) != 1 or not args[0]:
            exit_with_usage_error("scrapy article takes one URL, ID or FILE")
        root = _root(opts.arguments)
        if opts.known and opts.url:
            exit_with_usage_error("--known reads no page: it goes without --url")
        context = CommandContext(self.settings, opts, args[0])

        def work() -> int:
            shown = known(context, root) if opts.known else fetched(context, self.settings, root)
            return shown.print(is_json=opts.json)

        self.exitcode = run_command(work)


def _root(arguments: list[str]) -> str | None:
    """Return the origin of ``-a root=``; exit with one line for another argument."""
    try:
        given: dict[str, str] = arglist_to_dict(arguments)
    except ValueError:
        exit_with_usage_error("-a takes root=ORIGIN")
    if unknown := given.keys() - {"root"}:
        exit_with_usage_error(
            f"scrapy article takes the argument root= alone, not {', '.join(unknown)}="
        )
    try:
        return origin_of(given["root"]) if given else None
    except ValueError as error:
        exit_with_usage_error(f"argument root=: {error}")


# From a page -------------------------------------------------------------------------------------


def fetched(context: CommandContext, settings: Any, root: str | None) -> PrintedArticle:
    """Return the article that a page shows now.

    Raises:
        ArgumentError: The page cannot be fetched, or the ledger does not have the article.
    """
    target = context.target
    is_page = is_url(target) or target == "-" or os.path.exists(target)
    if not is_page and not target.lower().endswith(PAGE_SUFFIXES):
        target = _url_of(context)
    try:
        read = given_page(target, context.opts.url, settings, root)
    except FetchError as error:
        raise FetchError(f"{error}; --known shows what the ledger has of it") from None
    if not isinstance(read.item, Article):
        reason = f"{read.item.reason} {read.item.detail or ''}".rstrip()
        message = f"{read.item.url} shows no article: {reason}"
        return PrintedArticle(None, vars(read.item), [], [], message)
    discarded = _discarded_values(read)
    return PrintedArticle(
        read.item, {**vars(read.item), "discarded_values": discarded}, discarded, []
    )


def _url_of(context: CommandContext) -> str:
    """Return the URL of the article with the id that the user gave."""
    try:
        with reading(context.folder) as database:
            site, id_ = context.article(database)
            page, line = Pages(database, site).get(id_), Articles(database, site).latest(id_)
    except NotFoundError as error:
        raise ArgumentError(
            f"{context.target!r} is neither a URL nor a file, and {error}; give the article's URL"
        ) from None
    return page.url if page else str(line and line["url"])


def _discarded_values(read: PageRead) -> list[dict[str, Any]]:
    """Return the values of a page that were discarded, in the order of the article's fields."""
    assert read.page is not None
    assert isinstance(read.response, TextResponse)
    found = discarded_values(read.page, read.response)
    order = {name: at for at, name in enumerate(vars(read.item))}
    found.sort(key=lambda value: order.get(value.field, len(order)))
    return [
        {
            "field": value.field,
            "source": value.source,
            "value": _shortened(value),
            "problem": value.problem,
        }
        for value in found
    ]


def _shortened(discarded: DiscardedValue) -> str | None:
    text = " · ".join(texts_of(discarded.value))
    return fit(displayable(text), MAX_VALUE_WIDTH) or None


# From the ledger ---------------------------------------------------------------------------------


def known(context: CommandContext, root: str | None) -> PrintedArticle:
    """Return the latest delivered revision of an article, with the list of all its revisions.

    Raises:
        ArgumentError: The ledger does not have the article.
    """
    try:
        with reading(context.folder) as database:
            site, id_ = _find(context, database, root)
            revisions = Articles(database, site).revisions(id_)
            lines = list(article_lines(database, site, id_, int(time.time())))
            page = Pages(database, site).get(id_)
    except NotFoundError as error:
        raise ArgumentError(f"{error}; without --known a URL is fetched") from None
    if not revisions:
        reason = f"the ledger has no article {id_}: {no_revision(page)}"
        return PrintedArticle(None, None, [], [], reason)
    delivered = [revision for revision in revisions if revision.delivered] or revisions
    line = delivered[-1].line
    fields = {**line, "discarded_values": None, "revisions": _revisions(revisions)}
    return PrintedArticle(replayed_article(line), fields, [], lines)


def _find(context: CommandContext, database: Database, root: str | None) -> tuple[str, str]:
    """Return (site, id) of an article.

    A URL on the root, or on a server of this machine, stands for the URL with this path on the
    site.
    """
    try:
        return context.article(database)
    except NotFoundError:
        stands_in = is_loopback(context.target) or (root and context.target.startswith(root + "/"))
        if not (is_url(context.target) and stands_in):
            raise
        parts = urlsplit(context.target)
        return context.article(database, urlunsplit(("", "", parts.path or "/", parts.query, "")))


def _revisions(revisions: list[Revision]) -> list[dict[str, Any]]:
    before = [None, *(revision.line for revision in revisions)]
    return [
        revision_fields(revision, earlier)
        for revision, earlier in zip(revisions, before, strict=False)
    ]
