"""docs/adding-a-site.md: its steps are taken word by word, and its tables list all attributes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from newsbot.page import layouts
from newsbot.page.declared.layout import ATTRIBUTES
from newsbot.spider import NewsSpider
from newsbot.spiders.indiadaily import IndiaDailyPage
from tests.crawling import PROJECT, SmallSite, read_lines, serving

pytestmark = pytest.mark.slow

TEXT = (PROJECT / "docs" / "adding-a-site.md").read_text("utf-8")
WAY, _, REST = TEXT.partition("\n## Selectors")
URL = "/desh/nahar-123.html"


def blocks(kind: str, text: str = WAY) -> list[str]:
    found = re.findall(rf"^ *```{kind}\n(.*?)^ *```$", text, re.DOTALL | re.MULTILINE)
    return [dedent(each) for each in found]


def table(heading: str) -> dict[str, list[str]]:
    """Attribute → the other cells of its row."""
    part = TEXT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = [re.split(r" \| ", line.strip("| ")) for line in part.splitlines() if line[:2] == "| "]
    return {cells[0].strip("`"): cells[1:] for cells in rows[1:]}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the project, for the site to be added to."""
    for name in ("newsbot", "tests"):
        ignored = shutil.ignore_patterns("__pycache__", "indiadaily")
        shutil.copytree(PROJECT / name, tmp_path / name, ignore=ignored)
    for name in ("scrapy.cfg", "pyproject.toml"):
        shutil.copy(PROJECT / name, tmp_path)
    return tmp_path


def run(copy: Path, command: str, *more: str) -> str:
    words = command.split()
    words = words if words[0] == "python" else ["python", "-m", *words]
    done = subprocess.run(
        [sys.executable, *words[1:], *more], cwd=copy, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_way_from_nothing_to_a_feed(copy: Path) -> None:
    genspider, savefixture, pytest_, crawl = (each.strip() for each in blocks("sh"))
    (page,), (declaration,) = blocks("html"), blocks("python")
    spider = copy / "newsbot" / "spiders" / "samachar.py"
    run(copy, genspider)
    compile(spider.read_text("utf-8"), spider, "exec")
    assert "samachar" in run(copy, "scrapy list").split()  # the template is a valid declaration
    spider.write_text(declaration, "utf-8")
    (copy / "saved.html").write_text(page, "utf-8")
    run(copy, savefixture)
    saved = json.loads((copy / "tests/pages/samachar/123.json").read_text("utf-8"))["article"]
    assert saved["headline"] == "नहर में पानी छोड़ा गया"
    assert saved["summary"] == "किसानों ने तीन सप्ताह बाद राहत की सांस ली।"
    assert saved["published_at"] == "2026-02-03T10:15:00+05:30"
    assert saved["tags"] == ["नहर"]
    assert saved["sections"] == [
        {
            "heading": None,
            "paragraphs": [
                "सिंचाई विभाग ने मंगलवार की सुबह नहर में पानी छोड़ दिया।",
                "अब गेहूं की सिंचाई समय पर हो सकेगी।",
            ],
        }
    ]
    assert re.search(r"[2-9] passed", run(copy, pytest_, "-p", "no:cacheprovider"))
    with serving(SmallSite({"/": f'<a href="{URL}">नहर</a>', URL: page})) as site:
        run(copy, crawl, "-a", f"root={site.url}", "-s", "DOWNLOAD_DELAY=0")
    (feed,) = (copy / "data" / "feeds" / "samachar").glob("*.jsonl")
    assert [each["id"] for each in read_lines(feed)] == ["samachar:123"]


def test_the_tables_list_all_attributes() -> None:
    of_page, of_spider = table("Attributes of the page class"), table("Attributes of the spider")
    assert list(of_page) == sorted(ATTRIBUTES, key=list(of_page).index)
    declared = {"name"} | {
        name for name, kind in NewsSpider.__annotations__.items() if kind.startswith("ClassVar")
    }
    assert set(of_spider) == declared
    for cells in (*of_page.values(), *of_spider.values()):
        assert len(cells) == 3
        assert all(cells)


def test_the_examples_of_the_table_are_declarations() -> None:
    from newsbot.page import ArticlePage, declaration_of

    for name, (_, example, _) in table("Attributes of the page class").items():
        value = eval(example.strip("`"), {"date": date})  # noqa: S307  # an example of the page
        page = type("ExamplePage", (ArticlePage,), {name: value})
        assert (name in declaration_of(page).selectors) is (name in _SELECTING)


_SELECTING = frozenset(ATTRIBUTES) - {"since", "site_names", "required", "language", "not_body"}


def test_the_redesign_is_a_declaration() -> None:
    names: dict[str, Any] = {"IndiaDailyPage": IndiaDailyPage, "date": date}
    exec(blocks("python", REST)[0], names)  # noqa: S102  # the page's own code
    redesign = names["IndiaDailyPage2027"]
    assert layouts(redesign) == [redesign, IndiaDailyPage]


def test_contributing_names_the_page() -> None:
    text = (PROJECT / "CONTRIBUTING.md").read_text("utf-8")
    assert "docs/adding-a-site.md" in text
    assert len(text.splitlines()) < 20
