"""Sites that lead a crawler on without an end, beside a few real articles."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.crawling import PATH, RIGHTS_FILES, SITE, SmallSite, listing, story

ARTICLES = range(1, 21)
XML = {"Content-Type": "application/xml"}
Page = Any  # as in SmallSite.pages
FAILED: Page = (500, {}, b"")


def urlset(*paths: str) -> Page:
    entries = "".join(f"<url><loc>{SITE}{each}</loc></url>" for each in paths)
    return 200, XML, f"<urlset>{entries}</urlset>".encode()


def index(*paths: str) -> Page:
    entries = "".join(f"<sitemap><loc>{SITE}{each}</loc></sitemap>" for each in paths)
    return 200, XML, f"<sitemapindex>{entries}</sitemapindex>".encode()


def robots(*sitemaps: str) -> Page:
    return 200, {}, "".join(f"Sitemap: {SITE}{each}\n" for each in sitemaps).encode()


def menu(*names: str) -> str:
    links = "".join(f"<a href='/{name}'>{name}</a>" for name in names)
    return f"<ul class=x-menu>{links}</ul>"


def feed_link(url: str) -> str:
    return f"<link rel=alternate type=application/rss+xml href='{url}'>"


def rss(*paths: str) -> Page:
    items = "".join(f"<item><link>{SITE}{each}</link></item>" for each in paths)
    return 200, XML, f"<rss><channel>{items}</channel></rss>".encode()


@dataclass
class TrapSite(SmallSite):
    """``trap``: (number, path) → the page behind an address that holds a number; None: 404.

    The home page names ARTICLES, all of which exist.
    """

    trap: Callable[[int, str], Page | None] = lambda number, path: None

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        if path not in self.pages and (number := re.search(r"\d+", path)):
            page = self.trap(int(number[0]), path)
            if page is not None:
                self.pages[path] = page
                answer = super().answer(path)
                del self.pages[path]
                return answer
        return super().answer(path)

    @property
    def wasted(self) -> int:
        """How many requests brought neither an article nor the home page or robots.txt."""
        useful = {
            "/",
            "/robots.txt",
            *RIGHTS_FILES,
            *(path for path in self.pages if "-news-" in path),
        }
        return len([each for each in self.asked if each not in useful])


def trap_site(extra: str = "", pages: dict[str, Page] | None = None, **given: Any) -> TrapSite:
    """Return a site whose home page names the articles; ``extra`` is more of the home page."""
    articles = {PATH(number): story(number) for number in ARTICLES}
    return TrapSite({"/": listing(*ARTICLES, extra=extra), **articles, **(pages or {})}, **given)


def _day(number: int, *articles: int) -> str:
    """A day of a calendar, which links to the next and to a feed of its own."""
    return listing(*articles, extra=f"<a rel=next href='/archive/{number + 1}'>next</a>")


def calendar(days: Callable[[int, str], Page | None]) -> TrapSite:
    """Four calendars that the menu names."""
    names = ("archive", "kal", "din", "tithi")

    def trap(number: int, path: str) -> Page | None:
        name = path.split("/")[1]
        page = days(number, path) if name in names or "-news-" in path else None
        return page.replace("/archive/", f"/{name}/") if isinstance(page, str) else page

    site = trap_site(menu(*names), trap=trap)
    site.pages |= {f"/{name}": str(trap(1, f"/{name}/1")) for name in names}
    return site


def fresh_days(number: int, path: str) -> Page | None:
    """Five articles a day that nobody ever wrote."""
    if "-news-" in path:
        return None
    base = number * 1000 + len(path.split("/")[1])  # each calendar its own
    return _day(number, *(base + each * 50 for each in range(5)))


def repeated(number: int, path: str) -> Page:
    """Three articles that are known by then, other ones than the day before."""
    return _day(number, *(ARTICLES[(number + each * each) % len(ARTICLES)] for each in range(3)))


def days_with_feeds(number: int, path: str) -> Page | None:
    """Every day has a feed of its own, which is empty, and articles that nobody wrote."""
    if "-news-" in path:
        return None
    return _day(number, number * 1000) + feed_link(f"/feed/{number}.xml")


def copies(number: int, path: str) -> Page | None:
    """Every address of an article answers, with one and the same."""
    return story(1) if "-news-" in path else fresh_days(number, path)


TRAPS: dict[str, Callable[[], TrapSite]] = {
    "calendar of dead articles": lambda: calendar(fresh_days),
    "calendar of known articles": lambda: calendar(repeated),
    "calendar with feeds": lambda: calendar(days_with_feeds),
    "menu of empty sections": lambda: trap_site(
        menu(*(f"desh-{n}" for n in range(600))), trap=lambda n, path: listing()
    ),
    "menu of known articles": lambda: trap_site(
        menu(*(f"desh-{n}" for n in range(600))),
        trap=lambda n, path: listing(n % 20 + 1, n % 7 + 1) if "-news-" not in path else None,
    ),
    "menu of dead articles": lambda: trap_site(
        menu(*(f"desh-{n}" for n in range(600))),
        trap=lambda n, path: listing(n + 1000) if "-news-" not in path else None,
    ),
    "menu of dead sections": lambda: trap_site(menu(*(f"desh-{n}" for n in range(600)))),
    "sections in menus of sections": lambda: trap_site(
        menu(*(f"desh-{n}" for n in range(30))),
        trap=lambda n, path: listing(n % 20 + 1, extra=menu(f"desh-{2 * n}", f"desh-{2 * n + 1}")
            + feed_link(f"/f/{n}")) + f"<a rel=next href='{path}0'>next</a>",
    ),
    "empty feeds": lambda: trap_site(
        "".join(feed_link(f"/feed/{n}.xml") for n in range(1000)), trap=lambda n, path: rss()
    ),
    "feeds of dead articles": lambda: trap_site(
        "".join(feed_link(f"/feed/{n}.xml") for n in range(1000)),
        trap=lambda n, p: rss(PATH(n + 1000)) if p.startswith("/feed") else None,
    ),
    "sitemaps that name sitemaps": lambda: trap_site(
        pages={"/robots.txt": robots("/s/1.xml")},
        trap=lambda n, path: index(*(f"/s/{n * 10 + each}.xml" for each in range(10)))
        if path.startswith("/s/") else None,
    ),
    "a chain of sitemaps": lambda: trap_site(
        pages={"/robots.txt": robots("/s/1.xml")},
        trap=lambda n, path: index(f"/s/{n + 1}.xml") if path.startswith("/s/") else None,
    ),
    "an index of empty sitemaps": lambda: trap_site(
        pages={"/robots.txt": robots("/s.xml"), "/s.xml": index(*(f"/s/{n}.xml" for n in range(600)))},
        trap=lambda n, path: urlset() if path.startswith("/s/") else None,
    ),
    "an index of sitemaps of dead articles": lambda: trap_site(
        pages={"/robots.txt": robots("/s.xml"), "/s.xml": index(*(f"/s/{n}.xml" for n in range(600)))},
        trap=lambda n, p: urlset(*(PATH(1000 + 10 * n + each) for each in range(10)))
        if p.startswith("/s/") else None,
    ),
    "an index of sitemaps of known articles": lambda: trap_site(
        pages={"/robots.txt": robots("/s.xml"), "/s.xml": index(*(f"/s/{n}.xml" for n in range(600)))},
        trap=lambda n, p: urlset(*map(PATH, ARTICLES)) if p.startswith("/s/") else None,
    ),
    "an index of sitemaps that are the home page": lambda: trap_site(
        pages={"/robots.txt": robots("/s.xml"), "/s.xml": index(*(f"/s/{n}.xml" for n in range(600)))},
        trap=lambda n, p: (302, {"Location": "/"}, b"") if p.startswith("/s/") else None,
    ),
    "a robots.txt of sitemaps": lambda: trap_site(
        pages={"/robots.txt": robots(*(f"/s/{n}.xml" for n in range(600)))},
    ),
    "articles of one text": lambda: calendar(copies),
    "calendar of articles that fail": lambda: calendar(
        lambda n, p: FAILED if "-news-" in p else fresh_days(n, p)
    ),
    "calendar of articles that are the home page": lambda: calendar(
        lambda n, p: (302, {"Location": "/"}, b"") if "-news-" in p else fresh_days(n, p)
    ),
    "menu of sections that fail": lambda: trap_site(
        menu(*(f"desh-{n}" for n in range(600))), trap=lambda n, path: FAILED
    ),
    "feeds that fail": lambda: trap_site(
        "".join(feed_link(f"/feed/{n}.xml") for n in range(1000)), trap=lambda n, path: FAILED
    ),
    "a robots.txt of sitemaps that fail": lambda: trap_site(
        pages={"/robots.txt": robots(*(f"/s/{n}.xml" for n in range(600)))},
        trap=lambda n, path: FAILED if path.startswith("/s/") else None,
    ),
    "an index of sitemaps that are cut": lambda: trap_site(
        pages={"/robots.txt": robots("/s.xml"), "/s.xml": index(*(f"/s/{n}.xml" for n in range(600)))},
        trap=lambda n, path: (200, {**XML, "Content-Length": "999", "Connection": "close"}, b"<urlset>")
        if path.startswith("/s/") else None,
    ),
    "sitemaps that lead to others": lambda: trap_site(
        pages={"/robots.txt": robots(*(f"/s/{n}.xml" for n in range(600)))},
        trap=lambda n, path: (302, {"Location": f"/s/{n + 1000}.xml"}, b"")
        if path.startswith("/s/") else None,
    ),
}  # fmt: skip
