"""Write the JSON schemas of what goes out: ``python -m tools.schema``."""

import json
from pathlib import Path
from typing import Any

from itemadapter import ItemAdapter

from newsbot.items import Article, Reject

SCHEMAS = {"article": Article, "reject": Reject}
FOLDER = Path(__file__).parents[1] / "schema"


def schema_text(item_class: type) -> str:
    """The JSON schema of an item class as the text of its file."""
    schema: dict[str, Any] = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    schema |= {"title": item_class.__name__, **ItemAdapter.get_json_schema(item_class)}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, item_class in SCHEMAS.items():
        text = schema_text(item_class)
        FOLDER.joinpath(f"{name}.schema.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
