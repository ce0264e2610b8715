"""Distinguish lists that are text of an article from menus, cards and lists of links."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from newsbot.page.html.elements import HEADINGS, inline_text, string_value
from newsbot.page.html.paragraphs import ends_like_sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

LISTS = ("ul", "ol")
MAX_ITEM = 200  # elements in a list item that is text
MAX_BEFORE_TEXT = 50  # elements in an item that are searched for its first text
MIN_ITEM = 40  # characters of an item that may be a sentence; entries of menus are shorter
MIN_LINKED_HEADLINE = 20  # characters of a link before a teaser; a name or a place is shorter
MIN_WITHOUT_SENTENCES = 150  # characters of a list none of whose items ends like a sentence
MAX_LINKS = 20  # links of a box that are read
LINE_ENDS = ("br", "p", "div", "small", "span")  # elements that may follow a linked headline
BROKEN_OFF = ("..", "…")  # the end of a truncated text
CARD_PARTS = ("img", "amp-img", *sorted(HEADINGS))  # a list item with a link around these is a card


def is_text_item(item: _Element, is_linked: Callable[[_Element], bool]) -> bool:
    """Return whether a ``li`` is text and not a card of another story.

    Args:
        item: The ``li``.
        is_linked: Returns whether an element is in a link or holds a link with text.
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
    """Return whether a list may be the whole text of a story.

    All three must hold: most items, or several items with most of the text, are as long as a
    sentence; an item ends like a sentence, or the list is long; not all items begin with a linked
    headline.

    Args:
        items: A ``ul`` or ``ol``.
        length: Returns the number of characters of an element's text.
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


def is_teaser(box: _Element, is_of_other_page: Callable[[str], bool]) -> bool:
    """Return whether a box is another story's: its linked headline, or the beginning of its text.

    The headline stands on a line alone, with some text behind it; the text breaks off before a
    link. The link leads to another page of the site.
    """
    links = [link for link in islice(box.iter("a"), MAX_LINKS) if inline_text(link)]
    if not links:
        return False
    if _is_headline(links[0]) and not has_text_before(links[0], box):
        line = _line_of(links[0], box)
        following = line.getnext()
        is_line = following is not None and following.tag in LINE_ENDS
        return is_line and is_of_other_page(links[0].get("href") or "")
    text, words = inline_text(box), inline_text(links[-1])
    is_broken_off = text.removesuffix(words).rstrip(" \u00a0[(").endswith(BROKEN_OFF)
    if not is_broken_off or not text.endswith(words):
        return False
    return is_of_other_page(links[-1].get("href") or "")


def is_linked_headline(box: _Element, is_of_other_page: Callable[[str], bool]) -> bool:
    """Return whether all text of a box is a linked headline that leads to another page."""
    link = next(box.iter("a"), None)
    if link is None or not _is_headline(link) or inline_text(link) != inline_text(box):
        return False
    return is_of_other_page(link.get("href") or "")


def has_text_before(link: _Element, box: _Element) -> bool:
    """Return whether a box has text before a link."""
    for node in islice(box.iter(), MAX_BEFORE_TEXT):
        if node is link:
            return False
        if (node.text or "").strip():
            return True
    return True


def _is_headline(link: _Element) -> bool:
    return len(inline_text(link)) >= MIN_LINKED_HEADLINE and not (link.tail or "").strip()


def _line_of(link: _Element, box: _Element) -> _Element:
    """Return the outermost element in a box that has nothing after a link."""
    line = link
    while (around := line.getparent()) is not None and around is not box:
        if line.getnext() is not None or (line.tail or "").strip():
            break
        line = around
    return line


def _begins_with_headline(item: _Element) -> bool:
    link = _first_link(item)
    return link is not None and len(string_value(link).strip()) >= MIN_LINKED_HEADLINE


def _first_link(item: _Element) -> _Element | None:
    """Return the link at the beginning of an item; None if text stands before it."""
    for node in islice(item.iter(), MAX_BEFORE_TEXT):
        if node.tag == "a":
            return node
        if (node.text or "").strip():
            return None
    return None
