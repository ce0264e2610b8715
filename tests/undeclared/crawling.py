"""Crawls of made sites that nobody declared, and what is asked of each."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from tests import forked
from tests.crawling import RIGHTS_FILES, Run
from tests.undeclared.stories import Told


class MadeSite(Protocol):
    gold: dict[str, Told]
    asked: list[str]
    pages: dict[str, Any]
    origin: str
    url: str


def crawl_any(data: Path, url: str, *options: str, root: str | None = None, **given: str) -> Run:
    """Run ``scrapy crawl hindi`` to its end."""
    command = ["crawl", "hindi", "-L", "WARNING", *options, "-a", f"url={url}"]
    for name, value in {**({"root": root} if root else {}), **given}.items():
        command += ["-a", f"{name}={value}"]
    done = forked.run(command, {"NEWSBOT_DATA_DIR": str(data)})
    return Run(done.returncode, done.stderr, data)


def assert_all_found(run: Run, site: MadeSite) -> None:
    """Every article was delivered once with headline, body and instant; and nothing else."""
    assert run.status == 0, run.stderr
    by_path = {each["url"].partition(".example")[2]: each for each in run.articles}
    assert len(by_path) == len(run.articles)
    extra, missing = by_path.keys() - site.gold.keys(), site.gold.keys() - by_path.keys()
    assert (sorted(extra), sorted(missing)) == ([], [])
    for path, story in site.gold.items():
        article = by_path[path]
        at = article["published_at"]
        assert article["headline"] == story.headline
        assert article["body"] == story.body, path
        assert at is not None
        instant = datetime.fromisoformat(at)
        printed = (
            story.at if article["published_precision"] == "second" else story.at.replace(second=0)
        )
        assert instant == printed, path


def wasted(site: MadeSite) -> list[str]:
    """The requests that led neither to an article nor to a page that names articles."""
    return [path for path in site.asked if path not in site.gold and not _names_some(site, path)]


def _names_some(site: MadeSite, path: str) -> bool:
    if path == "/robots.txt" or path in RIGHTS_FILES:
        return True
    page = site.pages.get(path)
    body = page if isinstance(page, str) else page[2].decode() if isinstance(page, tuple) else ""
    main = body.split("<aside")[0]
    has_list = isinstance(page, tuple) or 'entry-title"><a' in main or 'class="_x81"' in main
    is_list = not any(each in path for each in ("/tag/", "/author/", "/vishay/", "/amp/"))
    return has_list and is_list and '<h1 class="_hd"' not in body
