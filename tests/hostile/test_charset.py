"""The right letters, whatever charset a page is labelled with."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from scrapy.http import HtmlResponse, TextResponse

import newsbot
from newsbot.discovery.sources.lenient_xml import SitemapEntries, feed_entries, feed_root
from newsbot.discovery.sources.links import json_links
from newsbot.hindi import clean
from newsbot.items import Article
from newsbot.page.html.charset import utf8_body
from newsbot.page.html.tree import html_root
from tests.clock import cpu_seconds
from tests.crawling import SITE, story

TEXT = (
    "सिंचाई विभाग ने “नहर” की मरम्मत का काम शुरू कर दिया है – किसानों को 12 गांवों में पानी मिलेगा. "
    "मंत्री ने कहा कि काम जून तक पूरा होगा और ₹5 करोड़ खर्च होंगे."
)
HEADERS = [
    "",
    "utf-8",
    "iso-8859-1",
    "windows-1252",
    "utf-16",
    "utf-16le",
    "gbk",
    "shift_jis",
    "x-none",
]
METAS = ["", "utf-8", "iso-8859-1", "windows-1252", "utf-16"]
LABELS = [(header, meta) for header in HEADERS for meta in METAS]


def response(body: bytes, header: str = "", path: str = "/a") -> HtmlResponse:
    kind = "text/html" + (f"; charset={header}" if header else "")
    return HtmlResponse(f"https://x{path}", headers={"Content-Type": kind}, body=body)


def markup(text: str, meta: str = "") -> str:
    label = f'<meta charset="{meta}">' if meta else ""
    return f"<html><head>{label}</head><body><h1>{text}</h1></body></html>"


def headline(answer: TextResponse) -> str:
    root = html_root(answer)
    assert root is not None
    return "".join(root.find(".//h1").itertext())


@pytest.mark.parametrize(("header", "meta"), LABELS)
def test_one_bad_byte_costs_one_letter(header: str, meta: str) -> None:
    body = markup(TEXT, meta).encode()
    assert headline(response(body, header)) == TEXT
    start = body.index("विभाग".encode())
    for place in range(start, start + 15):
        broken = body[:place] + b"\xff" + body[place + 1 :]
        hurt = (place - start) // 3
        expected = TEXT.replace("विभाग", "विभाग"[:hurt] + "\ufffd" + "विभाग"[hurt + 1 :])
        assert headline(response(broken, header)) == expected


def misread(text: str, encoding: str) -> str:
    """As a database holds it that took UTF-8 for another encoding."""
    read = (bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in text.encode())
    return "".join(read)


# The last byte of ठ is a no-break space in these encodings, that of अ a line end in one.
WITH_SPACES = "बैठक में अनुपम ने कहा, “ठीक है” – ॐ. आठ लोग उठे और अपने-अपने घर गए."


@pytest.mark.parametrize("encoding", ["latin-1", "cp1250", "cp1252", "cp1251", "koi8_r"])
@pytest.mark.parametrize("times", [1, 2])
def test_letters_that_were_misread_as_white_space_are_letters(encoding: str, times: int) -> None:
    text = WITH_SPACES
    for _ in range(times):
        text = misread(text, encoding)
    block = '<script type="application/ld+json">{"@type":"NewsArticle","description":"@"}</script>'
    page = story(5).replace("<body>", f"<body>{block}").replace("अनुच्छेद है.", "अनुच्छेद है.</p><p>@")
    expected = newsbot.extract(page.replace("@", WITH_SPACES), f"{SITE}/india/khabar-news-5")
    article = newsbot.extract(page.replace("@", text), f"{SITE}/india/khabar-news-5")
    assert isinstance(article, Article)
    assert isinstance(expected, Article)
    assert (article.body, article.summary) == (expected.body, expected.summary)
    assert WITH_SPACES in article.body


def test_no_break_spaces_between_misread_words_stay_between_them() -> None:
    text = misread("नहर", "cp1252") + "&nbsp;" + misread("बैठक", "cp1252")
    assert clean(headline(response(markup(text).encode()))) == "नहर बैठक"


LETTERS = st.characters(min_codepoint=0x904, max_codepoint=0x939) | st.sampled_from("ािी् ,")
HINDI = st.text(LETTERS, min_size=30)


@given(HINDI, st.data(), st.sampled_from(LABELS))
def test_all_letters_but_the_hurt_ones_are_right(
    text: str, data: st.DataObject, labels: tuple[str, str]
) -> None:
    letters = [letter.encode() for letter in text]
    hurt = data.draw(st.sets(st.integers(0, len(letters) - 1), max_size=4))
    for at in hurt:
        body = bytearray(letters[at])
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0x80, 0xFF))
        letters[at] = bytes(body)
    before, after = (part.encode() for part in markup("|", labels[1]).split("|"))
    read = headline(response(before + b"".join(letters) + after, labels[0]))
    # The stretches between the hurt letters stand there, in their order.
    kept = "".join("\0" if at in hurt else letter for at, letter in enumerate(text)).split("\0")
    assert re.fullmatch(".{0,6}".join(map(re.escape, kept)), read, re.DOTALL)


@pytest.mark.parametrize(
    ("text", "encoding", "header", "meta"),
    [
        ("Café – “naïve” coöperation", "cp1252", "windows-1252", ""),
        ("Café – “naïve” coöperation", "cp1252", "iso-8859-1", "utf-8"),
        ("Café naïve", "latin-1", "", "iso-8859-1"),
        ("Привет, мир", "cp1251", "windows-1251", ""),
        ("Привет, мир", "koi8-r", "", "koi8-r"),
        ("新聞 记者报道", "gb18030", "gbk", ""),
        ("ニュース", "shift_jis", "shift_jis", ""),
        ("ニュース", "iso2022_jp", "iso-2022-jp", ""),
        (TEXT, "utf-16", "", ""),
        (TEXT, "utf-16", "utf-8", ""),
        (TEXT, "utf-16-le", "utf-16le", ""),
        (TEXT, "utf-16-be", "", ""),
        (TEXT, "utf-32", "", ""),
        (TEXT, "utf-8-sig", "windows-1252", ""),
    ],
)
def test_another_encoding_is_read_by_its_label(
    text: str, encoding: str, header: str, meta: str
) -> None:
    assert headline(response(markup(text, meta).encode(encoding), header)) == text


@given(st.binary(max_size=300), st.sampled_from(HEADERS))
def test_any_bytes_become_utf8(body: bytes, header: str) -> None:
    utf8_body(response(b"<p>" + body, header)).decode()


@pytest.mark.parametrize("letter", ["é".encode("cp1252"), b"\xff", b"\xe0", "न".encode() + b"\xff"])
def test_a_large_broken_page_takes_no_time(letter: bytes) -> None:
    body = b"<p>" + letter * (8_000_000 // len(letter))
    assert cpu_seconds(lambda: utf8_body(response(body)), 1) <= 1


LINK = "https://www.theindiadaily.com/india/नहर-news-{}"
SITEMAP = "<?xml version='1.0' encoding='{}'?><urlset>{}</urlset>"
ENTRY = f"<url><loc>{LINK}</loc></url>"


@pytest.mark.parametrize("label", ["utf-8", "iso-8859-1", "windows-1252", "utf-16", "us-ascii"])
def test_xml_in_utf8_under_any_label(label: str) -> None:
    body = SITEMAP.format(label, ENTRY.format(1) + "<!-- नहर -->" + ENTRY.format(2)).encode()
    links = [LINK.format(1), LINK.format(2)]
    broken = body.replace("<!-- न".encode(), b"<!-- \xe0\xff\xa8")
    for each in (body, broken):
        entries = SitemapEntries(each)
        assert [location for _, location, _ in entries] == links
        assert not entries.damaged
    feed = body.replace(b"urlset", b"rss").replace(b"url>", b"item>").replace(b"loc>", b"link>")
    root, damaged = feed_root(feed)
    assert ([entry.findtext("link") for entry in feed_entries(root)], damaged) == (links, False)


def test_xml_in_another_encoding_is_read_by_its_label() -> None:
    link = "https://www.theindiadaily.com/india/café-news-1"
    body = SITEMAP.format("iso-8859-1", f"<url><loc>{link}</loc></url>")
    assert [each[1] for each in SitemapEntries(body.encode("latin-1"))] == [link]
    body = SITEMAP.format("utf-16", f"<url><loc>{link}</loc></url>")
    assert [each[1] for each in SitemapEntries(body.encode("utf-16"))] == [link]


@given(st.integers(0, 200))
def test_half_a_link_is_no_link(cut: int) -> None:
    whole = ENTRY.format(12345)
    body = SITEMAP.format("utf-8", ENTRY.format(1) + whole).encode()
    body = body[: len(body) - len("</urlset>") - cut % len(whole)]
    found = {location for _, location, _ in SitemapEntries(body)}
    assert {LINK.format(1)} <= found <= {LINK.format(1), LINK.format(12345)}
    for begin, end in ((b"<link>", b"</link>"), (b"<link><![CDATA[", b"]]></link>")):
        feed = body.replace(b"<loc>", begin).replace(b"</loc>", end)
        feed = feed.replace(b"urlset", b"rss").replace(b"url>", b"item>")
        root, damaged = feed_root(feed)
        assert damaged
        links = {(entry.findtext("link") or "") for entry in feed_entries(root)}
        assert {LINK.format(1)} <= links <= {LINK.format(1), LINK.format(12345), ""}


def test_json_under_a_wrong_label() -> None:
    body = '{"a": "/india/नहर-news-1"}'.encode()
    headers = {"Content-Type": "application/json; charset=iso-8859-1"}
    for each in (body, body.replace("न".encode(), b"\xe0\xff\xa8")):
        links = json_links(TextResponse("https://x/", headers=headers, body=each))
        assert links in (["/india/नहर-news-1"], ["/india/\ufffdहर-news-1"])


def test_the_page_of_a_site_is_not_copied() -> None:
    body = story(1).encode()
    assert utf8_body(response(body)) is body
    assert etree.tostring(html_root(response(body)), encoding="unicode").count("खबर")
