"""Format the log lines about items: the id of an article, not its whole text."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy import logformatter

from newsbot.items import Article, Reject

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.http import Response
    from scrapy.logformatter import LogFormatterResult
    from twisted.python.failure import Failure


class LogFormatter(logformatter.LogFormatter):
    """Writes one line for each item: rejects at level INFO, articles at DEBUG."""

    def scraped(
        self, item: Any, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """Return the log line of an item: an article's id and headline, a reject's reason."""
        level = logging.INFO if isinstance(item, Reject) else logging.DEBUG
        return {"level": level, "msg": "%(item)s", "args": {"item": _named(item)}}

    def dropped(
        self,
        item: Any,
        exception: BaseException,
        response: Response | Failure | None,
        spider: Spider,
    ) -> LogFormatterResult:
        """Return the log line of a dropped item, at the level that its exception names."""
        level = getattr(exception, "log_level", None) or "INFO"
        number = logging.getLevelNamesMapping()[level]
        return {"level": number, "msg": "dropped: %(why)s", "args": {"why": str(exception)}}


def _named(item: Any) -> str:
    match item:
        case Article():
            return f"article {item.id} {item.headline}"
        case Reject():
            return f"reject {item.reason} {item.url}"
        case _:
            return type(item).__name__
