"""A spider of newsbot's that takes a setting when it is made, as Scrapy's documentation shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from newsbot.spiders.indiadaily import IndiaDailySpider

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class WithSettingsSpider(IndiaDailySpider):
    name = "with_settings"

    def __init__(self, *args: Any, bot: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bot = bot

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        return super().from_crawler(crawler, *args, bot=crawler.settings["BOT_NAME"], **kwargs)
