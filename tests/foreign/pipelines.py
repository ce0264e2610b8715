"""Pipelines as Scrapy's documentation shows them."""

from __future__ import annotations

from typing import Any

from itemadapter import ItemAdapter


class Rename:
    """Makes a dictionary of an article, with another name for a field."""

    def process_item(self, item: Any) -> Any:
        adapter = ItemAdapter(item)
        if "headline" not in adapter:
            return item
        fields = adapter.asdict()
        fields["title"] = fields.pop("headline")
        return fields


class Mark:
    """Changes fields in place: a value, and within a list."""

    def process_item(self, item: Any) -> Any:
        adapter = ItemAdapter(item)
        if "headline" in adapter:
            adapter["headline"] = "★ " + adapter["headline"]
            adapter["tags"].append("चिह्नित")
        return item
