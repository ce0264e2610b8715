"""Group the elements that hold one text together: boxes side by side."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from newsbot.page.declared.body_types import NOTHING, Marked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element

MAX_WRAPPERS = 2  # levels of wrappers around one box
WRAPPERS = ("div", "section", "td")


def outermost(elements: Iterable[_Element]) -> list[_Element]:
    """Return the elements that are not inside another one of ``elements``.

    Args:
        elements: Elements in page order.
    """
    kept: list[_Element] = []
    inside: set[_Element] = set()
    chosen = list(elements)
    if len(chosen) < 2:
        return chosen
    wanted = set(chosen)
    for element in chosen:
        if element not in inside:
            kept.append(element)
            inside.update(inner for inner in element.iter() if inner in wanted)
    return kept


def side_by_side(boxes: list[_Element], title: Marked = NOTHING) -> Iterator[list[_Element]]:
    """Yield each group of boxes that make up one text.

    The boxes of a group, or wrappers that hold only one of them, are siblings without a headline
    between them.

    Args:
        boxes: Elements in page order.
        title: Elements that are headlines, besides each h1.
    """
    group: list[_Element] = []
    for box in boxes:
        if group and not _continues(_wrapper(group[-1]), _wrapper(box), title):
            yield group
            group = []
        group.append(box)
    if group:
        yield group


def _wrapper(box: _Element) -> _Element:
    """Return the outermost element around a box that holds only the box."""
    outer = box
    for parent in islice(box.iterancestors(), MAX_WRAPPERS):
        if outer.getnext() is not None or outer.getprevious() is not None:
            break
        if parent.tag not in WRAPPERS or f"{parent.text or ''}{outer.tail or ''}".strip():
            break
        outer = parent
    return outer


def _continues(box: _Element, further: _Element, title: Marked) -> bool:
    """Return whether ``further`` is a later sibling of ``box``, with no headline up to its end."""
    if box.getparent() is not further.getparent():
        return False
    for sibling in box.itersiblings():
        if any(inner.tag == "h1" or inner in title for inner in sibling.iter()):
            return False
        if sibling is further:
            return True
    return False
