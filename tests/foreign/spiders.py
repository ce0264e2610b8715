"""A spider whose pages bring other items, too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scrapy.http import Response

from newsbot.spiders import indiadaily


class DictSpider(indiadaily.IndiaDailySpider):
    def parse_article(self, response: Response, *args: Any, **kwargs: Any) -> Iterator[Any]:
        yield from super().parse_article(response, *args, **kwargs)
        yield {"page": response.url, "बाइट": len(response.body), "kinds": {1}}
