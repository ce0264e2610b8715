"""Count the lines that one run hands to its feed, and fetch known lines from the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbot.feed_lines import replayed_article

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from newsbot.feed_lines import ReplayedArticle
    from newsbot.items import Article
    from newsbot.ledger import Ledger, RecordResult


class RunLines:
    """Counts a run's lines up to ``limit=``, and takes from the ledger those that it knows.

    Args:
        ledger: Of the run.
        named: Ids of the articles that the user named; their lines go out, known or not.
        limit: How many lines the feed may get; None: any number.
    """

    def __init__(self, ledger: Ledger, named: Container[str], limit: int | None) -> None:
        self._ledger = ledger
        self._named = named
        self._limit = limit
        self._out = 0
        self._known_out: set[str] = set()  # ids of named articles whose known lines went out

    def is_below_limit(self) -> bool:
        """Return False where ``limit=`` is reached."""
        return self._limit is None or self._out < self._limit

    def went_out(self) -> None:
        """Note that one more line is on its way to the feed."""
        self._out += 1

    def owed(self) -> Iterator[ReplayedArticle]:
        """Yield what no finished feed holds; each is this run's to deliver once it is taken."""
        return map(replayed_article, self._ledger.articles.owed(self._ledger.run))

    def record(self, article: Article) -> RecordResult:
        """Note an article in the ledger, see Ledger.record."""
        return self._ledger.record(article, getattr(article, "validators", None))

    def known(self, id_: str, copied: str | None = None) -> ReplayedArticle | None:
        """Return an article as the ledger has it, once, if the user named it; else None.

        Args:
            id_: The article's id.
            copied: The id of the known article whose very text it has; the line is of that one.
        """
        if id_ not in self._named:
            return None
        line = self._ledger.articles.take(copied or id_, self._ledger.run)
        if line is None or line["id"] in self._known_out:
            return None
        self._known_out.add(line["id"])
        return replayed_article(line)
