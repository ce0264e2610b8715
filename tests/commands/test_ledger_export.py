"""`scrapy ledger export` in every format: what is chosen, where it goes, and what is refused."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.commands.ledgers import FILE, article, fill, scrapy
from tests.crawling import PROJECT

Fields = dict[str, Any]
DAY = 86_400
FIRST = 1_769_920_200  # 1 February 2026, 10:00 IST


@pytest.fixture
def data(tmp_path: Path, article_fields: Fields) -> Path:
    """Article 1 of 1 and 3 February, article 2 of the 2nd; article 3 is owed."""
    folder = tmp_path / "data"
    fill(folder, [article(article_fields, 1), article(article_fields, 2, "दो.")])
    fill(folder, [article(article_fields, 1, "पहला, बदला हुआ.")])
    fill(folder, [article(article_fields, 3, "तीन.")], delivered=False)
    connection = sqlite3.connect(folder / FILE)
    for number, revision, day in ((1, 1, 0), (2, 1, 1), (1, 2, 2)):
        connection.execute(
            "UPDATE revisions SET made_at = ? WHERE article = ? AND revision = ?",
            (FIRST + day * DAY, number, revision),
        )
    connection.commit()
    connection.close()
    return folder


def chosen(data: Path, *options: str) -> list[str]:
    done = scrapy(data, "ledger", "export", *options)
    assert done.returncode == 0, done.stderr
    lines = map(json.loads, done.stdout.splitlines())
    return [f"{line['id'].partition(':')[2]}.{line['revision']}" for line in lines]


def test_since_until_latest(data: Path) -> None:
    assert chosen(data) == ["1.1", "2.1", "1.2"]
    assert chosen(data, "--latest") == ["2.1", "1.2"]
    # A date is meant to its end; a time is the end itself.
    assert chosen(data, "--until", "2026-02-02") == ["1.1", "2.1"]
    assert chosen(data, "--until", "2026-02-02T10:00") == ["1.1"]
    assert chosen(data, "--until", "2026-02-02T04:30:01Z") == ["1.1", "2.1"]
    assert chosen(data, "--since", "2026-02-02", "--until", "2026-02-02") == ["2.1"]
    # As it was then.
    assert chosen(data, "--latest", "--until", "2026-02-02") == ["1.1", "2.1"]
    assert chosen(data, "--latest", "--since", "2026-02-03") == ["1.2"]


def test_formats_by_the_ending_and_by_name(data: Path, tmp_path: Path) -> None:
    plain = scrapy(data, "ledger", "export").stdout
    for name in ("x.parquet", "x.jsonl", "x.NDJSON", "x.jsonl.zst", "x.csv", "x.md"):
        done = scrapy(data, "ledger", "export", "-o", str(tmp_path / name))
        assert (done.returncode, done.stdout) == (0, "")
        assert done.stderr == "3 lines exported; 1 more are owed to the next run's feed\n"
    assert (tmp_path / "x.jsonl").read_text("utf-8") == plain
    assert (tmp_path / "x.NDJSON").read_text("utf-8") == plain
    rows = pq.read_table(tmp_path / "x.parquet").to_pylist()
    assert [row["revision"] for row in rows] == [1, 1, 2]
    assert rows[2]["changes"]["paragraphs_added"] == ["पहला, बदला हुआ."]
    with (tmp_path / "x.csv").open(encoding="utf-8", newline="") as stream:
        assert [row["body"] for row in csv.DictReader(stream)][1:] == ["दो.", "पहला, बदला हुआ."]
    assert (tmp_path / "x.md").read_text("utf-8").count("\n# नहर का काम") == 3
    piped = scrapy(data, "ledger", "export", "--format", "csv", "--bom")
    assert piped.stdout.startswith("\ufeffid,revision,")
    assert sorted(each.name for each in tmp_path.iterdir() if each.name.startswith(".")) == []


def test_folders_by_site_and_month(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "corpus"
    for format_, names in {
        "jsonl": ["part-0.jsonl"],
        "md": ["1-1.md", "1-2.md", "2-1.md"],
        "parquet": ["part-0.parquet"],
    }.items():
        options = ("--format", format_, "-o", str(out), "--overwrite")
        done = scrapy(data, "ledger", "export", *options)
        assert done.returncode == 0, done.stderr
        folder = out / "site=indiadaily" / "month=2026-02"
        assert sorted(each.name for each in folder.iterdir()) == names
    done = scrapy(data, "ledger", "export", "--format", "md", "--latest", "-o", f"{tmp_path}/md/")
    assert done.returncode == 0, done.stderr
    files = sorted((tmp_path / "md").glob("*/*/*"))
    assert [each.name for each in files] == ["1.md", "2.md"]
    assert "पहला, बदला हुआ." in files[0].read_text("utf-8")
    refused = scrapy(data, "ledger", "export", "--format", "parquet", "-o", str(out))
    assert (refused.returncode, refused.stderr) == (
        2,
        f"newsbot: {out} exists: --overwrite replaces it\n",
    )
    (out / "mine.txt").write_text("x")
    refused = scrapy(data, "ledger", "export", "--format", "md", "-o", str(out), "--overwrite")
    assert refused.returncode == 2
    assert "is a folder with other files, such as" in refused.stderr
    assert (out / "mine.txt").exists()


def test_a_site_of_a_host_has_a_folder(tmp_path: Path, article_fields: Fields) -> None:
    site = "hindi:example.org"
    made = article(article_fields, 5, "पांच.", site=site)
    fill(tmp_path / "data", [made], site=site)
    options = ("--format", "parquet", "-o", str(tmp_path / "x"))
    assert scrapy(tmp_path / "data", "ledger", "export", *options).returncode == 0
    assert (tmp_path / "x" / "site=hindi%3Aexample.org" / "month=2026-02").is_dir()
    [row] = pq.read_table(tmp_path / "x").to_pylist()
    assert (row["site"], row["month"]) == (site, "2026-02")


def test_nothing_to_export_is_said(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.parquet"
    done = scrapy(data, "ledger", "export", "--until", "2025-01-01", "-o", str(out))
    assert done.returncode == 0
    assert done.stderr.startswith("0 lines exported: the ledger has no delivered line that was")
    assert pq.read_table(out).num_rows == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--format", "xls"), "invalid choice: 'xls'"),
        (("--format", "csv", "-o", "{}/x.parquet"), "--format csv does not fit"),
        (("--format", "jsonl", "-o", "{}/x.jsonl.zst"), "it ends in .jsonl or .jl"),
        (("--format", "csv", "-o", "{}/x.csv.gz"), "it ends in .csv"),
        (("-o", "{}/x.xlsx"), "does not say its format"),
        (("-o", "{}/folder/"), "does not say its format"),
        (("-o", "{}/x.json"), "does not say its format"),
        (("-o", "{}/old.parquet"), "exists: --overwrite replaces it"),
        (("--format", "md", "-o", "{}"), "is newsbot's own"),
        (("--format", "md", "-o", "{}/data/pages/x"), "is newsbot's own"),
        (("--bom",), "--bom is for csv"),
        (("--until", "कल"), "--until 'कल': must be a date or time"),
        (("--since", "2026-02-03", "--until", "2026-02-01"), "is not after --since"),
    ],
)
def test_wrong_orders_are_one_line(
    data: Path, tmp_path: Path, options: tuple[str, ...], message: str
) -> None:
    (tmp_path / "old.parquet").write_bytes(b"mine")
    before = sorted(tmp_path.rglob("*"))
    done = scrapy(data, "ledger", "export", *(each.format(tmp_path) for each in options))
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert message in line
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "old.parquet").read_bytes() == b"mine"


FULL = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
sys.argv = ["scrapy", *sys.argv[1:]]
runpy.run_module("scrapy", run_name="__main__")
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", ["x.parquet", "x.csv", "x.jsonl.zst", "x.md", "folder.parquet/"])
def test_a_full_disk_leaves_nothing(
    tmp_path: Path, article_fields: Fields, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    out.mkdir()
    # Hardly to be compressed; SQLite itself needs 32 KB.
    texts = (os.urandom(30_000).hex() for _ in range(8))
    fill(data, [article(article_fields, n, text) for n, text in enumerate(texts, 1)])
    old = out / name
    if not name.endswith("/"):
        old.write_bytes(b"mine")
    monkeypatch.setenv("NEWSBOT_DATA_DIR", str(data))
    options = ("ledger", "export", "-o", f"{out}/{name}", "--overwrite")
    done = subprocess.run(
        [sys.executable, "-c", FULL, *options],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 74, done.stderr
    [line] = done.stderr.splitlines()
    assert "File too large" in line
    assert [each.name for each in out.iterdir()] == ([] if name.endswith("/") else [name])
    if not name.endswith("/"):
        assert old.read_bytes() == b"mine"


HIDDEN = """
import runpy, sys
sys.modules["pyarrow"] = None
sys.argv = ["scrapy", *sys.argv[1:]]
runpy.run_module("scrapy", run_name="__main__")
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        ("ledger", "export", "-o", "{}/x.parquet"),
        ("crawl", "indiadaily", "-a", "urls=/india/x-news-1", "-O", "{}/x.parquet"),
    ],
)
def test_a_missing_extra_is_named(
    data: Path, tmp_path: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSBOT_DATA_DIR", str(data))
    done = subprocess.run(
        [sys.executable, "-c", HIDDEN, *(each.format(tmp_path) for each in command)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert "pip install pyarrow" in line
    assert not (tmp_path / "x.parquet").exists()
