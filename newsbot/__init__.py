"""newsbot: Scrapy spiders that crawl Hindi news sites into clean JSON Lines."""

from datetime import timedelta, timezone

__all__ = ["IST", "__version__"]
__version__ = "0.1.0"

# India's time, all year.
IST = timezone(timedelta(hours=5, minutes=30), "IST")
