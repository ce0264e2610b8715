"""Scrapy's own commands work in the project, and leave nothing of a run behind."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import forked
from tests.crawling import (
    PROJECT,
    SITE,
    SmallSite,
    listing,
    our_spiders,
    read_lines,
    serving,
    story,
)

ARTICLE = "/india/khabar-news-1"
MODULES = ("-s", "SPIDER_MODULES=newsbot.spiders,tests.foreign.plain", "-s", "DOWNLOAD_DELAY=0")
SITEMAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    f"<url><loc>{SITE}/india/khabar-news-2</loc></url></urlset>"
)

# What tldextract says once where there is no network: Scrapy's cookies ask it for domains.
WITHOUT_NETWORK = re.compile(r"^\S+ \S+ \[tldextract\b.*?(?=^\d{4}-|\Z)", re.S | re.M)


@pytest.fixture(scope="module")
def site() -> Iterator[SmallSite]:
    cookie = {"Set-Cookie": "a=1", "Content-Type": "text/html; charset=utf-8"}
    pages = {
        "/": (200, cookie, listing(1, 2).encode()),
        ARTICLE: story(1, 2, 3),
        "/india/khabar-news-2": story(2),
        "/robots.txt": f"User-agent: *\nDisallow: /private\nSitemap: {SITE}/sitemap.xml\n",
        "/sitemap.xml": (200, {"Content-Type": "application/xml"}, SITEMAP.encode()),
        "/private": "<p>नहीं</p>",
    }
    with serving(SmallSite(pages)) as served:
        yield served


@pytest.fixture
def scrapy(tmp_path: Path, site: SmallSite) -> Iterator[Scrapy]:
    command = Scrapy(tmp_path / "data", site.url)
    yield command
    assert not command.data.exists(), "a ledger, feed, lock or report was left"


class Scrapy:
    """Runs a command that must succeed; URL in it stands for the site's."""

    def __init__(self, data: Path, url: str) -> None:
        self.data, self.url = data, url

    def __call__(self, *words: str, status: int = 0, page: str = "/") -> str:
        environment = {
            "NEWSBOT_DATA_DIR": str(self.data),
            "PLAIN_URL": self.url + page,
            "BROWSER": "true",
            "EDITOR": "true",
        }
        done = forked.run([word.replace("URL", self.url) for word in words], environment)
        assert done.returncode == status, done.stderr
        assert status or "Traceback" not in WITHOUT_NETWORK.sub("", done.stderr)
        self.stderr = done.stderr
        return done.stdout


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("shell", "-c", "response.css('a').getall()", "URL/"), "खबर 1"),
        (
            (
                *("shell", "--spider=indiadaily", "-c", "next(spider.parse(response)).headline"),
                f"URL{ARTICLE}",
            ),
            "खबर संख्या 1",
        ),
        (("fetch", "URL/"), "खबर 1"),
        (("fetch", "--headers", "URL/"), "Content-Length"),
        (("fetch", "--spider=indiadaily", f"URL{ARTICLE}"), "खबर संख्या 1"),
        (("view", "URL/"), ""),
        (("view", "--spider=indiadaily", f"URL{ARTICLE}"), ""),
        (("check",), ""),
        (("list",), "indiadaily"),
        (("edit", "indiadaily"), ""),
        (("genspider", "--list"), "basic"),
        (("settings", "--get", "BOT_NAME"), "newsbot"),
        (("version", "-v"), "Scrapy"),
    ],
    ids=lambda each: " ".join(each[:2]) if isinstance(each, tuple) else "",
)
def test_a_command_works_and_leaves_nothing(
    scrapy: Scrapy, words: tuple[str, ...], shown: str
) -> None:
    assert shown in scrapy(*words)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ((f"URL{ARTICLE}",), "'headline': 'खबर संख्या 1'"),
        (("-c", "parse_article", f"URL{ARTICLE}"), "'headline': 'खबर संख्या 1'"),
        (("-a", "root=URL", SITE + ARTICLE), "'headline': 'खबर संख्या 1'"),
        # Cleaned: the body is made by a pipeline.
        (("--pipelines", f"URL{ARTICLE}"), "'body': 'यह खबर संख्या 1"),
        (("-d", "2", "-a", "root=URL", f"URL{ARTICLE}"), "'headline': 'खबर संख्या 2'"),
        (("URL/",), f"<GET {SITE}{ARTICLE}>"),
        (("URL/robots.txt",), f"<GET {SITE}/sitemap.xml>"),
        (("URL/sitemap.xml",), f"<GET {SITE}/india/khabar-news-2>"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else "",
)
def test_parse_reads_a_page_of_the_site(scrapy: Scrapy, words: tuple[str, ...], shown: str) -> None:
    assert shown in scrapy("parse", "--spider=indiadaily", "--nocolour", *words)


def test_parse_makes_a_spider_as_its_from_crawler_does(scrapy: Scrapy) -> None:
    modules = ("-s", "SPIDER_MODULES=newsbot.spiders,tests.foreign.with_settings")
    words = ("parse", *modules, "--spider=with_settings", "--nocolour", f"URL{ARTICLE}")
    assert "खबर संख्या 1" in scrapy(*words)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--spider=indiadaily", "-a", "limits=5"), "unknown argument 'limits'"),
        (("--spider=hindi",), "argument url= is missing"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else "",
)
def test_parse_refuses_wrong_arguments_in_one_line(
    scrapy: Scrapy, words: tuple[str, ...], message: str
) -> None:
    scrapy("parse", *words, f"URL{ARTICLE}", status=2)
    [line] = WITHOUT_NETWORK.sub("", scrapy.stderr).splitlines()[-1:]
    assert line.startswith(f"newsbot: {message}")
    assert "Traceback" not in scrapy.stderr


def test_parse_writes_where_it_is_told_to_alone(scrapy: Scrapy, tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    scrapy("parse", "--spider=indiadaily", "-o", str(file), f"URL{ARTICLE}")
    assert [line["headline"] for line in read_lines(file)] == ["खबर संख्या 1"]


@pytest.mark.parametrize(("spider", "page"), [("plain", "/"), ("contract", ARTICLE)])
def test_contracts_are_checked(scrapy: Scrapy, spider: str, page: str) -> None:
    scrapy("check", spider, *MODULES, page=page)
    assert "OK" in scrapy.stderr
    scrapy("check", spider, *MODULES, page="/nothing", status=1)


def test_a_plain_spider_in_the_project_has_scrapys_defaults(
    scrapy: Scrapy, site: SmallSite, tmp_path: Path
) -> None:
    """Pages once each, cookies, a Referer; but the project's robots.txt rule and user agent."""
    site.asked.clear()
    site.agents.clear()
    file = tmp_path / "out.json"
    site.pages["/plain"] = listing(1, 2, extra="<a href=/private>x</a>")
    scrapy("crawl", "plain", *MODULES, "-o", str(file), page="/plain")
    items = json.loads(file.read_text("utf-8"))
    assert len(items) == len({each["url"] for each in items}) == 3
    assert "/private" not in site.asked
    assert all(agent.startswith("newsbot/") for agent in site.agents)
    assert site.url + "/plain" in site.referers
    site.pages["/plain"] = (site.pages["/"][0], site.pages["/"][1], site.pages["/plain"].encode())
    scrapy("crawl", "plain", *MODULES, "-O", str(file), page="/plain")
    assert "a=1" in [each["cookie"] for each in json.loads(file.read_text("utf-8"))]


def test_a_plain_spider_is_no_site(scrapy: Scrapy) -> None:
    scrapy("savefixture", "plain", f"URL{ARTICLE}", *MODULES, status=2)
    known = ", ".join(sorted([*our_spiders(), "contract"]))
    assert f"takes a spider ({known}) and a URL" in scrapy.stderr


def test_a_plain_spider_in_a_file(scrapy: Scrapy, tmp_path: Path) -> None:
    source, file = tmp_path / "my_spider.py", tmp_path / "out.jsonl"
    source.write_text(
        "import scrapy\n"
        "class MySpider(scrapy.Spider):\n"
        "    name = 'my'\n"
        f"    start_urls = ['{scrapy.url}/']\n"
        "    def parse(self, response):\n"
        "        yield {'title': response.css('a::text').get()}\n",
        "utf-8",
    )
    scrapy("runspider", str(source), "-o", str(file))
    assert read_lines(file) == [{"title": "खबर 1"}]


def test_bench(scrapy: Scrapy) -> None:
    scrapy("bench", "-s", "CLOSESPIDER_TIMEOUT=1")
    assert "closespider_timeout" in scrapy.stderr


def test_a_spider_that_is_generated_is_listed(tmp_path: Path) -> None:
    package = tmp_path / "generated"
    package.mkdir()
    (package / "__init__.py").touch()
    modules = ("-s", "NEWSPIDER_MODULE=generated", "-s", "SPIDER_MODULES=generated")
    for words in (("genspider", "mine", "example.org"), ("list",)):
        done = subprocess.run(
            [sys.executable, "-m", "scrapy", *words, *modules],
            cwd=PROJECT,
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["mine"]


@pytest.mark.parametrize("name", ["a/b", "../mine", "x" * 300, "a;b", "a b", "", ".", "खबर"])
def test_no_spider_is_generated_under_a_name_that_names_no_class(tmp_path: Path, name: str) -> None:
    package = tmp_path / "generated"
    package.mkdir()
    (package / "__init__.py").touch()
    command = [sys.executable, "-m", "scrapy", "genspider", name, "example.org"]
    done = subprocess.run(
        [*command, "-s", "NEWSPIDER_MODULE=generated", "-s", "SPIDER_MODULES=generated"],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert "cannot be the name of a spider" in done.stderr
    assert "Traceback" not in done.stderr
    assert {file.name for file in package.iterdir()} <= {"__init__.py", "__pycache__"}
