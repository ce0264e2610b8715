"""The words and the reading behind the commands, without a process each."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newsbot.commands.show_article import article_lines
from newsbot.console.tables import distance, ist, printable, table
from newsbot.console.terminal import describe_visit
from newsbot.exceptions import LedgerError
from newsbot.ledger import Ledger
from newsbot.ledger.admin import sites
from newsbot.ledger.storage.access import reading
from tests.commands.ledgers import BODY, NOW, article, fill

DAY = 86_400
NOBODY = 65534


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "1 Jan 1970, 5:30 AM IST"),
        (1_770_121_800, "3 Feb 2026, 6:00 PM IST"),
        (1_770_057_000, "3 Feb 2026, 12:00 AM IST"),
        (1_770_100_500, "3 Feb 2026, 12:05 PM IST"),
    ],
)
def test_instants_are_indian(seconds: int, words: str) -> None:
    assert ist(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "now"),
        (59, "now"),
        (-60, "1 minute ago"),
        (7199, "in 1 hour"),
        (7200, "in 2 hours"),
        (-30 * DAY, "30 days ago"),
    ],
)
def test_distances(seconds: int, words: str) -> None:
    assert distance(1_770_000_000 + seconds, 1_770_000_000) == words


def test_next_visits() -> None:
    assert describe_visit(None, 5) == "never"
    assert describe_visit(0, 5) == describe_visit(5, 5) == "with the next run"
    assert describe_visit(5 + DAY, 5) == "2 Jan 1970, 5:30 AM IST (in 1 day)"


def test_tables_and_control_characters() -> None:
    rows = [("a", 1), ("bcd\x1b[0m", 200)]
    assert list(table(("x", "number"), rows)) == [
        "x           number",
        "a                1",
        "bcd\\x1b[0m     200",
    ]
    assert printable("क्‍ष\t\u202eउलटा") == "क्‍ष\\t\\u202eउलटा"  # joiners are spelling


def shown(folder: Path, revision: int) -> list[str]:
    with reading(folder) as database:
        lines = list(article_lines(database, "indiadaily", "indiadaily:1", 0))
    start = next(n for n, line in enumerate(lines) if line.startswith(f"revision {revision}, "))
    return [line.strip() for line in lines[start + 2 :]]


def test_differences_stand_in_reading_order(tmp_path: Path, article_fields: dict[str, Any]) -> None:
    """What only moved is no difference; what replaces a paragraph stands below it."""
    fill(tmp_path, [article(article_fields, 1, "क.", "ख.", "ग.", "घ.", "च.")])
    later = article(
        article_fields, 1, "क.", "नया ख.", "घ.", "ग.", "नया च\nदूसरी पंक्ति.", summary="सार."
    )
    fill(tmp_path, [later])
    assert shown(tmp_path, 2) == [
        "changed: summary, sections",
        "+ सार.",
        "- ख.",
        "+ नया ख.",
        "- च.",
        "+ नया च",
        "+ दूसरी पंक्ति.",
    ]


def test_other_fields_in_words(tmp_path: Path, article_fields: dict[str, Any]) -> None:
    fill(tmp_path, [article(article_fields, 1, authors=["आशा", "रवि"])])
    fill(tmp_path, [article(article_fields, 1, authors=["रवि", "मीना"], updated_at=NOW)])
    assert shown(tmp_path, 2) == [
        "changed: updated_at, authors",
        "+ 3 Feb 2026, 12:00 PM IST",
        "- आशा",
        "+ मीना",
    ]


def test_a_revision_whose_forerunner_is_lost(
    tmp_path: Path, article_fields: dict[str, Any]
) -> None:
    fill(tmp_path, [article(article_fields, 1)])
    fill(tmp_path, [article(article_fields, 1, *BODY[:2], "काम रुका है.")])
    ledger = Ledger.open(tmp_path, "indiadaily")
    ledger.database.execute("DELETE FROM revisions WHERE revision = 1")
    ledger.close()
    assert shown(tmp_path, 2) == ["changed: sections", f"- {BODY[2]}", "+ काम रुका है."]


@pytest.fixture
def shielded(article_fields: dict[str, Any]) -> Iterator[Path]:
    """A data directory that this process may read and not write."""
    folder = Path(tempfile.mkdtemp())
    fill(folder, [article(article_fields, 1)])
    folder.chmod(0o555)
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    yield folder
    os.seteuid(user)
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_ledger_that_may_not_be_written_is_read(shielded: Path) -> None:
    before = sorted(file.name for file in shielded.iterdir())
    with reading(shielded) as database:
        assert sites(database) == ["indiadaily"]
    assert sorted(file.name for file in shielded.iterdir()) == before


def test_a_crawl_that_begins_beside_such_a_reader_is_noticed(shielded: Path) -> None:
    def crawl_begins() -> None:
        os.seteuid(os.getuid())
        shielded.chmod(0o755)
        (shielded / "ledger.sqlite-wal").touch()

    with pytest.raises(LedgerError, match="try again"), reading(shielded):
        crawl_begins()
