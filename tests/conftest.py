"""What tests share: pages and articles made on the spot."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import HtmlResponse

from newsbot.items import Section
from newsbot.page import ArticlePage, parse_page
from newsbot.spiders.indiadaily import IndiaDailyPage, IndiaDailySpider
from newsbot.urls import SiteUrls
from tests import forked
from tests.resolving.elsewhere import Elsewhere
from tests.thorough import load_profile

SEEN_AT = datetime(2026, 2, 3, 6, 30, tzinfo=UTC)

load_profile()


def pytest_configure(config: pytest.Config) -> None:
    """Start one server of crawls for all processes of pytest-xdist."""
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        forked.share()


@pytest.fixture(scope="session", autouse=True)
def host_gates(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test leaves files in the user's runtime directory."""
    os.environ["NEWSBOT_HOST_GATES"] = str(tmp_path_factory.getbasetemp() / "gates")


@pytest.fixture
def urls() -> SiteUrls:
    return SiteUrls("indiadaily", IndiaDailySpider.origin, IndiaDailySpider.article_url)


@pytest.fixture
def read_page(urls: SiteUrls) -> Callable[..., ArticlePage]:
    """Makes the page of some HTML at an article's URL."""

    def read(
        html: str | bytes,
        path: str = "/india/khabar-news-41",
        layout: type[ArticlePage] = IndiaDailyPage,
    ) -> ArticlePage:
        body = html.encode() if isinstance(html, str) else html
        response = HtmlResponse(urls.origin + path, body=body, encoding="utf-8")
        return parse_page(layout, response, urls, SEEN_AT)

    return read


@pytest.fixture
def article_fields() -> dict[str, Any]:
    """Fields of a small valid article, to be varied."""

    now = SEEN_AT
    return {
        "id": "indiadaily:41",
        "revision": 1,
        "url": "https://www.theindiadaily.com/india/khabar-news-41",
        "site": "indiadaily",
        "kind": "article",
        "headline": "नहर की मरम्मत का काम शुरू",
        "summary": None,
        "authors": [],
        "tags": [],
        "breadcrumbs": [],
        "section": None,
        "dateline": None,
        "agency": None,
        "published_at": None,
        "updated_at": None,
        "published_raw": None,
        "updated_raw": None,
        "published_precision": None,
        "updated_precision": None,
        "language": "und",
        "sections": [Section(None, ["सिंचाई विभाग ने नहर की मरम्मत का काम शुरू कर दिया है."])],
        "body": "",
        "highlights": [],
        "live_updates": [],
        "images": [],
        "videos": [],
        "related": [],
        "duplicate_of": None,
        "changes": None,
        "found_via": "listing",
        "found_on": "https://www.theindiadaily.com/india",
        "depth": 0,
        "fetched_at": now,
        "first_seen_at": now,
        "provenance": {},
    }


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Elsewhere:
    """Crawls a site whose names resolve as a test says."""
    return Elsewhere(tmp_path, monkeypatch)
