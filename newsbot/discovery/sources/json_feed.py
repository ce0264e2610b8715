"""Convert a JSON feed (https://www.jsonfeed.org/version/1.1/) to an Atom feed."""

from __future__ import annotations

import json
from typing import Any

from lxml import etree

MAX_ITEMS = 50_000  # the sitemap protocol's limit; the JSON Feed specification has none


def json_feed_root(body: bytes) -> etree._Element | None:
    """Return a ``feed`` element with an ``entry`` for each item; None for other content."""
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError):
        return None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        return None
    root = etree.Element("feed")
    for item in items[:MAX_ITEMS]:
        if isinstance(item, dict):
            _add_entry(root, item)
    return root


def _add_entry(root: etree._Element, item: dict[str, Any]) -> None:
    entry = etree.SubElement(root, "entry")
    for name, key in (
        ("link", "url"),
        ("id", "id"),
        ("updated", "date_modified"),
        ("published", "date_published"),
    ):
        value = item.get(key)
        if isinstance(value, str) and value.isprintable():  # XML does not allow all characters
            etree.SubElement(entry, name).text = value
