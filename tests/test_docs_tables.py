"""docs/: each outcome of a run and each reason of a reject stands in the tables of the docs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from newsbot.reporting.outcomes import EXTRACTION_REASONS, GOOD, STATUSES
from tests.crawling import PROJECT

NAME = re.compile(r"`([a-z0-9_]+)`")


def rows(page: str, heading: str) -> Iterator[list[str]]:
    """The cells of the rows of the first table under a heading."""
    _, _, text = (PROJECT / "docs" / page).read_text("utf-8").partition(f"{heading}\n")
    table = re.search(r"^\|.*?(?=^$)", text, re.MULTILINE | re.DOTALL)
    assert table
    for line in table[0].splitlines()[2:]:
        yield [cell.strip() for cell in line.strip("|").split("|")]


def test_each_outcome_has_its_exit_status() -> None:
    shown = {
        name.strip("`"): int(status) for status, name, _ in rows("crawling.md", "## Exit statuses")
    }
    assert shown == STATUSES


def test_for_each_bad_outcome_the_questions_say_what_to_do() -> None:
    heading = "### Why is my feed empty, or not there?"
    explained = {name for row in rows("questions.md", heading) for name in NAME.findall(row[0])}
    assert {name for name in STATUSES if name not in GOOD} <= explained


def reasons_in_code() -> Iterator[str]:
    """The reasons that the code gives as a literal to a reject, or to an unreadable page."""
    for file in (PROJECT / "newsbot").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            place = {"Reject": 1, "UnreadablePage": 0}.get(node.func.id)
            if place is None or len(node.args) <= place:
                continue
            reason = node.args[place]
            if isinstance(reason, ast.Constant) and isinstance(reason.value, str):
                yield reason.value


def test_each_reason_of_a_reject_is_explained() -> None:
    explained = {name for row in rows("feed.md", "## Rejects") for name in NAME.findall(row[0])}
    reasons = set(reasons_in_code())
    assert reasons
    assert reasons | set(EXTRACTION_REASONS) <= explained


def test_each_term_of_the_glossary_is_used_and_stands_in_its_place() -> None:
    page = PROJECT / "docs" / "glossary.md"
    terms = re.findall(r"^\| (?!word \|)(\w[^|]*) \|", page.read_text("utf-8"), re.MULTILINE)
    assert len(terms) > 20
    assert terms == sorted(terms, key=str.lower)
    files = [*PROJECT.glob("docs/*.md"), *PROJECT.glob("newsbot/**/*.py")]
    text = " ".join(file.read_text("utf-8") for file in files if file != page)
    words = re.sub(r"[\s_]+", " ", text).lower()
    assert [each for each in terms if each.lower() not in words] == []
