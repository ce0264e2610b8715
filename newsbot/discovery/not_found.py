"""How many addresses that led nowhere in earlier runs a run asks for again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbot.ledger.revisits import GONE_REASONS
from newsbot.reporting import stat_names
from newsbot.signals import address_answered

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newsbot.discovery.backlog import Backlog
    from newsbot.ledger import Page

ROOM_PER_FOUND = (
    10  # further addresses that a run may ask for where one of them leads to an article
)


class NotFoundRetries:
    """Bounds the requests for articles whose address answered "not found" when it was last asked.

    A link may be older than its page, so the next runs ask for such an address again. A source that
    names ever new dead addresses must not cost each run all those of the runs before, too. Where
    addresses lead to articles again, the run asks for ever more of them: after an outage it asks
    for all.

    Args:
        crawler: Its signals tell what addresses lead to; its stats get the number that is left.
        backlog: Is told when there is room for addresses that were refused.
        limit: How many a run asks for where none of them leads to an article.
    """

    def __init__(self, crawler: Crawler, backlog: Backlog, limit: int) -> None:
        self._stats = crawler.stats
        self._backlog = backlog
        self._room = limit
        self._asked: set[str] = set()
        self._left: set[str] = set()
        crawler.signals.connect(self._answered, address_answered)

    def allows(self, page: Page) -> bool:
        """Return whether the run asks for a page that is due; count it if its address was dead."""
        if page.reason not in GONE_REASONS:
            return True
        if not self._room:
            self._left.add(page.key)
        else:
            self._room -= 1
            self._asked.add(page.key)
            self._left.discard(page.key)
        self._stats.set_value(stat_names.PAGES_NOT_FOUND_LEFT, len(self._left))
        return page.key in self._asked

    def _answered(self, id_: str, is_article: bool) -> None:
        if is_article and id_ in self._asked:
            self._room += ROOM_PER_FOUND
            if self._left:
                self._backlog.leave()
