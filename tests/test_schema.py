from __future__ import annotations

import pytest

from tools.schema import FOLDER, SCHEMAS, schema_text


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_in_the_repository_is_that_of_the_items(name: str) -> None:
    file = FOLDER / f"{name}.schema.json"
    assert file.read_text("utf-8") == schema_text(SCHEMAS[name]), "run `make schema`"
