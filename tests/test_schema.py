from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from newsbot.feed_lines import feed_line, replayed_article
from newsbot.items import SCHEMA_VERSION, Article
from newsbot.items.field_types import FieldType, fields_of
from tools.schema import DOCUMENT, FOLDER, SCHEMAS, schema_text, with_table


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_in_the_repository_is_that_of_the_items(name: str) -> None:
    file = FOLDER / f"{name}.schema.json"
    assert file.read_text("utf-8") == schema_text(SCHEMAS[name]), "run `make schema`"


def test_the_table_in_the_documentation_is_that_of_the_items() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert with_table(text) == text, "run `make schema`"


def every_type(type_: FieldType) -> Iterator[FieldType]:
    yield type_
    for inner in (*filter(None, [type_.items]), *(each.type for each in type_.fields)):
        yield from every_type(inner)


def test_every_field_has_a_type_of_tables_and_a_meaning() -> None:
    fields = fields_of(Article)
    assert SCHEMA_VERSION == 2
    assert {"section_slug", "free_access", "rights", "response"} <= {each.name for each in fields}
    for type_ in (inner for each in fields for inner in every_type(each.type)):
        assert bool(type_.fields) == (type_.kind == "struct")
        assert (type_.items is not None) == (type_.kind == "list")
        assert all(each.description for each in type_.fields)
    assert all(each.description for each in fields)


def test_a_line_of_version_1_is_one_of_version_2_with_nulls(article_fields: dict[str, Any]) -> None:
    new = {"section_slug", "free_access", "rights", "response"}
    now = json.loads(feed_line(vars(Article(**article_fields))))
    old = {name: value for name, value in now.items() if name not in new}
    item = replayed_article(old)
    assert json.loads(feed_line(vars(item))) == {**now, **dict.fromkeys(new)}
    assert list(vars(item)) == [each.name for each in fields_of(Article)]
