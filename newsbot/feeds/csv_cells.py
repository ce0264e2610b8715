"""The feed format ``csv``: a row for each article, harmless to a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from itemadapter import is_item
from scrapy.exporters import CsvItemExporter

from newsbot.feeds.values import json_text
from newsbot.json_lines import printable

if TYPE_CHECKING:
    from collections.abc import Mapping

# A spreadsheet computes a cell that begins so, also behind spaces; some take the full-width signs.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n']")


class CsvExporter(CsvItemExporter):
    """Writes texts as they are, and lists and parts as JSON in their cells; null is an empty cell.

    An apostrophe stands before a text that a spreadsheet would compute, and before a text that
    begins with an apostrophe. Who takes one leading apostrophe off each cell has the texts again.
    """

    def serialize_field(self, field: Mapping[str, Any], name: str, value: Any) -> Any:
        """Return the cell of a field, as JSON where CSV has no form for it."""
        cell = field["serializer"](value) if "serializer" in field else value
        if isinstance(cell, dict | list | tuple | set | frozenset | bool) or is_item(cell):
            return json_text(cell)
        return printable(cell)

    def _build_row(self, values: Iterable[Any]) -> Iterable[Any]:
        for cell in super()._build_row(values):
            yield f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell
