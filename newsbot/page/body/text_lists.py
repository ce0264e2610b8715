"""Tell lists that are text of an article from menus, cards and lists of links."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from newsbot.page.html.elements import HEADINGS, inline_text, string_value
from newsbot.page.html.paragraphs import ends_like_sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

LISTS = ("ul", "ol")
MAX_ITEM = 200  # elements of a list item that is text
MAX_BEFORE_TEXT = 50  # elements of an item that are searched for its first text
MIN_ITEM = 40  # characters of an item that may be a sentence; entries of menus are shorter
MIN_LINKED_HEADLINE = 20  # characters of a link before a teaser; a name or a place is shorter
MIN_WITHOUT_SENTENCES = 150  # characters of a list none of whose items ends like a sentence
MAX_LINKS = 20  # of a box that may be another story's
LINE_ENDS = ("br", "p", "div", "small", "span")  # behind a headline
BROKEN_OFF = ("..", "…")  # the end of a text that goes on elsewhere
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
    """Return whether the link of a headline, to another page of the site, is all of a box."""
    link = next(box.iter("a"), None)
    if link is None or not _is_headline(link) or inline_text(link) != inline_text(box):
        return False
    return is_of_other_page(link.get("href") or "")


def has_text_before(link: _Element, box: _Element) -> bool:
    """Return whether words stand in a box before a link."""
    for node in islice(box.iter(), MAX_BEFORE_TEXT):
        if node is link:
            return False
        if (node.text or "").strip():
            return True
    return True


def _is_headline(link: _Element) -> bool:
    return len(inline_text(link)) >= MIN_LINKED_HEADLINE and not (link.tail or "").strip()


def _line_of(link: _Element, box: _Element) -> _Element:
    """Return the outermost element in a box that holds nothing behind a link."""
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
    """Return the link that an item begins with; None where text stands before it."""
    for node in islice(item.iter(), MAX_BEFORE_TEXT):
        if node.tag == "a":
            return node
        if (node.text or "").strip():
            return None
    return None
