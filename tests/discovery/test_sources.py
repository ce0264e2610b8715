from __future__ import annotations

import gc
import gzip
import json
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import HtmlResponse, Response, TextResponse

from newsbot.discovery.sources import Feed, Listing, Robots, Sitemap, Source
from newsbot.spiders.indiadaily import IndiaDailySpider
from newsbot.urls import SiteUrls
from tests.shared import shared

SITE = "https://www.theindiadaily.com"


def read(source: Source, body: bytes, urls: SiteUrls, url: str = SITE + "/x") -> tuple[list, list]:
    kind = HtmlResponse if isinstance(source, Listing) else TextResponse
    found = source.read(kind(url, body=body, encoding="utf-8"), urls)
    outlinks = [(outlink.ref.url.removeprefix(SITE), outlink.changed) for outlink in found.outlinks]
    return outlinks, [(url.removeprefix(SITE), type(page).__name__) for url, page in found.pages]


def test_robots(urls: SiteUrls) -> None:
    body = (
        b"User-agent: *\nDisallow: /desk/\nSitemap: https://www.theindiadaily.com/a.xml\n"
        b"sitemap: /b.xml.gz\nSitemap: http://[::1\n"  # the second is not a URL
        b"Sitemap: https://elsewhere.example/c.xml\nSitemap: /b.xml.gz\n"
    )
    assert read(Robots(), body, urls) == (
        [],
        [
            ("/a.xml", "Sitemap"),
            ("/b.xml.gz", "Sitemap"),
            ("https://elsewhere.example/c.xml", "Sitemap"),
        ],
    )


ELSEWHERE = "https://maps.example/india.xml"


def test_a_sitemap_elsewhere_is_read_for_the_sites_own_urls(urls: SiteUrls) -> None:
    source = Sitemap(ELSEWHERE, "maps.example")
    body = b"""<urlset><url><loc>https://www.theindiadaily.com/india/a-news-1</loc></url>
    <url><loc>https://maps.example/india/b-news-2</loc></url>
    <url><loc>https://other.example/india/c-news-3</loc></url></urlset>"""
    found = source.read(TextResponse(ELSEWHERE, body=body), urls)
    assert [outlink.ref.id for outlink in found.outlinks] == ["indiadaily:1"]
    assert found.unrecognised == 0
    index = b"".join(
        b"<sitemap><loc>%s</loc></sitemap>" % loc
        for loc in (b"https://maps.example/2.xml", b"https://third.example/3.xml",
                    b"http://maps.example:81/4.xml", b"https://www.theindiadaily.com/5.xml")
    )  # fmt: skip
    body = b"<sitemapindex>" + index + b"</sitemapindex>"
    found = source.read(TextResponse(ELSEWHERE, body=body), urls)
    assert found.pages == [
        ("https://maps.example/2.xml", Sitemap("https://maps.example/2.xml", "maps.example")),
        (SITE + "/5.xml", Sitemap(SITE + "/5.xml")),
    ]
    # An index of the site's own names no other hosts: that is robots.txt's to do.
    found = Sitemap("/s.xml").read(TextResponse(SITE + "/s.xml", body=body), urls)
    assert [url for url, _ in found.pages] == [SITE + "/5.xml"]


@pytest.mark.parametrize(
    ("url", "root", "expected"),
    [
        ("https://Maps.Example:443/a b.xml#x", None, "https://maps.example/a%20b.xml"),
        ("https://नक्शा.example", None, "https://xn--11b1b3b6aze.example/"),
        ("https://user:secret@maps.example/s.xml?a=1", None, "https://maps.example/s.xml?a=1"),
        ("https://images.theindiadaily.com/s.xml", None, "https://images.theindiadaily.com/s.xml"),
        (SITE + "/s.xml", None, None), ("ftp://maps.example/s.xml", None, None),
        ("http://[broken", None, None), ("http://maps.example/" + "s" * 3000, None, None),
        # Nothing stands in for other hosts; on this machine, a test may have some.
        ("https://maps.example/s.xml", "http://127.0.0.1:8000", None),
        ("http://127.0.0.1:8001/s.xml", "http://127.0.0.1:8000", "http://127.0.0.1:8001/s.xml"),
        ("http://localhost:8001/s.xml", "http://127.0.0.1:8000", "http://localhost:8001/s.xml"),
        ("http://127.0.0.1:8000/s.xml", "http://127.0.0.1:8000", None),
        ("http://127.0.0.1:8001/s.xml", "https://mirror.example", None),
    ],
)  # fmt: skip
def test_elsewhere(url: str, root: str | None, expected: str | None) -> None:
    urls = SiteUrls("indiadaily", SITE, IndiaDailySpider.article_url, root)
    assert urls.elsewhere(url) == expected


INDEX = b"""<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc> https://www.theindiadaily.com/s1.xml </loc></sitemap><sitemap><loc/></sitemap>
</sitemapindex>"""
URLSET = b"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://www.theindiadaily.com/india/a-news-1?utm_source=s</loc><lastmod>2026-02-01</lastmod>
<image:image><image:loc>https://www.theindiadaily.com/india/i-news-9</image:loc></image:image></url>
<url><loc>https://www.theindiadaily.com/india/b-news-2</loc><news:news>
<news:publication_date>2026-02-02T10:00:00+05:30</news:publication_date></news:news></url>
<url><loc>https://www.theindiadaily.com/about-us</loc></url></urlset>"""
LEADS = [("/india/a-news-1", "2026-02-01"), ("/india/b-news-2", "2026-02-02T10:00:00+05:30")]


def test_locations_without_a_host_are_relative_to_the_sitemap(urls: SiteUrls) -> None:
    """The protocol asks for whole URLs; small sites leave the host out."""
    address = SITE + "/maps/all.xml"
    body = b"<sitemapindex><sitemap><loc>/maps/1.xml</loc></sitemap><sitemap><loc>part.php?n=2</loc></sitemap><sitemap><loc>//third.example/3.xml</loc></sitemap><sitemap><loc>http://[::1</loc></sitemap></sitemapindex>"
    found = Sitemap(address).read(TextResponse(address, body=body), urls)
    assert [url for url, _ in found.pages] == [SITE + "/maps/1.xml", SITE + "/maps/part.php?n=2"]
    body = b"<urlset><url><loc>/india/a-news-1</loc></url><url><loc>//www.theindiadaily.com/india/b-news-2</loc></url><url><loc></loc></url></urlset>"
    found = Sitemap(address).read(TextResponse(address, body=body), urls)
    assert [outlink.ref.id for outlink in found.outlinks] == ["indiadaily:1", "indiadaily:2"]
    assert not found.unrecognised
    # Others leave the scheme out: such a location is not a folder of the sitemap.
    for host in (b"www.theindiadaily.com", b"theindiadaily.com"):
        body = b"<sitemapindex><sitemap><loc>%b/maps/1.xml</loc></sitemap></sitemapindex>" % host
        found = Sitemap(address).read(TextResponse(address, body=body), urls)
        assert [url for url, _ in found.pages] == [SITE + "/maps/1.xml"]


def test_sitemap_index_plain_news_and_gzipped(urls: SiteUrls) -> None:
    assert read(Sitemap("/s.xml"), INDEX, urls) == ([], [("/s1.xml", "Sitemap")])
    assert read(Sitemap("/s.xml"), URLSET, urls) == (LEADS, [])
    assert read(Sitemap("/s.xml.gz"), gzip.compress(URLSET), urls) == (LEADS, [])


def test_what_can_be_read_of_a_broken_sitemap_is_read(urls: SiteUrls) -> None:
    assert (
        read(
            Sitemap("/s.xml"),
            URLSET[: URLSET.index(b"<url><loc>https://www.theindiadaily.com/about")],
            urls,
        )[0]
        == LEADS
    )
    assert read(Sitemap("/s.xml.gz"), gzip.compress(URLSET)[:-40], urls)[0][:1] in (LEADS[:1], [])
    for body in (b"", b"<", b"<html><body>404", b"\x1f\x8b\x00", b"not xml"):
        assert read(Sitemap("/s.xml"), body, urls) == ([], [])


RSS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>इंडिया डेली</title>
<link>https://www.theindiadaily.com/</link>
<item><title>खबर</title><link>https://www.theindiadaily.com/india/a-news-1?utm_source=rss</link>
<pubDate>Mon, 02 Feb 2026 22:23:00 +0530</pubDate></item>
<item><title>बिना कड़ी</title></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>x</title>
<link href="/india/b-news-2"/><updated>2026-02-02T10:00:00Z</updated></entry></feed>"""


def test_feeds(urls: SiteUrls) -> None:
    assert read(Feed("/rss"), RSS.encode(), urls)[0] == [
        ("/india/a-news-1", "Mon, 02 Feb 2026 22:23:00 +0530")
    ]
    assert read(Feed("/atom"), ATOM.encode(), urls)[0] == [
        ("/india/b-news-2", "2026-02-02T10:00:00Z")
    ]
    assert read(Feed("/rss"), b"<rss", urls) == ([], [])


def test_a_json_feed(urls: SiteUrls) -> None:
    items = [
        {"id": "1", "url": f"{SITE}/india/a-news-1", "date_published": "2026-02-01T10:00:00+05:30"},
        {"id": f"{SITE}/india/b-news-2", "title": "नहर", "date_modified": "2026-02-02T10:00:00Z"},
        {"id": 3, "url": None},
        "नहर",
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "समाचार", "items": items}
    body = json.dumps(feed).encode()
    found = read(Feed("/feed.json"), body, urls)
    assert found == (
        [
            ("/india/a-news-1", "2026-02-01T10:00:00+05:30"),
            ("/india/b-news-2", "2026-02-02T10:00:00Z"),
        ],
        [],
    )
    assert read(Feed("/feed.json"), b"\xef\xbb\xbf" + body, urls) == found
    for damaged in (body[:-9], b"{}", b'{"items": 7}'):
        assert (
            Feed("/feed.json").read(HtmlResponse(SITE + "/feed.json", body=damaged), urls).damaged
        )


def test_entities_of_a_feed_are_not_followed(urls: SiteUrls) -> None:
    body = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss><item><link>&x;</link></item></rss>'
    assert read(Feed("/rss"), body, urls) == ([], [])


def test_listing_links_feeds_menu_and_next_page(urls: SiteUrls) -> None:
    body = """<html><head><link rel="alternate" type="application/rss+xml" href="/rss.xml">
    <link rel="alternate" hreflang="en" href="/en"></head><body><ul class="x-menu">
    <li><a href="/india">देश</a></li><li><a href="/">होम</a></li><li><a href="/a/b">x</a></li>
    <li><a href="https://x.com/india">x</a></li></ul>
    <a href="/india/a-news-1">एक</a><a href="/india/a-news-1#c">एक</a><a href="/about-us">x</a>
    <a href="javascript:void(0)">x</a><a href="mailto:a@b.in">x</a>
    <a href="/india?page=2">अगला</a></body></html>"""
    assert read(Listing("/", menu="-menu"), body.encode(), urls, SITE + "/india") == (
        [("/india/a-news-1", None)],
        [
            ("/rss.xml", "Feed"),
            ("/india", "Listing"),
            ("/a/b", "Listing"),
            ("/india?page=2", "Listing"),
        ],
    )


def test_urls_that_nobody_recognises_are_counted(urls: SiteUrls) -> None:
    names = [
        "/india/a-news-1",
        "/about-us",
        "/photos/nahar",
        "/video/5",
        "/x/y",
        "//other.example/z",
    ]
    body = "".join(
        f"<url><loc>https:{urljoin('//www.theindiadaily.com', n)}</loc></url>" for n in names
    )
    found = Sitemap("/s").read(
        TextResponse(SITE + "/s", body=f"<urlset>{body}</urlset>".encode()), urls
    )
    assert (len(found.outlinks), found.unrecognised) == (1, 4)
    assert found.examples == [SITE + each for each in ("/about-us", "/photos/nahar", "/video/5")]


def test_an_entry_of_a_feed_is_one_url(urls: SiteUrls) -> None:
    items = (
        f"<guid>{SITE}/?p=1</guid><link>{SITE}/india/a-news-1/</link>",
        f"<guid isPermaLink='false'>42</guid><link>{SITE}/photos/nahar/</link>",
        "<guid>42</guid><link>https://other.example/x</link>",
        f"<guid>{SITE}/india/b-news-2</guid><link>{SITE}/india/b-news-2.html</link>",
        f"<link>{SITE}/amp/india/c-news-3</link><guid>{SITE}/india/c-news-3/</guid>",
    )
    body = f"<rss><channel>{''.join(f'<item>{each}</item>' for each in items)}</channel></rss>"
    found = Feed("/f").read(TextResponse(SITE + "/f", body=body.encode()), urls)
    # The link is what readers are given; a page that is known is better than one that is guessed.
    assert [outlink.ref.url.removeprefix(SITE + "/india/") for outlink in found.outlinks] == [
        "a-news-1/", "b-news-2.html", "c-news-3/",
    ]  # fmt: skip
    assert found.outlinks[2].ref.amp_url == f"{SITE}/amp/india/c-news-3"
    assert (found.unrecognised, found.examples) == (1, [f"{SITE}/photos/nahar/"])


def test_a_listing_with_two_forms_of_an_article(urls: SiteUrls) -> None:
    body = b"".join(
        b"<a href='%s'>x</a>" % href
        for href in (b"/amp/india/a-news-1", b"/india/a-news-1/", b"/india/a-news-1")
    )
    found = Listing("/").read(HtmlResponse(SITE, body=body), urls)
    [outlink] = found.outlinks
    assert (outlink.ref.url, outlink.ref.amp_url) == (
        SITE + "/india/a-news-1/",
        SITE + "/amp/india/a-news-1",
    )


@pytest.mark.parametrize(
    "pager",
    [
        '<link rel="next" href="?page=3">',
        '<a rel="next nofollow" href="/india?page=3">3</a>',
        '<a href="/india?page=3"> Next </a>',
        '<a href="/india?page=3"><span>›</span></a>',
    ],
)
def test_next_pages(urls: SiteUrls, pager: str) -> None:
    body = f'<a href="/india/a-news-1">एक</a>{pager}'.encode()
    pages = read(Listing("/india"), body, urls, SITE + "/india?page=2")[1]
    assert pages == [("/india?page=3", "Listing")]


def test_a_page_without_articles_is_the_end(urls: SiteUrls) -> None:
    body = b'<a rel="next" href="/india?page=4">4</a>'
    assert read(Listing("/india"), body, urls, SITE + "/india?page=3") == ([], [])


def test_a_listing_that_is_no_html(urls: SiteUrls) -> None:
    found = Listing("/").read(Response(SITE, body=b"\x89PNG"), urls)
    assert (found.outlinks, found.pages) == ([], [])


@given(st.binary(max_size=300))
def test_no_content_raises(body: bytes) -> None:
    urls = SiteUrls("indiadaily", SITE, IndiaDailySpider.article_url)
    for source in (Robots(), Sitemap("/s"), Feed("/f"), Listing("/", menu="-menu")):
        read(source, body, urls)


@pytest.mark.parametrize(("page", "count"), [("categorypage", 11), ("index", 11)])
def test_real_listings_give_their_article_urls_and_no_others(
    urls: SiteUrls, page: str, count: int
) -> None:
    import re

    body = shared(f"pages/indiadaily/{page}.html").read_bytes()
    outlinks = [url for url, _ in read(Listing("/", menu="-menu"), body, urls)[0]]
    hrefs = re.findall(r'href="https://www\.theindiadaily\.com(/[^"]+-news-\d+)"', body.decode())
    assert outlinks == list(dict.fromkeys(hrefs))
    assert len(outlinks) == count


@pytest.mark.parametrize(
    ("source", "body", "damaged"),
    [
        (Sitemap("/s"), URLSET, False),
        (Sitemap("/s"), gzip.compress(URLSET)[:-30], True),
        (Sitemap("/s"), URLSET[:-20], True),
        (Sitemap("/s"), b"<html><body>404</body></html>", True),
        (Sitemap("/s"), b"https://www.theindiadaily.com/india/a-news-1\n", False),
        (Sitemap("/s"), b"nothing", True),
        (Feed("/f"), RSS.encode(), False),
        (Feed("/f"), RSS.encode()[:-20], True),
        (Listing("/"), b"", True),
    ],
)
def test_damage_is_told(urls: SiteUrls, source: Source, body: bytes, damaged: bool) -> None:
    kind = HtmlResponse if isinstance(source, Listing) else TextResponse
    assert source.read(kind(SITE + "/x", body=body, encoding="utf-8"), urls).damaged is damaged


def test_a_plain_text_sitemap(urls: SiteUrls) -> None:
    body = b"https://www.theindiadaily.com/india/a-news-1\nhttps://www.theindiadaily.com/about-us\n"
    assert read(Sitemap("/s"), body, urls)[0] == [("/india/a-news-1", None)]


def test_other_links_of_an_atom_entry(urls: SiteUrls) -> None:
    body = ATOM.replace("<link", '<link rel="replies" href="/india/c-news-9"/><link', 1)
    assert read(Feed("/f"), body.encode(), urls)[0][0][0] == "/india/b-news-2"


def test_a_source_as_text_and_back() -> None:
    for source in (Robots(), Sitemap("/s"), Feed("/f"), Listing("/", menu="-menu")):
        assert Source.from_json(source.to_json()) == source


@pytest.mark.alone  # other threads leave garbage
def test_a_sitemap_is_given_back_at_once(urls: SiteUrls) -> None:
    """Not only when garbage is collected: a site has hundreds, of a thousand entries each."""
    entry = f"<url><loc>{urls.origin}/india/khabar-news-1</loc></url>"
    body = f"<urlset>{entry * 50}</urlset>".encode()
    response = TextResponse(urls.origin + "/map.xml", body=body)
    Sitemap("/map.xml").read(response, urls)  # what is made once is made now
    gc.collect()
    gc.disable()
    try:
        found = Sitemap("/map.xml").read(response, urls)
        assert len(found.outlinks) == 50
        assert gc.collect() == 0
    finally:
        gc.enable()
