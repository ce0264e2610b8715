"""Crawls of a site whose names resolve as a test says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.crawling import Run, crawl

NAMES = {"www.theindiadaily.com": ["127.0.0.1"]}
# Without the rule; without a look at robots.txt, which would be refused first.
SCRAPYS = ("-s", "TWISTED_DNS_RESOLVER=scrapy.resolver.CachingThreadedResolver")
UNRULED = ("-s", "ROBOTSTXT_OBEY=False")
FAST = ("-s", "DOWNLOAD_DELAY=0", "-s", "DOWNLOAD_TIMEOUT=10")


class Elsewhere:
    """Crawls with the spider of tests/resolving/spider.py."""

    def __init__(self, data: Path, environment: pytest.MonkeyPatch) -> None:
        self.data = data
        self.environment = environment

    def crawl(
        self,
        origin: str,
        *options: str,
        names: dict[str, list[str]] = NAMES,
        needs_browser: str = "never",
        **arguments: str,
    ) -> Run:
        self.environment.setenv("ORIGIN", origin)
        self.environment.setenv("NAMES", json.dumps(names))
        self.environment.setenv("NEEDS_BROWSER", needs_browser)
        module = ("-s", "SPIDER_MODULES=tests.resolving.spider")
        return crawl(self.data, *module, *FAST, *options, **arguments)
