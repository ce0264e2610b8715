"""Convert values of JSON-LD (schema.org) to Python's: texts, dates, lists, breadcrumbs."""

from __future__ import annotations

import html
from typing import Any, TypeGuard

from newsbot.page.html.elements import fold_space
from newsbot.page.taxonomy.breadcrumbs import Crumb


def crumbs_of(thing: dict[str, Any]) -> list[Crumb]:
    """Return the crumbs of a BreadcrumbList; a crumb whose name is a URL is left out."""
    items = list(filter(is_thing, list_of(thing.get("itemListElement"))))
    items.sort(key=lambda item: _number(item.get("position")))
    crumbs = []
    for list_item in items:
        name = text_of(list_item.get("name")) or text_of(list_item.get("item"))
        if name and not name.startswith(("http://", "https://")):
            item = list_item.get("item")
            href = item.get("@id") or item.get("url") if is_thing(item) else item
            href = href or list_item.get("url") or list_item.get("@id")
            crumbs.append(Crumb(fold_space(name), href if isinstance(href, str) else None))
    return crumbs


def is_a(thing: dict[str, Any], types: frozenset[str]) -> bool:
    """Return whether an object is of one of ``types`` of schema.org, whatever its context."""
    kinds = (kind for kind in list_of(thing.get("@type")) if isinstance(kind, str))
    return any(kind.rpartition("/")[2].rpartition(":")[2] in types for kind in kinds)


def is_thing(value: Any) -> TypeGuard[dict[str, Any]]:
    """Return whether a value of JSON-LD is an object."""
    return isinstance(value, dict)


def list_of(value: Any) -> list[Any]:
    """Return the values of a property as a list: schema.org allows a list in place of a value."""
    return value if isinstance(value, list) else [value]


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return 0.0


def addresses(thing: dict[str, Any]) -> list[str]:
    """Return the URLs that an object states for its page."""
    values = (thing.get("mainEntityOfPage"), thing.get("url"), thing.get("@id"))
    found = (value.get("@id") if is_thing(value) else value for value in values)
    return [url for url in found if isinstance(url, str) and url]


def text_of(value: Any) -> str | None:
    """Return a string, an object's ``name`` or ``@value``, or a list's first value as text."""
    if is_thing(value):
        value = value.get("name", value.get("@value"))
    if isinstance(value, list):
        value = value[0] if value else None
        return text_of(value) if not isinstance(value, list) else None
    return html.unescape(value).strip() or None if isinstance(value, str) else None


def date_of(value: Any) -> str | None:
    """Return a date as text; a number is seconds or milliseconds since 1970."""
    return str(value) if isinstance(value, int) and value > 0 else text_of(value)
