"""Find the elements of a page by the ends of their class names."""

from __future__ import annotations

import re
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

# Elements of one class that are read; a page with more was made to slow parsers down.
MAX_OF_A_CLASS = 100
MAX_NAMES_LENGTH = 200  # characters of a class attribute that is cached
MAX_NAMES = 4096  # class attributes that are cached
_CSS_SPACE = re.compile(r"[ \t\r\n]+")
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


class _MatchingNames(dict[str, tuple[str, ...]]):
    """Cache: ``class`` attribute → its names with one of the ends, or that are in ``names``.

    All pages of a site share a few hundred such attributes.
    """

    def __init__(self, ends: str | tuple[str, ...], names: frozenset[str] = frozenset()) -> None:
        self._ends, self._names = ends, names

    def __missing__(self, names: str) -> tuple[str, ...]:
        ending = (name for name in names.split() if name.endswith(self._ends))
        # In CSS and in XPath only this white space separates two names.
        named = self._names.intersection(_CSS_SPACE.split(names))
        matching = tuple(dict.fromkeys((*ending, *named)))
        if len(names) <= MAX_NAMES_LENGTH and len(self) < MAX_NAMES:
            self[names] = matching
        return matching


_matching_names = cache(_MatchingNames)  # one _MatchingNames for each layout's (ends, names)


def class_names(element: _Element) -> set[str]:
    """Return the names in an element's ``class``."""
    return set((element.get("class") or "").split())


def with_hyphens(names: str) -> str:
    """Return names with a hyphen inside each camelCase word: ``authorName`` → ``author-Name``."""
    return _CAPITAL.sub("-", names)


def ends_with(element: _Element, ends: str | tuple[str, ...]) -> bool:
    """Return whether one of an element's class names ends with one of ``ends``."""
    names = element.get("class")
    return bool(names and _matching_names(ends)[names])


class ClassIndex:
    """Finds the elements of a page by their class names, in one walk through the page.

    Args:
        root: The root element of the page.
        ends: The ends of class names that ``elements`` can find.
        names: The whole class names that ``named`` can find.
    """

    def __init__(
        self,
        root: _Element,
        ends: tuple[str, ...],
        names: frozenset[str] = frozenset(),
    ) -> None:
        # class name → (place in the page, element)
        self._by_name: dict[str, list[tuple[int, _Element]]] = {}
        matching = _matching_names(ends, names)
        for place, element in enumerate(root.iter() if ends or names else ()):
            if attribute := element.get("class"):
                for name in matching[attribute]:
                    self._by_name.setdefault(name, []).append((place, element))

    def named(self, name: str) -> list[_Element]:
        """Return the elements with this class name, which must be one of the index's names."""
        return [element for _, element in self._by_name.get(name, ())]

    def elements(self, end: str, most: int = MAX_OF_A_CLASS) -> list[_Element]:
        """Return the outermost elements with a class name that ends with ``end``.

        Args:
            end: One of the ends of the index; "" finds nothing.
            most: The maximum number of elements for each class name.
        """
        found = [
            placed
            for name, elements in self._by_name.items()
            if end and name.endswith(end)
            for placed in elements[:most]
        ]
        found.sort(key=itemgetter(0))
        chosen = {element for _, element in found}
        return [element for _, element in found if chosen.isdisjoint(element.iterancestors())]

    def count(self, end: str) -> int:
        """Return how many elements have a class that ends with ``end``."""
        return sum(len(found) for name, found in self._by_name.items() if name.endswith(end))
