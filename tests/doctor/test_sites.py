"""``scrapy doctor`` on sites of each kind: what it finds, what it says to do, its exit status."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
from scrapy.http import HtmlResponse

from newsbot.page import parse_page
from newsbot.spiders.indiadaily import IndiaDailySpider
from newsbot.urls import SiteUrls
from samplesite import Site, serve
from tests.crawling import PATH, SITE, SmallSite, listing, serving, story
from tests.doctor.visiting import ROBOTS, SampleSite, Visit, doctor
from tests.undeclared.plain import PlainSite
from tests.undeclared.wordpress import WordPressSite

CHALLENGE = "<html><body><script>window._cf_chl_opt={cvId:'3'}</script></body></html>"
NUMBERS = range(41001, 41013)
NEW_NAMES = {
    "-body-title": "-n1",
    "-editior-content": "-n2",
    "-auth-date": "-n3",
    "-auth-profile": "-n4",
}


@pytest.fixture(scope="module")
def sample() -> Iterator[tuple[Visit, list[str]]]:
    with serve(Site(articles=200), port=0) as server:
        visit = doctor("--json", "indiadaily", "-a", f"root={server.url}")
        yield visit, list(server.requests)


def test_the_sample_site_is_healthy(sample: tuple[Visit, list[str]]) -> None:
    visit, asked = sample
    report = visit.report
    assert (visit.status, report["status"], report["problems"]) == (0, 0, [])
    assert report["requests"] == len(asked) <= 40
    assert len(report["pages"]) == 10
    assert report["fields"]["headline"] == {"filled": 10, "of": 10, "sources": {"selector": 10}}
    assert report["robots"]["sitemaps"] == [f"{SITE}/sitemap.xml", f"{SITE}/news-sitemap.xml"]
    kinds = {each["kind"] for each in report["sources"]}
    assert kinds == {"listing", "feed", "sitemap", "index"}
    assert all(each["articles"] for each in report["sources"] if each["kind"] != "index")
    assert all(each["found"] for each in report["selectors"] if each["attribute"] == "content")
    assert report["draft"] is None
    assert report["commands"][0].startswith("scrapy savefixture --root http://127.0.0.1:")


def test_a_renamed_layout_is_seen_and_its_new_names_are_drafted() -> None:
    with serving(SampleSite(changes=NEW_NAMES)) as site:
        visit = doctor("--json", "indiadaily", "-a", f"root={site.url}")
    assert visit.status == 1
    assert "content = '-editior-content'" in visit.problems
    assert "title = '-body-title'" in visit.problems
    assert "Without the declaration newsbot reads" in visit.problems
    dead = {e["attribute"] for e in visit.report["selectors"] if not e["found"]}
    assert dead >= {"title", "content", "date", "byline"}
    draft = visit.report["draft"]
    assert "class IndiaDailyPage" in draft
    assert "since = date(" in draft
    assert "-n2" in draft
    found: dict[str, Any] = {}
    exec(compile(draft, "draft", "exec"), found)  # noqa: S102  # that is the test
    (layout,) = (each for name, each in found.items() if name.startswith("IndiaDailyPage2"))
    urls, now = SiteUrls("indiadaily", SITE, IndiaDailySpider.article_url), datetime.now(UTC)
    pages = [each["url"] for each in visit.report["pages"]]
    read = [
        parse_page(
            layout, HtmlResponse(url, body=site.answer(url.removeprefix(SITE))[2]), urls, now
        )
        for url in pages
    ]
    assert sum(bool(page.headline and page.sections) for page in read) >= 9


def test_a_site_of_listings_alone_is_healthy() -> None:
    with serving(PlainSite()) as site:
        del site.pages["/robots.txt"]
        visit = doctor("--json", site.origin, "-a", f"root={site.url}")
    report = visit.report
    assert (visit.status, report["problems"]) == (0, [])
    assert any("No sitemap was found" in each for each in report["notes"])
    assert report["robots"]["status"] == 404
    assert report["fields"]["published_at"]["filled"] == 10
    assert report["shapes"][0]["shape"].startswith("/<section>/")


def test_a_site_whose_sources_name_its_articles_by_number() -> None:
    with serving(WordPressSite()) as site:
        visit = doctor("--json", site.origin, "-a", f"root={site.url}")
    assert visit.status == 0, visit.problems
    assert {each["kind"] for each in visit.report["sources"]} >= {"listing", "feed"}


@pytest.mark.parametrize(
    ("answer", "status", "said"),
    [
        ((200, {"Content-Type": "text/html"}, CHALLENGE.encode()), 77, "Cloudflare"),
        ((403, {"Content-Type": "text/html"}, CHALLENGE.encode()), 77, "Cloudflare"),
        ((403, {"Content-Type": "text/html"}, b"<h1>no</h1>"), 77, "status 403"),
        ((429, {"Content-Type": "text/html"}, b"<h1>no</h1>"), 77, "status 429"),
        ((500, {"Content-Type": "text/html"}, b"<h1>no</h1>"), 69, "status 500"),
        ((404, {"Content-Type": "text/html"}, b"<h1>no</h1>"), 69, "status 404"),
    ],
)
@pytest.mark.parametrize("but", [(), ("/robots.txt",), ("/robots.txt", "/")])
def test_a_site_that_does_not_let_us_read_it(
    answer: tuple[int, dict[str, str], bytes], status: int, said: str, but: tuple[str, ...]
) -> None:
    pages = {"/robots.txt": ROBOTS, "/": listing(1, 2, 3, 4, 5)}

    class Refusing(SmallSite):
        def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
            if path in but:
                return super().answer(path)
            self.asked.append(path)
            return answer

    with serving(Refusing(pages)) as site:
        visit = doctor("--json", "indiadaily", "-a", f"root={site.url}")
    assert visit.status == status, visit.out
    assert said in visit.problems
    assert len(site.asked) <= 15


def test_a_robots_txt_that_forbids_us() -> None:
    rules = (200, {"Content-Type": "text/plain"}, b"User-agent: newsbot\nDisallow: /\n")
    with serving(SmallSite({"/robots.txt": rules, "/": listing(1)})) as site:
        visit = doctor("--json", site.url)
    assert visit.status == 77
    assert visit.report["robots"]["rules"] == ["Disallow: /"]
    assert "robots.txt forbids" in visit.problems
    assert site.asked == ["/robots.txt"]


def test_a_server_that_is_not_there() -> None:
    with serving(SmallSite()) as site:
        pass
    visit = doctor("--json", site.url)
    assert visit.status == 69
    assert "robots.txt could not be read" in visit.problems


def test_a_site_of_scripts_needs_a_browser() -> None:
    script = "<div id=app></div><script>render()</script>"
    head = "<meta property=og:type content=article><meta property=og:title content='नहर में पानी {}'>"
    links = (f"<a href='{PATH(n)}'>नहर में पानी छोड़ा गया, किसान खुश {n}</a>" for n in range(1, 13))
    pages = {"/": f"<html><body>{''.join(links)}</body></html>", "/robots.txt": ROBOTS}
    pages |= {PATH(n): f"<html><head>{head.format(n)}</head><body>{script}" for n in range(1, 13)}
    with serving(SmallSite(pages)) as site:
        visit = doctor("--json", "indiadaily", "-a", f"root={site.url}")
        other = doctor("--json", site.url)
    for each in (visit, other):
        assert each.status == 1
        assert "have no text without a browser" in each.problems
        assert 'needs_browser = "when_empty"' in each.problems


def test_a_home_page_of_scripts_names_nothing() -> None:
    with serving(SmallSite({"/": "<div id=app></div><script src=/a.js></script>"})) as site:
        visit = doctor("--json", site.url)
    assert visit.status == 1
    assert "names no article without a browser" in visit.problems


def test_addresses_that_article_url_does_not_match() -> None:
    path = "/khabar/nahar-mein-pani-{}.html".format
    head = "नहर में पानी छोड़ा गया और किसान खुश {}".format
    links = "".join(f"<h3><a href='{path(n)}'>{head(n)}</a></h3>" for n in NUMBERS)
    pages = {"/": f"<html><body>{links}</body></html>"}
    pages |= {path(n): story(n) for n in NUMBERS}
    with serving(SmallSite(pages)) as site:
        visit = doctor("--json", "indiadaily", "-a", f"root={site.url}")
    assert visit.status == 1
    assert "article_url matches 0 of the 12 addresses" in visit.problems
    assert "article_url = r" in visit.report["draft"]


def test_a_site_with_a_hindi_host_and_hindi_addresses() -> None:
    path = "/समाचार/नहर-में-पानी-{}".format
    links = "".join(
        f"<h3><a href='{path(n)}'>नहर में पानी छोड़ा गया और किसान खुश {n}</a></h3>" for n in NUMBERS
    )
    pages = {"/": f"<html><body>{links}</body></html>", "/robots.txt": ROBOTS}
    pages |= {quote(path(n)): story(n) for n in NUMBERS}
    with serving(SmallSite(pages)) as site:
        visit = doctor("https://समाचार.भारत/", "-a", f"root={site.url}", COLUMNS="40")
        report = doctor("--json", "समाचार.भारत", "-a", f"root={site.url}").report
    assert "e.g.\n    /समाचार/नहर-में-पानी-4100" in visit.out
    assert "/समाचार/नहर-में-पानी-4100" in visit.progress
    origin = "https://xn--61b3bh3a5ab.xn--h2brj9c"
    assert (report["origin"], len(report["pages"]), report["addresses"]) == (origin, 10, 12)
    assert 'name = "mysite"' in report["draft"]
    assert report["commands"][0].endswith(quote(path(41001))[-20:])


def test_a_page_for_every_address_is_not_a_sitemap() -> None:
    class Anything(SmallSite):
        def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
            return super().answer(path if path == "/robots.txt" else "/")

    with serving(Anything({"/robots.txt": ROBOTS, "/": "<h1>साइन इन करें</h1>"})) as site:
        visit = doctor("--json", site.url)
    notes = " ".join(visit.report["notes"])
    assert visit.status == 1
    assert "could not be read: it is not a sitemap" in notes
    assert "No sitemap was found" in notes
    assert "damaged" not in notes


def test_an_english_site_is_one_fault() -> None:
    words = "The water of the canal was let in and farmers are happy {}".format
    links = "".join(f"<h3><a href='/news/canal-water-{n}'>{words(n)}</a></h3>" for n in NUMBERS)
    with serving(SmallSite({"/": f"<html><body>{links}</body></html>"})) as site:
        report = doctor("--json", site.url).report
    (problem,) = report["problems"]
    assert "not in Hindi" in problem["what"]


def test_a_robots_txt_that_is_none_is_the_publishers_fault() -> None:
    with serving(SmallSite({"/robots.txt": (200, {}, b"\x00\x01" * 90), "/": listing(1)})) as site:
        visit = doctor("--json", site.url)
    assert visit.status == 69
    assert "binary data" in visit.problems
    assert "tell the publisher" in visit.problems
    assert "network" not in visit.problems


def test_no_line_of_robots_txt_ends_the_visit() -> None:
    robots = (
        200,
        {},
        b"User-agent: *\nAllow: /\nSitemap: http://[::1\nSitemap: javascript:alert(1)\n",
    )
    pages = {"/robots.txt": robots, "/": listing(1, 2, 3)} | {PATH(n): story(n) for n in (1, 2, 3)}
    with serving(SmallSite(pages)) as site:
        visit = doctor("--json", "indiadaily", "-a", f"root={site.url}")
    assert (len(visit.report["pages"]), "Traceback" in visit.progress) == (3, False)


def test_an_address_of_an_undeclared_site_that_is_not_there() -> None:
    pages = {"/": listing(1, 2, 3)} | {PATH(n): story(n) for n in (1, 2, 3)}
    with serving(SmallSite(pages)) as site:
        visit = doctor("--json", f"{site.url}/nahin-hai")
    assert visit.status == 1
    assert f"{site.url}/nahin-hai could not be read: status 404" in visit.problems
    assert "another page of the site" in visit.problems
    assert "Take it out of" not in visit.problems
