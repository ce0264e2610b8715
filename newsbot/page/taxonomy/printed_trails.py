"""Find the breadcrumb trails of a page without a declaration.

Trails are found by class and id, else by a link to the home page with a mark such as ``»`` after
it.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from lxml import etree

from newsbot.hindi import fold
from newsbot.page.declared.neighbours import outermost
from newsbot.page.html.elements import beginning, inline_text
from newsbot.page.taxonomy.breadcrumbs import HOME_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

MAX_TRAILS = 5
MAX_LENGTH = 400  # characters of a trail; a longer box is more than a trail
MAX_ITEMS = 20
MAX_LINKS = 60  # links of a page that are tried as the beginning of a trail
MAX_HOME = 30  # characters of a link to the home page
MAX_WRAPPERS = 3  # levels around this link
MAX_ELEMENTS = 150  # elements in a trail
MARKS = ("/", "»", "›", ">", "→", "::")
# breadcrumb, BreadCrumbs, entry-crumbs, breadcrum, brd-crm, brdcrmb, brd-nav, arr-hierarchy.
CLASSES = ("rumb", "readcrum", "brd-cr", "brdcr", "brd-nav", "hierarchy")
# Finding attributes is faster than finding the elements that have them. Class names are compared in
# Python, because this is faster than contains() in XPath.
_names = etree.XPath("//@class | //@id[contains(.,'rumb')] | //nav/@aria-label[contains(.,'rumb')]")


def printed_trails(root: _Element) -> list[list[_Element]]:
    """Return the items of each trail: list items, else links and texts without a link."""
    names = islice(filter(_names_trail, _names(root)), MAX_ITEMS * MAX_TRAILS)
    named = (name.getparent() for name in names)
    boxes = (
        box
        for box in dict.fromkeys(named)
        if box.tag not in ("body", "li", "a", "script", "style") and _is_short(box)
    )
    trails = (list(islice(_items(box), MAX_ITEMS)) for box in outermost(boxes))
    found = list(islice((trail for trail in trails if len(trail) > 1), MAX_TRAILS))
    return found or [list(islice(_items(box), MAX_ITEMS)) for box in _unnamed(root)]


def _names_trail(name: Any) -> bool:
    """Return whether an attribute names a trail. The XPath has checked ids and labels already."""
    return name.attrname != "class" or any(map(name.__contains__, CLASSES))


def _unnamed(root: _Element) -> Iterator[_Element]:
    """Yield the first box that begins with a link to the home page and a mark such as ``»``."""
    for link in islice(root.iter("a"), MAX_LINKS):
        has_path = "/" in (link.get("href") or "").rpartition("//")[2].strip("/")
        if has_path or not _has_mark_behind(link):
            continue
        if fold(inline_text(link)[:MAX_HOME]) in HOME_NAMES:
            boxes = islice(link.iterancestors(), MAX_WRAPPERS)
            trails = (box for box in boxes if _is_short(box) and len(list(_items(box))) > 1)
            yield from islice(trails, 1)
            return


def _has_mark_behind(link: _Element) -> bool:
    """Return whether the text after a link begins with a mark that separates breadcrumbs."""
    for box in (link, *islice(link.iterancestors(), MAX_WRAPPERS - 1)):
        following = box.getnext()
        text = (box.tail or "").strip()
        if not text and following is not None:
            text = (following.text or "").strip()
        if text or following is not None:
            return text.startswith(MARKS)
    return False


def _is_short(box: _Element) -> bool:
    if next(islice(box.iter(), MAX_ELEMENTS, None), None) is not None:
        return False
    return 0 < len(beginning(box, MAX_LENGTH)) <= MAX_LENGTH


def _items(box: _Element) -> Iterator[_Element]:
    items = list(islice(box.iter("li"), MAX_ITEMS + 1))
    leaves = (
        inner for inner in box.iter("a", "span", "strong", "div", "p", "b") if _is_item(inner)
    )
    for item in items or leaves:
        if any(map(str.isalpha, inline_text(item))):
            yield item


def _is_item(element: _Element) -> bool:
    """Return whether an element is a link, or a text outside links without child elements."""
    if element.tag == "a":
        return True
    return len(element) == 0 and not any(
        ancestor.tag == "a" for ancestor in element.iterancestors()
    )
