"""The site as a whole: the same every time, edits by epoch, large without being held in memory."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html as lxml_html

from samplesite import Site
from tests.samplesite.crawler import ORIGIN, SECTIONS, get, in_sitemaps, parse_xml

_DIGEST = """
import hashlib, json, sys
from samplesite import Site
site = Site(60, 2)
digest = hashlib.sha256()
for article in site.gold():
    digest.update(json.dumps(article).encode())
    path = article["url"].removeprefix("https://www.theindiadaily.com")
    digest.update(site.response(path)[2])
    digest.update(site.response("/amp" + path)[2])
for path in ("/", "/india", "/sitemap.xml", "/sitemap-articles-1.xml.gz", "/rss/latest.xml"):
    digest.update(site.response(path)[2])
print(digest.hexdigest())
"""


def test_another_process_makes_the_same_site() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", _DIGEST],
            env={"PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": zone},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed, locale, zone in (("1", "C", "UTC"), ("2", "C.UTF-8", "Asia/Kolkata"))
    }
    assert len(digests) == 1


def test_the_order_of_asking_changes_nothing() -> None:
    one, other = Site(100), Site(100)
    paths = [one.brief(n).linked for n in range(100)]
    forwards = [one.response(path) for path in paths]
    backwards = [other.response(path) for path in reversed(paths)]
    assert forwards == backwards[::-1]


@pytest.mark.parametrize(("articles", "epoch"), [(20, 0), (37, 1), (200, 5), (1001, 3)])
def test_numbers_of_articles(articles: int, epoch: int) -> None:
    urls = [article["url"] for article in Site(articles, epoch).gold()]
    assert len(urls) == len(set(urls)) == articles + epoch * max(1, round(articles * 0.02))


@pytest.mark.parametrize(
    ("articles", "epoch"), [(0, 0), (19, 0), (10**6, 0), (200, -1), (200, 1001), (500_000, 999)]
)
def test_numbers_out_of_range_are_refused(articles: int, epoch: int) -> None:
    with pytest.raises(ValueError, match="must be"):
        Site(articles, epoch)


def test_an_epoch_edits_five_per_cent_and_shows_it() -> None:
    before, after = Site(400, 3), Site(400, 4)
    fields: set[str] = set()
    edited = 0
    old = {article["url"]: article for article in before.gold()}
    listed = in_sitemaps(after)
    for article in after.gold():
        path = article["url"].removeprefix(ORIGIN)
        if after.resource(path).status == 404:  # there is only an AMP page
            path = "/amp" + path
        resource = after.resource(path)
        if article["url"] not in old:
            continue
        changed = {name for name in article if article[name] != old[article["url"]].get(name)}
        first = before.resource(path)
        assert bool(changed) == (resource.etag != first.etag)
        if not changed:
            assert resource.build() == first.build()
            assert resource.last_modified == first.last_modified
            continue
        edited += 1
        fields |= changed
        assert resource.last_modified is not None
        assert first.last_modified is not None
        assert resource.last_modified > first.last_modified
        story = article["kind"] == "webstory"  # which prints no date of its update
        assert "updated_at" in changed or (story and "sections" in changed)
        # Nobody could know of an edit that no lastmod tells of.
        assert (
            path.removeprefix("/amp") in listed or path in get(after, "/news-sitemap.xml").decode()
        )
    assert 0.045 * before.plan.total <= edited <= 0.055 * before.plan.total
    usual = set("headline breadcrumbs updated_at updated_raw sections body".split())
    assert usual <= fields <= usual | {"updated_precision", "live_updates", "images"}


def test_lastmod_follows_the_edit() -> None:
    site = Site(200, 2)
    lastmods = {}
    for name in ("/sitemap-articles-2.xml", "/news-sitemap.xml"):
        for url in parse_xml(get(site, name)):
            lastmods[url[0].text] = datetime.fromisoformat(str(url[1].text))
    edited = [n for n in range(site.plan.total) if site.plan.edits(n)]
    assert edited
    for n in range(site.plan.total):
        if (lastmod := lastmods.get(ORIGIN + site.brief(n).linked)) is not None:
            assert lastmod.timestamp() == site.plan.updated(n)
    index = parse_xml(get(site, "/sitemap.xml"))
    newest = max(datetime.fromisoformat(str(node[1].text)) for node in index)
    assert newest.timestamp() == max(map(site.plan.updated, range(site.plan.total)))


def test_feeds_are_well_formed() -> None:
    site = Site(200)
    news = parse_xml(get(site, "/news-sitemap.xml"))
    google = "{http://www.google.com/schemas/sitemap-news/0.9}"
    dates = [node.text for node in news.iter(f"{google}publication_date")]
    assert len(dates) == len(news)
    assert all(datetime.fromisoformat(str(date)) < datetime.now(UTC) for date in dates)
    rss = parse_xml(get(site, "/rss/latest.xml"))
    for item in rss.iter("item"):
        datetime.strptime(str(item.findtext("pubDate")), "%a, %d %b %Y %H:%M:%S %z")
        assert str(item.findtext("title")).strip()
    (feed,) = lxml_html.fromstring(get(site, "/").decode()).xpath("//link[@rel='alternate']/@href")
    assert feed == ORIGIN + "/rss/latest.xml"


def test_a_listing_shows_twenty_cards_and_ends() -> None:
    site = Site(1000)
    for section in SECTIONS:
        pages = 0
        while True:
            pages += 1
            tree = lxml_html.fromstring(get(site, f"/{section}?page={pages}").decode())
            cards = tree.xpath("//*[contains(@class, '-listitems')]/a")
            onward = tree.xpath("//a[@rel='next']")
            if not onward:
                break
            assert len(cards) == 20 + (section == "india" and pages == 1)
        assert 0 < len(cards) <= 20
        assert b"listitems" not in get(site, f"/{section}?page={pages + 1}")
    tree = lxml_html.fromstring(get(site, "/india").decode())
    first = tree.xpath("//*[contains(@class, '-listitems')]/a")[0]
    assert first.get("title") == ""
    assert "16-9de" in first.find(".//img").get("src")
    assert get(site, "/india") == get(site, "/india?page=1") == get(site, "/india?page=x")


@pytest.mark.parametrize("path", ["/nope", "/india/x", "/india/a-b-news-99999", "/sitemap-articles-9.xml",
                                  "/topic/nothing", "/india/a-1695863213", "/india/a-news-5040001"])  # fmt: skip
def test_unknown_paths_are_404(path: str) -> None:
    status, _, body = Site(50).response(path)
    assert status == 404
    assert b"idl24by7-page404" in body


def test_other_addresses_of_an_article_redirect_to_it() -> None:
    site = Site(50)
    path = site.brief(40).path
    assert site.response(path + "/")[:2] == (301, {"Content-Type": "text/html; charset=utf-8",
                                                  "Content-Length": "0", "Location": path})  # fmt: skip
    status, headers, _ = site.response(f"/sports/other-slug-news-{40001 + 40}")
    assert (status, headers["Location"]) == (301, ORIGIN + path)
    assert site.response(path + "?utm_source=x#y") == site.response(path)


def test_every_rooted_link_of_a_page_is_answered() -> None:
    """But for the dead links on purpose, and pictures."""
    site = Site(120)
    dead = {reject["url"] for reject in site.rejects() if reject["reason"] == "http_404"}
    asked = set()
    for page in ("/", "/india", site.brief(77).path, site.brief(60).path):
        tree = lxml_html.fromstring(get(site, page).decode())
        tree.make_links_absolute(ORIGIN + page)
        asked |= {href for href in tree.xpath("//a/@href") if href.startswith(ORIGIN)}
    for href in asked - dead:
        assert site.response(href.removeprefix(ORIGIN) or "/")[0] in (200, 301), href


def test_rejects_answer_what_their_reason_says() -> None:
    site = Site(50)
    answers = {}
    for reject in site.rejects():
        status, _, body = site.response(reject["url"].removeprefix(ORIGIN))
        answers[reject["reason"]] = (status, len(body) > 0, b"<h1" in body, b"</html>" in body)
    assert answers == {
        "http_404": (404, True, True, True),
        "empty_page": (200, False, False, False),
        "no_headline": (200, True, False, False),
        "no_body": (200, True, True, True),
        "robots_txt": (200, True, True, True),
    }


_LARGE = """
from samplesite import Site
site = Site(100_000)
for n in range(0, 100_000, 97):
    assert site.response(site.brief(n).linked)[0] == 200
for path in ("/", "/sitemap.xml", "/sitemap-articles-50.xml", "/india?page=1500", "/news-sitemap.xml"):
    assert site.response(path)[0] == 200
print(open("/proc/self/status").read().split("VmHWM:")[1].split()[0])
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux's /proc")
def test_a_hundred_thousand_articles_take_little_memory() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LARGE], capture_output=True, check=True, text=True
    )
    assert int(done.stdout) < 150_000  # KiB


def test_a_page_has_the_size_of_a_real_one() -> None:
    site = Site(400)
    plain = [n for n in range(400) if not site.plan.lot(n).startswith(("webstory", "amp"))]
    sizes = sorted(len(site.response(site.brief(n).linked)[2]) for n in plain)
    assert sizes[0] > 25_000
    assert sizes[200] < 50_000


def test_etags_of_articles_are_strong_and_their_own() -> None:
    site = Site(200)
    tags = [site.resource(site.brief(n).linked).etag for n in range(200)]
    assert len(set(tags)) == 200
    assert all(re.fullmatch('"[!#-~]+"', str(tag)) for tag in tags)
