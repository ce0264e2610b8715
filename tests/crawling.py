"""Real crawls for tests: `scrapy crawl` in a process of its own, and a small site to aim it at."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from newsbot.spider import NewsSpider
from tests import forked
from tests.forked import PROJECT

__all__ = ["PROJECT"]

# Files of a host that a run reads before its first article, once a day.
RIGHTS_FILES = frozenset({"/ai.txt", "/.well-known/tdmrep.json"})
SITE = "https://www.theindiadaily.com"


@dataclass
class Run:
    """What a crawl left behind."""

    status: int
    stderr: str
    data: Path

    @property
    def report(self) -> dict[str, Any]:
        return read_lines(self.data / "runs.jsonl")[-1]

    def lines(self, folder: str) -> list[dict[str, Any]]:
        """All that was written to ``feeds`` or ``rejects`` up to now."""
        files = sorted(self.data.glob(f"{folder}/**/*.jsonl"))
        return [line for file in files for line in read_lines(file)]

    @property
    def articles(self) -> list[dict[str, Any]]:
        return self.lines("feeds")

    @property
    def rejects(self) -> dict[str, str]:
        """URL → reason."""
        return {each["url"]: each["reason"] for each in self.lines("rejects")}


def our_spiders() -> dict[str, type[NewsSpider]]:
    """The name of each site that newsbot/spiders declares → its spider."""
    loader = SpiderLoader(Settings({"SPIDER_MODULES": ["newsbot.spiders"]}))
    return {name: loader.load(name) for name in sorted(loader.list())}


def read_lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def crawl(data: Path, *options: str, root: str | None = None, **arguments: str) -> Run:
    """Run ``scrapy crawl indiadaily`` to its end."""
    command = ["crawl", "indiadaily", "-L", "WARNING", *options]
    for name, value in {**({"root": root} if root else {}), **arguments}.items():
        command += ["-a", f"{name}={value}"]
    done = forked.run(command, {"NEWSBOT_DATA_DIR": str(data)})
    return Run(done.returncode, done.stderr, data)


@dataclass
class SmallSite:
    """A site of a few pages: path → (status, headers, body), or several for one after another, or a
    function that returns it.
    """

    pages: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    referers: set[str] = field(default_factory=set)
    url: str = ""
    validates: bool = False  # answers with an ETag, and 304 to one that still holds
    unchanged: list[str] = field(default_factory=list)  # paths that were answered so

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        self.asked.append(path)
        page = self.pages.get(path, (404, {}, b"<h1>404</h1>"))
        if isinstance(page, list):
            page = page.pop(0) if len(page) > 1 else page[0]
        if callable(page):
            page = page()
        if isinstance(page, str):
            page = (200, {"Content-Type": "text/html; charset=utf-8"}, page.encode())
        return page


@contextmanager
def serving(site: SmallSite) -> Iterator[SmallSite]:
    """Serve the site on a free loopback port while the context lasts."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.agents.add(self.headers.get("User-Agent", ""))
            site.referers.add(self.headers.get("Referer", ""))
            status, headers, body = site.answer(self.path)
            if site.validates and status == 200:
                tag = f'"{zlib.crc32(body):x}"'
                headers = {**headers, "ETag": tag}
                if self.headers.get("If-None-Match") == tag:
                    status, body = 304, b""
                    site.unchanged.append(self.path)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


PATH = "/india/khabar-news-{}".format  # of an article, by its number


def story(number: int, *links: int, extra: str = "") -> str:
    """The page of an article whose related block leads to others."""
    items = "".join(f"<a href='{PATH(each)}'><h3>खबर संख्या {each}</h3></a>" for each in links)
    return (
        f"<html lang=hi><body>{extra}<div class=x-body-title><h1>खबर संख्या {number}</h1></div>"
        "<div class=x-auth-profile><label class=x-auth-date><em>Updated on : </em>"
        f"{number % 28 + 1} Jan 2026, 10:00 AM IST</label></div>"
        f"<div class=x-editior-content><p>यह खबर संख्या {number} का पहला अनुच्छेद है.</p></div>"
        f"<div class=x-rel-slider>{items}</div></body></html>"
    )


def listing(*numbers: int, extra: str = "") -> str:
    links = "".join(f"<a href='{PATH(each)}'>खबर {each}</a>" for each in numbers)
    return f"<html><body>{extra}{links}</body></html>"
