"""Collect the short lines near the headline of a page, among which is its byline."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from newsbot.page.body.body_reader import SKIPPED
from newsbot.page.html.elements import HEADINGS, beginning
from newsbot.page.html.embeds import is_embed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

MAX_LEVELS = 4  # levels from the headline up whose later siblings are read
MAX_LINES = 40  # lines after the headline
MAX_ELEMENTS = 500  # elements of a box that is searched for lines
MAX_LINE = 200  # characters of a line with author, place and date
MIN_PARAGRAPH = 100  # characters of a line that may be text of the article
UNREAD = (SKIPPED | HEADINGS) - {"nav", "aside", "footer"}  # these three may hold bylines


def lines_behind(headline: _Element) -> Iterator[tuple[_Element, bool]]:
    """Yield (line, is_paragraph) for the lines after a headline, in page order."""
    for box in (headline, *islice(headline.iterancestors(), MAX_LEVELS)):
        for sibling in box.itersiblings():
            yield from short_lines(sibling)


def short_lines(element: _Element) -> Iterator[tuple[_Element, bool]]:
    """Yield (element, is_paragraph) for the outermost short elements, and for paragraphs."""
    stack, seen = [element], 0
    while stack and seen < MAX_ELEMENTS:
        node, seen = stack.pop(), seen + 1
        if node.tag in UNREAD or is_embed(node):
            continue
        text = beginning(node, MAX_LINE)
        if len(text) <= MAX_LINE:
            if text or next(node.iter("time"), None) is not None:
                yield node, len(text) >= MIN_PARAGRAPH and not any(map(str.isdigit, text))
            continue
        children = list(islice(node, MAX_ELEMENTS))
        text_length = len((node.text or "").strip()) + sum(
            len((child.tail or "").strip()) for child in children
        )
        if text_length >= MIN_PARAGRAPH:
            yield node, True
        else:
            stack.extend(reversed(children))
