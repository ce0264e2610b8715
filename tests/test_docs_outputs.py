"""README and docs/: outputs that a reader is shown are those that the commands print.

docs/tutorial.md has tests of its own, in test_tutorial.py.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newsbot.progress.display import Display
from samplesite import Site, serve
from tests.commands.ledgers import article, fill, scrapy
from tests.crawling import PROJECT, crawl
from tests.progress.test_display import FIGURES, Tty

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CUT = "…"  # where an output is shortened
SAMPLE_ARTICLES = 200  # of `make sample`


def blocks(page: str, language: str = "") -> list[str]:
    """The blocks of a page, as they are printed."""
    found = BLOCK.findall((PROJECT / page).read_text("utf-8"))
    return [text for name, text in found if name == language]


def is_shortened(shown: Any, real: Any) -> bool:
    """Return whether a value is another one, shortened at `…`."""
    if isinstance(shown, dict):
        return all(
            name == CUT or (name in real and is_shortened(each, real[name]))
            for name, each in shown.items()
        )
    if isinstance(shown, list):
        head = shown[: shown.index(CUT)] if CUT in shown else shown
        is_whole = len(head) == len(shown) == len(real)
        pairs = zip(head, real, strict=False)
        return (is_whole or len(head) < len(shown)) and all(is_shortened(*pair) for pair in pairs)
    if isinstance(shown, str):
        pattern = ".*".join(map(re.escape, shown.split(CUT)))
        return isinstance(real, str) and bool(re.fullmatch(pattern, real, re.DOTALL))
    return bool(shown == real)


def test_shortened_values() -> None:
    real = {"a": ["एक दो तीन", "चार"], "b": 1}
    for shown in ({"a": ["एक…", "चार"]}, {"a": ["…दो…", "…"]}, {"b": 1, "…": "…"}):
        assert is_shortened(shown, real)
    for shown in ({"a": ["एक…"]}, {"a": ["दो…", "…"]}, {"b": 2}, {"c": 1}, {"a": ["एक दो", "…"]}):
        assert not is_shortened(shown, real)


@pytest.mark.slow
def test_the_line_of_the_readme_is_a_line_of_the_sample_sites_feed(tmp_path: Path) -> None:
    (text,) = blocks("README.md", "json")
    shown = json.loads(text)
    with serve(Site(SAMPLE_ARTICLES)) as site:
        run = crawl(tmp_path, root=site.url)
    (real,) = (each for each in run.articles if each["id"] == shown["id"])
    for name, value in shown.items():
        assert is_shortened(value, real[name]), f"{name}: {real[name]!r}"
    assert f"has {len(real)} fields" in (PROJECT / "README.md").read_text("utf-8")


def test_the_search_of_the_ledgers_page(tmp_path: Path, article_fields: dict[str, Any]) -> None:
    (text,) = (
        each for each in blocks("docs/ledger.md") if each.startswith("$ scrapy ledger search")
    )
    command, _, output = text.partition("\n")
    fields: dict[str, Any] = {
        "url": "https://www.theindiadaily.com/india/nahar-marammat-shuru-news-41234",
        "headline": "नहर की मरम्मत शुरू, किसानों को राहत",
        "published_at": datetime(2026, 2, 3, 4, 53, tzinfo=UTC),
    }
    fill(tmp_path, [article(article_fields, 41234, "गांव में पानी की कमी दूर होगी.", **fields)])
    done = scrapy(tmp_path, "ledger", "search", 'नहर "पानी की"', "--limit", "1")
    assert command == "$ scrapy ledger search 'नहर \"पानी की\"' --limit 1"
    assert done.stdout == output


def test_the_display_of_the_crawling_page(monkeypatch: pytest.MonkeyPatch) -> None:
    (text,) = (each for each in blocks("docs/crawling.md") if "of 367 articles" in each)
    monkeypatch.setenv("COLUMNS", "70")
    monkeypatch.setenv("TERM", "xterm")
    tty = Tty(columns=70)
    shown: dict[str, Any] = {
        "articles": 213,
        "to_come": 154,
        "answered": 213,
        "pages": 237,
        "queue": 119,
    }
    shown |= {"rejects": 0, "pages_a_minute": 60.0, "seconds_left": 180.0}
    figures = replace(FIGURES, **shown)
    display = Display(tty)
    try:
        display.show("run", figures, text.rstrip("\n").rpartition("\n")[2])
        assert tty.look() == text.rstrip("\n")
    finally:
        display.close()
