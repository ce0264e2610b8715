"""Four small sites, and runs of their spiders on one data directory."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests import forked
from tests.crawling import PATH, SmallSite, listing, serving
from tests.forked import Process

NAMES = ("pratham", "dvitiya", "tritiya", "chaturth")
MODULES = "SPIDER_MODULES=tests.sites.spiders"
EDITED = (4, 9)  # articles that ``SlowSite.edit`` changes
SHARED = 4  # each so many articles, one tells nearly the same on all sites


def page(name: str, number: int, edited: bool = False) -> str:
    """An article; every SHARED-th is nearly the same on all sites, but for one word."""
    own = "" if number % SHARED == 0 else name
    words = [f"शब्द{own}{number}क{each}" for each in range(60)]
    words[7] = f"केवल{name}"
    if edited:
        words[20] = "सुधार"
    return (
        f"<html lang=hi><body><div class=x-body-title><h1>खबर {name} {number}</h1></div>"
        "<div class=x-auth-profile><label class=x-auth-date><em>Updated on : </em>"
        f"{number % 28 + 1} Jan 2026, 10:00 AM IST</label></div>"
        f"<div class=x-editior-content><p>{' '.join(words)}.</p></div></body></html>"
    )


def sitemap(name: str, at: str) -> tuple[int, dict[str, str], bytes]:
    """A sitemap that says when the articles EDITED last changed."""
    entries = "".join(
        f"<url><loc>https://www.{name}.example{PATH(number)}</loc><lastmod>{at}</lastmod></url>"
        for number in EDITED
    )
    return 200, {"Content-Type": "text/xml"}, f"<urlset>{entries}</urlset>".encode()


@dataclass
class SlowSite(SmallSite):
    delay: float = 0  # seconds until it answers

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        time.sleep(self.delay)
        return super().answer(path)

    def edit(self, name: str) -> None:
        """Change the articles EDITED, and say so in the sitemap."""
        self.pages |= {PATH(number): page(name, number, edited=True) for number in EDITED}
        # Later than a visit in the same second.
        at = datetime.now(UTC) + timedelta(seconds=2)
        self.pages["/s.xml"] = sitemap(name, at.isoformat())


@contextmanager
def four_sites(articles: int, delay: float = 0) -> Iterator[dict[str, SlowSite]]:
    """Serve the sites: name → site, each with so many articles; an article takes ``delay`` s."""
    numbers = range(1, articles + 1)
    with ExitStack() as stack:
        sites = {}
        for name in NAMES:
            pages: dict[str, Any] = {PATH(number): page(name, number) for number in numbers}
            pages["/robots.txt"] = 200, {}, b"Sitemap: /s.xml"
            pages["/s.xml"] = sitemap(name, "2026-02-01T10:00:00+05:30")
            site = SlowSite({"/": listing(*numbers), **pages}, delay=delay)
            sites[name] = stack.enter_context(serving(site))
        yield sites


def start(data: Path, name: str, site: SmallSite, *options: str, **environment: str) -> Process:
    command = ["crawl", name, "-L", "WARNING", "-s", MODULES, *options, "-a", f"root={site.url}"]
    return forked.start(command, {"NEWSBOT_DATA_DIR": str(data), **environment})
