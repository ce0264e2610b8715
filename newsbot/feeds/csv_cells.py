"""Write the feed format ``csv``: a row for each article, without formulas for spreadsheets."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itemadapter import is_item
from scrapy.exporters import CsvItemExporter

from newsbot.feeds.values import json_text
from newsbot.json_lines import printable

if TYPE_CHECKING:
    from collections.abc import Mapping

# A spreadsheet takes a cell with this beginning for a formula, also behind spaces. Some do so for
# the full-width signs.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n']")


class CsvExporter(CsvItemExporter):
    """Writes texts unchanged, lists and parts as JSON, and null as an empty cell.

    A text that a spreadsheet would compute, or that begins with an apostrophe, gets an apostrophe
    before it. A reader who removes one leading apostrophe from each cell has the original texts.

    Rows are appended to an existing file under its header. A file with other columns raises
    ValueError.
    """

    def __init__(self, file: BytesIO, **kwargs: Any) -> None:
        super().__init__(file, **kwargs)
        is_added_to = isinstance(getattr(file, "name", None), str) and file.seekable()
        self._before = file.name if is_added_to and file.tell() else ""

    def _write_headers_and_set_fields_to_export(self, item: Any) -> None:
        if not self._before or not self.include_headers_line:
            super()._write_headers_and_set_fields_to_export(item)
            return
        writer, made = self.csv_writer, StringIO(newline="")
        self.csv_writer = csv.writer(made, **self._kwargs)
        super()._write_headers_and_set_fields_to_export(item)
        self.csv_writer = writer
        header, is_ended = self._header_before()
        made.seek(0)
        if header != next(csv.reader(made, **self._kwargs)):
            name = Path(self._before).name.removeprefix(".").removesuffix(".part")
            raise ValueError(
                f"{name} has other columns: -O replaces the file, another name keeps it"
            )
        if not is_ended:
            self.stream.write("\r\n")

    def _header_before(self) -> tuple[list[str], bool]:
        """Return the header of the existing file, and whether its last line has a line end."""
        encoding = "utf-8-sig" if self.encoding == "utf-8" else self.encoding
        with open(self._before, "rb") as stream:
            stream.seek(-1, os.SEEK_END)
            is_ended = stream.read() == b"\n"
        with open(self._before, encoding=encoding, errors="replace", newline="") as lines:
            return next(csv.reader(lines, **self._kwargs), []), is_ended

    def serialize_field(self, field: Mapping[str, Any], name: str, value: Any) -> Any:
        """Return the cell of a field; a value that CSV cannot express is JSON."""
        cell = field["serializer"](value) if "serializer" in field else value
        if isinstance(cell, dict | list | tuple | set | frozenset | bool) or is_item(cell):
            return json_text(cell)
        return printable(cell)

    def _build_row(self, values: Iterable[Any]) -> Iterable[Any]:
        for cell in super()._build_row(values):
            yield f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell
