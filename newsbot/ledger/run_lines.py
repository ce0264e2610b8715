"""Count the lines that a run gives its feed, and take known lines from the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbot.feed_lines import replayed_article

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from newsbot.feed_lines import ReplayedArticle
    from newsbot.items import Article
    from newsbot.ledger import Ledger, RecordResult


class RunLines:
    """Counts the lines of a run up to ``limit=``, and takes known lines from the ledger.

    Args:
        ledger: The ledger of the run.
        named: Ids of the articles that ``urls=`` names; they are delivered even if they are known.
        limit: The largest number of lines for the feed; None: no limit.
    """

    def __init__(self, ledger: Ledger, named: Container[str], limit: int | None) -> None:
        self._ledger = ledger
        self._named = named
        self._limit = limit
        self._out = 0
        self._known_out: set[str] = set()  # ids of named articles whose known lines went out

    def is_below_limit(self) -> bool:
        """Return whether the feed may get another line."""
        return self._limit is None or self._out < self._limit

    def went_out(self) -> None:
        """Count one more line that goes to the feed."""
        self._out += 1

    def owed(self) -> Iterator[ReplayedArticle]:
        """Yield the articles that are owed to a feed; this run owes each one that it takes."""
        return map(replayed_article, self._ledger.articles.owed(self._ledger.run))

    def record(self, article: Article) -> RecordResult:
        """Record an article in the ledger, see Ledger.record."""
        return self._ledger.record(article, getattr(article, "validators", None))

    def known(self, id_: str, copied: str | None = None) -> ReplayedArticle | None:
        """Return the ledger's copy of an article that the user named.

        Args:
            id_: The article's id.
            copied: The id of the known article with the same text, which is returned instead.

        Returns:
            The article; None if the user did not name it, or if this method returned it before.
        """
        if id_ not in self._named:
            return None
        line = self._ledger.articles.take(copied or id_, self._ledger.run)
        if line is None or line["id"] in self._known_out:
            return None
        self._known_out.add(line["id"])
        return replayed_article(line)
