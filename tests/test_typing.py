"""What a type checker says of a user's file."""

from __future__ import annotations

from pathlib import Path

import pytest
from mypy import api

from tests.crawling import PROJECT

FILE = """
from datetime import UTC, datetime

import newsbot

item = newsbot.extract(b"<p>", "https://k.example/x", fetched_at=datetime.now(UTC))
reveal_type(item)
if isinstance(item, newsbot.Article):
    reveal_type(item.published_at)
    reveal_type(item.authors)
else:
    reveal_type(item.reason)
newsbot.extract(5, "https://k.example/x")
newsbot.extrakt
"""
MESSAGES = [
    'note: Revealed type is "newsbot.items.article.Article | newsbot.items.article.Reject"',
    'note: Revealed type is "datetime.datetime | None"',
    'note: Revealed type is "list[str]"',
    'note: Revealed type is "str"',
    'error: Argument 1 to "extract" has incompatible type "int"; expected "bytes | str"',
    'error: Module has no attribute "extrakt"; maybe "extract"?',
]


@pytest.mark.slow
def test_a_file_of_a_user_is_typed(tmp_path: Path) -> None:
    file = tmp_path / "user.py"
    file.write_text(FILE)
    options = ("--strict", "--follow-imports=silent", "--hide-error-codes", "--no-error-summary")
    config = ("--config-file", str(PROJECT / "pyproject.toml"))
    output, problem, _ = api.run([*options, *config, str(file)])
    assert problem == ""
    assert [line.partition(": ")[2] for line in output.splitlines()] == MESSAGES
