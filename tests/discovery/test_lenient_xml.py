from __future__ import annotations

import gzip
import tracemalloc
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import TextResponse

from newsbot.discovery.sources import Feed, Sitemap, SourceResult
from newsbot.discovery.sources.lenient_xml import MAX_REFERENCES, SitemapEntries, repair
from newsbot.downloader import decompression
from newsbot.downloader.decompression import INPUT_SLICE, gunzip
from newsbot.urls import SiteUrls
from tests.clock import cpu_seconds

SITE = "https://www.theindiadaily.com"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


def sitemap(*numbers: int, inside: str = "") -> str:
    entries = "".join(f"<url><loc>{SITE}/india/k-news-{n}</loc></url>" for n in numbers)
    return f"{DECLARATION}<urlset>{inside}{entries}</urlset>"


def rss(*numbers: int, title: str = "खबर") -> str:
    items = "".join(
        f"<item><title>{title}</title><link>{SITE}/india/k-news-{n}</link></item>" for n in numbers
    )
    return f'{DECLARATION}<rss version="2.0"><channel>{items}</channel></rss>'


def read(body: str | bytes, urls: SiteUrls) -> SourceResult:
    """What a sitemap or feed names."""
    body = body.encode() if isinstance(body, str) else body
    source = Feed("/f") if b"<item" in body else Sitemap("/s")
    return source.read(TextResponse(SITE + "/x", body=body), urls)


def numbers(found: SourceResult) -> list[int]:
    return [int(outlink.ref.id.partition(":")[2]) for outlink in found.outlinks]


FAULTS = {
    "entities of HTML": "नहर&nbsp;की &rsquo;मरम्मत&rsquo; &hellip; &copy;",
    "an entity of nobody": "नहर &kuchh; की",
    "a lone ampersand": "आटा & दाल, R&D, AT&T;s",
    "control characters": "नहर\x0b की\x00 मरम्मत\x1f",
    "references to characters that are none": "नहर&#11;&#x0;&#55296;&#xFFFFFF; की",
    "a namespace that is not declared": "नहर<media:text>की</media:text>",
    "an attribute given twice": "<b a='1' a='2'>नहर</b>",
    "ampersands where they may be": "<![CDATA[आटा & दाल &nbsp; &]]><!-- & &nbsp; -->",
}


@pytest.mark.parametrize("title", FAULTS.values(), ids=FAULTS)
def test_a_fault_in_a_title_is_no_damage(urls: SiteUrls, title: str) -> None:
    for body in (rss(1, 2, title=title), sitemap(1, 2, inside=f"<url><t>{title}</t></url>")):
        found = read(body, urls)
        assert (numbers(found), found.damaged) == ([1, 2], False)


def test_a_byte_that_is_no_utf8_is_no_damage(urls: SiteUrls) -> None:
    found = read(rss(1, 2, title="नहर X").encode().replace(b"X", b"\xe0\xa4"), urls)
    assert (numbers(found), found.damaged) == ([1, 2], False)


@pytest.mark.parametrize("before", ["\n\n", "\ufeff", "\ufeff\n", "<b>Warning</b>: include()\n"])
def test_what_stands_before_the_declaration(urls: SiteUrls, before: str) -> None:
    for body in (rss(1), sitemap(1)):
        found = read(before + body, urls)
        assert (numbers(found), found.damaged) == ([1], False)


def test_a_bom_before_a_sitemap_without_declaration_and_a_text_one(urls: SiteUrls) -> None:
    for body in (sitemap(1).removeprefix(DECLARATION), f"{SITE}/india/k-news-1\n"):
        found = read("\ufeff" + body, urls)
        assert (numbers(found), found.damaged) == ([1], False)


def test_utf16_is_read(urls: SiteUrls) -> None:
    body = sitemap(1).replace("UTF-8", "UTF-16").encode("utf-16")
    found = read(body, urls)
    assert (numbers(found), found.damaged) == ([1], False)


def test_a_location_keeps_its_ampersands(urls: SiteUrls) -> None:
    for text in ("?a=1&b=2", "?a=1&amp;b=2", "?a=1&#38;b=2"):
        body = f"<urlset><url><loc>{SITE}/x{text}</loc></url></urlset>"
        assert read(body, urls).examples == [f"{SITE}/x?a=1&b=2"]
        body = f"<urlset><url><loc><![CDATA[{SITE}/x?a=1&b=2]]></loc></url></urlset>"
        assert read(body, urls).examples == [f"{SITE}/x?a=1&b=2"]


def test_a_feed_may_be_a_sitemap(urls: SiteUrls) -> None:
    found = Sitemap("/rss").read(TextResponse(SITE + "/rss", body=rss(1, 2).encode()), urls)
    assert (numbers(found), found.damaged) == ([1, 2], False)


BROKEN = {
    "cut in a location": sitemap(1, 2, 3)[:-30],
    "cut between entries": sitemap(1, 2, 3).partition("<url><loc>" + SITE + "/india/k-news-3")[0],
    "a lone <": sitemap(1, 2, inside="<url><t>3 < 4</t></url>"),
    "a tag that does not end": sitemap(1, 2, inside="<url><t>नहर</url>"),
    "CDATA that does not end": sitemap(1, 2) + "<![CDATA[ नहर",
    "an entry that does not end": sitemap(1, 2).replace("</url>", "", 1),
    "more behind the end": sitemap(1) + "x" + sitemap(2).removeprefix(DECLARATION),
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_a_broken_sitemap_is_read_as_far_as_possible_and_said(urls: SiteUrls, body: str) -> None:
    found = read(body, urls)
    assert sorted(numbers(found)) == [1, 2]
    assert found.damaged


def test_a_broken_index_is_read_as_far_as_possible(urls: SiteUrls) -> None:
    entries = "".join(f"<sitemap><loc>{SITE}/{n}.xml</loc></sitemap>" for n in (1, 2))
    found = read(f"<sitemapindex><t>3 < 4</t>{entries}", urls)
    assert [url for url, _ in found.pages] == [SITE + "/1.xml", SITE + "/2.xml"]
    assert found.damaged


def test_a_broken_feed_is_read_as_far_as_possible_and_said(urls: SiteUrls) -> None:
    for body in (rss(1, 2, 3)[:-60], rss(1, 2, title="3 < 4"), rss(1, 2, title="नहर <b>की")):
        found = read(body, urls)
        assert numbers(found) == [1, 2]
        assert found.damaged


# gzip --------------------------------------------------------------------------------------------


@given(st.lists(st.binary(max_size=9000), min_size=1, max_size=6), st.integers(0, 600))
def test_all_members_of_a_gzip_file_are_read(members: list[bytes], zeros: int) -> None:
    body = b"".join(map(gzip.compress, members)) + b"\0" * zeros
    assert gunzip(body) == (b"".join(members), True)


@given(st.integers(0, 99), st.integers(1, 19_000))
def test_a_gzip_file_that_is_cut_gives_what_it_has(seed: int, cut: int) -> None:
    text = Random(seed).randbytes(20_000)
    body = gzip.compress(b"begin") + gzip.compress(text)
    unpacked, whole = gunzip(body[:-cut])
    assert not whole
    assert (b"begin" + text).startswith(unpacked)
    assert unpacked.startswith(b"begin")


def test_a_damaged_member_or_something_else_behind(urls: SiteUrls) -> None:
    first = gzip.compress(sitemap(1).encode())
    for rest in (b"\x1f\x8b\x00", b"x", first[:30], first[:-8] + b"12345678"):
        unpacked, whole = gunzip(first + rest)
        assert not whole
        assert unpacked.startswith(sitemap(1).encode())
        assert read_gzip(first + rest, urls).damaged


def read_gzip(body: bytes, urls: SiteUrls) -> SourceResult:
    return Sitemap("/s.xml.gz").read(TextResponse(SITE + "/s.xml.gz", body=body), urls)


def test_a_sitemap_of_several_members(urls: SiteUrls) -> None:
    text = sitemap(*range(2000)).encode()
    pieces = (text[at : at + 7000] for at in range(0, len(text), 7000))
    found = read_gzip(b"".join(map(gzip.compress, pieces)), urls)
    assert (numbers(found), found.damaged) == ([*range(2000)], False)
    # Or whole files, one behind the other.
    found = read_gzip(b"".join(gzip.compress(sitemap(n).encode()) for n in (1, 2, 3)), urls)
    assert (numbers(found), found.damaged) == ([1, 2, 3], False)


def test_all_members_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decompression, "MAX_SITEMAP_BYTES", 100_000)
    member = gzip.compress(bytes(40_000))
    assert gunzip(member * 2) == (bytes(80_000), True)
    assert gunzip(member * 3) == (bytes(100_000), False)
    assert gunzip(gzip.compress(bytes(100_000))) == (bytes(100_000), True)
    assert gunzip(gzip.compress(bytes(100_001))) == (bytes(100_000), False)


def test_a_large_file_is_unpacked_without_copies() -> None:
    size = 20_000_000
    body = gzip.compress(bytes(size), 1)
    tracemalloc.start()
    try:
        unpacked, _ = gunzip(body)
        assert len(unpacked) == size
        assert tracemalloc.get_traced_memory()[1] < 1.5 * size
    finally:
        tracemalloc.stop()


def test_an_entry_within_an_entry_costs_neither(urls: SiteUrls) -> None:
    outer, inner = (f"<loc>{SITE}/india/k-news-{n}</loc>" for n in (1, 2))
    found = read(f"<urlset><url>{outer}<url>{inner}</url></url></urlset>", urls)
    assert set(numbers(found)) == {1, 2}


def test_hostile_files_take_no_time() -> None:
    assert gunzip(gzip.compress(b"") * 30_000) == (b"", False)
    pieces = (
        b"&",
        b"<![CDATA[",
        b"<!--",
        b"&#1",
        b"&a",
        b"<loc>",
        b"<?xml ",
        b"]]>",
        b"<loc >x",
    )
    files = [b"<urlset>" + piece * (300_000 // len(piece)) for piece in pieces]
    assert cpu_seconds(lambda: [list(SitemapEntries(file)) for file in files], 10) < 10
    assert INPUT_SLICE < 100_000


@given(st.text(st.sampled_from("&;#x<>![]-nbsp1 \x0b\nCDATA")))
def test_mending_never_raises_and_is_stable(text: str) -> None:
    mended = repair(text.encode())
    assert repair(mended) == mended


def test_a_file_of_ampersands_is_damaged_and_takes_no_memory() -> None:
    """Mending 8 MB of them took 790 MB."""
    body = b"<urlset>%s</urlset>" % (b"&" * (MAX_REFERENCES + 1))
    entries = SitemapEntries(body)
    assert list(entries) == []
    assert entries.damaged
    assert len(repair(body)) == len(body)
