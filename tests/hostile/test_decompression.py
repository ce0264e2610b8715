"""Bodies are unpacked whole or not at all, and within a limit."""

from __future__ import annotations

import gzip
import zlib
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.http import HtmlResponse, Response
from scrapy.utils.test import get_crawler

from newsbot.downloader.decompression import (
    ENCODINGS,
    KNOWN,
    MAX_MEMBERS,
    BrokenBodyError,
    ExcessiveBodyError,
    encodings_of,
    unpack,
)
from newsbot.downloader.truncation import is_truncated
from newsbot.middlewares.whole_body import WholeBodyMiddleware, unpacked
from tests.crawling import story
from tests.hostile.server import PACKERS, packed

MIB = 1 << 20
PAGE = story(1).encode()
SITEMAP = b"<?xml version='1.0'?><urlset><url><loc>https://x/1</loc></url></urlset>"
GZIP_TWICE = gzip.compress(PAGE[:500]) + gzip.compress(PAGE[500:])


def names(encodings: str) -> list[bytes]:
    return encodings.replace("raw ", "").encode().split(b", ")


@pytest.mark.parametrize("encoding", [*PACKERS, "gzip, br", "deflate, gzip", "raw deflate, zstd"])
@given(st.data())
def test_a_body_is_unpacked_if_it_is_whole(encoding: str, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([b"", PAGE, bytes(300_000)]) | st.binary())
    body = packed(text, encoding)
    assert unpack(body, names(encoding), MIB) == text
    cut = data.draw(st.integers(0, len(body) - 1))
    with pytest.raises(BrokenBodyError):
        unpack(body[:cut], names(encoding), MIB)


@example(len(gzip.compress(PAGE[:500])))
@example(len(GZIP_TWICE))
@given(st.integers(0, len(GZIP_TWICE)))
def test_a_second_member_belongs_to_the_body(cut: int) -> None:
    first = len(gzip.compress(PAGE[:500]))
    if cut in (first, len(GZIP_TWICE)):
        assert unpack(GZIP_TWICE[:cut], [b"gzip"], MIB) == (PAGE[:500] if cut == first else PAGE)
        return
    with pytest.raises(BrokenBodyError):
        unpack(GZIP_TWICE[:cut], [b"gzip"], MIB)


@given(st.integers(1, 8), st.integers(1, 255))
def test_a_wrong_checksum_or_length_is_damage(place: int, change: int) -> None:
    for encoding, last in (("gzip", 8), ("deflate", 4)):
        body = bytearray(packed(PAGE, encoding))
        body[-min(place, last)] ^= change
        with pytest.raises(BrokenBodyError):
            unpack(bytes(body), [encoding.encode()], MIB)


@pytest.mark.parametrize("behind", [b"\0" * 99, b"\r\n", b"<!-- served -->"])
def test_what_is_no_member_is_no_part_of_the_body(behind: bytes) -> None:
    for encoding in ("gzip", "deflate", "raw deflate", "zstd"):
        assert unpack(packed(PAGE, encoding) + behind, names(encoding), MIB) == PAGE
    with pytest.raises(BrokenBodyError):
        unpack(packed(PAGE, "br") + behind, names("br"), MIB)


@pytest.mark.parametrize("encoding", PACKERS)
def test_a_bomb_is_stopped_at_the_limit(encoding: str) -> None:
    bomb = packed(bytes(40 * MIB), encoding)
    for body, layers in (
        (bomb, names(encoding)),
        (packed(bomb, "gzip"), [*names(encoding), b"gzip"]),
    ):
        with pytest.raises(ExcessiveBodyError, match="more than 1048576 bytes"):
            unpack(body, layers, MIB)
    with pytest.raises(ExcessiveBodyError, match="3 times"):
        unpack(bomb, names(encoding) * 3, MIB)


def test_empty_members_without_end_are_damage() -> None:
    for encoding in ("gzip", "zstd"):
        with pytest.raises(BrokenBodyError, match="members"):
            unpack(packed(b"", encoding) * (MAX_MEMBERS + 1), names(encoding), MIB)


@given(st.sampled_from([b"gzip", b"deflate", b"br", b"zstd"]), st.binary(max_size=200))
def test_any_bytes_are_a_body_or_damage(encoding: bytes, body: bytes) -> None:
    for each in (body, b"\x1f\x8b\x08" + body, b"\x28\xb5\x2f\xfd" + body):
        with suppress(BrokenBodyError, ExcessiveBodyError):
            assert isinstance(unpack(each, [encoding], MIB), bytes)


def test_only_what_can_be_unpacked_is_asked_for() -> None:
    request = Request("https://x/")
    WholeBodyMiddleware(get_crawler()).process_request(request)
    assert request.headers["Accept-Encoding"] == b"gzip, deflate, br, zstd"
    assert set(ENCODINGS) < set(KNOWN)
    assert all(unpack(packed(PAGE, each.decode()), [each], MIB) == PAGE for each in KNOWN)


def test_the_class_follows_the_unpacked_body() -> None:
    headers = {"Content-Type": "text/html", "Content-Encoding": "Identity, X-GZIP"}
    response = Response("https://x/a", headers=headers, body=gzip.compress(PAGE), flags=["x"])
    assert encodings_of(response.headers) == [b"x-gzip"]
    page = unpacked(response, PAGE)
    assert (type(page), page.body, page.flags[0]) == (HtmlResponse, PAGE, "x")
    assert "Content-Encoding" not in page.headers


def without_length(body: bytes, type_: str, status: int = 200, path: str = "/a") -> Response:
    headers = {"Content-Type": type_} if type_ else {}
    return Response(f"https://x{path}", status, headers, body, flags=["partial"])


JSON = b'{"cards": ["/india/khabar-news-1"]}'
WHOLE = {
    "page": (PAGE, "text/html"),
    "page without a type": (b"<!DOCTYPE html>\n<!-- <b> -->" + PAGE, ""),
    "page with a comment behind it": (PAGE + b"<!-- cached -->\n", "text/html"),
    "page in UTF-16": (PAGE.decode().encode("utf-16"), "text/html"),
    "sitemap": (SITEMAP, "application/xml"),
    "sitemap as HTML": (SITEMAP, "text/html"),
    "feed": (b"<!-- x --><rdf:RDF><item/></rdf:RDF>\n", "text/plain"),
    "packed sitemap": (gzip.compress(SITEMAP), "application/gzip"),
    "JSON": (JSON, "application/json"),
    "JSON of HTML as HTML": (b'{"html": "<a href=/india/khabar-news-1>"}', "text/html"),
}


@pytest.mark.parametrize(("body", "type_"), WHOLE.values(), ids=WHOLE)
def test_a_body_without_a_length_is_whole_if_it_shows_its_end(body: bytes, type_: str) -> None:
    assert not is_truncated(without_length(body, type_))
    for share in (0.1, 0.5, 0.9):
        half = body[: int(len(body) * share)]
        assert is_truncated(without_length(half, type_))
        for status in (301, 302, 304, 308, 403, 404, 410, 500, 503):
            assert not is_truncated(without_length(half, type_, status))


@pytest.mark.parametrize("type_", ["text/plain", "text/html", "application/xml", ""])
@pytest.mark.parametrize(
    "body", [b"User-agent: *\nDisallow: /x", b"https://x/india/khabar-news-1\n"]
)
def test_plain_text_ends_anywhere(type_: str, body: bytes) -> None:
    assert not is_truncated(without_length(body, type_))


@pytest.mark.parametrize("type_", ["text/plain", "text/html", "application/json", ""])
@pytest.mark.parametrize("body", [b"", b"# <x>\nDisallow: /x", b"[]", b"{"])
def test_a_file_that_is_text_ends_anywhere_under_any_label(type_: str, body: bytes) -> None:
    assert not is_truncated(without_length(body, type_), is_text=True)


def test_a_page_of_html_is_no_text() -> None:
    for body in (PAGE[: len(PAGE) // 2], b"<h1>"):
        assert is_truncated(without_length(body, "text/plain"), is_text=True)
    assert is_truncated(without_length(b"", "text/html"))


TRAILERS = {
    "a comment": b"<!-- " + b"cached " * 2000 + b"-->\n",
    "half a comment": b"<!-- " + b"cached " * 200,
    "scripts": b"<script>" + b"push({}); " * 900 + b"</script>\n<!-- x --><SCRIPT src=/a></SCRIPT>",
    "half a script": b"<script>" + b"push({}); " * 200,
}


@pytest.mark.parametrize("trailer", TRAILERS.values(), ids=TRAILERS)
def test_what_a_server_writes_behind_a_page_may_be_long(trailer: bytes) -> None:
    assert not is_truncated(without_length(PAGE + trailer, "text/html"))


def test_an_end_of_a_page_that_stands_in_a_page_is_none() -> None:
    half = PAGE[: len(PAGE) // 2]
    inner = b"<script>open('</html>')</script>" + b"<p>text</p>" * 200
    assert is_truncated(without_length(half + inner, "text/html"))


def test_a_length_says_what_is_whole() -> None:
    assert not is_truncated(
        Response("https://x/", headers={"Content-Type": "text/html"}, body=PAGE[:99])
    )


def test_zlib_is_told_from_raw_deflate() -> None:
    for level in range(10):
        assert unpack(zlib.compress(PAGE, level), [b"deflate"], MIB) == PAGE
