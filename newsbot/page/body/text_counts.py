"""Count the characters of text in each element of a page, and find the blocks of text."""

from __future__ import annotations

from functools import cached_property
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Any

from lxml import etree

from newsbot.page.body.body_reader import INLINE, SKIPPED, is_hidden
from newsbot.page.body.text_lists import LISTS, is_text_list
from newsbot.page.html.headline_element import headline_element
from newsbot.page.pictures.captions import MAX_CAPTION, is_captioned_picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

MIN_BLOCK = 40  # characters of a block; menus and labels are shorter
MAX_LEVELS = 4  # levels from a body up to an element that also holds the headline
MAX_ELEMENTS = 25_000  # a page with more elements is not an article, and gets no body
HOLDERS = frozenset("p div td section article main blockquote pre body center".split())
SKIPPED_TEXT = SKIPPED - frozenset({"form", "nav", "aside", "footer"})
# Finding attributes by XPath is faster than reading them from each element.
_hiding = etree.XPath("descendant-or-self::*/@style | descendant-or-self::*/@hidden")


class Node:
    """An element of a page with the numbers of characters of its text. TextCounts makes them."""

    __slots__ = (
        *("element", "tag", "parent", "link", "items", "is_beside"),
        *("text", "linked", "loose", "loose_linked", "whole", "block_text", "listed"),
    )

    def __init__(self, element: _Element, parent: Node | None) -> None:
        self.element, self.parent = element, parent
        self.tag: Any = element.tag
        # link: the link that the element is or is in. items: the outermost list, likewise.
        self.link: Node | None = parent and parent.link
        self.items: Node | None = parent and parent.items
        if self.tag == "a":
            self.link = self
        elif self.items is None and self.tag in LISTS:
            self.items = self
        self.is_beside = False
        self.text = self.linked = 0
        # loose: characters of text nodes and inline elements, not of blocks within the element.
        self.loose = self.loose_linked = 0
        self.whole = 0  # characters in blocks, also in those beside the article
        self.block_text = self.listed = 0  # characters in blocks; in blocks that are in lists


class TextCounts:
    """Counts the characters of text in a page's elements, and finds the blocks.

    Args:
        root: The root element of the page or of a part of it.
        excluded: Elements whose text does not count.
        is_of_other_page: Returns whether a link leads to another page of the site.

    Attributes:
        node_of: Element → Node, in page order.
        nodes: All nodes in page order; empty if the page has more than MAX_ELEMENTS.
        headline: The element of the headline, else the first h1, else None.
    """

    def __init__(
        self,
        root: _Element,
        excluded: frozenset[_Element],
        is_of_other_page: Callable[[str], bool],
    ) -> None:
        self.excluded, self.is_of_other_page = excluded, is_of_other_page
        self.node_of: dict[Any, Node] = {}
        elements = list(islice(root.iter(), MAX_ELEMENTS + 1))
        for element in elements if len(elements) <= MAX_ELEMENTS else ():
            self.node_of[element] = Node(element, self.node_of.get(element.getparent()))
        self.nodes = list(self.node_of.values())
        headline = headline_element(root)
        headline = headline if headline is not None else next(root.iter("h1"), None)
        self.headline = headline
        self._around_headline = set() if headline is None else {headline, *headline.iterancestors()}
        self._text_lists: dict[Node, bool] = {}  # list → whether it is text
        self._count(root)

    def text(self, element: _Element) -> int:
        """Return the characters of text in an element."""
        node = self.node_of.get(element)
        return node.text if node else 0

    def linked(self, element: _Element) -> int:
        """Return the characters of text in an element that are in links."""
        node = self.node_of.get(element)
        return node.linked if node else 0

    def is_beside(self, element: _Element) -> bool:
        """Return whether an element stands beside the article: a menu, a card, an advertisement."""
        node = self.node_of.get(element)
        return bool(node and node.is_beside)

    def has_headline(self, element: _Element) -> bool:
        """Return whether an element is the headline's element, or is around it."""
        return element in self._around_headline

    @cached_property
    def before_headline(self) -> frozenset[_Element]:
        """The elements that end before the headline begins."""
        if self.headline is None:
            return frozenset()
        before = takewhile(lambda node: node.element is not self.headline, self.nodes)
        return frozenset(node.element for node in before) - self._around_headline

    def follows_headline(self, element: _Element) -> bool:
        """Return whether an element has an earlier sibling that is or holds the headline."""
        parent = element.getparent()
        beside = (ancestor for ancestor in self._around_headline if ancestor.getparent() is parent)
        return any(
            parent is not None and parent.index(ancestor) < parent.index(element)
            for ancestor in beside
        )

    def follows_headline_box(self, element: _Element) -> bool:
        """Return whether ``follows_headline`` holds for an element or one around it."""
        around = (element, *islice(element.iterancestors(), MAX_LEVELS))
        return any(self.follows_headline(outer) for outer in around)

    def story_of(self, element: _Element) -> _Element | None:
        """Return the closest element around ``element`` that holds the headline, if it is near."""
        around = (element, *islice(element.iterancestors(), MAX_LEVELS))
        return next((outer for outer in around if self.has_headline(outer)), None)

    def is_block(self, node: Node) -> bool:
        """Return whether an element directly holds text and does not stand beside the article."""
        if node.is_beside or node.loose < MIN_BLOCK:
            return False
        if node.loose <= MAX_CAPTION and is_captioned_picture(node.element):
            return False
        return node.tag in HOLDERS or (node.tag == "li" and self.text_list(node) is not None)

    def text_list(self, node: Node) -> Node | None:
        """Return the outermost list around an element if this list is text of a story."""
        items = node.items
        if items is None or self.has_headline(items.element):
            return None
        if items not in self._text_lists:
            self._text_lists[items] = is_text_list(items.element, self.text)
        return items if self._text_lists[items] else None

    def _count(self, root: _Element) -> None:
        """Count the text of each element, innermost elements first."""
        styled = (attribute.getparent() for attribute in _hiding(root)) if self.nodes else ()
        unread = self.excluded.union(filter(is_hidden, styled))
        for node in reversed(self.nodes):
            element, parent = node.element, node.parent
            if text := element.text:
                length = len(text.strip())
                node.text += length
                node.loose += length
            if node.text:
                tag = node.tag
                if tag in SKIPPED_TEXT or element in unread:
                    node.text = node.linked = node.loose = node.loose_linked = 0
                elif tag == "a":
                    node.linked, node.loose_linked = node.text, node.loose
            if parent is None:
                continue
            if tail := element.tail:
                length = len(tail.strip())
                parent.text += length
                parent.loose += length
            if node.text:
                parent.text += node.text
                parent.linked += node.linked
                if node.tag in INLINE:
                    parent.loose += node.loose
                    parent.loose_linked += node.loose_linked
