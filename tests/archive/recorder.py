"""A downloader middleware that writes what a crawl fetches into a WARC file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.web.http import RESPONSES

from newsbot.components import spider_of
from tests.archive.files import START, Fetched, record


class Recorder:
    """Stands nearest to the downloader: bodies are as they were received."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._file = Path(crawler.settings["TEST_ARCHIVE"]).open("ab")  # noqa: SIM115  # held

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        at = datetime.now(UTC)
        headers: Any = [
            (name.decode(), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
        ]
        phrase = RESPONSES.get(response.status, b"-").decode()
        page = Fetched(
            spider_of(self._crawler).urls.to_origin(response.url),
            response.body,
            (at - START).total_seconds(),
            f"{response.status} {phrase}",
            headers,
        )
        self._file.write(record(page, gz=True))
        self._file.flush()
        return response
