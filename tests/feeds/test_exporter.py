from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from newsbot.arguments import Arguments
from newsbot.feeds.exporter import FEEDS, JsonLinesExporter, uri_params
from newsbot.items import Article


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
    article.line = '{"headline":"नहर"}'.encode()
    assert export(article).decode() == '{"headline":"नहर"}\n'
    file = BytesIO()
    JsonLinesExporter(file, fields_to_export=["id"]).export_item(article)
    assert json.loads(file.getvalue()) == {"id": article.id}


@pytest.mark.parametrize(
    ("job", "run"),
    [
        (None, "2026-02-03T06-30-00Z"),
        ("0a1b", "2026-02-03T06-30-00Z-0a1b"),
        ("../x/y.rejects", "2026-02-03T06-30-00Z-___x_y_rejects"),
    ],
)
def test_a_run_on_scrapyd_has_its_job_in_the_feeds_name(job: str | None, run: str) -> None:
    spider = SimpleNamespace(
        arguments=Arguments(job=job),
        site="indiadaily",
        settings={"NEWSBOT_DATA_DIR": "data"},
        crawler=SimpleNamespace(
            stats={"start_time": datetime(2026, 2, 3, 6, 30, tzinfo=UTC)},
        ),
    )
    spider.crawler.stats = SimpleNamespace(get_value=spider.crawler.stats.get)
    params = uri_params({"name": "indiadaily"}, spider)
    assert params["run"] == run
    assert Path(params["data_dir"]).is_absolute()
    for uri, options in FEEDS.items():
        file = Path(uri % params)
        folder = "rejects" if "item_classes" in options else "feeds"
        assert file == Path("data", folder, "indiadaily", f"{run}.jsonl").absolute()
        assert not file.name.endswith(".rejects.jsonl")  # as rejects of an older newsbot
