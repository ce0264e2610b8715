"""Tables: one schema for all files, and what each kind of item becomes in it."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.feeds import tables
from newsbot.feeds.arrow_schema import schema_of
from newsbot.feeds.parquet import ParquetExporter
from newsbot.items import Article, LiveUpdate, PhotoSection, Reject, Section
from tests.foreign.pipelines import Rename

IST = timezone(timedelta(hours=5, minutes=30))


def table_of(*items: Any, **options: Any) -> pa.Table:
    file = BytesIO()
    exporter = ParquetExporter(file, **options)
    exporter.start_exporting()
    for item in items:
        exporter.export_item(item)
    exporter.finish_exporting()
    file.seek(0)
    return pq.read_table(file)


@dataclass
class Part:
    count: int
    words: dict[str, str] | None = None


@dataclass
class LongPart(Part):
    note: str | None = None


@dataclass
class Made:
    free: bool | None
    parts: list[Part] = field(metadata={"classes": (Part, LongPart)})
    part: Part | None
    anything: dict[str, Any]
    site: str = ""
    at: datetime | None = field(default=None, metadata={"zone": "Asia/Kolkata"})


def test_a_schema_follows_from_the_types() -> None:
    part = pa.struct(
        [
            ("count", pa.int64()),
            ("words", pa.list_(pa.struct([("key", pa.string()), ("value", pa.string())]))),
        ]
    )
    long_part = pa.struct([*part, ("note", pa.string())])
    assert {each.name: each.type for each in schema_of(Made)} == {
        "free": pa.bool_(),
        "parts": pa.list_(long_part),
        "part": part,
        "anything": pa.string(),
        "site": pa.dictionary(pa.int32(), pa.string()),
        "at": pa.timestamp("us", "Asia/Kolkata"),
    }


@pytest.mark.parametrize("item_class", [Article, Reject])
def test_a_column_a_field_in_the_feeds_order(item_class: type) -> None:
    schema = schema_of(item_class)
    assert schema.names == [each.name for each in fields(item_class)]
    for each in schema:
        assert not pa.types.is_null(each.type)
        assert each.metadata[b"description"]


def test_instants_keep_their_zone_and_their_day(article_fields: dict[str, Any]) -> None:
    printed = datetime(2026, 2, 2, 2, 51, tzinfo=IST)
    article_fields |= {
        "published_at": printed,
        "updated_at": datetime(2026, 2, 1, 21, 25, tzinfo=UTC),
        "live_updates": [
            LiveUpdate("2026-02-02T02:51:00+05:30", None, "क"),
            LiveUpdate(None, "शीर्षक", "ख"),
        ],
    }
    [row] = table_of(Article(**article_fields)).to_pylist()
    assert row["published_at"].isoformat() == "2026-02-02T02:51:00+05:30"
    assert row["updated_at"].isoformat() == "2026-02-02T02:55:00+05:30"
    assert row["fetched_at"].isoformat() == "2026-02-03T06:30:00+00:00"
    assert row["live_updates"][0]["time"] == printed
    assert row["live_updates"][1] == {"time": None, "heading": "शीर्षक", "text": "ख"}


def test_parts_dictionaries_and_nulls(article_fields: dict[str, Any]) -> None:
    article_fields |= {
        "sections": [Section(None, ["नहर"]), PhotoSection("क", [], "https://example.org/1.jpg")],
        "changes": {"fields": ["headline"], "paragraphs_added": [], "paragraphs_removed": ["क"]},
        "provenance": {"headline": "selector"},
        "summary": "क\x00ख\u2028ग",
    }
    table = table_of(Article(**article_fields))
    assert table.schema == schema_of(Article)
    [row] = table.to_pylist()
    assert row["sections"] == [
        {"heading": None, "paragraphs": ["नहर"], "image": None},
        {"heading": "क", "paragraphs": [], "image": "https://example.org/1.jpg"},
    ]
    assert row["changes"] == article_fields["changes"]
    assert row["provenance"] == [{"key": "headline", "value": "selector"}]
    assert row["summary"] == "कख\nग"  # as in every feed
    assert row["published_at"] is None


def test_a_table_of_nothing_has_all_columns() -> None:
    assert table_of().schema == schema_of(Article)
    assert table_of(fields_to_export=["id", "mine"]).schema.names == ["id", "mine"]


def test_some_fields_and_other_names(article_fields: dict[str, Any]) -> None:
    article = Article(**article_fields)
    table = table_of(article, fields_to_export=["fetched_at", "id"])
    assert table.schema.names == ["fetched_at", "id"]
    assert table.schema.field("fetched_at").type == pa.timestamp("us", "UTC")
    table = table_of(article, fields_to_export={"id": "पहचान", "sections": "parts"})
    assert table.schema.field("parts").type == schema_of(Article).field("sections").type
    assert table.to_pylist()[0]["पहचान"] == article.id


def test_an_article_that_became_a_dictionary(article_fields: dict[str, Any]) -> None:
    renamed = Rename().process_item(Article(**article_fields))
    table = table_of(renamed)
    assert "headline" not in table.schema.names
    assert table.to_pylist()[0]["title"] == article_fields["headline"]
    assert table.schema.field("fetched_at").type == pa.timestamp("us", "UTC")
    assert table.schema.field("sections").type == schema_of(Article).field("sections").type


def test_items_of_a_user(article_fields: dict[str, Any]) -> None:
    made = {
        "page": "https://example.org/",
        "bytes": 12,
        "share": 0.5,
        "done": True,
        "kinds": {1},
        "mixed": [1, "क"],
        "at": datetime(2026, 2, 2, tzinfo=IST),
        "url": ["no", "text"],
    }
    later = {"page": None, "bytes": None}
    table = table_of(made, Article(**article_fields), later)
    assert set(schema_of(Article).names) < set(table.schema.names)
    alone = table_of(made, later)
    assert alone.schema.names == list(made)
    types = {each.name: str(each.type) for each in alone.schema}
    assert types == {
        "page": "string",
        "bytes": "int64",
        "share": "double",
        "done": "bool",
        "kinds": "string",
        "mixed": "string",
        "at": "timestamp[us, tz=UTC]",
        "url": "string",
    }
    assert alone.to_pylist()[0]["mixed"] == '[1,"क"]'
    assert alone.to_pylist()[1]["bytes"] is None


def test_a_value_without_a_column_is_refused_in_one_line() -> None:
    many = [{"n": number} for number in range(300)]
    with pytest.raises(ValueError, match=r"no column for the field 'new'.*FEED_EXPORT_FIELDS"):
        table_of(*many, {"n": 1, "new": 2})
    with pytest.raises(ValueError, match=r"column 'n' of the table is int64.*'a word'"):
        table_of(*many, {"n": "a word"})


def test_an_article_with_a_wrong_value_is_refused(article_fields: dict[str, Any]) -> None:
    for wrong in ({"tags": "one"}, {"depth": "deep"}, {"published_at": "soon"}, {"images": [5]}):
        with pytest.raises(ValueError, match=f"column '{next(iter(wrong))}'"):
            table_of(Article(**article_fields | wrong))


def test_row_groups_are_bounded(
    article_fields: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MAX_GROUP_ROWS", 600)
    file = BytesIO()
    exporter = ParquetExporter(file)
    exporter.start_exporting()
    for number in range(1500):
        exporter.export_item(Article(**article_fields | {"revision": number}))
    exporter.finish_exporting()
    read = pq.ParquetFile(file)
    groups = [read.metadata.row_group(at).num_rows for at in range(read.num_row_groups)]
    assert groups == [768, 732]
    assert read.read(["revision"])["revision"].to_pylist() == list(range(1500))


def test_large_articles_do_not_wait(article_fields: dict[str, Any]) -> None:
    file = BytesIO()
    exporter = ParquetExporter(file)
    exporter.start_exporting()
    for number in range(60):
        exporter.export_item(Article(**article_fields | {"body": f"{number} " + "क" * 500_000}))
    exporter.finish_exporting()
    read = pq.ParquetFile(file).metadata
    # Each has 1.5 MB.
    assert max(read.row_group(at).num_rows for at in range(read.num_row_groups)) <= 10


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Zl", "Zp"]))


@given(
    texts=st.lists(st.lists(TEXT, max_size=3), max_size=4),
    at=st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(IST)),
    links=st.dictionaries(TEXT, TEXT, max_size=3),
)
def test_what_goes_in_comes_out(
    texts: list[list[str]], at: datetime, links: dict[str, str]
) -> None:
    row = {
        "sections": [Section(None, each) for each in texts],
        "updated_at": at,
        "provenance": links,
    }
    names = ["sections", "updated_at", "provenance"]
    [read] = table_of(row, fields_to_export=names).to_pylist()
    assert [each["paragraphs"] for each in read["sections"]] == texts
    assert read["updated_at"] == at
    assert {each["key"]: each["value"] for each in read["provenance"]} == links
