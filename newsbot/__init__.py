"""newsbot: Scrapy spiders that crawl Hindi news sites into clean JSON Lines.

If you already have the HTML of a page, call ``newsbot.extract``:

>>> import newsbot
>>> article = newsbot.extract(html, "https://www.theindiadaily.com/…-news-41")  # doctest: +SKIP
>>> article.headline, article.published_at  # doctest: +SKIP

``extract`` returns an ``Article``. If the page shows no article, it returns a ``Reject`` with the
reason.
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

# India has this offset all year, without summer time.
IST = timezone(timedelta(hours=5, minutes=30), "IST")

# Name → its module, imported at first use because it imports Scrapy, which takes most of a second.
_MODULES = {
    "Article": "newsbot.items",
    "Reject": "newsbot.items",
    "extract": "newsbot.extraction.extract",
}


if not TYPE_CHECKING:  # a type checker that sees __getattr__ accepts every name of this module

    def __getattr__(name: str) -> Any:
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_MODULES[name]), name)
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
