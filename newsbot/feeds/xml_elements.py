"""Write the feed format ``xml``: an element for each field, and for each value in it."""

from __future__ import annotations

import re
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

from scrapy.exporters import BaseItemExporter

from newsbot.feeds.values import json_value

# Characters that XML 1.0 cannot contain, not even escaped.
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_START = (
    r"A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    r"\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd"
)
_NAME = re.compile(rf"(?![xX][mM][lL])[{_START}][{_START}.\-0-9\u00b7\u0300-\u036f\u203f\u2040]*")


class XmlExporter(BaseItemExporter):
    """Writes ``<items><item>…``: a list as ``<value>`` elements, a part as elements of its fields.

    A field that is null has no element. A field whose name is not a name in XML is written as
    ``<field name="…">``.
    """

    def __init__(self, file: IO[bytes], **kwargs: Any) -> None:
        self.item_element = kwargs.pop("item_element", "item")
        self.root_element = kwargs.pop("root_element", "items")
        super().__init__(**kwargs)
        self.file = file
        self._encoding = (self.encoding or "utf-8").removesuffix("-sig")
        # The first write includes the byte order mark of encodings such as utf-8-sig.
        self._first_encoding = self.encoding or "utf-8"

    def start_exporting(self) -> None:
        """Write the declaration and the start of the root element."""
        start = f'<?xml version="1.0" encoding="{self._encoding}"?>\n<{self.root_element}>\n'
        self.file.write(start.encode(self._first_encoding))

    def export_item(self, item: Any) -> None:
        """Write an item as an element that contains an element for each field."""
        fields = json_value(dict(self.get_serialized_fields(item)))
        self._write(f"{self._element(self.item_element, fields, 1)}\n")

    def finish_exporting(self) -> None:
        """Write the end of the root element."""
        self._write(f"</{self.root_element}>\n")

    def _write(self, text: str) -> None:
        self.file.write(text.encode(self._encoding, "xmlcharrefreplace"))

    def _element(self, name: str, value: Any, depth: int) -> str:
        start = end = name
        if not _NAME.fullmatch(name):
            start, end = f"field name={quoteattr(NO_XML.sub('', name))}", "field"
        space = " " * (self.indent or 0) * depth
        line_end = "\n" if self.indent else ""
        if isinstance(value, dict | list):
            pairs = value.items() if isinstance(value, dict) else (("value", v) for v in value)
            parts = [
                self._element(key, part, depth + 1)
                for key, part in pairs
                if part is not None or isinstance(value, list)
            ]
            content = line_end + "".join(part + line_end for part in parts)
            return f"{space}<{start}>{content}{space if parts else ''}</{end}>"
        return f"{space}<{start}>{_text(value)}</{end}>"


def _text(value: Any) -> str:
    if value is None:  # a null in a list is an empty element, so that the list keeps its length
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    # A parser would read a plain \r as a line end.
    return escape(NO_XML.sub("", str(value)), {"\r": "&#13;"})
