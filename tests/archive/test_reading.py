"""Records of WARC files: all forms, and damage of every kind."""

from __future__ import annotations

import gzip
import random
import zlib
from pathlib import Path

import brotli
import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.http import HtmlResponse

from newsbot.archive.extracting import read_block, read_capture
from newsbot.archive.finding import ReadOptions, captures
from newsbot.archive.payload import CUT, UnusablePayload, response_of
from newsbot.archive.reading import is_addressable, read_at, records, unpack_file
from newsbot.archive.record_head import BROKEN, NOT_READ, NOT_WARC, TOO_LARGE, Broken, Head
from newsbot.extraction.sites import declared_spiders
from newsbot.items import Article, Reject
from tests.archive.files import HTML, SITE, Fetched, record, warcinfo, write
from tests.crawling import story

FORMS = (".warc", ".warc.gz", ".warc.zst")
READING = ReadOptions(declared_spiders())


def url(number: int) -> str:
    return f"{SITE}/india/khabar-news-{number}"


def pages(count: int) -> list[Fetched]:
    return [Fetched(url(n), story(n, n + 1), n) for n in range(1, count + 1)]


def all_of(file: Path) -> tuple[list[Head], list[Broken]]:
    found = list(records(str(file), lambda _: None))
    return (
        [each[0] for each in found if not isinstance(each, Broken)],
        [each for each in found if isinstance(each, Broken)],
    )


@pytest.mark.parametrize("form", FORMS)
def test_records_of_each_form(tmp_path: Path, form: str) -> None:
    file = write(tmp_path / f"a{form}", pages(3))
    heads, broken = all_of(file)
    assert [head.type for head in heads] == ["warcinfo", *["response"] * 3]
    assert [head.url for head in heads[1:]] == [url(1), url(2), url(3)]
    assert heads[1].at is not None
    assert heads[1].at.isoformat() == "2026-02-01T04:30:01+00:00"
    assert not broken
    for head in heads:  # by its offset alone
        found = read_at(str(file), head.offset, head.id, 1 << 20)
        assert not isinstance(found, Broken)
        assert found[0] == head


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress])
def test_a_file_that_is_compressed_as_a_whole(tmp_path: Path, pack: object) -> None:
    plain = warcinfo() + b"".join(map(record, pages(30)))
    file = tmp_path / "whole.warc.gz"
    file.write_bytes(pack(plain))
    heads, broken = all_of(file)
    assert len(heads) == 31
    assert not broken
    assert not is_addressable(str(file))
    found = read_at(str(file), heads[20].offset, heads[20].id, 1 << 20)
    assert not isinstance(found, Broken)
    assert found[0].url == url(20)
    unpack_file(str(file), str(tmp_path / "plain.warc"))
    assert (tmp_path / "plain.warc").read_bytes() == plain


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=40, deadline=None)
@given(share=st.floats(0, 1))
def test_a_file_that_is_cut_anywhere(
    tmp_path_factory: pytest.TempPathFactory, form: str, share: float
) -> None:
    """All whole records are read; what is cut is told once, and nothing of it is a page."""
    folder = tmp_path_factory.getbasetemp()
    file = write(folder / f"cut{form}", pages(4))
    whole = file.read_bytes()
    starts = [head.offset for head in all_of(file)[0]] + [len(whole)]
    at = max(8, int(len(whole) * share))
    file.write_bytes(whole[:at])
    heads, broken = all_of(file)
    ended = sum(start <= at for start in starts[1:])
    # The last bytes of a member, or the empty lines behind a record, hold nothing of it.
    assert len(heads) in (ended, ended + 1)
    if len(heads) == ended and at not in starts:
        assert [each.reason for each in broken] in ([BROKEN], [NOT_WARC])
    if at in starts:
        assert not broken


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(5))
def test_behind_a_damaged_record_the_others_are_read(tmp_path: Path, form: str, seed: int) -> None:
    chance = random.Random(seed)
    file = write(tmp_path / f"a{form}", pages(8))
    heads, _ = all_of(file)
    damaged = chance.randrange(2, 8)
    content = bytearray(file.read_bytes())
    start, end = heads[damaged].offset, heads[damaged + 1].offset
    at = (start + end) // 2
    content[at : at + 40] = chance.randbytes(40)
    file.write_bytes(content)
    read = [
        each for each in captures(str(file), READING, whole=True) if not isinstance(each, Reject)
    ]
    rejects = [
        each for each in captures(str(file), READING, whole=True) if isinstance(each, Reject)
    ]
    assert {each[0].url for each in read} == {
        head.url for head in heads if head.url and head is not heads[damaged]
    }
    assert [each.reason for each in rejects] == [BROKEN]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(3))
def test_a_damaged_first_record_is_told(tmp_path: Path, form: str, seed: int) -> None:
    pack = {FORMS[1]: gzip.compress, FORMS[2]: zstd.compress}.get(form, bytes)
    first = [b"XARC/1.0\r\n" + warcinfo().partition(b"\n")[2], b"\0" * 500, story(1).encode()][seed]
    file = tmp_path / f"a{form}"
    file.write_bytes(pack(first) + pack(record(pages(1)[0])))
    heads, broken = all_of(file)
    if form == ".warc":
        assert ([each.reason for each in broken], heads) == ([NOT_WARC], [])
    else:
        assert [head.url for head in heads] == [url(1)]
        assert [each.reason for each in broken] == [BROKEN]


def test_a_record_that_says_a_wrong_length(tmp_path: Path) -> None:
    good = [record(each) for each in pages(5)]
    good[2] = good[2].replace(b"Content-Length: ", b"Content-Length: 9", 1)
    heads, broken = all_of(write(tmp_path / "a.warc", good))
    assert [head.url for head in heads if head.url] == [url(1), url(2), url(4), url(5)]
    assert [each.url for each in broken] == [url(3)]


@pytest.mark.parametrize(
    "content",
    [b"", b"hello\n" * 99, gzip.compress(b"hello"), b"\x1f\x8b\x08"],
    ids=["empty", "text", "packed text", "the beginning of gzip"],
)
def test_what_is_no_warc(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.warc.gz"
    file.write_bytes(content)
    heads, broken = all_of(file)
    assert not heads
    assert [each.reason for each in broken] == [NOT_WARC]


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    assert [each.reason for each in all_of(tmp_path / "a.warc")[1]] == [NOT_READ]


def test_a_record_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    file = write(tmp_path / "a.warc.gz", [Fetched(url(1), "x" * 300_000), *pages(2)[1:]])
    options = ReadOptions(declared_spiders(), max_size=200_000)
    found = list(captures(str(file), options, whole=True))
    assert [each.reason for each in found if isinstance(each, Reject)] == [TOO_LARGE]
    (first, *_) = [each[0] for each in captures(str(file), options) if not isinstance(each, Reject)]
    item = read_capture(first, options).item
    assert isinstance(item, Reject)
    assert (item.reason, item.url) == (TOO_LARGE, url(1))


# Payloads ----------------------------------------------------------------------------------------

PAGE = story(1, 2).encode()
CHUNKED = b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in (PAGE[:100], PAGE[100:])) + b"0\r\n\r\n"


def read(file: Path, *page: Fetched) -> list[Article | Reject | None]:
    found = []
    for each in captures(str(write(file, page)), READING, whole=True):
        assert not isinstance(each, Reject)
        found.append(read_block(*each, READING).item)
    return found


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (PAGE, []),
        (gzip.compress(PAGE), [("Content-Encoding", "gzip")]),
        (brotli.compress(PAGE), [("Content-Encoding", "br")]),
        (zstd.compress(PAGE), [("Content-Encoding", "zstd")]),
        (zlib.compress(PAGE), [("Content-Encoding", "deflate")]),
        (zlib.compress(PAGE)[2:-4], [("Content-Encoding", "deflate")]),
        (CHUNKED, [("Transfer-Encoding", "chunked")]),
        # Unpacked by whoever wrote the archive, under the headers as they came.
        (PAGE, [("Content-Encoding", "gzip"), ("Content-Length", "99")]),
        (PAGE, [("Content-Encoding", "br")]),
        (PAGE, [("Content-Encoding", "zstd")]),
        (PAGE, [("Transfer-Encoding", "chunked")]),
        (PAGE, [("X-Crawl-Content-Encoding", "gzip"), ("X-Crawl-Content-Length", "999999")]),
        (PAGE, [("Content-Encoding", "identity")]),
    ],
)
def test_bodies_as_archives_hold_them(
    tmp_path: Path, body: bytes, headers: list[tuple[str, str]]
) -> None:
    (item,) = read(tmp_path / "a.warc.gz", Fetched(url(1), body, 7, headers=(HTML, *headers)))
    assert isinstance(item, Article)
    assert item.headline == "खबर संख्या 1"
    assert item.fetched_at.isoformat() == "2026-02-01T04:30:07+00:00"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(PAGE)[:-40], [("Content-Encoding", "gzip")]),
        (CHUNKED[:200], [("Transfer-Encoding", "chunked")]),
        (PAGE[:-50], [("Content-Length", str(len(PAGE)))]),
        (PAGE[: PAGE.index(b"</p>") + 4], []),
    ],
)
def test_half_a_page_is_no_article(
    tmp_path: Path, body: bytes, headers: list[tuple[str, str]]
) -> None:
    (item,) = read(tmp_path / "a.warc.gz", Fetched(url(1), body, headers=(HTML, *headers)))
    assert isinstance(item, Reject)
    assert (item.reason, item.url) == (CUT, url(1))


def test_a_page_of_which_the_archive_holds_a_part(tmp_path: Path) -> None:
    page = Fetched(url(1), PAGE, warc={"WARC-Truncated": "length"})
    (item,) = read(tmp_path / "a.warc.gz", page)
    assert isinstance(item, Reject)
    assert item.reason == CUT


def test_a_resource_is_a_page_without_http(tmp_path: Path) -> None:
    (item,) = read(tmp_path / "a.warc.gz", Fetched(url(1), PAGE, type="resource"))
    assert isinstance(item, Article)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n"]))
def test_any_bytes_are_a_response_or_are_told(noise: bytes, start: bytes) -> None:
    head = Head("a", 0, "response", "", url(1), None, 0, "", "", "", "", "", "", None, "")
    try:
        status = response_of(head, start + noise, 1 << 20, url(1)).status
    except UnusablePayload as error:
        status = len(error.reason)
    assert 0 < status < 1000


def test_status_and_headers_of_http(tmp_path: Path) -> None:
    block = b"HTTP/1.1 200\nContent-Type: text/html; charset=utf-8\n\n" + PAGE
    head = Head("a", 0, "response", "", url(1), None, 0, "", "", "", "", "", "", None, "")
    response = response_of(head, block, 1 << 20, url(1))
    assert isinstance(response, HtmlResponse)
    assert response.text == PAGE.decode()


# Which records are captures of articles -----------------------------------------------------------


def test_listings_and_other_sites_are_no_captures(tmp_path: Path) -> None:
    file = write(
        tmp_path / "a.warc.gz",
        [
            Fetched(f"{SITE}/", "<a href='/india/khabar-news-1'>"),
            Fetched(f"{SITE}/robots.txt", "", headers=(("Content-Type", "text/plain"),)),
            Fetched(url(1), PAGE),
            Fetched("https://other.example/khabar-123456", PAGE),
            Fetched("https://other.example/a.png", b"x", headers=(("Content-Type", "image/png"),)),
            Fetched("dns:other.example", b"x", type="resource"),
            Fetched("ftp://other.example/a", b"x"),
            Fetched("https://[broken/", b"x"),
        ],
    )
    for options, expected in (
        (ReadOptions(declared_spiders(), declared_only=True), [url(1)]),
        (READING, [url(1), "https://other.example/khabar-123456"]),
    ):
        found = [each[0].url for each in captures(str(file), options) if isinstance(each, tuple)]
        assert found == expected


def test_a_record_without_a_date_is_rejected(tmp_path: Path) -> None:
    bad = record(Fetched(url(1), PAGE, warc={"WARC-Date": "yesterday"}))
    (reject,) = captures(str(write(tmp_path / "a.warc", [bad])), READING)
    assert isinstance(reject, Reject)
    assert (reject.reason, reject.url) == (BROKEN, url(1))
