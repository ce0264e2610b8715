from __future__ import annotations

import json
from dataclasses import fields
from io import BytesIO
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from newsbot.feeds import JsonLinesExporter
from newsbot.items import Article, Reject
from newsbot.json_lines import json_line


def export(item: object) -> bytes:
    file = BytesIO()
    JsonLinesExporter(file, encoding="utf-8").export_item(item)
    return file.getvalue()


def test_hindi_as_hindi_in_declared_order(article_fields: dict[str, Any]) -> None:
    line = export(Article(**article_fields)).decode()
    assert "नहर की मरम्मत" in line
    assert list(json.loads(line)) == [each.name for each in fields(Article)]
    assert json.loads(line)["fetched_at"] == "2026-02-03T06:30:00+00:00"


def test_a_recorded_article_goes_out_as_the_ledger_has_it(article_fields: dict[str, Any]) -> None:
    article = Article(**article_fields)
    article.line = '{"headline": "नहर"}'
    assert export(article).decode() == '{"headline": "नहर"}\n'
    file = BytesIO()
    JsonLinesExporter(file, fields_to_export=["id"]).export_item(article)
    assert json.loads(file.getvalue()) == {"id": article.id}


@given(st.text())
def test_every_reader_counts_the_same_lines(text: str) -> None:
    line = json_line({"text": text})
    assert len(line.splitlines()) == 1
    assert json.loads(line) == {"text": text}


def test_line_separators_are_escaped() -> None:
    assert json_line("क\u2028ख\u2029ग\u0085") == '"क\\u2028ख\\u2029ग\\u0085"'


def test_a_lone_surrogate_is_no_crash(article_fields: dict[str, Any]) -> None:
    reject = Reject("https://x/\ud800", "no_body", None, {}, article_fields["fetched_at"])
    assert json.loads(export(reject))["url"] == "https://x/\ud800"
