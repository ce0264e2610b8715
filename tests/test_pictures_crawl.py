"""Crawls of sites that put one picture on most of their pages."""

from __future__ import annotations

import os
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from tests.crawling import PATH, SITE, Run, SmallSite, crawl, listing, serving, story

LOGO, FILE_PHOTO = f"{SITE}/static/india-daily.png", f"{SITE}/photo/nahar.webp"
COUNT = "discarded_values/images/on_most_pages"


def page(number: int, picture: str, more: str = "") -> str:
    """An article's page that names a picture in its metadata alone."""
    text = story(number).replace("पहला अनुच्छेद", f"पहला अनुच्छेद {more}")
    return f"<head><meta property='og:image' content='{picture}'></head>{text}"


def site(pictures: dict[int, str]) -> SmallSite:
    pages: dict[str, Any] = {"/": listing(*pictures)}
    pages |= {PATH(number): page(number, picture) for number, picture in pictures.items()}
    return SmallSite(pages)


def say_changed(small: SmallSite, *numbers: int) -> None:
    """Have a sitemap say that these articles changed after all visits up to now."""
    time.sleep(1.1)
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    urls = "".join(
        f"<url><loc>{SITE}{PATH(number)}</loc><lastmod>{at}</lastmod></url>" for number in numbers
    )
    small.pages["/robots.txt"] = f"Sitemap: {SITE}/sitemap.xml"
    small.pages["/sitemap.xml"] = (
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    )


def pictures(run: Run) -> Counter[str]:
    return Counter(image["url"] for line in run.articles for image in line["images"])


def left_out(run: Run) -> int:
    return int(run.report["counts"].get(COUNT, 0))


@pytest.mark.slow
def test_a_logo_goes_out_with_four_articles_at_most(tmp_path: Path) -> None:
    numbers = range(1, 13)
    with serving(site(dict.fromkeys(numbers, LOGO))) as small:
        run = crawl(tmp_path, root=small.url)
        assert (run.status, len(run.articles), left_out(run)) == (0, 12, 8), run.stderr
        assert pictures(run) == {LOGO: 4}
        without = [line for line in run.articles if not line["images"]]
        assert all("images" not in line["provenance"] for line in without)

        say_changed(small, *numbers)
        small.pages[PATH(3)] = page(3, LOGO, "जो बदला है")
        run = crawl(tmp_path, root=small.url)
        assert (len(run.articles), left_out(run)) == (13, 12)
        assert (run.articles[-1]["revision"], run.articles[-1]["images"]) == (2, [])
        assert run.articles[-1]["changes"]["fields"] == ["sections"]

        (tmp_path / "ledger.sqlite").unlink()  # the next run rebuilds it from the feeds
        say_changed(small, *numbers)
        small.pages["/"] = listing(*numbers, 13)
        small.pages[PATH(13)] = page(13, LOGO)
        run = crawl(tmp_path, root=small.url)
        assert len(run.articles) == 14
        assert run.articles[-1]["images"] == []
        assert pictures(run) == {LOGO: 4}
        assert Counter(line["revision"] for line in run.articles) == {1: 13, 2: 1}


@pytest.mark.slow
def test_a_file_photo_on_6_of_20_pages_stays(tmp_path: Path) -> None:
    shown = {
        number: FILE_PHOTO if number % 3 == 0 else f"{SITE}/photo/{number}.webp"
        for number in range(1, 21)
    }
    with serving(site(shown)) as small:
        for _ in range(2):
            run = crawl(tmp_path, root=small.url)
            assert left_out(run) == 0
            assert pictures(run) == Counter(shown.values())
            say_changed(small, *shown)


def test_a_killed_run_counts_each_article_once(tmp_path: Path) -> None:
    with serving(site(dict.fromkeys(range(1, 13), LOGO))) as small:
        for moment in ("after-transaction:3", "before-transaction:2"):
            with patch.dict(os.environ, NEWSBOT_FAILPOINT=moment):
                assert crawl(tmp_path, root=small.url).status < 0
        run = crawl(tmp_path, root=small.url)
        assert (run.status, len(run.articles)) == (0, 12), run.stderr
        assert pictures(run) == {LOGO: 4}
