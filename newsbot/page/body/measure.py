"""Measure how much text of the article each element holds, on a page without a declaration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsbot.page.body.around_article import MAX_LINKED, mark_beside
from newsbot.page.body.body_reader import INLINE
from newsbot.page.body.text_counts import TextCounts
from newsbot.page.declared.body_types import is_of_no_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    from newsbot.page.body.text_counts import Node

NEAR_HEADLINE = 1.5  # factor for the score of an element near the headline


class Measures(TextCounts):
    """Measures the text of a page's elements in characters: in all, in links, in blocks.

    A block is an element that directly holds a stretch of text, mostly not links, and that does not
    stand beside the article.
    """

    def __init__(
        self,
        root: _Element,
        excluded: frozenset[_Element],
        is_of_other_page: Callable[[str], bool] = is_of_no_page,
    ) -> None:
        super().__init__(root, excluded, is_of_other_page)
        self._own: dict[_Element, float] = {}
        self._own_lists: dict[_Element, float] = {}
        # (element, tag) → number of its children that are blocks with this tag
        self._parts: dict[tuple[Any, Any], int] = {}
        self.blocks: dict[_Element, int] = {}
        mark_beside(self)
        self._find_blocks()

    def block_text(self, element: _Element) -> int:
        """Return the characters of text in the blocks of an element."""
        node = self.node_of.get(element)
        return node.block_text if node else 0

    def listed(self, element: _Element) -> int:
        """Return the characters of text in the blocks of an element that are in lists."""
        node = self.node_of.get(element)
        return node.listed if node else 0

    def own(self, element: _Element) -> float:
        """Return the characters of an element's own text and paragraphs, without its lists."""
        return self._own.get(element, 0)

    def scores(self) -> dict[_Element, float]:
        """Return element → score: its own text with lists, and half of its children's own text.

        The score of an element near the headline is NEAR_HEADLINE times higher.
        """
        scores = dict(self._own)
        for around, length in self._own_lists.items():
            scores[around] = scores.get(around, 0) + length
        for block, length in self.blocks.items():
            holder = self._holder(self.node_of[block])
            parent = None if holder is None else holder.getparent()
            if parent is not None:
                scores[parent] = scores.get(parent, 0) + length / 2
        return {
            block: score * (NEAR_HEADLINE if self._is_near_headline(block) else 1)
            for block, score in scores.items()
        }

    def _is_near_headline(self, element: _Element) -> bool:
        """Return whether the headline is in an element, or not far before it."""
        return self.story_of(element) is not None and element not in self.before_headline

    def _holder(self, block: Node) -> _Element | None:
        """Return the element whose own text a block is.

        For a paragraph or a list this is the parent element, else the block itself.
        """
        parent = block.element.getparent()
        if (items := self.text_list(block)) is not None:
            return items.element.getparent()
        is_paragraph = block.tag == "p" or (
            parent is not None
            and self._parts.get((parent, block.tag), 0) > 1
            and all(child.tag in INLINE or child.tag == "br" for child in block.element)
        )
        return parent if is_paragraph else block.element

    def _find_blocks(self) -> None:
        blocks = [
            node
            for node in self.nodes
            if node.link is None
            and self.is_block(node)
            and node.loose_linked <= MAX_LINKED * node.loose
        ]
        for node in blocks:
            self.blocks[node.element] = node.loose
            part = (node.element.getparent(), node.tag)
            self._parts[part] = self._parts.get(part, 0) + 1
        for node in blocks:
            is_listed = self.text_list(node) is not None
            lengths = self._own_lists if is_listed else self._own
            holder = self._holder(node)
            if holder is not None:
                lengths[holder] = lengths.get(holder, 0) + node.loose
            node.block_text = node.loose
            node.listed = node.loose if is_listed else 0
        for node in reversed(self.nodes if blocks else ()):
            if node.block_text and node.parent is not None:
                node.parent.block_text += node.block_text
                node.parent.listed += node.listed
