"""The tests that the tables of faults name, in docs/reliability.md and docs/security.md.

``python -m tests.fault_tables`` prints them, for ``make faults``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).parent
PAGES = [TESTS.parent / "docs" / name for name in ("reliability.md", "security.md")]
NAME = re.compile(r"`(?:tests/)?([\w/]+\.py|…)(?:::(\w+))?`")


@dataclass(frozen=True)
class Row:
    """A fault; (file, function) of its tests, where the function is empty for all of a file."""

    fault: str
    tests: tuple[tuple[str, str], ...]


def rows(text: str) -> Iterator[Row]:
    """Yield the rows of those tables of a page whose last column is ``test``.

    ``…`` is the file that is named last, ``the same`` are the tests of the row above.
    """
    is_table, file, tests = False, "", ()
    for line in text.splitlines():
        if not line.startswith("|"):
            is_table = False
        elif line.endswith("| test |"):
            is_table = True
        elif is_table and not line.startswith("|--"):
            fault, *_, last = line.strip("| ").split(" | ")
            if last != "the same":
                tests = ()
                for name, function in NAME.findall(last):
                    file = file if name == "…" else name
                    tests += ((file, function),)
            yield Row(fault, () if last == "none" else tests)


def all_rows() -> list[Row]:
    return [row for page in PAGES for row in rows(page.read_text("utf-8"))]


if __name__ == "__main__":
    named = {test for row in all_rows() for test in row.tests}
    print(
        *sorted(f"tests/{file}" + (f"::{function}" if function else "") for file, function in named)
    )
