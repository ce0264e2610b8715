"""AMP pages: the same articles under other addresses."""

from __future__ import annotations

import functools
import re

import pytest
from lxml import html as lxml_html

from samplesite import Site
from tests.samplesite.crawler import ORIGIN, article_path, channels, get, in_sitemaps
from tests.samplesite.reader import read

SHARES = {"amp": 0.08, "amp_linked": 0.02, "amp_only": 0.01}
_HREF = re.compile('href="([^"]*)"')


@functools.cache
def _site() -> Site:
    return Site(1000)


def _numbers(lot: str) -> list[int]:
    return [n for n in range(1000) if _site().plan.lot(n) == lot]


@pytest.mark.parametrize("lot", SHARES)
def test_shares(lot: str) -> None:
    assert len(_numbers(lot)) == pytest.approx(1000 * SHARES[lot], rel=0.2)
    for articles in (20, 200):
        plan = Site(articles).plan
        assert lot in {plan.lot(n) for n in range(articles)}


@pytest.mark.parametrize("lot", ["amp", "amp_linked"])
def test_both_pages_say_the_same(lot: str) -> None:
    site = _site()
    for n in _numbers(lot):
        path = site.brief(n).path
        ordinary, amp = get(site, path), get(site, "/amp" + path)
        tree = lxml_html.fromstring(ordinary.decode())
        assert tree.xpath("//link[@rel='amphtml']/@href") == [f"{ORIGIN}/amp{path}"]
        assert read(ordinary, ORIGIN + path) == read(amp, ORIGIN + path)
        assert get(site, path + "?amp=1") == amp


def test_an_amp_page_is_amp() -> None:
    site = _site()
    seen = set()
    for n in [n for lot in SHARES for n in _numbers(lot)]:
        page = get(site, "/amp" + site.brief(n).path).decode()
        assert page.startswith('<!doctype html>\n<html ⚡ lang = "hi"')
        assert "idl24by7amp-editior-content" in page
        assert not re.search(r"idl26-|idl24by7-|amphtml|<iframe|<script>", page)
        for image in re.finditer("<img ", page):
            assert page[: image.start()].endswith("<noscript>")
        assert f'<link rel="canonical" href="{ORIGIN}{site.brief(n).path}">' in page
        seen |= set(re.findall(r"<(amp-[a-z]+) ", page))
    assert seen == {"amp-img", "amp-twitter", "amp-instagram", "amp-youtube"}


def test_some_articles_have_an_amp_page_alone() -> None:
    site = _site()
    for n in _numbers("amp_only"):
        path = site.brief(n).path
        assert site.response(path)[0] == 404
        assert site.response(f"/amp{path}")[0] == 200
        gold = site.page(n).gold()
        assert gold["url"] == ORIGIN + path
        assert gold["kind"] == "article"


def test_one_of_them_is_a_related_story_of_a_related_story() -> None:
    site = Site(200)
    assert (site.plan.lot(35), site.plan.role(35)) == ("amp_only", "hop2")
    path = site.brief(35).path
    assert channels(site, 2)[path] == {"hop2"}
    parent = get(site, site.brief(31).path).decode()
    assert re.findall(rf'href="([^"?]*){path}', parent) in (["/amp"], [f"{ORIGIN}/amp"])


def test_addresses_of_amp_pages() -> None:
    site = _site()
    plain = next(n for n in range(100, 1000) if not site.plan.lot(n))
    amp = _numbers("amp")[0]
    own, section = site.brief(amp).path, site.brief(amp).path.split("/")[1]
    assert site.response("/amp" + site.brief(plain).path)[0] == 404
    assert get(site, site.brief(plain).path + "?amp=1") == get(site, site.brief(plain).path)
    status, headers, _ = site.response(f"/amp/{section}/other-slug-news-{40001 + amp}")
    assert (status, headers["Location"]) == (301, f"{ORIGIN}/amp{own}")
    etags = {site.resource(prefix + own).etag for prefix in ("", "/amp")}
    assert len(etags) == 2


def test_links_have_all_forms_and_some_stories_no_other() -> None:
    """Of a small site all pages are read."""
    site = Site(200)
    pages = ["/", "/robots.txt", "/rss/latest.xml", "/news-sitemap.xml", "/sitemap-articles-2.xml"]
    pages += [f"/{name}?page={at}" for name in ("india", "sports", "astro") for at in range(1, 4)]
    pages += [site.brief(n).linked for n in range(200)]
    hrefs = [href for page in pages for href in _HREF.findall(get(site, page).decode())]
    assert any(re.fullmatch(r"/amp/[a-z]+/[a-z0-9-]+-news-\d+", href) for href in hrefs)
    assert any(href.startswith(f"{ORIGIN}/amp/") for href in hrefs)
    assert any(re.search(r"-news-\d+\?amp=1$", href) for href in hrefs)
    assert any(href.startswith("https://amp.theindiadaily.com/") for href in hrefs)
    for n in range(200):
        if site.plan.lot(n) in ("amp_linked", "amp_only"):
            # `<link rel=canonical>` of the page itself apart, nothing names the ordinary address.
            ordinary = site.brief(n).path
            named = [
                href for href in hrefs if article_path(href) == ordinary and "/amp/" not in href
            ]
            assert named == [ORIGIN + ordinary]


def test_a_crawl_finds_all_of_them() -> None:
    site = Site(200)
    found = channels(site, 2)
    for n in range(200):
        if site.plan.lot(n) in SHARES and site.plan.role(n) != "hop3":
            assert found[site.brief(n).path]


def test_sitemaps_name_the_amp_page_where_there_is_no_other() -> None:
    site = Site(200)
    paths = in_sitemaps(site)
    text = get(site, "/sitemap-articles-2.xml").decode()
    named = set(re.findall(rf"<loc>{ORIGIN}/amp(/[^<]*)</loc>", text))
    assert named
    assert named <= paths
    for path in named:
        assert f"<loc>{ORIGIN}{path}</loc>" not in text
