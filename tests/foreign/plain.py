"""Spiders that a user of the project writes: one of Scrapy's own kind, one of newsbot's."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from typing import Any

import scrapy
from scrapy.http import Response, TextResponse

from newsbot.spiders import indiadaily

URL = os.environ.get("PLAIN_URL", "")


class PlainSpider(scrapy.Spider):
    """Follows each link of a page, twice, and needs a cookie to be kept."""

    name = "plain"

    async def start(self) -> AsyncIterator[Any]:
        yield scrapy.Request(URL)

    def parse(self, response: Response) -> Iterator[Any]:
        assert isinstance(response, TextResponse)
        yield {"url": response.url, "cookie": response.request.headers.get("Cookie", b"").decode()}
        links = response.css("a::attr(href)").getall()
        yield from response.follow_all([*links, *links])

    parse.__doc__ = f"@url {URL}\n@returns items 1 1\n@returns requests 1"


class ContractSpider(indiadaily.IndiaDailySpider):
    name = "contract"

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Any]:
        yield from super().parse(response, **kwargs)

    parse.__doc__ = f"@url {URL}\n@returns items 1 1\n@scrapes headline sections"
