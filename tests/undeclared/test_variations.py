"""Sites of other kinds: their addresses, what names their articles, their language."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from newsbot import extract
from newsbot.feed_lines import feed_line
from tests import forked
from tests.crawling import RIGHTS_FILES, SmallSite, read_lines, serving
from tests.undeclared.crawling import assert_all_found, crawl_any
from tests.undeclared.plain import PlainSite
from tests.undeclared.portal import PortalSite
from tests.undeclared.stories import SECTIONS, Told
from tests.undeclared.wordpress import WordPressSite

FEED = "<link rel=alternate type=application/rss+xml href='/khabren.rss'>"
ROBOTS = "User-agent: *\nSitemap: https://nagar-vani.example/{}\n"


def percent(story: Told) -> str:
    return f"/{story.section}/{quote(story.headline.replace(' ', '-'))}/"


SITES = {
    "a number in the query, pagers in the query": lambda: PlainSite(
        address=lambda story: f"/khabar.php?id={200 + story.number}",
        section="/suchi.php?cat={1}",
        page="{}&page={}",
    ),
    "a short number in the query": lambda: PlainSite(
        address=lambda story: f"/?p={11 + story.number}", section="/?cat={1}", page="{}&paged={}"
    ),
    "Devanagari slugs": lambda: PlainSite(address=percent, page="{}?page={}"),
    "a number alone": lambda: PlainSite(
        address=lambda story: f"/khabar/{story.number + 31}", section="/vibhag/{1}"
    ),
    "a number behind the word archives": lambda: PlainSite(
        address=lambda story: f"/archives/{story.number + 1990}", section="/suchi/{0}"
    ),
    "a section that is called like a page of the publisher": lambda: PlainSite(
        address=lambda story: f"/career/{story.slug}", section="/career/{0}"
    ),
    "a long number alone": lambda: PlainSite(
        address=lambda story: f"/{story.number + 310_400}", section="/suchi/{0}"
    ),
    "one word and a letter": lambda: PlainSite(
        address=lambda story: (
            f"/{story.section}/{chr(97 + story.number % 26)}{chr(97 + story.number // 26)}x.html"
        )
    ),
    "slugs at the root": lambda: PlainSite(
        address=lambda story: f"/{story.slug}/", section="/{0}/", page="{}page/{}/"
    ),
    "short slugs at the root": lambda: PlainSite(
        address=lambda story: f"/{'-'.join(story.slug.split('-')[:1])}-{story.number}x",
        section="/{0}",
    ),
    "only a feed": lambda: PlainSite(home=False, in_head=FEED, machine={"/khabren.rss": "feed"}),
    "a sitemap that robots.txt does not name": lambda: PlainSite(
        home=False, machine={"/sitemap.xml": "sitemap"}
    ),
    "a sitemap and nothing else": lambda: PlainSite(
        home=False, robots=ROBOTS.format("kram.xml"), machine={"/kram.xml": "sitemap"}
    ),
    "lists that look like articles": lambda: PlainSite(
        robots=ROBOTS.format("a.xml") + "Sitemap: https://nagar-vani.example/b.xml\n",
        machine={"/a.xml": "sitemap", "/b.xml": "tags"},
    ),
}


@pytest.mark.parametrize("kind", SITES)
def test_all_articles_are_found(tmp_path: Path, kind: str) -> None:
    with serving(SITES[kind]()) as site:
        assert isinstance(site, PlainSite)
        run = crawl_any(tmp_path, site.origin, root=site.url)
        assert_all_found(run, site)
        assert not run.rejects
        known = {*site.gold, *site.pages, *RIGHTS_FILES}
        lost = [path for path in site.asked if path not in known]
        assert len(lost) <= 3, lost
        again = crawl_any(tmp_path, site.origin, root=site.url)
        assert (again.status, len(again.articles)) == (0, len(site.gold)), again.stderr


class Blog(PlainSite):
    """Links of one word to posts that the feed names, and an archive by month."""

    def _cards(self, stories: list[Told]) -> str:
        links = "".join(
            f"<li><a href='{self.address(each)}'>{each.headline.split()[0]}</a></li>"
            for each in stories
        )
        return f"<ul>{links}<li><a href='/2026/01/'>जनवरी</a></li></ul>"


def test_posts_that_a_feed_names_are_asked_for_once(tmp_path: Path) -> None:
    blog = Blog(count=20, section="/search/{}", in_head=FEED, machine={"/khabren.rss": "feed"})
    with serving(blog) as site:
        assert isinstance(site, Blog)
        run = crawl_any(tmp_path, site.origin, root=site.url)
        assert_all_found(run, site)
        assert len(site.asked) == len(set(site.asked))
        assert "/2026/01/" not in site.asked


class FeedOfSections(PlainSite):
    """The feed names the sections among a few stories."""

    def _feed(self) -> tuple[int, dict[str, str], bytes]:
        named = [*self.gold][:3] + [self.section.format(name) for name in SECTIONS]
        items = "".join(f"<item><link>{self.origin}{path}</link></item>" for path in named)
        return 200, {"Content-Type": "application/rss+xml"}, f"<rss>{items}</rss>".encode()


@pytest.mark.parametrize("section", ["/{}", "/{}-ki-taza-khabren"])
def test_sections_that_a_feed_names_are_read_as_sections(tmp_path: Path, section: str) -> None:
    blog = FeedOfSections(section=section, in_head=FEED, machine={"/khabren.rss": "feed"})
    with serving(blog) as site:
        assert isinstance(site, FeedOfSections)
        assert_all_found(crawl_any(tmp_path, site.origin, root=site.url), site)
        first = len(site.asked)
        crawl_any(tmp_path, site.origin, root=site.url)
        assert {section.format(name) for name in SECTIONS} & {*site.asked[first:]}


@pytest.mark.slow
def test_several_sites_in_one_run(tmp_path: Path) -> None:
    """Each by its own host; `-O` holds the articles of both; a wrong one does not hide the other."""
    out = tmp_path / "all.jsonl"
    one, other = (
        PlainSite(count=14),
        PlainSite(count=12, seed="b", address=lambda s: f"/k/{s.number + 40_000}"),
    )
    with serving(one), serving(other):
        one.origin, other.origin = one.url, other.url
        run = crawl_any(tmp_path / "data", f"{one.url}/, {other.url}", "-O", str(out))
        assert run.status == 0, run.stderr
        hosts = [site.url.partition("://")[2] for site in (one, other)]
        assert {each["site"] for each in run.articles} == {f"hindi:{host}" for host in hosts}
        assert len(run.articles) == 26 == len(out.read_text("utf-8").splitlines())
        assert len({each["id"] for each in run.articles}) == 26
        reports = read_lines(tmp_path / "data" / "runs.jsonl")
        assert [each["site"] for each in reports] == [f"hindi:{host}" for host in hosts]
        assert {each["spider"] for each in reports} == {"hindi"}
        again = crawl_any(tmp_path / "data", f"{one.url},{other.url}")
        assert (again.status, len(again.articles)) == (0, 26)
    gone = crawl_any(tmp_path / "data", f"{one.url},{other.url}")
    assert gone.status == 69


def test_runs_with_a_limit_bring_what_one_run_brings(tmp_path: Path) -> None:
    with serving(PlainSite(count=30)) as site:
        assert isinstance(site, PlainSite)
        for _ in range(3):
            crawl_any(tmp_path, site.origin, root=site.url, limit="11")
        run = crawl_any(tmp_path, site.origin, root=site.url)
        assert_all_found(run, site)


def test_an_edit_is_a_revision(tmp_path: Path) -> None:
    with serving(PlainSite(count=12)) as site:
        assert isinstance(site, PlainSite)
        crawl_any(tmp_path, site.origin, root=site.url)
        path, story = next(iter(site.gold.items()))
        site.pages[path] = site.pages[path].replace(
            story.paragraphs[-1], "अब काम पूरा हो चुका है और रास्ता खुल गया है।"
        )
        run = crawl_any(tmp_path, site.origin, root=site.url, urls=path)
        revisions = [each["revision"] for each in run.articles if each["url"].endswith(path)]
        assert revisions == [1, 2]


@pytest.mark.parametrize("make", [WordPressSite, PortalSite])
def test_a_list_that_a_user_names_is_no_article(tmp_path: Path, make: type[SmallSite]) -> None:
    with serving(make()) as site:
        assert isinstance(site, WordPressSite | PortalSite)
        article = next(iter(site.gold))
        lists = [
            path
            for path, page in site.pages.items()
            if path not in site.gold and isinstance(page, str) and _links(page, site.gold) > 4
        ][:6]
        run = crawl_any(tmp_path, site.origin, root=site.url, urls=",".join([article, *lists]))
    assert [each["url"].partition(".example")[2] for each in run.articles] == [article]
    assert len(lists) > 2
    assert set(run.rejects.values()) <= {"not_an_article", "no_body", "no_headline"}


def _links(page: str, paths: Iterable[str]) -> int:
    return sum(f'"{path}"' in page for path in paths)


def english(count: int) -> SmallSite:
    site = SmallSite()
    text = (
        "<p>The municipal corporation has decided to repair the old bridge before the rains.</p>"
        * 5
    )
    links = ""
    for number in range(count):
        path = f"/news/the-old-bridge-will-be-repaired-{number + 52_000}"
        title = f"The old bridge of ward number {number} will be repaired soon"
        links += f"<h2><a href='{path}'>{title}</a></h2>"
        site.pages[path] = (
            f"<html><h1>{title}</h1><time itemprop=datePublished datetime='2026-02-01T10:00:00Z'></time><article>{text}</article></html>"
        )
    site.pages["/"] = f"<html><body>{links}</body></html>"
    entries = "".join(f"<url><loc>https://other.example{path}</loc></url>" for path in site.pages)
    site.pages["/sitemap.xml"] = (200, {}, f"<urlset>{entries}</urlset>".encode())
    return site


@pytest.mark.parametrize("has_home", [True, False])
def test_a_site_in_another_language_is_said_to_be_none(tmp_path: Path, has_home: bool) -> None:
    site = english(60)
    if not has_home:
        site.pages["/"] = "<html><body><div id=app></div></body></html>"
    with serving(site):
        run = crawl_any(tmp_path, "https://other.example/", root=site.url)
    assert (run.status, run.report["outcome"]) == (65, "not_hindi"), run.stderr
    said = "0% of the" if has_home else "of the first 10 articles, 0 are in Hindi"
    assert said in run.report["message"]
    assert run.articles == []
    assert len(site.asked) <= (2 if has_home else 45)


def test_a_small_site_in_another_language_is_said_to_be_none(tmp_path: Path) -> None:
    site = english(3)
    site.pages["/"] = "<html><body><div id=app></div></body></html>"
    with serving(site):
        run = crawl_any(tmp_path, "https://other.example/", root=site.url)
        assert (run.status, run.report["outcome"]) == (65, "not_hindi"), run.report
        site.asked.clear()
        again = crawl_any(tmp_path, "https://other.example/", root=site.url)
    assert (again.status, again.report["outcome"]) == (65, "not_hindi"), again.report
    assert not [path for path in site.asked if path.startswith("/news/")]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"url": ""}, "is empty"),
        ({"url": "ftp://any.example"}, "must be a site's home page"),
        ({"url": "https://user:secret@any.example/"}, "must be a site's home page"),
        ({"url": "../x"}, "must be a site's home page"),
        ({"url": "a.example,b.example", "root": "http://127.0.0.1:1"}, "needs a single site"),
        ({"url": "a.example", "urls": "https://b.example/x"}, "is not a page of https://a.example"),
    ],
)
def test_wrong_arguments_are_refused_in_one_line(
    tmp_path: Path, given: dict[str, str], said: str
) -> None:
    run = crawl_any(tmp_path, **given)
    assert (run.status, run.stderr.count("\n")) == (2, 1)
    assert said in run.stderr
    assert "secret" not in run.stderr


def test_a_lost_ledger_is_rebuilt_from_the_feeds_by_host(tmp_path: Path) -> None:
    with serving(PlainSite(count=10)) as site:
        assert isinstance(site, PlainSite)
        before = crawl_any(tmp_path, site.origin, root=site.url).articles
        for file in tmp_path.glob("ledger.sqlite*"):
            file.unlink()
        run = crawl_any(tmp_path, site.origin, root=site.url)
        assert (run.status, len(run.articles)) == (0, len(before)), run.stderr
    shown = forked.run(["ledger", "show", before[0]["url"]], {"NEWSBOT_DATA_DIR": str(tmp_path)})
    assert shown.returncode == 0, shown.stderr
    assert before[0]["headline"] in shown.stdout


def test_a_crawl_and_extract_give_the_same_fields(tmp_path: Path) -> None:
    with serving(PlainSite(count=9)) as site:
        assert isinstance(site, PlainSite)
        run = crawl_any(tmp_path, site.origin, root=site.url)
        for line in run.articles:
            html = site.pages[line["url"].removeprefix(site.origin)]
            at = datetime.fromisoformat(line["fetched_at"])
            read = extract(html.encode(), line["url"], fetched_at=at, content_type="text/html")
            fields = json.loads(feed_line(vars(read)))
            for name in ("found_via", "found_on", "depth", "first_seen_at", "response"):
                fields[name] = line[name]
            assert fields == line
