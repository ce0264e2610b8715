"""Read a table inside a body: each row becomes one line such as ``टीम | अंक``."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from newsbot.page.html.elements import HEADINGS, string_value, texts_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

MAX_CELL_LENGTH = 300  # characters of a cell in a table of data
# Rows of a table, and cells of a row; if there are more, Body.cut is True.
MAX_ROWS, MAX_CELLS = 3000, 100


def is_of_data(table: _Element) -> bool:
    """Return whether a table holds data.

    A table that only lays out the page has headings, lists, tables or long texts in its cells.
    """
    if next(table.iterdescendants("table", "ul", "ol", *HEADINGS), None) is not None:
        return False
    return all(
        len(string_value(cell) if len(cell) else cell.text or "") <= MAX_CELL_LENGTH
        for cell in table.iter("td", "th")
    )


def table_lines(table: _Element, read: Callable[[_Element], str]) -> tuple[list[str], bool]:
    """Return (lines, cut): the caption and the rows of a table, and whether rows were left out.

    Args:
        table: The element.
        read: Returns the text of a cell.
    """
    caption = table.find("caption")
    lines = [] if caption is None else texts_in([caption])
    rows = list(islice(table.iter("tr"), MAX_ROWS + 1))
    cut = len(rows) > MAX_ROWS
    for row in rows[:MAX_ROWS]:
        cells = list(islice(row.iter("td", "th"), MAX_CELLS + 1))
        cut |= len(cells) > MAX_CELLS
        line = " | ".join(map(read, cells[:MAX_CELLS]))
        if line.strip(" |"):
            lines.append(line)
    return lines, cut
