"""Feeds and exports as their users open them: PyArrow, pandas, DuckDB, Polars, datasets."""

from __future__ import annotations

import json
import os
import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from newsbot.feeds.arrow_schema import schema_of
from newsbot.items import Article, Image, Section
from tests.commands.ledgers import article, fill, scrapy
from tests.crawling import PROJECT, SmallSite, crawl, serving, story

IST = timezone(timedelta(hours=5, minutes=30))
AT = datetime(2026, 2, 2, 2, 51, tzinfo=IST)
PAGE = (PROJECT / "docs" / "exports.md").read_text("utf-8")
LINES = re.findall(r"^\| .* \| `(import .*articles.*)` \|$", PAGE, re.M)
READERS = ("pyarrow", "pandas", "duckdb", "polars", "datasets")


@pytest.fixture(autouse=True)
def hub(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """`datasets` stays off the network, and its cache is the test's."""
    folder = tmp_path_factory.getbasetemp() / "hub"
    for name, value in {
        "HF_HUB_OFFLINE": "1",
        "HF_DATASETS_OFFLINE": "1",
        "HF_HOME": str(folder),
        "HF_DATASETS_CACHE": str(folder / "datasets"),
        "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
    }.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two feeds of one site, one of another; whole columns of the first are null."""
    folder = tmp_path_factory.mktemp("exported")
    fields = _fields()
    data = folder / "data"
    fill(data, [article(fields, 1, "पहला लेख."), article(fields, 2, "दूसरा लेख.")])
    assert scrapy(data, "ledger", "export", "-o", str(folder / "a.parquet")).returncode == 0
    full = {
        "summary": "सारांश",
        "tags": ["नहर", "पानी"],
        "published_at": AT,
        "updated_at": AT + timedelta(hours=1),
        "images": [Image("https://example.org/1.jpg", "चित्र", None)],
        "sections": [Section("शीर्षक", ["तीसरा लेख."]), Section(None, [])],
        "provenance": {"headline": "selector"},
    }
    fill(data, [article(fields, 3, "तीसरा लेख.", **full)])
    fill(data, [article(fields, 9, "चौथा.", site="prabhat", **full)], site="prabhat")
    for site in ("indiadaily", "prabhat"):
        out = folder / f"{site}.parquet"
        done = scrapy(data, "ledger", "export", "--site", site, "-o", str(out))
        assert done.returncode == 0, done.stderr
    done = scrapy(data, "ledger", "export", "--format", "parquet", "-o", str(folder / "all"))
    assert done.returncode == 0, done.stderr
    return folder


def _fields() -> dict[str, Any]:
    from tests import conftest

    return conftest.article_fields.__wrapped__()


def read(reader: str, files: list[str]) -> list[dict[str, Any]]:
    """The rows that a reader finds in some files, as plain values, sorted by id."""
    if reader == "pyarrow":
        rows = pa.concat_tables([pq.read_table(file) for file in files]).to_pylist()
    elif reader == "pandas":
        rows = pd.concat([pd.read_parquet(file) for file in files]).to_dict("records")
    elif reader == "duckdb":
        connection = duckdb.connect()
        result = connection.execute(
            "SELECT * FROM read_parquet(?, hive_partitioning=false)", [files]
        )
        names = [each[0] for each in result.description]
        rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    elif reader == "polars":
        rows = pl.read_parquet(files, hive_partitioning=False).to_dicts()
    else:
        import datasets

        rows = list(datasets.load_dataset("parquet", data_files=files, split="train"))
    rows = [{name: simple(value) for name, value in row.items()} for row in rows]
    return sorted(rows, key=lambda row: str(row["id"]))


def simple(value: Any) -> Any:
    """A value without the types of its reader."""
    if isinstance(value, dict):
        return {name: simple(each) for name, each in value.items()}
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [simple(each) for each in value]
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, datetime):
        assert value.tzinfo
        return value.astimezone(UTC).isoformat()
    return value


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
def test_several_files_are_one_table(exported: Path, reader: str) -> None:
    files = [str(exported / f"{name}.parquet") for name in ("a", "indiadaily", "prabhat")]
    rows = read(reader, files)
    assert rows == read("pyarrow", files)
    assert [row["id"] for row in rows] == [
        *("indiadaily:1", "indiadaily:1", "indiadaily:2", "indiadaily:2", "indiadaily:3"),
        "prabhat:9",
    ]
    first, *_, last = rows
    assert list(first) == schema_of(Article).names
    assert (first["summary"], first["published_at"], first["images"]) == (None, None, [])
    assert last["published_at"] == AT.astimezone(UTC).isoformat()
    assert (last["site"], last["summary"], last["tags"]) == ("prabhat", "सारांश", ["नहर", "पानी"])
    assert last["sections"][0] == {"heading": "शीर्षक", "paragraphs": ["तीसरा लेख."], "image": None}
    assert last["provenance"] == [{"key": "headline", "value": "selector"}]


@pytest.mark.parametrize("reader", READERS)
def test_a_partitioned_folder_is_one_table(exported: Path, reader: str) -> None:
    files = sorted(map(str, (exported / "all").glob("**/*.parquet")))
    assert [str(Path(file).relative_to(exported / "all")) for file in files] == [
        "site=indiadaily/month=2026-02/part-0.parquet",
        "site=prabhat/month=2026-02/part-0.parquet",
    ]
    rows = read(reader, files)
    whole = [str(exported / f"{name}.parquet") for name in ("indiadaily", "prabhat")]
    assert rows == read(reader, whole)


def test_the_folder_itself_is_opened(exported: Path) -> None:
    import datasets

    folder, files = str(exported / "all"), str(exported / "all" / "**" / "*.parquet")
    assert pq.read_table(folder).num_rows == len(pd.read_parquet(folder)) == 4
    assert set(pd.read_parquet(folder)["month"]) == {"2026-02"}
    months = duckdb.sql(f"SELECT DISTINCT site, month FROM '{files}'").fetchall()  # noqa: S608  # our own file
    assert sorted(months) == [("indiadaily", "2026-02"), ("prabhat", "2026-02")]
    polars = pl.read_parquet(folder)
    assert set(polars["month"]) == {"2026-02"}
    assert set(polars["site"]) == {"indiadaily", "prabhat"}
    assert len(datasets.load_dataset("parquet", data_dir=folder, split="train")) == 4


def test_columns_have_types(exported: Path) -> None:
    import datasets

    file = str(exported / "a.parquet")  # published_at is null in all of it
    assert pq.read_schema(file).equals(schema_of(Article))
    assert str(pd.read_parquet(file)["published_at"].dtype) == "datetime64[us, Asia/Kolkata]"
    assert pl.read_parquet(file).schema["published_at"] == pl.Datetime("us", "Asia/Kolkata")
    types = dict(
        duckdb.sql(f"SELECT column_name, column_type FROM (DESCRIBE FROM '{file}')").fetchall()  # noqa: S608  # our own file
    )
    assert types["published_at"] == "TIMESTAMP WITH TIME ZONE"
    assert types["tags"] == "VARCHAR[]"
    features = datasets.load_dataset("parquet", data_files=file, split="train").features
    assert features["published_at"].dtype == "timestamp[us, tz=Asia/Kolkata]"
    assert features["summary"].dtype == features["site"].dtype == "string"
    day = pd.read_parquet(exported / "prabhat.parquet")["published_at"].dt.date[0]
    assert day.isoformat() == "2026-02-02"  # India's day, not that of UTC


@pytest.mark.parametrize("line", LINES)
def test_the_lines_of_the_page_of_exports(
    exported: Path, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.symlink(exported / "indiadaily.parquet", tmp_path / "articles.parquet")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    imports, _, expression = line.partition("; ")
    exec(imports, names)  # noqa: S102  # the page's own code
    table = eval(expression.partition("  #")[0], names)  # noqa: S307  # the page's own code
    assert len(table) == 3


def test_the_page_names_all_five() -> None:
    assert len(LINES) == 5
    assert all(any(name in line for line in LINES) for name in READERS)


def test_feeds_of_a_crawl(tmp_path: Path) -> None:
    pages = {f"/india/khabar-news-{n}": story(n) for n in (1, 2)}
    outs = {
        str(tmp_path / f"x.{ending}"): {"format": ending}
        for ending in ("parquet", "jsonl.zst", "csv", "xml", "md")
    }
    feed = {str(tmp_path / "%(name)s.jsonl"): {"format": "jsonl"}}
    with serving(SmallSite(pages)) as site:
        run = crawl(
            tmp_path / "data",
            "-s",
            f"FEEDS={json.dumps({**outs, **feed})}",
            root=site.url,
            urls=",".join(pages),
        )
    assert run.status == 0, run.stderr
    lines = (tmp_path / "indiadaily.jsonl").read_text("utf-8")
    told = {line["id"]: line for line in map(json.loads, lines.splitlines())}
    rows = pq.read_table(tmp_path / "x.parquet").to_pylist()
    assert len(rows) == len(told) == 2
    for row in rows:
        line = told[row["id"]]
        assert row["headline"] == line["headline"]
        assert row["updated_at"].isoformat() == line["updated_at"]
        assert {each["key"]: each["value"] for each in row["provenance"]} == line["provenance"]
    csv = pd.read_csv(tmp_path / "x.csv")
    assert list(csv["body"]) == [line["body"] for line in told.values()]
    zst = duckdb.sql(f"SELECT id FROM read_json('{tmp_path / 'x.jsonl.zst'}')").fetchall()  # noqa: S608  # our own file
    assert {id_ for (id_,) in zst} == set(told)
    assert (tmp_path / "x.md").read_text("utf-8").count("\n# खबर संख्या") == 2
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        *("data", "indiadaily.jsonl", "x.csv", "x.jsonl.zst", "x.md", "x.parquet", "x.xml"),
    ]
