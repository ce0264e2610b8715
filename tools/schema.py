"""Write the JSON schemas of what goes out, and the table in docs/feed.md: ``make schema``."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from itemadapter import ItemAdapter

from newsbot.items import Article, Reject
from newsbot.items.field_types import Field, fields_of

SCHEMAS = {"article": Article, "reject": Reject}
FOLDER = Path(__file__).parents[1] / "schema"
DOCUMENT = FOLDER.parent / "docs" / "feed.md"
BEGIN, END = "<!-- fields: made by `make schema` -->\n", "<!-- end of fields -->\n"


def schema_text(item_class: type) -> str:
    """The JSON schema of an item class as the text of its file."""
    schema: dict[str, Any] = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    schema |= {"title": item_class.__name__, **ItemAdapter.get_json_schema(item_class)}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def field_table(item_class: type) -> str:
    """The fields of an item class and of its parts as a table in Markdown."""
    rows = [
        f"| `{name}` | {field.type} | {field.description} |"
        for name, field in _rows("", fields_of(item_class))
    ]
    return "\n".join(("| field | type | meaning |", "|---|---|---|", *rows)) + "\n"


def _rows(prefix: str, fields: Iterable[Field]) -> Iterator[tuple[str, Field]]:
    for field in fields:
        yield prefix + field.name, field
        if not prefix:
            parts = (field.type.items or field.type).fields
            yield from _rows(f"{field.name}[]." if field.type.items else f"{field.name}.", parts)


def with_table(document: str) -> str:
    """The document with the table of today's fields between its marks."""
    before, _, rest = document.partition(BEGIN)
    return before + BEGIN + "\n" + field_table(Article) + "\n" + END + rest.partition(END)[2]


def main() -> None:
    DOCUMENT.write_text(with_table(DOCUMENT.read_text("utf-8")), "utf-8")
    FOLDER.mkdir(exist_ok=True)
    for name, item_class in SCHEMAS.items():
        text = schema_text(item_class)
        FOLDER.joinpath(f"{name}.schema.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
