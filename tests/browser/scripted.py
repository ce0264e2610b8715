"""Crawls of sites that need a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.crawling import Run, crawl

SPIDERS = "SPIDER_MODULES=tests.browser.spiders."


def scripted(data: Path, *options: str, spider: str = "scripted", **arguments: Any) -> Run:
    """Crawl with one of the spiders of tests/browser/spiders."""
    return crawl(data, "-s", SPIDERS + spider, *options, **arguments)


def count(run: Run, name: str) -> int:
    """A figure of the run report."""
    return int(run.report["counts"].get(name, 0))
