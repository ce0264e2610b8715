"""Find the elements and values of a page that its declaration selects."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from newsbot.page.declared.body_types import Marked
from newsbot.page.declared.neighbours import outermost
from newsbot.page.declared.selectors import DeclaredSelector, text_of_result
from newsbot.page.html.class_names import MAX_OF_A_CLASS, ClassIndex
from newsbot.page.html.elements import inline_text
from newsbot.page.scripts.script_json import ScriptJson

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from newsbot.page.declared.declaration import Declaration


class Places:
    """Finds the elements, attribute values and JSON values that a declaration selects in a page.

    The methods take the name of an attribute of the declaration. They try its selectors in order;
    the first selector that finds a suitable result counts.

    Args:
        root: The root element of the page.
        declaration: The declaration of the page class.
    """

    def __init__(self, root: _Element, declaration: Declaration) -> None:
        self._root = root
        self._selectors = declaration.selectors
        self._marks = declaration.marks
        self._classes = ClassIndex(root, declaration.ends, declaration.first_classes)
        self._scripts = ScriptJson(root)
        self._found: dict[DeclaredSelector, list[_Element | str]] = {}  # cache; not for short forms

    def is_declared(self, *names: str) -> bool:
        """Return whether one of the attributes is declared."""
        return any(name in self._selectors for name in names)

    def found_by(
        self, selector: DeclaredSelector, most: int = MAX_OF_A_CLASS
    ) -> list[_Element] | list[_Element | str]:
        """Return the outermost elements that a selector finds, or the texts, in page order."""
        if selector.find is None:
            return self._classes.elements(selector.end, most)
        if selector not in self._found:
            found = (
                selector.find_in(self._classes.named(selector.first_class))
                if selector.find_in
                else selector.find(self._root, self._scripts)
            )
            elements = outermost(place for place in found if not isinstance(place, str))
            texts = [place for place in found if isinstance(place, str)]
            self._found[selector] = [*elements, *texts]
        return self._found[selector][:most]

    def matches(
        self, name: str, most: int = MAX_OF_A_CLASS
    ) -> Iterator[tuple[DeclaredSelector, list[_Element] | list[_Element | str]]]:
        """Yield (selector, results) for each selector of an attribute that finds something."""
        for selector in self._selectors.get(name, ()):
            if found := self.found_by(selector, most):
                yield selector, found

    def elements(self, name: str, most: int = MAX_OF_A_CLASS) -> list[_Element]:
        """Return the elements of the first selector that finds elements."""
        found = (_elements(results) for _, results in self.matches(name, most))
        return next(filter(None, found), [])

    def inside(self, name: str, *tags: str) -> list[_Element]:
        """Return the elements with one of ``tags`` inside the elements of a selector."""
        inside = (
            [inner for box in _elements(found) for inner in box.iter(*tags)]
            for _, found in self.matches(name)
        )
        return next(filter(None, inside), [])

    def texts(self, name: str) -> list[str]:
        """Return the texts that the first selector with a text finds, each on one line."""
        texts = (list(filter(None, map(text_of_result, found))) for _, found in self.matches(name))
        return next(filter(None, texts), [])

    def strings(self, name: str) -> list[str]:
        """Return the values of HTML attributes or JSON that the first selector with one finds."""
        strings = (
            [text for text in found if isinstance(text, str)] for _, found in self.matches(name)
        )
        return next(filter(None, strings), [])

    def text_inside(self, name: str, tag: str, *, or_own: bool = False) -> str | None:
        """Return the first text of an element inside the elements that a selector finds.

        Args:
            name: The attribute.
            tag: The tag of the inner element.
            or_own: Whether to return the whole text of the selected element if it has no such inner
                element. This does not apply to short forms, which select boxes.
        """
        for selector, found in self.matches(name):
            inside = (inner for box in _elements(found) for inner in box.iter(tag))
            own = found if or_own and not selector.end else ()
            texts = chain(map(inline_text, inside), map(text_of_result, own))
            if text := next(filter(None, texts), None):
                return text
        return None

    def count(self, name: str) -> int:
        """Return the number of elements that all selectors of an attribute find, nested or not."""
        chosen = self._selectors.get(name, ())
        return sum(
            self._classes.count(selector.end)
            if selector.end
            else len(self.found_by(selector, most=1 << 30))
            for selector in chosen
        )

    def in_order(self, *names: str, most: int) -> list[_Element]:
        """Return the elements of several attributes in page order, ``most`` of each attribute."""
        wanted = {element for name in names for element in self.elements(name, most)}
        return [inner for inner in self._root.iter() if inner in wanted] if wanted else []

    def marked(self, *names: str, only_found: bool = False) -> Marked:
        """Return the elements that any selector of these attributes finds.

        Args:
            names: The attributes.
            only_found: Whether to leave out the short forms.
        """
        key = (names, only_found)
        if key in self._marks:
            return self._marks[key]
        chosen = [selector for name in names for selector in self._selectors.get(name, ())]
        ends = () if only_found else tuple(selector.end for selector in chosen if selector.end)
        found = (
            element
            for one in chosen
            if not one.end
            for element in _elements(self.found_by(one, 1 << 30))
        )
        marked = Marked(ends, frozenset(found))
        if all(selector.end for selector in chosen):
            self._marks[key] = marked
        return marked


def _elements(found: list[_Element] | list[_Element | str]) -> list[_Element]:
    return [place for place in found if not isinstance(place, str)]
