"""Show the article of one page in a terminal, or as a JSON line: ``python -m newsbot extract``."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from newsbot import IST
from newsbot.console.tables import printable
from newsbot.console.terminal import refuse_in_one_line, run_guarded, say
from newsbot.downloader.responses import fetched_response
from newsbot.exceptions import ArgumentError
from newsbot.extraction.extract import extract
from newsbot.extraction.fetching import fetch
from newsbot.extraction.sites import own_url
from newsbot.feed_lines import feed_line
from newsbot.items import Article
from newsbot.items.rights import AiSignal
from newsbot.reporting.outcomes import STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsbot.items import Reject, Rights

NAME_WIDTH = 12
# Field → its name in the terminal. Headline and body stand apart.
SHOWN = {
    "id": "id",
    "url": "url",
    "kind": "kind",
    "summary": "summary",
    "authors": "authors",
    "published_at": "published",
    "updated_at": "updated",
    "section": "section",
    "breadcrumbs": "breadcrumbs",
    "tags": "tags",
    "dateline": "dateline",
    "agency": "agency",
    "language": "language",
    "free_access": "free access",
    "rights": "rights",
    "highlights": "highlights",
    "images": "images",
    "videos": "videos",
    "related": "related",
}


class Archives(Protocol):
    """Extracts whole archives; the module newsbot.archive.command, which imports this folder."""

    def add_options(self, command: argparse.ArgumentParser) -> None:
        """Add the options for archives."""

    def extract_archives(self, given: argparse.Namespace) -> int:
        """Extract the articles of archives; return the exit status."""


def main(arguments: Sequence[str] | None = None, archives: Archives | None = None) -> int:
    """Run ``python -m newsbot``; return the exit status.

    It is 0 for an article, 65 for a page that shows none, and 2 for wrong arguments or a page that
    cannot be had.
    """
    parser = argparse.ArgumentParser("python -m newsbot")
    commands = parser.add_subparsers(required=True, metavar="command")
    command = commands.add_parser(
        "extract",
        help="show the article of one page, or extract those of archives",
        description="Show the article of one page, each field with where its value came from; "
        "or extract the articles of WARC files.",
    )
    command.add_argument(
        "page", nargs="?", metavar="FILE|URL|-", help="a saved page, a URL, - for stdin"
    )
    command.add_argument("--url", help="the page's URL; default: the one that the page names")
    command.add_argument("--json", action="store_true", help="print a JSON line, as in a feed")
    if archives is not None:
        archives.add_options(command)
    for each in (parser, command):
        refuse_in_one_line(each)
    given = parser.parse_args(arguments)
    if archives is not None and given.warc is not None:
        if given.page or given.url or given.json:
            command.error("--warc goes with -o, --jobs and --dask alone")
        return archives.extract_archives(given)
    if given.page is None:
        command.error("the following arguments are required: FILE|URL|-")
    status = 0

    def run() -> None:
        nonlocal status
        item = _read(given.page, given.url)
        status = 0 if isinstance(item, Article) else STATUSES["no_articles"]
        if given.json:
            sys.stdout.buffer.write(feed_line(vars(item)) + b"\n")
        elif isinstance(item, Article):
            for line in article_lines(item):
                print(printable(line))
        else:
            say(f"{item.url} shows no article: {item.reason} {item.detail or ''}".rstrip())

    return run_guarded(run) or status


def _read(page: str, url: str | None) -> Article | Reject:
    """Return the article or the reject of a page.

    Raises:
        ArgumentError: The page cannot be had, or its URL is not known.
    """
    if page.lower().startswith(("http://", "https://")):
        response = fetch(page)
        headers = {
            name.decode("latin-1"): b", ".join(values).decode("latin-1")
            for name, values in response.headers.items()
        }
        item = extract(
            response.body,
            url or response.url,
            content_type=headers.get("Content-Type") or None,
            headers=headers,
        )
        if isinstance(item, Article):
            item.response = fetched_response(response)
        return item
    seen_at = None
    try:
        if page == "-":
            body = sys.stdin.buffer.read()
        else:
            body = Path(page).read_bytes()
            seen_at = datetime.fromtimestamp(Path(page).stat().st_mtime, UTC)
    except OSError as error:
        raise ArgumentError(f"{page} cannot be read: {error.strerror}") from None
    url = url or own_url(body)
    if url is None:
        raise ArgumentError("the page does not name its own URL: give it with --url")
    try:
        return extract(body, url, fetched_at=seen_at)
    except ValueError as error:
        raise ArgumentError(str(error)) from None


def article_lines(article: Article) -> Iterator[str]:
    """Yield the lines that show an article: headline, fields with their sources, body."""
    yield article.headline
    yield ""
    for field, name in SHOWN.items():
        source = article.provenance.get(field)
        for count, text in enumerate(_texts(article, field)):
            yield f"{'' if count else name:<{NAME_WIDTH}} {text}" + (
                f"  [{source}]" if source and not count else ""
            )
    yield ""
    yield f"body ({len(article.body):,} characters)  [{article.provenance.get('sections', 'none')}]"
    for section in article.sections:
        if section.heading:
            yield from ("", f"## {section.heading}")
        for paragraph in section.paragraphs:
            yield from ("", *paragraph.split("\n"))
    for update in article.live_updates:
        title = " ".join(filter(None, (update.time, update.heading)))
        yield from ("", f"* {title}", *update.text.split("\n"))


def _texts(article: Article, field: str) -> list[str]:
    """Return the values of a field as people read them; none for an empty field."""
    value = getattr(article, field)
    if field in ("published_at", "updated_at"):
        kind = field.removesuffix("_at")
        raw, precision = getattr(article, f"{kind}_raw"), getattr(article, f"{kind}_precision")
        if value is None:
            return [f"not understood: {raw!r}"] if raw else []
        moment = f"{value:%d %B %Y}" if precision == "day" else f"{value:%d %B %Y, %H:%M:%S %z}"
        if precision != "day" and value.utcoffset() != IST.utcoffset(None):
            moment += f" ({value.astimezone(IST):%d %B, %H:%M} IST)"
        return [f"{moment}, from {raw!r}"]
    if field == "free_access":
        return [] if value is None else ["yes" if value else "no"]
    if field == "rights":
        return list(_rights_lines(value))
    if field == "breadcrumbs":
        return [" > ".join(value)] if value else []
    if field in ("authors", "tags"):
        return [" · ".join(value)] if value else []
    if field == "images":
        return [" · ".join(filter(None, (each.url, each.caption, each.credit))) for each in value]
    if field == "videos":
        return [f"{each.url} ({each.provider})" for each in value]
    if field == "related":
        return [f"{each.headline} {each.url}" for each in value]
    return list(value) if isinstance(value, list) else [value] if value else []


def _rights_lines(rights: Rights) -> Iterator[str]:
    """Yield the statements about rights, each with its source."""
    for name, said in vars(rights).items():
        for each in said if isinstance(said, list) else filter(None, [said]):
            if isinstance(each, AiSignal):
                agents = f" for {', '.join(each.agents)}" if each.agents else ""
                yield f"{each.use}={'yes' if each.allowed else 'no'}{agents}  [{each.source}]"
                continue
            value = ", ".join(each.value) if isinstance(each.value, list) else each.value
            yield f"{name}: {value}  [{each.source}]"
