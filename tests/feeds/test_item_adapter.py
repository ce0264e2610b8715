"""Items by ItemAdapter alone: what a Scrapy user adds works with newsbot's articles and feeds."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import scrapy
from lxml import etree
from scrapy.exporters import JsonItemExporter, XmlItemExporter

from newsbot.feeds.csv_cells import CsvExporter
from newsbot.feeds.exporter import ArticleFilter, JsonLinesExporter
from newsbot.items import Article, Reject
from newsbot.settings import ITEM_PIPELINES
from tests.crawling import SITE, Run, SmallSite, crawl, serving, story

PATHS = [f"/india/khabar-news-{number}" for number in (1, 2)]


@pytest.fixture
def site() -> SmallSite:
    return SmallSite({PATHS[0]: story(1, 2), PATHS[1]: story(2), "/india/khabar-news-3": "<p>x"})


def crawl_with(data: Path, site: SmallSite, *options: str, **pipelines: int) -> Run:
    added = {f"tests.foreign.pipelines.{name}": order for name, order in pipelines.items()}
    settings = ("-s", f"ITEM_PIPELINES={json.dumps({**ITEM_PIPELINES, **added})}")
    with serving(site) as served:
        urls = ",".join([*PATHS, "/india/khabar-news-3"])
        run = crawl(data, "-s", "DOWNLOAD_DELAY=0", *settings, *options, root=served.url, urls=urls)
    assert run.status == 0, run.stderr
    return run


def test_a_pipeline_that_renames_a_field(tmp_path: Path, site: SmallSite) -> None:
    run = crawl_with(tmp_path, site, Rename=900)
    assert {each["title"] for each in run.articles} == {"खबर संख्या 1", "खबर संख्या 2"}
    assert all("headline" not in each for each in run.articles)
    assert all(each["sections"][0]["heading"] is None for each in run.articles)
    assert {datetime.fromisoformat(each["updated_at"]).hour for each in run.articles} == {10}
    assert (run.report["articles"], run.report["rejects"]) == (2, 1)
    assert list(run.rejects) == [SITE + "/india/khabar-news-3"]
    # The ledger has them: what a later run delivers again is no new revision, and passes the same
    # pipeline.
    again = crawl_with(tmp_path, site, Rename=900)
    assert {each["revision"] for each in again.articles} == {1}
    assert len(again.articles) == 4
    assert all("title" in each for each in again.articles)


@pytest.mark.parametrize("order", [350, 900])
def test_a_pipeline_that_changes_fields_in_place(
    tmp_path: Path, site: SmallSite, order: int
) -> None:
    run = crawl_with(tmp_path, site, Mark=order)
    assert {each["headline"] for each in run.articles} == {"★ खबर संख्या 1", "★ खबर संख्या 2"}
    assert all(each["tags"][-1] == "चिह्नित" for each in run.articles)
    again = crawl_with(tmp_path, site, Mark=order)
    assert {each["revision"] for each in again.articles} == {1}


def test_csv_of_some_fields(tmp_path: Path, site: SmallSite) -> None:
    file = tmp_path / "x.csv"
    fields = ["id", "headline", "updated_at", "sections", "tags", "provenance", "summary"]
    options = ("-O", f"{file}:csv", "-s", f"FEED_EXPORT_FIELDS={','.join(fields)}")
    crawl_with(tmp_path, site, *options)
    with file.open(encoding="utf-8", newline="") as lines:
        rows = {row["id"]: row for row in csv.DictReader(lines)}
    assert list(rows["indiadaily:1"]) == fields
    assert rows.keys() == {"indiadaily:1", "indiadaily:2"}
    row = rows["indiadaily:1"]
    assert row["headline"] == "खबर संख्या 1"
    assert row["updated_at"] == "2026-01-02T10:00:00+05:30"
    assert json.loads(row["sections"])[0]["paragraphs"] == ["यह खबर संख्या 1 का पहला अनुच्छेद है."]
    assert json.loads(row["provenance"])["headline"] == "selector"
    assert (row["tags"], row["summary"]) == ("[]", "")


def test_the_items_of_a_users_own_spider(tmp_path: Path, site: SmallSite) -> None:
    run = crawl_with(tmp_path, site, "-s", "SPIDER_MODULES=tests.foreign.spiders")
    others = [each for each in run.articles if "page" in each]
    assert {each["page"] for each in others} == {
        SITE + path for path in (*PATHS, "/india/khabar-news-3")
    }
    assert all(each["kinds"] == [1] and each["बाइट"] > 0 for each in others)
    # Page 3 shows no article: in doubt, it is handed to parse_article again at the end of the run,
    # and once more when the site has shown how it answers for what does not exist.
    assert len(others) == 5
    assert len(run.articles) - len(others) == 2
    feed = next(tmp_path.glob("feeds/indiadaily/*Z.jsonl"))
    assert "बाइट" in feed.read_text("utf-8")


class Field(scrapy.Item):
    line = scrapy.Field()
    price = scrapy.Field(serializer=str)
    part = scrapy.Field()


@dataclass(slots=True)
class Slotted:
    line: str
    price: Any
    part: Any


@pytest.mark.parametrize("kind", [dict, Field, Slotted])
def test_items_of_every_kind_are_lines(kind: Any) -> None:
    part = Slotted("क", Decimal("1.5"), None)
    item = kind(line="ख", price=Decimal("2.5"), part=part)
    file = BytesIO()
    JsonLinesExporter(file).export_item(item)
    said = {"line": "ख", "price": "2.5", "part": {"line": "क", "price": "1.5", "part": None}}
    assert json.loads(file.getvalue()) == said
    renamed = BytesIO()
    JsonLinesExporter(renamed, fields_to_export={"line": "पंक्ति"}).export_item(item)
    assert renamed.getvalue().decode() == '{"पंक्ति":"ख"}\n'
    table = BytesIO()
    exporter = CsvExporter(table)
    exporter.export_item(item)
    exporter.finish_exporting()
    [row] = csv.DictReader(table.getvalue().decode().splitlines())
    assert row["line"] == "ख"
    assert json.loads(row["part"]) == said["part"]


def test_scrapys_other_formats(article_fields: dict[str, Any]) -> None:
    article = Article(**article_fields)
    text, tree = BytesIO(), BytesIO()
    for exporter in (JsonItemExporter(text, encoding="utf-8"), XmlItemExporter(tree)):
        exporter.start_exporting()
        exporter.export_item(article)
        exporter.finish_exporting()
    line = BytesIO()
    JsonLinesExporter(line).export_item(article)
    assert json.loads(text.getvalue()) == [json.loads(line.getvalue())]
    root = etree.fromstring(tree.getvalue())
    assert root.findtext("item/fetched_at") == article.fetched_at.isoformat()
    assert (
        root.findtext("item/sections/value/paragraphs/value") == (article.sections[0].paragraphs[0])
    )


def test_feeds_take_all_but_rejects(article_fields: dict[str, Any]) -> None:
    reject = Reject(SITE, "no_body", None, {}, article_fields["fetched_at"])
    every = ArticleFilter({})
    assert all(map(every.accepts, (Article(**article_fields), {"x": 1}, Slotted("", 1, 1))))
    assert not every.accepts(reject)
    named = ArticleFilter({"item_classes": [Reject]})
    assert named.accepts(reject)
    assert not named.accepts({"x": 1})
