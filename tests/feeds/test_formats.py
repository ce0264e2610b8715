"""The other formats of feeds: CSV, XML, compressed JSON Lines, Markdown."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from markdown_it import MarkdownIt
from scrapy.exporters import BaseItemExporter

from newsbot.feeds.csv_cells import CsvExporter
from newsbot.feeds.exporter import JsonLinesExporter
from newsbot.feeds.formats import ENDINGS, format_of
from newsbot.feeds.markdown import MarkdownExporter
from newsbot.feeds.xml_elements import XmlExporter
from newsbot.feeds.zstd_lines import ZstdLinesExporter
from newsbot.files.zstandard import zstd
from newsbot.items import Article, Image, LiveUpdate, Section


def written(exporter_class: type[BaseItemExporter], *items: Any, **options: Any) -> bytes:
    file = BytesIO()
    exporter = exporter_class(file, **options)
    exporter.start_exporting()
    for item in items:
        exporter.export_item(item)
    exporter.finish_exporting()
    assert not file.closed
    return file.getvalue()


def rows_of(text: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))


# CSV ----------------------------------------------------------------------------------------------


def test_csv_has_a_row_an_article(article_fields: dict[str, Any]) -> None:
    article_fields |= {
        "tags": ["नहर", "पानी, बिजली"],
        "body": 'पहला, "अनुच्छेद".\n\nदूसरा.',
        "images": [Image("https://example.org/1.jpg", None, "PTI")],
        "provenance": {"body": "selector"},
    }
    [row] = rows_of(written(CsvExporter, Article(**article_fields)))
    assert list(row) == list(vars(Article(**article_fields)))
    assert row["body"] == article_fields["body"]
    assert json.loads(row["tags"]) == article_fields["tags"]
    assert json.loads(row["authors"]) == []
    assert json.loads(row["sections"])[0]["heading"] is None
    assert json.loads(row["images"])[0]["credit"] == "PTI"
    assert json.loads(row["provenance"]) == {"body": "selector"}
    assert (row["summary"], row["depth"]) == ("", "0")
    assert datetime.fromisoformat(row["fetched_at"]) == article_fields["fetched_at"]


def added(file: Path, *items: Any, **options: Any) -> list[dict[str, str]]:
    """The rows of a file of CSV to which rows were added."""
    with file.open("ab") as stream:
        exporter = CsvExporter(stream, **options)
        exporter.start_exporting()
        for item in items:
            exporter.export_item(item)
        exporter.finish_exporting()
    return rows_of(file.read_bytes())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_rows_are_added_to_csv_under_its_header(tmp_path: Path, encoding: str) -> None:
    file, items = (
        tmp_path / "x.csv",
        [{"=नाम": "नहर", "body": "एक\nदो"}, {"=नाम": "पुल", "body": "-5"}],
    )
    assert added(file, encoding=encoding) == []
    assert len(added(file, items[0], encoding=encoding)) == 1
    rows = added(file, items[1], encoding=encoding)
    assert [list(row.values()) for row in rows] == [["नहर", "एक\nदो"], ["पुल", "'-5"]]
    # Of one that was edited: no line end at its end, or a byte order mark.
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().removeprefix(b"\xef\xbb\xbf").rstrip())
    rows = added(file, items[0], encoding="utf-8")
    assert [row["body"] for row in rows] == ["एक\nदो", "'-5", "एक\nदो"]
    assert added(file, encoding=encoding) == rows


@pytest.mark.parametrize(
    "before", [b"id,url,body\r\n", b"url,id\r\n", b'"id', b"\xff\xfe\x00", b"\n"]
)
def test_csv_with_other_columns_is_not_added_to(tmp_path: Path, before: bytes) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(before)
    with pytest.raises(ValueError, match=r"x\.csv has other columns: -O replaces the file"):
        added(file, {"id": "1", "url": "https://x.example/"})
    assert file.read_bytes() == before


def test_csv_with_a_byte_order_mark(article_fields: dict[str, Any]) -> None:
    articles = [Article(**article_fields)] * 2
    text = written(CsvExporter, *articles, encoding="utf-8-sig")
    assert text.startswith(b"\xef\xbb\xbfid,revision")
    assert text.count(b"\xef\xbb\xbf") == 1
    assert len(rows_of(text)) == 2
    assert not written(CsvExporter, *articles).startswith(b"\xef")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cf", "Zl", "Zp"])))
def test_no_cell_is_a_formula_and_each_is_read_back(text: str) -> None:
    text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", "", text)
    for shown in (text, "=" + text, " -" + text, "'" + text, "＝" + text):
        if shown.startswith(("http://", "https://")):
            continue
        [row] = rows_of(written(CsvExporter, {"a": shown, "b": 1}))
        assert row["a"].lstrip()[:1] not in set("=+-@＝＋－＠")
        assert row["a"][:1] not in set("\t\r\n")
        assert row["a"].removeprefix("'") == shown


def test_numbers_and_names_in_csv() -> None:
    text = written(CsvExporter, {"n": -5, "=1+1": True, "none": None})
    assert text == b"n,'=1+1,none\r\n-5,true,\r\n"


# XML ----------------------------------------------------------------------------------------------


def test_xml_has_real_elements(article_fields: dict[str, Any]) -> None:
    article_fields |= {
        "headline": "क < ख & ग > घ\x0b\x00]]>",
        "sections": [Section(None, ["एक", "दो\r\n\tतीन"]), Section("शीर्षक", [])],
        "provenance": {"body": "selector"},
    }
    article = Article(**article_fields)
    for options in ({}, {"indent": 2}, {"encoding": "utf-8-sig"}, {"encoding": "us-ascii"}):
        root = etree.fromstring(written(XmlExporter, article, article, **options))
        assert len(root.findall("item")) == 2
        item = root.find("item")
        assert item is not None
        assert item.findtext("headline") == "क < ख & ग > घ ]]>"
        assert item.find("summary") is None  # null has no element
        texts = [each.text for each in item.findall("sections/value/paragraphs/value")]
        assert texts == ["एक", "दो\r\n\tतीन"]
        assert [each.text for each in item.findall("sections/value/heading")] == ["शीर्षक"]
        assert item.findtext("provenance/body") == "selector"
        assert item.findtext("fetched_at") == article.fetched_at.isoformat()
        assert item.find("tags") is not None
        assert not item.xpath("tags/*")


NAMES = st.text(st.characters(codec="utf-8"), min_size=1)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(NAMES, each, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(NAMES, VALUES, max_size=4))
def test_xml_of_any_item_is_well_formed(item: dict[str, Any]) -> None:
    root = etree.fromstring(written(XmlExporter, item, item))
    assert [each.tag for each in root] == ["item", "item"]


def test_xml_of_nothing() -> None:
    assert etree.fromstring(written(XmlExporter)).tag == "items"


# JSON Lines, compressed ---------------------------------------------------------------------------


def test_compressed_lines_are_the_lines(article_fields: dict[str, Any]) -> None:
    articles = [Article(**article_fields | {"revision": number}) for number in (1, 2)]
    plain = written(JsonLinesExporter, *articles)
    packed = written(ZstdLinesExporter, *articles)
    assert zstd.decompress(packed) == plain
    assert zstd.decompress(packed + packed) == plain * 2  # as `-o` adds to a file
    assert zstd.decompress(written(ZstdLinesExporter)) == b""


# Markdown -----------------------------------------------------------------------------------------


def rendered(text: str) -> Any:
    return etree.HTML(MarkdownIt("commonmark").enable("table").render(text))


def parts_of(document: bytes) -> tuple[dict[str, Any], str]:
    _, front, text = document.decode().split("---\n", 2)
    return yaml.safe_load(front), text


def test_markdown_of_an_article(article_fields: dict[str, Any]) -> None:
    article_fields |= {
        "headline": "नहर *नई* #1: काम_शुरू",
        "summary": "सारांश\nदो पंक्तियां",
        "sections": [
            Section(None, ["1. पहला\n  - भीतर\n2. दूसरा", "- तर्क - वितर्क"]),
            Section("उप<b>शीर्षक</b> #", ["**क** `ख` [ग](https://example.org) &amp; \\"]),
        ],
        "live_updates": [LiveUpdate("2026-02-02T02:51:00+05:30", "ताज़ा", "एक.\n\nदो.")],
        "images": [Image("https://example.org/1.jpg", "चित्र: नहर", None)],
        "updated_raw": 'कहा: "हां", #2 - no\n',
    }
    fields, text = parts_of(written(MarkdownExporter, Article(**article_fields)))
    assert fields["id"] == article_fields["id"]
    assert fields["headline"] == article_fields["headline"]
    assert fields["updated_raw"] == article_fields["updated_raw"]
    assert fields["images"][0]["caption"] == "चित्र: नहर"
    assert fields["summary" if "summary" in fields else "language"] == "und"
    tree = rendered(text)
    assert tree.xpath("string(//h1)") == article_fields["headline"]
    assert [each.xpath("string()") for each in tree.findall(".//h2")] == [
        "उप<b>शीर्षक</b> #",
        "2026-02-02T02:51:00+05:30 ताज़ा",
    ]
    paragraphs = [each.xpath("string()") for each in tree.findall("body/p")]
    assert paragraphs == [
        "1. पहला\n\xa0\xa0- भीतर\n2. दूसरा",
        "- तर्क - वितर्क",
        "**क** `ख` [ग](https://example.org) &amp; \\",
        "एक.",
        "दो.",
    ]
    assert not tree.xpath("//em | //strong | //code | //a | //ul | //ol | //b")


PROSE = st.text(
    st.sampled_from("कखग abc 019.)(*_#>-+=~`|[]!<>&;:/\\\"'$^{}\n") | st.characters(codec="utf-8")
)


@given(PROSE)
def test_markdown_shows_what_was_printed(text: str) -> None:
    text = re.sub(r"[^\S \n]|[\x00-\x09\x0b-\x1f\x7f-\x9f]", "", text)
    text = re.sub(r"[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]", "", text)
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if not lines or any(line.startswith("http") for line in lines):
        return
    item = {"sections": [{"heading": None, "paragraphs": ["\n".join(lines)]}]}
    _, document = parts_of(written(MarkdownExporter, item))
    tree = rendered(document)
    [paragraph] = tree.findall("body/p")
    assert paragraph.xpath("string()").split("\n") == lines
    assert {each.tag for each in tree.iter()} <= {"html", "body", "p", "br"}


def test_several_articles_in_markdown(article_fields: dict[str, Any]) -> None:
    text = written(MarkdownExporter, *[Article(**article_fields)] * 2).decode()
    assert text.count("\n# नहर") == 2
    assert written(MarkdownExporter, {"title": "क", "अंक": 5}) == (
        '---\ntitle: "क"\nअंक: 5\n---\n'.encode()
    )


# Endings ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("format_", "endings"), ENDINGS.items())
def test_an_ending_says_the_format(format_: str, endings: tuple[str, ...]) -> None:
    for ending in endings:
        assert format_of(f"feb.2026{ending}") == format_of(f"FEB{ending}".upper()) == format_


@pytest.mark.parametrize("name", ["x", "x.json", "x.csv.gz", "x.csv.zst", "x.zst", "parquet", ".x"])
def test_other_endings_say_nothing(name: str) -> None:
    assert format_of(name) is None
