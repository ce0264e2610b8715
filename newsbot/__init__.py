"""newsbot: Scrapy spiders that crawl Hindi news sites into clean JSON Lines.

For a page that you have already, call ``newsbot.extract``:

>>> import newsbot
>>> article = newsbot.extract(html, "https://www.theindiadaily.com/…-news-41")  # doctest: +SKIP
>>> article.headline, article.published_at  # doctest: +SKIP

``extract`` returns an ``Article``, or a ``Reject`` that says why the page shows none.
"""

from __future__ import annotations

from datetime import timedelta, timezone
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newsbot.extraction.extract import extract
    from newsbot.items import Article, Reject

__all__ = ["IST", "Article", "Reject", "__version__", "extract"]
__version__ = "0.1.0"

# India's time, all year.
IST = timezone(timedelta(hours=5, minutes=30), "IST")

# Loaded when they are first used: with them comes Scrapy, which takes most of a second.
_MODULES = {
    "Article": "newsbot.items",
    "Reject": "newsbot.items",
    "extract": "newsbot.extraction.extract",
}


if not TYPE_CHECKING:  # to a type checker any name would be one of the module's

    def __getattr__(name: str) -> Any:
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_MODULES[name]), name)
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
