"""A pipeline whose error quotes the article."""

from typing import Any


class Fails:
    def process_item(self, item: Any) -> Any:
        raise ValueError(f"cannot take {item!r}")
