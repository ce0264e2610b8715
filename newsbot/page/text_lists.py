"""Lists that are text of a page, told from menus, cards and lists of links."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from newsbot.page.html_elements import HEADINGS, string_value
from newsbot.page.paragraphs import ends_like_sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

LISTS = ("ul", "ol")
MAX_ITEM = 200  # elements of a list item that is text
MAX_BEFORE_TEXT = 50  # elements of an item that are searched for its first text
MIN_ITEM = 40  # characters of an item that may be a sentence; entries of menus are shorter
MIN_LINKED_HEADLINE = 20  # characters of a link before a teaser; a name or a place is shorter
MIN_WITHOUT_SENTENCES = 150  # characters of a list none of whose items ends like a sentence
CARD_PARTS = ("img", "amp-img", *sorted(HEADINGS))  # of a list item, where they are links


def is_text_item(item: _Element, is_linked: Callable[[_Element], bool]) -> bool:
    """Return whether a ``li`` is text and not a card of another story.

    ``is_linked`` says whether an element is in a link or holds text that is.
    """
    parts = list(islice(item.iterdescendants(), MAX_ITEM + 1))
    link = _first_link(item)
    if len(parts) > MAX_ITEM or (link is not None and not (link.tail or "").strip()):
        return False
    return not any(
        part.tag in ("time", "form") or (part.tag in CARD_PARTS and is_linked(part))
        for part in parts
    )


def is_text_list(items: _Element, length: Callable[[_Element], int]) -> bool:
    """Return whether a list may be all the text of a story.

    Most items, or several with most of its text, are as long as a sentence; one of them ends like a
    sentence unless the list is long; and they are not linked headlines with a teaser behind each.

    Args:
        items: A ``ul`` or ``ol``.
        length: Gives the characters of an element's text.
    """
    listed = [item for item in items if item.tag == "li"]
    lengths = [length(item) for item in listed]
    long = [size for size in lengths if size >= MIN_ITEM]
    if 2 * len(long) <= len(listed) and (len(long) < 2 or 2 * sum(long) <= sum(lengths)):
        return False
    if all(map(_begins_with_headline, listed)):
        return False
    return sum(lengths) >= MIN_WITHOUT_SENTENCES or any(
        ends_like_sentence(string_value(item)) for item in listed
    )


def _begins_with_headline(item: _Element) -> bool:
    link = _first_link(item)
    return link is not None and len(string_value(link).strip()) >= MIN_LINKED_HEADLINE


def _first_link(item: _Element) -> _Element | None:
    """Return the link that an item begins with; None where text stands before it."""
    for node in islice(item.iter(), MAX_BEFORE_TEXT):
        if node.tag == "a":
            return node
        if isinstance(node.tag, str) and (node.text or "").strip():
            return None
    return None
