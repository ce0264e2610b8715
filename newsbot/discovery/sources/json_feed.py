"""Read a JSON feed (https://www.jsonfeed.org/version/1.1/) as the Atom feed that says the same."""

from __future__ import annotations

import json
from typing import Any

from lxml import etree

MAX_ITEMS = 50_000  # as a sitemap may have


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
    for name, key in (("link", "url"), ("id", "id"), ("updated", "date_modified")):
        _add(entry, name, item.get(key))
    _add(entry, "published", item.get("date_published"))


def _add(entry: etree._Element, name: str, value: Any) -> None:
    """Add a text that XML can hold."""
    if isinstance(value, str) and value.isprintable():
        etree.SubElement(entry, name).text = value
