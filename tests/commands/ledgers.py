"""Ledgers on disk for the tests of commands, and the commands as processes of their own."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newsbot.items import Article, Section
from newsbot.ledger import Ledger
from newsbot.urls import ArticleRef
from tests import forked
from tests.crawling import SITE

FILE = "ledger.sqlite"
NOW = datetime(2026, 2, 3, 6, 30, tzinfo=UTC)
BODY = ("नहर की मरम्मत का काम शुरू हो गया है.", "किसान पानी की राह देख रहे हैं.", "काम जून तक चलेगा.")


def ref(number: int, site: str = "indiadaily") -> ArticleRef:
    return ArticleRef(f"{SITE}/india/khabar-news-{number}", f"{site}:{number}", "india")


def article(
    fields: dict[str, Any],
    number: int,
    *paragraphs: str,
    site: str = "indiadaily",
    **others: Any,
) -> Article:
    """A variant of the article ``fields`` with these paragraphs, BODY by default."""
    texts = list(paragraphs or BODY)
    which = ref(number, site)
    own = {"id": which.id, "url": which.url, "site": site, "headline": f"नहर का काम, किस्त {number}"}
    text = {"sections": [Section(None, texts)], "body": "\n\n".join(texts)}
    return Article(**{**fields, **own, **text, "fetched_at": NOW, "first_seen_at": NOW, **others})


def fill(
    folder: Path, articles: Iterable[Article], site: str = "indiadaily", delivered: bool = True
) -> None:
    """A run that finds and records these articles, and delivers them or not."""
    ledger = Ledger.open(folder, site)
    for each in articles:
        which = ArticleRef(each.url, each.id, None)
        ledger.pages.discover([which], "listing", f"{SITE}/", 0, ledger.run)
        ledger.record(each, ('"v1"', None))
    if delivered:
        ledger.delivered()
    ledger.close()


def scrapy(
    data: Path, *arguments: str, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command of the project on a data directory, to its end."""
    done = forked.run(arguments, {"NEWSBOT_DATA_DIR": str(data), **(environment or {})})
    assert "Traceback" not in done.stderr, done.stderr
    return done


def state_of(folder: Path) -> dict[str, tuple[int, int]]:
    """File → (size, time of its last change)."""
    return {file.name: (file.stat().st_size, file.stat().st_mtime_ns) for file in folder.iterdir()}


def columns(output: str) -> list[list[str]]:
    """The cells of a table that a command printed, up to the first empty line."""
    return [line.split() for line in output.partition("\n\n")[0].splitlines()]
