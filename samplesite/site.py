"""The site: which page answers a path, and the gold of all its articles."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

from samplesite import feeds, listings
from samplesite.amp_page import amp_html
from samplesite.article import Writer
from samplesite.article_html import article_html
from samplesite.article_page import ALL_DESKS, ArticlePage
from samplesite.clock import http_date
from samplesite.directory import SIDEBARS, Directory
from samplesite.grammar import SECTION_SLUGS
from samplesite.links import Linker
from samplesite.live_page import LivePage
from samplesite.markup import ORIGIN, STATIC_PAGES
from samplesite.mixing import mix
from samplesite.oddities import BY_PATH, ODDITIES, not_found
from samplesite.photo_page import PhotoPage
from samplesite.plan import FIRST_NUMBER, OLD_START, Plan
from samplesite.video_page import VideoPage
from samplesite.web_story import WebStory, web_story_html

HTML = "text/html; charset=utf-8"
XML = "application/xml; charset=utf-8"
RSS = "application/rss+xml; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
GZIP = "application/gzip"
_DEPTHS = {"hop1": 1, "hop2": 2, "hop3": 3}
_NUMBERED = re.compile(r"/[a-z]+/[a-z0-9-]+-news-(\d{1,7})")
_WEB_STORY = re.compile(r"/webstory/[a-z]+/[a-z0-9-]+-(\d{1,7})")
_DATED = re.compile(r"/[a-z]+/[a-z0-9-]+-(\d{10})")
_PAGES = {"live": LivePage, "photo": PhotoPage, "video": VideoPage, "webstory": WebStory}
_SMALL_PAGES = STATIC_PAGES | {f"/author/desk-{i}": name for i, name in enumerate(ALL_DESKS)}


@dataclass(slots=True)
class Resource:
    """What a path answers. The body is built when asked for; `shared` says that it is kept."""

    status: int
    build: Callable[[], bytes]
    content_type: str = HTML
    etag: str | None = None
    last_modified: int | None = None
    shared: bool = False
    headers: dict[str, str] = field(default_factory=dict)


class Site:
    """The India Daily at an epoch: each brings 2 % more articles and edits 5 % of those there are.

    A pure function of its two arguments. Raises ValueError for arguments out of range.
    """

    def __init__(self, articles: int = 200, epoch: int = 0) -> None:
        """`articles`: how many there are at epoch 0, but for those that only a third hop finds."""
        self.plan = Plan(articles, epoch)
        self.writer = Writer(self.plan)
        self.linker = Linker(self.plan, self.writer)
        self.brief = self.linker.brief
        self.directory = Directory(self.plan, self.linker)
        self._listing = lru_cache(maxsize=256)(self._build_listing)

    def gold(self, related_depth: int = 2) -> Iterator[dict[str, Any]]:
        """What a crawl that follows related stories to this depth must find, as it must come out.

        One dictionary an article, its keys in the order of the file.
        """
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
        article = self.writer.article(n)
        return _PAGES.get(article.kind, ArticlePage)(self.plan, self.linker, article)

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
            return Resource(oddity.status, oddity.body)
        ordinary = path.removeprefix("/amp") if path.startswith("/amp/") else path
        if (n := self._article_at(ordinary)) is not None:
            return self._any_form(n, path, amp=ordinary != path or query == "amp=1")
        return self._other(path, query)

    def _any_form(self, n: int, path: str, amp: bool) -> Resource:
        """Article n, whose number the path has, as AMP or not."""
        own = self.brief(n).path
        prefix = "/amp" if path.startswith("/amp/") else ""
        if prefix and not self.plan.has_amp(n):
            return Resource(404, not_found)
        if self.plan.lot(n) == "amp_only" and not amp:
            return Resource(404, not_found)
        if path != prefix + own:
            return _redirect(ORIGIN + prefix + own)
        return self._article(n, amp and self.plan.has_amp(n))

    def _article_at(self, path: str) -> int | None:
        """The article whose number, or second of publication, the path ends in."""
        if match := _NUMBERED.fullmatch(path) or _WEB_STORY.fullmatch(path):
            n = int(match[1]) - FIRST_NUMBER
            return n if self.plan.exists(n) and not self.plan.is_old(n) else None
        if match := _DATED.fullmatch(path):
            n = (int(match[1]) - OLD_START) // self.plan.old_step
            if 0 <= n < self.plan.old and self.brief(n).path == path:
                return n
        return None

    def _article(self, n: int, amp: bool) -> Resource:
        plan = self.plan

        def build() -> bytes:
            page = self.page(n)
            if isinstance(page, WebStory):
                return web_story_html(page)
            if amp:
                return amp_html(page)
            sidebar = self.directory.sidebar(mix("sidebar", n) % SIDEBARS, page.prefix)
            return article_html(page, sidebar)

        revision = len(plan.edits(n))
        # The page depends on the article, its edits and, by its links, the size of the site.
        tag = f'"{n:x}-{revision:x}-{plan.articles:x}{"-amp" * amp}"'
        return Resource(200, build, etag=tag, last_modified=plan.updated(n))

    def _other(self, path: str, query: str) -> Resource:
        built = self._listing(path, _page_number(query))
        if built is None:
            return Resource(404, not_found)
        content_type, body = built
        tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        now = self.directory.now
        return Resource(200, lambda: body, content_type, tag, now, content_type != GZIP)

    def _build_listing(self, path: str, page: int) -> tuple[str, bytes] | None:
        """Every page that is not an article: (content type, body); None if there is none."""
        directory = self.directory
        fixed: dict[str, tuple[str, Callable[[], bytes]]] = {
            "/": (HTML, directory.home),
            "/robots.txt": (TEXT, feeds.ROBOTS.encode),
            "/rss/latest.xml": (RSS, directory.rss),
            "/news-sitemap.xml": (XML, directory.news_sitemap),
            "/sitemap.xml": (XML, directory.sitemap_index),
        }
        if path in fixed:
            content_type, build = fixed[path]
            return content_type, build()
        if path[1:] in SECTION_SLUGS:
            return HTML, directory.section(path[1:], page)
        if path.startswith("/sitemap-"):
            body = directory.sitemap(path)
            return (GZIP if path.endswith(".gz") else XML, body) if body else None
        if path.startswith("/topic/"):
            body = directory.topic(path.removeprefix("/topic/"))
            return (HTML, body) if body else None
        if (title := _SMALL_PAGES.get(path)) is not None:
            column = directory.sidebar(0, listings.PREFIX)
            return HTML, listings.plain_page(path, title, column)
        return None


def _page_number(query: str) -> int:
    """The page asked for; 1 where the query says nothing that can be read."""
    value = parse_qs(query).get("page", ["1"])[0] if query else "1"
    return max(1, int(value)) if re.fullmatch("[0-9]{1,6}", value) else 1


def _redirect(location: str) -> Resource:
    return Resource(301, lambda: b"", headers={"Location": location})


def headers_of(resource: Resource, length: int) -> dict[str, str]:
    """The headers that tell of a resource with a body of so many bytes."""
    headers = {"Content-Type": resource.content_type, "Content-Length": str(length)}
    if resource.etag:
        headers["ETag"] = resource.etag
    if resource.last_modified is not None:
        headers["Last-Modified"] = http_date(resource.last_modified)
    return headers | resource.headers
