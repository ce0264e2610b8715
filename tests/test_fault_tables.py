"""Each fault of docs/reliability.md and docs/security.md has its test."""

from __future__ import annotations

import re

import pytest

from tests.fault_tables import TESTS, Row, all_rows, rows

# A text without a length has no end that could be looked for.
WITHOUT_TEST = ["a robots.txt or a sitemap in plain text whose `Content-Length` is too short"]
ROWS = all_rows()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.fault[:60])
def test_each_fault_has_its_tests(row: Row) -> None:
    assert bool(row.tests) != (row.fault in WITHOUT_TEST)
    for file, function in row.tests:
        text = (TESTS / file).read_text("utf-8")
        assert re.search(rf"^def {function or 'test_'}", text, re.MULTILINE), (file, function)


def test_all_tables_are_read() -> None:
    assert len(ROWS) > 120


def test_rows_of_a_table() -> None:
    text = """
| a | b |
|---|---|
| not | this |

| fault | newsbot | test |
|---|---|---|
| x | y | `a/test_b.py::test_c`, `…::test_d` |
| z | y | the same |
| w | y | `tests/test_e.py` |
| v | y | none |
"""
    both = ("a/test_b.py", "test_c"), ("a/test_b.py", "test_d")
    assert list(rows(text)) == [
        *(Row("x", both), Row("z", both), Row("w", (("test_e.py", ""),)), Row("v", ())),
    ]
