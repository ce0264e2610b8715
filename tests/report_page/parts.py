"""Runs for the tests of the report's page: lines of articles, and what a run brought."""

from __future__ import annotations

from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any

from newsbot.report_page.articles import Brought, story_of
from newsbot.report_page.edits import edit_of
from newsbot.report_page.page import run_page
from newsbot.report_page.record import RunRecord

SITE = "https://www.theindiadaily.com"
REPORT = {
    "spider": "indiadaily",
    "outcome": "ok",
    "message": "3 articles, 0 rejects",
    "run": "2026-02-03T01-00-00Z",
    "number": 7,
    "started_at": "2026-02-03T01:00:00+00:00",
    "finished_at": "2026-02-03T01:02:00+00:00",
    "articles": 3,
    "rejects": 0,
    "requests": 9,
}


def url_of(number: int) -> str:
    return f"{SITE}/india/khabar-news-{number}"


def line(number: int, *related: int, **fields: Any) -> dict[str, Any]:
    """An article's line; ``related``: the articles that its page offers."""
    return {
        "id": f"indiadaily:{number}",
        "revision": 1,
        "url": url_of(number),
        "headline": f"नहर की मरम्मत, किस्त {number}",
        "language": "hi",
        "section": "देश",
        "kind": "article",
        "published_at": "2026-02-03T06:30:00+05:30",
        "published_precision": "minute",
        "body": "नहर की मरम्मत का काम शुरू हो गया है.",
        "related": [{"url": url_of(each), "headline": f"किस्त {each}"} for each in related],
        **fields,
    }


def brought(
    lines: Iterable[dict[str, Any]], edits: Iterable[tuple[dict[str, Any], dict[str, Any]]] = ()
) -> Brought:
    return Brought([story_of(each) for each in lines], [edit_of(*each) for each in edits])


def page(some: Brought, before: Iterable[RunRecord] = (), **report: Any) -> str:
    return run_page(RunRecord({**REPORT, **report}), some, list(before)).decode()


class Elements(HTMLParser):
    """The start tags of a page, and its text without scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._hidden = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._hidden = tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = False

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    @property
    def links(self) -> list[str]:
        return [str(attrs.get("href")) for tag, attrs in self.tags if tag == "a"]
