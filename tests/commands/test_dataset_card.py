"""`scrapy ledger export --card`: the card is true, and `datasets` loads the folder by it."""

from __future__ import annotations

import csv
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from newsbot.items import Section
from newsbot.items.rights import AiSignal, Directives, Reservation, Rights, Statement
from newsbot.ledger import Ledger
from newsbot.urls import ArticleRef
from tests.commands.ledgers import SITE, article, fill, scrapy
from tests.commands.test_ledger_search import day
from tests.feeds.test_readers import hub as hub

Fields = dict[str, Any]
LONG = " ".join(f"शब्द{number}" for number in range(60)) + "."


@pytest.fixture
def data(tmp_path: Path, article_fields: Fields) -> Path:
    folder = tmp_path / "data"
    stated = Rights(
        license=Statement("https://example.org/a|b\n<script>", "json-ld"),
        robots_meta=Directives(["noarchive", "noai"], "meta"),
        tdm_reservation=Reservation(True, "tdmrep.json"),
        ai_signals=[AiSignal("ai-train", False, ["GPTBot"], "robots.txt")],
    )
    first = {"rights": stated, "free_access": False, "summary": "सारांश", "language": "hi"}
    source = {"headline": "selector", "summary": "json-ld"}
    fill(
        folder,
        [
            article(article_fields, 1, "हिन्दी एक.", **day(1, **first, provenance=source)),
            article(article_fields, 2, LONG, **day(28, rights=Rights(), language="hi")),
            article(article_fields, 3, LONG + " अंत."),
        ],
    )
    fill(folder, [article(article_fields, 1, "हिन्दी एक बदला.", **day(1, **first))])
    sections = [Section("उपशीर्षक", ['चार, "पांच"\nछह.'])]
    other = article(article_fields, 4, "x", site="prabhat", sections=sections, tags=["नहर"])
    fill(folder, [other], site="prabhat")
    ledger = Ledger.open(folder, "prabhat")
    which = ArticleRef(f"{SITE}/india/x-news-9", "prabhat:9", None)
    ledger.pages.discover([which], "listing", f"{SITE}/", 0, ledger.run)
    ledger.pages.failed("prabhat:9", "no_body", 1)
    ledger.close()
    return folder


def export(data: Path, out: str, *options: str) -> tuple[Fields, str]:
    """The YAML and the text of the card of an export."""
    done = scrapy(data, "ledger", "export", "-o", out, "--card", *options)
    assert done.returncode == 0, done.stderr
    path = Path(out)
    readme = (path if path.is_dir() else path.parent) / "README.md"
    _, front, text = readme.read_text("utf-8").split("---\n", 2)
    return yaml.safe_load(front), text


def cells(text: str, first: str) -> list[str]:
    """The cells of the row of a table that begins with a cell."""
    [row] = re.findall(rf"^\| {re.escape(first)} \|(.*)\|$", text, re.M)
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", row)]


def test_the_card_says_what_was_exported(data: Path, tmp_path: Path) -> None:
    front, text = export(data, f"{tmp_path}/corpus", "--format", "parquet")
    assert front == {
        "pretty_name": "Hindi news: indiadaily, prabhat",
        "language": ["hi"],
        "license": "other",
        "license_name": "texts-belong-to-their-publishers",
        "task_categories": ["text-generation", "text-classification", "summarization"],
        "size_categories": ["n<1K"],
        "tags": ["news", "hindi", "newsbot"],
        "configs": [
            {
                "config_name": "default",
                "data_files": [{"split": "train", "path": "site=*/month=*/*.parquet"}],
            }
        ],
    }
    assert "5 lines of 4 articles (a line for each revision)" in text
    assert "**The texts belong to their publishers.**" in text
    days = "2026-02-03 to 2026-02-03"
    assert cells(text, "indiadaily") == ["3", "4", "2026-02-01 to 2026-02-28", days]
    assert cells(text, "prabhat") == ["1", "1", "–", days]
    assert cells(text, "`headline`")[1:3] == ["100.0 %", "1"]
    assert cells(text, "`summary`") == ["string or null", "40.0 %", "", "1", "", "", ""]
    assert cells(text, "`tags`")[1] == "20.0 %"
    assert cells(text, "hi") == ["3"]
    assert "another article (`duplicate_of`): 1 line.\n" in text
    assert "* With a revision after the first one: 1 article.\n" in text
    assert cells(text, "`free_access`: paid") == ["2"]
    assert cells(text, "`robots_meta`: noai") == ["2"]
    assert cells(text, "`tdm_reservation`: reserved") == ["2"]
    assert cells(text, "`ai_signals`: ai-train not allowed to some agents") == ["2"]
    assert cells(text, "**mining or use by AI is reserved** by one of these") == ["2"]
    assert cells(text, "mining and use by AI are not reserved") == ["1"]
    assert cells(text, "no_body") == ["1"]
    assert "scrapy ledger forget ID" in text
    assert "<script>" not in text
    assert text.count("https://example.org/a\\|b \\<script\\>") == 1


@pytest.mark.slow
def test_the_card_follows_the_selection(data: Path, tmp_path: Path) -> None:
    out = f"{tmp_path}/corpus"
    options = ("--format", "parquet", "--latest", "--site", "indiadaily")
    front, text = export(data, out, *options, "-s", "NEWSBOT_CONTACT=mailto:desk@example.org")
    assert front["pretty_name"] == "Hindi news: indiadaily"
    assert "3 lines of 3 articles (the latest revision of each article)" in text
    assert "write to mailto:desk@example.org" in text
    assert "no_body" not in text
    front, text = export(data, out, *options, "--until", "2020-01-01", "--overwrite")
    assert "0 lines of 0 articles" in text
    assert "configs" not in front
    assert [each.name for each in Path(out).iterdir()] == ["README.md"]


@pytest.mark.slow
def test_datasets_loads_csv_whose_columns_are_empty_in_some_files(
    data: Path, tmp_path: Path
) -> None:
    import datasets

    folder = tmp_path / "corpus"
    export(data, str(folder), "--format", "csv")
    files = sorted(folder.rglob("*.csv"))
    assert len(files) > 1
    for number, file in enumerate(files):
        rows = list(csv.DictReader(file.read_text("utf-8").splitlines(keepends=True)))
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, rows[0])
            writer.writeheader()
            writer.writerows({**row, "dateline": "NA" if number else ""} for row in rows)
    loaded = datasets.load_dataset(str(folder), split="train")
    assert set(loaded["dateline"]) == {"NA", ""}


@pytest.mark.parametrize("format_", ["parquet", "jsonl", "jsonl.zst", "csv"])
@pytest.mark.parametrize("is_folder", [True, False])
def test_datasets_loads_the_folder(
    data: Path, tmp_path: Path, format_: str, is_folder: bool
) -> None:
    import datasets

    folder = tmp_path / "corpus"
    if is_folder:
        export(data, str(folder), "--format", format_)
    else:
        folder.mkdir()
        export(data, f"{folder}/all.{format_}")
    loaded = datasets.load_dataset(str(folder), split="train")
    assert sorted(loaded["id"]) == sorted(
        ["indiadaily:1", "indiadaily:1", "indiadaily:2", "indiadaily:3", "prabhat:4"]
    )
    bodies = dict(zip(loaded["id"], loaded["body"], strict=True))
    assert bodies["indiadaily:2"] == LONG
    assert {"headline", "rights", "provenance"} <= set(loaded.features)
    if format_ != "csv":
        assert str(loaded.features["published_at"].dtype).startswith("timestamp[us, tz=")
    instants = dict(zip(loaded["id"], loaded["published_at"], strict=True))
    at = instants["indiadaily:2"]
    assert (datetime.fromisoformat(at) if format_ == "csv" else at) == day(28)["published_at"]
    empty = "" if format_ == "csv" else None
    assert instants["prabhat:4"] == empty
    originals = dict(zip(loaded["id"], loaded["duplicate_of"], strict=True))
    assert (originals["indiadaily:3"], originals["prabhat:4"]) == ("indiadaily:2", empty)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--card",), "--card needs the folder of an export"),
        (("--card", "-o", "{}/x.md"), "--card is for parquet, jsonl, jsonl.zst, csv"),
        (("--card", "-o", "{}/x.csv"), "README.md exists and is not a dataset card of newsbot"),
        (("--card", "-o", "{}/x.csv", "--overwrite"), "is not a dataset card of newsbot"),
    ],
)
def test_wrong_orders_are_one_line(
    data: Path, tmp_path: Path, options: tuple[str, ...], message: str
) -> None:
    (tmp_path / "README.md").write_text("mine")
    done = scrapy(data, "ledger", "export", *(each.format(tmp_path) for each in options))
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert message in line
    assert sorted(each.name for each in tmp_path.iterdir()) == ["README.md", "data"]
    assert (tmp_path / "README.md").read_text() == "mine"


def test_a_card_is_replaced(data: Path, tmp_path: Path) -> None:
    out = f"{tmp_path}/x.csv"
    assert export(data, out)[0]["configs"][0]["data_files"][0]["path"] == "x.csv"
    refused = scrapy(data, "ledger", "export", "-o", f"{tmp_path}/y.csv", "--card")
    assert refused.returncode == 2
    assert "README.md exists: --overwrite replaces it" in refused.stderr
    export(data, out, "--overwrite")


def test_a_readme_of_the_users_stays(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "corpus"
    options = ("--format", "parquet", "-o", str(out), "--overwrite")
    assert scrapy(data, "ledger", "export", *options, "--card").returncode == 0
    assert scrapy(data, "ledger", "export", *options, "--card").returncode == 0
    (out / "README.md").write_text("mine")
    refused = scrapy(data, "ledger", "export", *options)
    assert refused.returncode == 2
    assert "is a folder with other files" in refused.stderr
    assert (out / "README.md").read_text() == "mine"
