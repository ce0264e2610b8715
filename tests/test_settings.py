"""Settings that only show in what a crawl does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.crawling import PROJECT, SmallSite, serving, story


def test_a_crawl_without_a_browser_does_not_load_its_driver(tmp_path: Path) -> None:
    """It would cost every run time and memory."""
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
    assert "playwright" not in loaded
    assert "dateparser" in loaded  # it decides the page's dates
