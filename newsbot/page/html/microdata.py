"""Read microdata: properties of schema.org in the attributes of a page's elements."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from lxml import etree

from newsbot.page.html.elements import fold_space, inline_text

if TYPE_CHECKING:
    from lxml.etree import _Element

# Finding attributes by XPath is faster than finding the elements that have them.
_described = etree.XPath("//@itemprop | //@itemtype")
inside = etree.XPath(".//*[@itemprop=$name]")
BREADCRUMB_LIST = "BreadcrumbList"
MAX_TRAILS = 10
MAX_VALUES = 20  # values of one property that are read


class Microdata:
    """The microdata of a page, by the names of its properties."""

    def __init__(self, root: _Element) -> None:
        self._root = root

    @cached_property
    def _properties(self) -> dict[str, list[_Element]]:
        """Property → the elements that have it. BREADCRUMB_LIST → the lists of this type."""
        properties: dict[str, list[_Element]] = {}
        for value in _described(self._root):
            if value.attrname == "itemprop":
                properties.setdefault(str(value), []).append(value.getparent())
            elif BREADCRUMB_LIST in value:
                properties.setdefault(BREADCRUMB_LIST, []).append(value.getparent())
        return properties

    @property
    def article_bodies(self) -> list[_Element]:
        """The elements with the property ``articleBody``."""
        return [body for body in self._properties.get("articleBody", ()) if body.tag != "meta"]

    def elements(self, name: str) -> list[_Element]:
        """Return the first elements that have a property."""
        return self._properties.get(name, [])[:MAX_VALUES]

    def texts(self, name: str) -> list[str]:
        """Return the values of a property as texts; for a value with a ``name``, the name."""
        elements = self.elements(name)
        named = (inside(element, name="name") for element in elements)
        values = [
            inner[0] if inner else element for element, inner in zip(elements, named, strict=True)
        ]
        texts = (value.get("content") or inline_text(value) for value in values)
        return [fold_space(text) for text in texts if text]

    @property
    def trails(self) -> list[list[_Element]]:
        """The items of each breadcrumb list."""
        lists = self._properties.get(BREADCRUMB_LIST, ())[:MAX_TRAILS]
        return [inside(trail, name="itemListElement") for trail in lists]
