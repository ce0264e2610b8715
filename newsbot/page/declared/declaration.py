"""Check a page class's declaration and compile its selectors, once per class."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from newsbot.exceptions import DeclarationError
from newsbot.hindi import LineList
from newsbot.page.declared.layout import ATTRIBUTES, COUNTED, SELECTORS, TUPLES, Layout
from newsbot.page.declared.selectors import DeclaredSelector, selector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbot.page.declared.body_types import Marked

CANONICAL = "canonical"
NAMED = ("boxes", "also_read", "live_box", "live_time", "story_byline", "story_credit")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
# Wrong name of an attribute that people try → the right name, for the error message.
MEANT = {
    "headline": "title", "heading": "title", "h1": "title", "author": "authors",
    "sections": "content", "body": "content", "text": "content", "article": "content",
    "published_at": "published", "updated_at": "updated", "modified": "updated", "time": "date",
    "image": "hero", "images": "hero", "picture": "hero", "related": "related_box",
    "exclude": "boxes", "remove": "boxes", "live_updates": "live_entry", "id": "article_id",
}  # fmt: skip


@dataclass(frozen=True)
class Declaration:
    """The compiled declaration of a page class. ``declaration_of`` makes it.

    Attributes:
        selectors: Declared attribute → its selectors, in the order of the declaration.
        ends: The short forms that are searched for in the whole page: those of all attributes that
            are not in NAMED.
        first_classes: The class names at the beginning of CSS selectors.
        is_not_body: Returns whether ``not_body`` declares a line; None if it is empty.
        marks: Cache of the results of ``Places.marked`` that are the same for all pages.
    """

    selectors: dict[str, tuple[DeclaredSelector, ...]]
    ends: tuple[str, ...]
    first_classes: frozenset[str]
    is_not_body: LineList | None
    marks: dict[tuple[tuple[str, ...], bool], Marked] = field(default_factory=dict)

    def ends_of(self, name: str) -> tuple[str, ...]:
        """Return the short forms of an attribute."""
        return tuple(selector.end for selector in self.selectors.get(name, ()) if selector.end)


_known: WeakKeyDictionary[type[Layout], Declaration] = WeakKeyDictionary()


def declaration_of(page_class: type[Layout]) -> Declaration:
    """Return the declaration of a page class, compiled at the first call.

    Raises:
        DeclarationError: The declaration is wrong. The message is one line and names the attribute.
    """
    if page_class not in _known:
        _known[page_class] = _compiled(page_class)
    return _known[page_class]


def _compiled(page_class: type[Layout]) -> Declaration:
    try:
        _check_names(page_class)
        selectors = dict(_selectors(page_class))
        _check_others(page_class)
        is_not_body = _lines(page_class.not_body)
    except ValueError as error:
        raise DeclarationError(f"{page_class.__name__}: {error}") from None
    indexed = [result for name, found in selectors.items() if name not in NAMED for result in found]
    ends = tuple(dict.fromkeys(selector.end for selector in indexed if selector.end))
    first_classes = frozenset(
        result.first_class for found in selectors.values() for result in found if result.first_class
    )
    return Declaration(selectors, ends, first_classes, is_not_body)


def _check_names(page_class: type[Layout]) -> None:
    for owner in page_class.__mro__:
        if owner.__module__.startswith("newsbot.page.") or not issubclass(owner, Layout):
            continue
        for name, value in vars(owner).items():
            is_code = callable(value) or hasattr(value, "__get__")
            if name[0] == "_" or name in ATTRIBUTES or is_code:
                continue
            near = get_close_matches(name, ATTRIBUTES, 1, 0.5)
            meant = MEANT.get(name) or next(iter(near), None)
            hint = f", did you mean {meant}?" if meant else f": {', '.join(sorted(ATTRIBUTES))}"
            raise ValueError(f"{name} is not an attribute of a page{hint}")


def _selectors(page_class: type[Layout]) -> Iterator[tuple[str, tuple[DeclaredSelector, ...]]]:
    for name in (*SELECTORS, "boxes"):
        value = declared(page_class, name)
        if isinstance(value, str) and name != "boxes":
            value = (value,) if value else ()
        _check_tuple(name, value)
        if name == "article_id":
            value = tuple("link[rel=canonical]::attr(href)" if v == CANONICAL else v for v in value)
        try:
            if value:
                yield name, tuple(map(selector, value))
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None


def _lines(phrases: tuple[str, ...]) -> LineList | None:
    try:
        return LineList.of(phrases) if phrases else None
    except ValueError as error:
        raise ValueError(f"not_body: {error}") from None


def declared(page_class: type[Layout], name: str) -> Any:
    """Return the value that a page class declares under a name; () if it declares none."""
    of_properties: dict[str, Any] = getattr(page_class, "_declared", {})
    return of_properties.get(name, ()) if not hasattr(Layout, name) else getattr(page_class, name)


def _check_tuple(name: str, value: Any) -> None:
    if isinstance(value, str):
        raise ValueError(f"{name} must be a tuple: ({value!r},), not {value!r}")
    if not isinstance(value, tuple) or not all(isinstance(entry, str) for entry in value):
        raise ValueError(f"{name} must be a tuple of strings, not {value!r}")


def _check_others(page_class: type[Layout]) -> None:
    for name in TUPLES:
        _check_tuple(name, getattr(page_class, name))
    for name in page_class.required:
        if name not in COUNTED:
            near = get_close_matches(name, COUNTED, 1, 0.5)
            hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(COUNTED)}"
            raise ValueError(f"required: {name!r} is not a counted field, {hint}")
    for name in ("site_names", "not_body"):
        for text in getattr(page_class, name):
            if not text.strip():
                raise ValueError(f"{name}: {text!r} is empty")
    language: Any = page_class.language
    if not isinstance(language, str) or not _LANGUAGE.fullmatch(language):
        raise ValueError(f"language must be a code such as 'hi' or 'mr', not {language!r}")
    since: Any = page_class.since
    if since is not None and type(since) is not date:
        raise ValueError(f"since must be a datetime.date, not {since!r}")
