"""Settings that only show in what a crawl does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.crawling import PROJECT, SmallSite, serving, story


def test_what_is_off_is_not_even_loaded(tmp_path: Path) -> None:
    """Each would cost every run some time and memory, and some would go to the network."""
    with serving(SmallSite({"/india/khabar-news-1": story(1)})) as site:
        crawl = ["-m", "scrapy", "crawl", "indiadaily", "-a", f"root={site.url}"]
        done = subprocess.run(
            [sys.executable, "-X", "importtime", *crawl, "-a", "urls=/india/khabar-news-1"],
            cwd=PROJECT,
            env={**os.environ, "NEWSBOT_DATA_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 0, done.stderr
    rows = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    loaded = {row.rpartition("|")[2].strip() for row in rows}
    assert "newsbot.spider" in loaded
    unwanted = {"tldextract", "aiohttp", "twisted.conch", "playwright", "requests"}
    assert loaded.isdisjoint(unwanted)
    assert "dateparser" in loaded  # it decides the page's dates
