"""The site: which page answers a path, and the gold of all its articles."""

from __future__ import annotations

import gzip
import hashlib
import re
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

from samplesite import feeds, layout, listings
from samplesite.article import Writer
from samplesite.article_page import ALL_DESKS, ArticlePage, printed
from samplesite.grammar import SECTION_SLUGS, sections
from samplesite.layout import ORIGIN, STATIC_PAGES
from samplesite.links import Linker
from samplesite.mixing import mix
from samplesite.oddities import BY_PATH, NOT_FOUND, ODDITIES, shown
from samplesite.plan import BULK, FIRST_NUMBER, HOP3, HOUR, NOW, OLD_START, Plan

PAGE_SIZE = 20
SITEMAP_SIZE = 1000
HTML = "text/html; charset=utf-8"
XML = "application/xml; charset=utf-8"
_DEPTHS = {"hop1": 1, "hop2": 2, "hop3": 3}
_SIDEBARS = 8
_NUMBERED = re.compile(r"/[a-z]+/[a-z0-9-]+-news-(\d{1,7})")
_DATED = re.compile(r"/[a-z]+/[a-z0-9-]+-(\d{10})")


@dataclass(slots=True)
class Resource:
    """What a path answers. The body is built when asked for."""

    status: int
    build: Callable[[], bytes]
    content_type: str = HTML
    etag: str | None = None
    last_modified: int | None = None
    headers: dict[str, str] = field(default_factory=dict)


class Site:
    """The India Daily as of an epoch: `articles` at epoch 0, 2 % more and 5 % edited each epoch after.

    A pure function of its two arguments. Raises ValueError for arguments out of range.
    """

    def __init__(self, articles: int = 200, epoch: int = 0) -> None:
        self.plan = Plan(articles, epoch)
        self.now = NOW + epoch * HOUR
        self.writer = Writer(self.plan)
        self.linker = Linker(self.plan, self.writer)
        self.brief = self.linker.brief
        self._in_section: list[array[int]] = [array("L") for _ in SECTION_SLUGS]
        self._in_sitemap: array[int] = array("L")
        self._only: dict[str, list[int]] = {"news": [], "rss": [], "home": []}
        for n in range(self.plan.total):
            role = self.plan.role(n)
            if role in (BULK, "listing"):
                self._in_section[self.plan.section(n)].append(n)
            if role in (BULK, "sitemap"):
                self._in_sitemap.append(n)
            elif role in self._only:
                self._only[role].append(n)
        self._sidebar = lru_cache(maxsize=2 * _SIDEBARS)(self._build_sidebar)
        self._listing = lru_cache(maxsize=256)(self._build_listing)

    # --- gold -----------------------------------------------------------------------------------

    def gold(self, related_depth: int = 2) -> Iterator[dict[str, Any]]:
        """Every article that a crawl following related stories to this depth must find, as it must be."""
        for n in range(self.plan.total):
            if _DEPTHS.get(self.plan.role(n), 0) <= related_depth:
                yield self.page(n).gold()
                if related_depth > 2 and (child := self.plan.hop3_child(n)) is not None:
                    yield self.page(child).gold()

    def rejects(self) -> list[dict[str, str]]:
        """The URLs that are linked like articles and are none, with the reason."""
        return [{"url": ORIGIN + oddity.path, "reason": oddity.reason} for oddity in ODDITIES]

    def page(self, n: int) -> ArticlePage:
        """The page of article n."""
        return ArticlePage(self.plan, self.linker, self.writer.article(n))

    # --- answers --------------------------------------------------------------------------------

    def response(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """(status, headers, body) of a path with its query, as to a plain GET."""
        resource = self.resource(path)
        body = resource.build()
        return resource.status, headers_of(resource, len(body)), body

    def resource(self, target: str) -> Resource:
        """What a path with its query answers."""
        path, _, query = target.partition("#")[0].partition("?")
        if path != "/" and path.endswith("/"):
            return _redirect(path.rstrip("/") or "/")
        if (oddity := BY_PATH.get(path)) is not None:
            body = oddity.body.replace("§", layout.PREFIXES[0]).encode()
            return Resource(oddity.status, lambda: body)
        n = self._article_at(path)
        if n is not None:
            brief = self.brief(n)
            return self._article(n) if brief.path == path else _redirect(ORIGIN + brief.path)
        return self._other(path, query)

    def _article_at(self, path: str) -> int | None:
        """The article whose number, or second of publication, the path ends in."""
        if match := _NUMBERED.fullmatch(path):
            n = int(match[1]) - FIRST_NUMBER
            return n if self.plan.exists(n) and not self.plan.is_old(n) else None
        if match := _DATED.fullmatch(path):
            n = (int(match[1]) - OLD_START) // self.plan.old_step
            if 0 <= n < self.plan.old and self.brief(n).path == path:
                return n
        return None

    def _article(self, n: int) -> Resource:
        plan = self.plan
        revision = len(plan.edits(n))
        sidebar = mix("sidebar", n) % _SIDEBARS

        def build() -> bytes:
            page = self.page(n)
            return page.html(self._sidebar(sidebar, page.prefix))

        return Resource(
            200,
            build,
            etag=f'"{n:x}-{revision:x}-{plan.articles:x}"',
            last_modified=plan.updated(n),
        )

    def _other(self, path: str, query: str) -> Resource:
        built = self._listing(path, _page_number(query))
        if built is None:
            body = NOT_FOUND.replace("§", layout.PREFIXES[0]).encode()
            return Resource(404, lambda: body)
        content_type, body = built
        digest = hashlib.sha256(body).hexdigest()[:20]
        return Resource(200, lambda: body, content_type, f'"{digest}"', self.now)

    def _build_listing(self, path: str, page: int) -> tuple[str, bytes] | None:
        """Every page that is not an article: (content type, body), None if there is none."""
        slug = path[1:]
        if slug in SECTION_SLUGS:
            return HTML, self._section_page(SECTION_SLUGS.index(slug), page)
        if path == "/":
            return HTML, self._home()
        if path == "/robots.txt":
            return "text/plain; charset=utf-8", feeds.ROBOTS.encode()
        if path == "/rss/latest.xml":
            return "application/rss+xml; charset=utf-8", self._rss().encode()
        if path == "/news-sitemap.xml":
            return XML, self._news_sitemap().encode()
        if path.startswith("/sitemap"):
            return self._sitemap(path)
        if path.startswith("/topic/"):
            return self._topic(path.removeprefix("/topic/"))
        return self._small_page(path)

    def _small_page(self, path: str) -> tuple[str, bytes] | None:
        titles = {address: title for title, address in STATIC_PAGES}
        titles |= {f"/author/desk-{i}": name for i, name in enumerate(ALL_DESKS)}
        titles |= {"/search": "खोज", "/topics": "टॉपिक्स", "/livetv": "लाइव टीवी", "/webstory": "वेब स्टोरी"}
        if path in titles:
            return HTML, listings.plain_page(path, titles[path], self._sidebar(0, listings.PREFIX))
        if path.startswith("/webstory/"):
            return HTML, listings.web_story(path)
        return None

    # --- listings -------------------------------------------------------------------------------

    def _newest(self, count: int) -> list[int]:
        """The newest bulk articles, the newest first."""
        found: list[int] = []
        for n in range(self.plan.total - 1, -1, -1):
            if self.plan.role(n) == BULK:
                found.append(n)
                if len(found) == count:
                    break
        return found

    def _with(self, count: int, role: str) -> list[int]:
        """The newest bulk articles and all that stand nowhere but here."""
        return sorted({*self._newest(count), *self._only[role]}, reverse=True)

    def _cards(self, numbers: list[int]) -> list[listings.Card]:
        briefs = [self.brief(n) for n in numbers]
        return [(listings.href(brief.path, brief.n), brief.headline) for brief in briefs]

    def _build_sidebar(self, variant: int, prefix: str) -> bytes:
        """Of the articles of epoch 0, so that a page changes with its own article only."""
        size = self.plan.articles
        numbers = [self.plan.bulk_near(mix("side", variant, i) % size, size, -1) for i in range(20)]
        briefs = [self.brief(n) for n in numbers]
        rows = [(listings.href(brief.path, brief.n), brief.first_headline) for brief in briefs]
        rows[7] = ("/webstory/lifestyle/monsoon-hair-care-tips-39601", "बालों की देखभाल के आसान तरीके")
        return layout.sidebar(rows).replace("§", prefix).encode()

    def _section_page(self, at: int, page: int) -> bytes:
        members = self._in_section[at]
        pages = max(1, -(-len(members) // PAGE_SIZE))
        end = len(members) - (page - 1) * PAGE_SIZE
        numbers = list(reversed(members[max(0, end - PAGE_SIZE) : max(0, end)]))
        section = sections()[at]
        items = self._cards(numbers)
        if page == 1 and section.slug == "india":
            items[3:3] = [(oddity.path, oddity.headline) for oddity in shown("listing")]
        sidebar = self._sidebar(at, listings.PREFIX)
        return listings.section_page(section.slug, section.name, page, pages, items, sidebar)

    def _home(self) -> bytes:
        numbers = self._with(40, "home")
        items = self._cards(numbers)
        items += [(oddity.path, oddity.headline) for oddity in shown("home")]
        newest, second = (self.brief(n) for n in self._newest(2))
        section = newest.path.split("/")[1]
        ticker = [
            (f"{ORIGIN}{newest.path}?utm_source=home&utm_medium=ticker", newest.headline),
            (f"HTTPS://WWW.TheIndiaDaily.com{newest.path}", newest.headline),
            (f"{newest.path}/", newest.headline),
            (f"/{section}/first-headline-of-this-story-news-{FIRST_NUMBER + newest.n}", newest.headline),
            (f"{second.path}?fbclid=IwAR0", second.headline),
        ]
        strip = [
            (printed(self.now - back, False).replace(",", "").replace(" IST", " (IST)"), text)
            for back, text in ((3600, "संसद की कार्यवाही शुरू"), (5400, "शेयर बाजार में तेजी"))
        ]
        return listings.home(items, ticker, strip, self._sidebar(0, listings.PREFIX))

    def _topic(self, slug: str) -> tuple[str, bytes] | None:
        topics = [topic for section in sections() for topic in section.topics if topic.key == slug]
        if not topics:
            return None
        numbers = [n for n in self._newest(600) if self.brief(n).topic is topics[0]]
        items = self._cards(numbers[:40])
        name = topics[0].tags[0]
        return HTML, listings.topic_page(slug, name, items, self._sidebar(1, listings.PREFIX))

    # --- feeds ----------------------------------------------------------------------------------

    def _chunks(self) -> list[array[int]]:
        """The plain sitemaps' articles, the oldest first; a chunk's limits do not move with the epoch."""
        size = min(SITEMAP_SIZE, max(1, self.plan.articles // 2))
        members = self._in_sitemap
        return [members[start : start + size] for start in range(0, len(members), size)]

    @staticmethod
    def _sitemap_path(at: int) -> str:
        return f"/sitemap-articles-{at + 1}.xml" + (".gz" if at == 0 else "")

    def _sitemap(self, path: str) -> tuple[str, bytes] | None:
        chunks = self._chunks()
        if path == "/sitemap.xml":
            rows = [
                (self._sitemap_path(at), max(self.plan.updated(n) for n in chunk))
                for at, chunk in enumerate(chunks)
            ]
            return XML, feeds.index(rows).encode()
        for at, chunk in enumerate(chunks):
            if path == self._sitemap_path(at):
                rows = [(self.brief(n).path, self.plan.updated(n)) for n in chunk]
                if at == 0:
                    rows += [(oddity.path, NOW - 30 * 24 * HOUR) for oddity in shown("sitemap")]
                body = feeds.sitemap(rows).encode()
                return ("application/gzip", gzip.compress(body, 6, mtime=0)) if at == 0 else (XML, body)
        return None

    def _news_sitemap(self) -> str:
        plan = self.plan
        numbers = self._with(150, "news")
        return feeds.news_sitemap(
            (self.brief(n).path, self.brief(n).headline, plan.published(n), plan.updated(n)) for n in numbers
        )

    def _rss(self) -> str:
        rows = [
            (brief.path, brief.headline, sections()[self.plan.section(n)].name, self.plan.published(n))
            for n in self._with(40, "rss")
            if (brief := self.brief(n))
        ]
        rows += [(oddity.path, oddity.headline, "यूटिलिटी", NOW - HOUR) for oddity in shown("rss")]
        return feeds.rss(rows, self.now)


def _page_number(query: str) -> int:
    """The page asked for; 1 where the query says nothing that can be read."""
    value = parse_qs(query).get("page", ["1"])[0] if query else "1"
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 7 else 1


def _redirect(location: str) -> Resource:
    return Resource(301, lambda: b"", headers={"Location": location})


def headers_of(resource: Resource, length: int) -> dict[str, str]:
    """The headers that tell of a resource."""
    headers = {"Content-Type": resource.content_type, "Content-Length": str(length), **resource.headers}
    if resource.etag:
        headers["ETag"] = resource.etag
    if resource.last_modified is not None:
        headers["Last-Modified"] = http_date(resource.last_modified)
    return headers


_HTTP_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@lru_cache(maxsize=1024)
def http_date(instant: int) -> str:
    """RFC 9110's date."""
    from email.utils import formatdate

    return formatdate(instant, usegmt=True)


__all__ = ["HOP3", "Resource", "Site", "headers_of", "http_date"]
