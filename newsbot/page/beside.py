"""Find the boxes that are no text of the article within the element that holds a guessed body."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from newsbot.page.body import INLINE
from newsbot.page.html_elements import HEADINGS, PICTURES, string_value
from newsbot.page.paragraphs import ends_like_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from newsbot.page.measure import Measures

MAX_CAPTION = 200  # characters of a line under a picture
MAX_BYLINE = 100  # characters of author, place and date
MIN_LIST = 40  # characters of a list or a quotation before the first paragraph
MAX_LINKED = 0.5  # share of a box's text that is links
TEXTS = frozenset("p ul ol blockquote pre table dl".split())
# Elements of a box that holds text of its own, and not a line alone.
STRUCTURE = ("p", "ul", "ol", "table", "blockquote", "pre", "dl", *sorted(HEADINGS))
_NOT_TEXT = re.compile(
    r"(?:^|[^a-z])(?:author|by-?line|date|time|meta|publish|updated?|credit|caption|tags?|read)(?![a-z])",
    re.IGNORECASE,
)


def not_body(page: Measures, container: _Element) -> frozenset[_Element]:
    """Return the elements in a container that are cards of other stories, labels, captions."""
    blocks = [each for each in container.iter() if each in page.blocks]
    beside = {each for each in container.iter() if each is not container and page.is_beside(each)}
    if not blocks:
        return frozenset(beside)
    lengths: Counter[str] = Counter()
    for block in blocks:
        lengths[str(block.tag)] += page.blocks[block]
    usual = lengths.most_common(1)[0][0]
    # A line as long as a caption in another element than most of the text is in may be a byline.
    texts = [
        each
        for each in blocks
        if each.tag == usual or (each.tag != "li" and page.blocks[each] > MAX_BYLINE)
    ]
    holder = "p" if usual in ("p", "li") else ""
    for element in container.iter():
        if element is container or not isinstance(element.tag, str) or element.tag in INLINE:
            continue
        if _is_of_links(page, element) or (holder and _is_caption(page, element)):
            beside.add(element)
    beside.update(_around(page, container, texts[0], texts[-1], holder))
    return frozenset(beside)


def _is_of_links(page: Measures, element: _Element) -> bool:
    """Return whether a box says little beside its links: a list of stories, share icons, tags."""
    text, linked = page.text(element), page.linked(element)
    if not text or page.said(element) or linked <= MAX_LINKED * text:
        return False
    return element.tag != "p" or len(list(element.iter("a"))) > 1


def _is_caption(page: Measures, element: _Element) -> bool:
    """Return whether a box is a line alone behind a picture."""
    if element.tag in TEXTS or not 0 < page.text(element) <= MAX_CAPTION:
        return False
    before = element.getprevious()
    if before is None or page.text(before) or next(before.iter(*PICTURES), None) is None:
        return False
    return next(element.iterdescendants(*STRUCTURE), None) is None


def _around(
    page: Measures, container: _Element, first: _Element, last: _Element, holder: str
) -> Iterator[_Element]:
    """Yield what stands before the first and behind the last block of a container.

    That is headline, date, byline, share icons; what else the site offers; never a paragraph.
    """
    for node in _path(first, container):
        adjacent = True  # only headings between it and the text
        for sibling in node.itersiblings(preceding=True):
            is_heading = sibling.tag in HEADINGS and sibling.tag != "h1"
            is_text = _is_text(page, sibling, holder) and (
                sibling.tag != "div" or page.text(sibling) >= MIN_LIST
            )
            is_intro = page.listed(first) > 0 and _introduces(page, sibling)
            if not (is_text or (adjacent and (is_heading or is_intro))):
                yield sibling
            adjacent = adjacent and is_heading
    if first is container and len((container.text or "").strip()) < MIN_LIST:
        for child in container:
            if child.tag not in INLINE and child.tag != "br":
                yield child
            if len((child.tail or "").strip()) >= MIN_LIST:
                break
    for node in _path(last, container):
        for sibling in node.itersiblings():
            is_text = sibling.tag in HEADINGS or _is_text(page, sibling, holder)
            if not (is_text or _has_sentence(page, sibling)):
                yield sibling


def _path(node: _Element, container: _Element) -> Iterator[_Element]:
    while node is not container:
        yield node
        parent = node.getparent()
        if parent is None:
            return
        node = parent


def _is_text(page: Measures, element: _Element, holder: str) -> bool:
    if not isinstance(element.tag, str) or element.tag == "br":
        return True
    if page.has_headline(element):
        return False
    if _NOT_TEXT.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
        return False
    if element.tag in ("p", "li", "b", "strong", "em", "i"):
        return True
    if element.tag in TEXTS:
        return page.text(element) >= MIN_LIST
    return not holder and element.tag == "div" and _is_leaf(element)


def _is_leaf(element: _Element) -> bool:
    return next(element.iterdescendants(*STRUCTURE, "a", "img"), None) is None


def _introduces(page: Measures, element: _Element) -> bool:
    """Return whether a box is a sentence, or words with a colon, as they stand before a list."""
    if element.tag != "div" or page.is_beside(element) or not _is_leaf(element):
        return False
    text = string_value(element)
    return text.rstrip().endswith(":") or ends_like_sentence(text)


def _has_sentence(page: Measures, element: _Element) -> bool:
    """Return whether a box is as long as a sentence and ends like one, not like a byline.

    A list without links counts as one.
    """
    if element.tag != "div" or page.text(element) < MIN_LIST or page.is_beside(element):
        return False
    if _NOT_TEXT.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
        return False
    if [each.tag for each in element] in (["ul"], ["ol"]):
        return not page.linked(element)
    return _is_leaf(element) and ends_like_sentence(string_value(element))
