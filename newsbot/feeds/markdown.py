"""Write the format ``md``: articles as Markdown (CommonMark), their fields as YAML before them."""

from __future__ import annotations

import json
import re
from typing import IO, Any

from scrapy.exporters import BaseItemExporter

from newsbot.feeds.values import json_value

# Fields in the text of the document; the YAML leaves them out, except the headline.
IN_TEXT = ("headline", "summary", "sections", "body", "highlights", "live_updates")
# Markup of CommonMark, GitHub and Pandoc within a line, and at the start of a line.
_MARKUP = re.compile(r"[\\`*_\[\]<>&~|$^#]")
_AT_START = re.compile(r"[-+=:]|[0-9]+(?=[.)])")
_NOT_IN_YAML = re.compile("[\ufffe\uffff]")


class MarkdownExporter(BaseItemExporter):
    """Writes articles; each begins with its YAML between two lines ``---``."""

    def __init__(self, file: IO[bytes], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.file = file
        self._between = ""

    def export_item(self, item: Any) -> None:
        """Write an item: its texts as Markdown, its other fields as YAML."""
        fields = json_value(dict(self.get_serialized_fields(item)))
        self.file.write((self._between + document(fields)).encode())
        self._between = "\n"


def document(fields: dict[str, Any]) -> str:
    """Return the Markdown of an item, given its fields as values of JSON."""
    blocks = [_front_matter(fields)]
    if headline := fields.get("headline"):
        blocks.append(f"# {one_line(headline)}")
    if summary := fields.get("summary"):
        blocks.append(f"> {_paragraph(summary).replace(chr(10), chr(10) + '> ')}")
    if highlights := fields.get("highlights"):
        blocks.append("\n".join(f"* {one_line(highlight)}" for highlight in highlights))
    for section in fields.get("sections") or [{"paragraphs": [fields.get("body") or ""]}]:
        blocks += _section(section.get("heading"), section["paragraphs"])
    for update in fields.get("live_updates") or ():
        heading = " ".join(filter(None, (update.get("time"), update.get("heading"))))
        blocks += _section(heading or "…", [update["text"]])
    return "\n\n".join(filter(None, blocks)) + "\n"


def _front_matter(fields: dict[str, Any]) -> str:
    """Return the fields that are not in the text, as YAML; their values are JSON, which is YAML."""
    named = {"headline": fields["headline"]} if "headline" in fields else {}
    named |= {name: value for name, value in fields.items() if name not in IN_TEXT}
    lines = (
        f"{name if name.isidentifier() else _yaml(name)}: {_yaml(value)}"
        for name, value in named.items()
    )
    return "\n".join(("---", *lines, "---"))


def _yaml(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return _NOT_IN_YAML.sub(lambda character: f"\\u{ord(character[0]):04x}", text)


def _section(heading: str | None, paragraphs: list[str]) -> list[str]:
    texts = [text for paragraph in paragraphs for text in re.split(r"\n\s*\n", paragraph)]
    return [f"## {one_line(heading)}" if heading else "", *map(_paragraph, texts)]


def one_line(text: str) -> str:
    """Return a text on one line, with its Markdown markup escaped."""
    return _escaped(" ".join(text.split()))


def _paragraph(text: str) -> str:
    """Return a paragraph in Markdown that keeps its line breaks and indents."""
    lines = []
    for line in text.rstrip().splitlines():
        content = line.lstrip()
        indent = len(line) - len(content)
        lines.append("&nbsp;" * indent + _escaped(content.rstrip()))
    return "\\\n".join(lines)


def _escaped(text: str) -> str:
    text = _MARKUP.sub(r"\\\g<0>", text)
    start = _AT_START.match(text)
    if start is None:
        return text
    # After a number, the character that makes the line a list item is escaped.
    at = start.end() if start[0].isdigit() else 0
    return f"{text[:at]}\\{text[at:]}"
