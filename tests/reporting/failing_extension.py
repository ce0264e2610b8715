"""An extension of a user that has a fault: its handler of one signal raises."""

from __future__ import annotations

from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler


class FailingExtension:
    """Raises where the signal comes that the setting FAILING_SIGNAL names."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls()
        signal = getattr(signals, crawler.settings["FAILING_SIGNAL"])
        crawler.signals.connect(extension.fail, signal)
        return extension

    def fail(self, **_: Any) -> None:
        raise ZeroDivisionError
