"""Print or publish the newest articles: ``scrapy ledger search`` and ``scrapy ledger feed``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from newsbot import IST
from newsbot.commands.export_writing import Target
from newsbot.commands.ledger_export import selection_of
from newsbot.console.tables import ist, printable
from newsbot.console.terminal import print_error
from newsbot.exceptions import ArgumentError, NotFoundError
from newsbot.feed_lines import feed_line
from newsbot.feeds.syndication import ATOM, JSON_FEED, atom, json_feed
from newsbot.files.names import is_own_file
from newsbot.search.find import Hit, search
from newsbot.search.query import Clause, parse_query

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from newsbot.ledger.storage.database import Database

OPTIONS = ("match", "limit", "json")
FORMATS = ("atom", "jsonfeed")
# ending of a feed's file → format
ENDINGS = {".atom": "atom", ".xml": "atom", ".json": "jsonfeed", ".jsonfeed": "jsonfeed"}
FEED_LIMIT, SEARCH_LIMIT = 100, 20
FAR = 1 << 40  # Unix seconds; after all dates of articles, and -FAR is before them


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``search`` and ``feed``."""
    group = parser.add_argument_group(title="Search and Feed Options")
    group.add_argument("--match", metavar="WORDS", help="feed: articles that `search` would find")
    group.add_argument(
        "--limit",
        metavar="N",
        type=int,
        help=f"the newest N articles (search: {SEARCH_LIMIT}, feed: {FEED_LIMIT})",
    )
    group.add_argument("--json", action="store_true", help="search: a JSON object a line")


def feed_target(opts: argparse.Namespace, data: Path) -> Target:
    """Return the destination of a feed.

    Args:
        opts: The options of the command.
        data: The data directory, whose files must not be overwritten.

    Raises:
        ArgumentError: The feed cannot be written there, or not in this format.
    """
    if opts.output in (None, "-"):
        return Target(opts.format or "atom", None, is_folder=False)
    path = Path(opts.output).resolve()
    by_ending = ENDINGS.get(path.suffix.lower())
    format_ = opts.format or by_ending
    if format_ is None:
        raise ArgumentError(f"{opts.output} does not say its format: name it by --format")
    if by_ending not in (None, format_):
        raise ArgumentError(f"--format {format_} does not fit {opts.output}")
    if is_own_file(path, data):
        raise ArgumentError(f"{path} is newsbot's own")
    if path.exists() and not path.is_file():
        raise ArgumentError(f"{path} exists and is not a file")
    if path.exists() and not opts.overwrite and not _is_feed(path):
        raise ArgumentError(f"{path} exists and is not a feed of newsbot: --overwrite replaces it")
    return Target(format_, path, is_folder=False)


def _is_feed(file: Path) -> bool:
    """Return whether this command wrote a file, so that it may be replaced."""
    with file.open("rb") as stream:
        start = stream.read(1000)
    return b"newsbot" in start and any(format_.encode() in start for format_ in (ATOM, JSON_FEED))


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """The request of ``search`` or ``feed``.

    Attributes:
        words: The words as the user wrote them; None: all articles.
        clauses: The parsed words.
        opts: The options of the command.
    """

    words: str | None
    clauses: list[Clause]
    opts: argparse.Namespace

    @classmethod
    def of(cls, words: str | None, opts: argparse.Namespace) -> SearchRequest:
        """Parse the words and options of a command; raise ArgumentError if they are wrong."""
        if opts.limit is not None and opts.limit < 1:
            raise ArgumentError(f"--limit {opts.limit}: must be at least 1")
        return cls(words, [] if words is None else parse_query(words), opts)

    def print_hits(self, folder: Path, database: Database, sites: list[str]) -> None:
        """Print the articles that have the words.

        Raises:
            NotFoundError: No article has them.
        """
        limit = self.opts.limit or SEARCH_LIMIT
        hits = self._hits(folder, database, sites)
        found = 0
        for hit in islice(hits, limit):
            found += 1
            for line in [_json(hit)] if self.opts.json else _lines(hit, found > 1):
                print(line)
        if not found:
            raise NotFoundError(self._nothing())
        if next(hits, None):
            print_error(f"these are the newest {limit}; --limit N shows more")

    def feed(self, folder: Path, database: Database, sites: list[str], format_: str) -> bytes:
        """Return the newest articles as a feed.

        Raises:
            NotFoundError: No article is selected.
        """
        hits = self._hits(folder, database, sites)
        articles = [hit.fields for hit in islice(hits, self.opts.limit or FEED_LIMIT)]
        if not articles:
            raise NotFoundError(self._nothing())
        of = ", ".join(sites) if len(sites) < 4 else f"{len(sites)} sites"
        title = f"newsbot: {of}" + (f": {self.words}" if self.words else "")
        return (atom if format_ == "atom" else json_feed)(articles, title)

    def _hits(self, folder: Path, database: Database, sites: list[str]) -> Iterator[Hit]:
        return search(folder, database, self.clauses, sites, self._between(sites), print_error)

    def _between(self, sites: list[str]) -> tuple[int, int]:
        chosen = selection_of(self.opts, sites)
        return chosen.since or -FAR, FAR if chosen.until is None else chosen.until

    def _nothing(self) -> str:
        which = f" has {self.words!r}" if self.words else " is in the ledger"
        limits = [
            f"--{name} {value}"
            for name in ("site", "since", "until")
            if (value := getattr(self.opts, name))
        ]
        return f"no article{which}{' with ' * bool(limits)}{' '.join(limits)}"


def _json(hit: Hit) -> str:
    names = ("id", "revision", "url", "site", "headline")
    shown = {name: hit.fields[name] for name in names}
    shown["date"] = datetime.fromtimestamp(hit.at, UTC).astimezone(IST).isoformat()
    return feed_line({**shown, "snippet": hit.snippet}).decode()


def _lines(hit: Hit, is_further: bool) -> Iterator[str]:
    """Yield the lines of an article for people: date and id, headline, URL, snippet."""
    if is_further:
        yield ""
    yield printable(f"{_date(hit)}  {hit.fields['id']}")
    yield printable(hit.headline)
    yield printable(hit.fields["url"])
    if hit.snippet != hit.headline:
        yield printable(hit.snippet)


def _date(hit: Hit) -> str:
    """Return the date of an article in IST, without a time if the page has none."""
    text = ist(hit.at)
    name = next((name for name in ("published", "updated") if hit.fields[f"{name}_at"]), None)
    is_day = name is not None and hit.fields[f"{name}_precision"] == "day"
    return text.partition(",")[0] if is_day else text
