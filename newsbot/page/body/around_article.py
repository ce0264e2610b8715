"""Find the elements beside the article of a page: menus, forms, comments, cards, other stories."""

from __future__ import annotations

import re
from functools import partial
from itertools import islice, pairwise, takewhile
from typing import TYPE_CHECKING

from newsbot.hindi.photo_credits import are_names
from newsbot.page.body.text_counts import MAX_LEVELS, MIN_BLOCK
from newsbot.page.body.text_lists import LISTS, is_linked_headline, is_teaser, is_text_item
from newsbot.page.html.box_names import MAX_NAMES, is_column, meaning_of_names, names_of
from newsbot.page.html.elements import HEADINGS, inline_text
from newsbot.page.html.embeds import is_embed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from newsbot.page.body.text_counts import Node, TextCounts

MAX_LINKED = 0.5  # share of a text that is links
MAX_SIBLINGS = 50  # siblings of an element that are searched
MAX_CARD = 300  # characters of another story's card, without its links
CARD_HEADINGS = HEADINGS - {"h1"}
STORIES = frozenset("div article section main li td".split())
MIN_STORY = 160  # characters of a story that another story may follow
TEASERS = ("p", "div", "td", "tr")
MIN_TEASERS = 3  # side by side
MIN_TEASER = 20  # characters
MAX_TEASER = 1000
MIN_LINK = 4  # characters of the link of a teaser: "more"
MIN_SHARE = 0.8  # share of teasers among the boxes with text
MIN_PARAGRAPHS = 2  # paragraphs of the page's story; a single paragraph may be a standfirst
ASIDE = frozenset("nav aside footer header form li figcaption".split())
FRAME = frozenset("nav aside footer".split())
# The heading of the readers' comments: "5 प्रतिक्रियाएं", "Comments (2)". Without a number,
# "reactions" may be those of people in the story.
_WORDS = "comments?|responses?|replies|टिप्पणी|टिप्पणियां|टिप्पणियाँ|प्रतिक्रिया|प्रतिक्रियाएं|प्रतिक्रियाएँ"
_COMMENTS = re.compile(
    rf"\d+\s(?:{_WORDS})|(?:{_WORDS})\s?(?:\(\d+\)|:\s?\d+|\d+)"
    r"|(?:comments|टिप्पणियां|टिप्पणियाँ|पाठकों की (?:राय|टिप्पणियां|प्रतिक्रियाएं))\s?:?",
    re.IGNORECASE,
)
MAX_COMMENTS_HEADING = 40  # characters
# The heading of a box about the author.
_ABOUT_AUTHOR = re.compile(
    r"(?:लेखक|लेखिका|रिपोर्टर|संवाददाता) के बारे में\s?:?|about (?:the )?(?:author|writer|reporter)s?\s?:?",
    re.IGNORECASE,
)
MAX_ABOUT_AUTHOR = 1000  # characters of the box
MAX_AUTHOR = 60  # characters of the line with the name
_HEADER = re.compile("header", re.IGNORECASE)
MAX_BYLINE = 150  # characters of an element whose class or id names it a byline


def mark_beside(page: TextCounts) -> None:
    """Mark the elements of a page that stand beside its article, with all their descendants."""
    for card in _cards(page):
        _mark(page, card)
    for teaser in _teasers(page):
        _mark(page, teaser)
    _mark_frame(page)
    for story in _other_stories(page):
        _mark(page, story)


def _mark(page: TextCounts, element: _Element) -> None:
    """Mark an element and all its descendants."""
    for inner in element.iter():
        if node := page.node_of.get(inner):
            node.is_beside = True


def _mark_frame(page: TextCounts) -> None:
    """Mark the elements that stand beside the article, judged by tag, class and id."""
    for node in reversed(page.nodes):
        if node.is_beside or node.link is not None:
            continue
        if node.loose >= MIN_BLOCK:
            node.whole += node.loose
        # FRAME is left out: a footer may have more text than a short story.
        if node.whole and node.parent is not None and node.tag not in FRAME:
            node.parent.whole += node.whole
    half = page.nodes[0].whole / 2 if page.nodes else 0
    for node in page.nodes:
        if not node.is_beside:
            is_inside = node.parent is not None and node.parent.is_beside
            node.is_beside = is_inside or _is_named_beside(page, node, node.whole > half)


def _is_list_item(page: TextCounts, item: Node) -> bool:
    """Return whether a ``li`` is text: it is not a card, and its list is not mostly links."""
    items = item.parent
    if item.tag != "li" or items is None or items.tag not in LISTS:
        return False
    if items.linked > MAX_LINKED * items.text:
        return False
    return is_text_item(item.element, partial(_is_linked, page))


def _is_linked(page: TextCounts, element: _Element) -> bool:
    node = page.node_of[element]
    return node.link is not None or node.linked > 0


def _is_named_beside(page: TextCounts, node: Node, has_most: bool) -> bool:
    element = node.element
    if (
        (node.tag in ASIDE and not _is_list_item(page, node))
        or element in page.excluded
        or is_embed(element)
    ):
        return not (has_most and (node.tag == "form" or page.has_headline(element)))
    names = names_of(element)
    if len(names) < 3 or len(names) > MAX_NAMES or node.tag in ("body", "html", "h1"):
        return False
    meaning = meaning_of_names(names)
    if (
        meaning == "weak"
        and node.tag in CARD_HEADINGS
        and meaning_of_names(_HEADER.sub("", names)) is None
    ):
        return False  # a sub-head: ce-header
    if meaning is None or meaning == "byline":
        return meaning == "byline" and node.text <= MAX_BYLINE
    return not (has_most and (meaning == "weak" or page.has_headline(element)))


def _cards(page: TextCounts) -> Iterator[_Element]:
    """Yield the cards of other stories, and the boxes of comments and of the author.

    A card is a linked headline with the elements around it, as long as these have little text.
    """
    for heading in page.nodes:
        if heading.tag not in CARD_HEADINGS or heading.is_beside:
            continue
        if heading.text <= MAX_COMMENTS_HEADING and (box := _announced(page, heading)):
            yield from box
            continue
        card = heading.link or heading
        if card is heading and heading.linked <= MAX_LINKED * heading.text:
            continue
        whole = _whole_card(page, card.element)
        if whole is not heading.element:
            yield whole


def _teasers(page: TextCounts) -> Iterator[_Element]:
    """Yield teasers: boxes side by side, each a linked headline followed by some text.

    Teasers stand before the page's headline, or after the text of its story.
    """
    headline = page.node_of.get(page.headline) if page.headline is not None else None
    is_behind = False
    lengths: list[int] = []  # characters of each block between headline and box
    for node in page.nodes if headline is not None else ():
        is_behind |= node is headline
        if is_behind and page.is_block(node):
            lengths.append(node.loose)
        if node.linked < MIN_TEASERS * MIN_LINK or node.is_beside or node.link is not None:
            continue  # most elements have no links
        if page.has_headline(node.element) or len(node.element) < MIN_TEASERS:
            continue
        if is_behind and not _is_story(lengths):
            continue
        boxes = [child for child in node.element if page.text(child) >= MIN_TEASER]
        teasers = [*_teasers_among(page, boxes), *_in_pairs(page, boxes)]
        if len(teasers) >= MIN_TEASERS and len(teasers) >= MIN_SHARE * len(boxes):
            yield from teasers


def _teasers_among(page: TextCounts, boxes: list[_Element]) -> Iterator[_Element]:
    """Yield the boxes that have the headline and the text of another story."""
    for box in boxes:
        is_short = box.tag in TEASERS and page.text(box) <= MAX_TEASER
        if is_short and is_teaser(box, page.is_of_other_page):
            yield box


def _in_pairs(page: TextCounts, boxes: list[_Element]) -> Iterator[_Element]:
    """Yield the boxes of teasers that have one box for the headline and the next for the text.

    If a text comes first, nothing is yielded: the boxes are then a story with links to others.
    """
    for title, text in pairwise(boxes):
        # is_linked_headline is called last because it is slow, and most boxes are menu entries.
        has_text = title.getnext() is text and not page.linked(text)
        is_first = title is boxes[0] and page.text(title) >= MIN_BLOCK
        if not (has_text or is_first):
            continue
        if is_linked_headline(title, page.is_of_other_page):
            if has_text:
                yield from (title, text)
        elif is_first:
            return


def _is_story(lengths: list[int]) -> bool:
    """Return whether texts are a story: an introduction is shorter or has one paragraph.

    Args:
        lengths: The characters of each text.
    """
    return sum(lengths) >= MIN_STORY and len(lengths) >= MIN_PARAGRAPHS


def _announced(page: TextCounts, heading: Node) -> list[_Element]:
    """Return the box of comments or of the author that a heading announces; else an empty list.

    Comments without a box are the heading and all siblings after it.
    """
    text = inline_text(heading.element)
    is_of_comments = _COMMENTS.fullmatch(text) is not None
    if heading.parent is None or not (is_of_comments or _ABOUT_AUTHOR.fullmatch(text)):
        return []
    before = islice(heading.element.itersiblings(preceding=True), MAX_SIBLINGS)
    if not page.has_headline(heading.parent.element) and not any(map(page.text, before)):
        is_box = is_of_comments or _is_of_author(page, heading)
        return [heading.parent.element] if is_box else []
    return [heading.element, *heading.element.itersiblings()] if is_of_comments else []


def _is_of_author(page: TextCounts, heading: Node) -> bool:
    """Return whether a name stands under a heading, and little behind it.

    Else it is a sub-head of a story about a writer.
    """
    assert heading.parent is not None
    line = next(filter(page.text, heading.element.itersiblings()), None)
    while line is not None and line.tag == "div" and page.text(line) > MAX_AUTHOR:
        line = next(filter(page.text, line), None)
    if line is None or line.tag in HEADINGS.union(LISTS) or (line.tail or "").strip():
        return False
    return heading.parent.text <= MAX_ABOUT_AUTHOR and are_names(inline_text(line))


def _whole_card(page: TextCounts, card: _Element) -> _Element:
    for higher in islice(card.iterancestors(), MAX_LEVELS):
        node = page.node_of.get(higher)
        unlinked = node.text - node.linked if node else MAX_CARD
        before = islice(card.itersiblings(preceding=True), MAX_SIBLINGS)
        follows = any(page.text(other) - page.linked(other) >= MIN_BLOCK for other in before)
        if unlinked >= MAX_CARD or follows or page.has_headline(higher):
            break
        card = higher
    return card


def _other_stories(page: TextCounts) -> Iterator[_Element]:
    """Yield the boxes of other stories: siblings of the story's box with their own headline."""
    around = () if page.headline is None else page.headline.iterancestors()
    for box in takewhile(partial(_is_inside, page), islice(around, MAX_LEVELS)):
        alike = (box.tag, box.get("class"))
        others = [
            (sibling, is_linked, tag == "h2" and (sibling.tag, sibling.get("class")) == alike)
            for sibling in islice(box.itersiblings(), MAX_SIBLINGS)
            if sibling.tag in STORIES and not page.is_beside(sibling)
            for tag, is_linked in _first_heading(page, sibling)
        ]
        nodes = _nodes_in(page, box) if others else ()
        lengths = [node.loose for node in nodes if page.is_block(node)]
        length = sum(lengths)
        is_story = _is_story(lengths)
        yield from (
            other_box
            for other_box, is_linked, is_alike in others
            if (is_linked and length >= MIN_BLOCK)
            or (is_alike and length >= MIN_STORY)
            or (is_story and is_column(other_box))
        )
        if length >= MIN_BLOCK:
            return


def _is_inside(page: TextCounts, element: _Element) -> bool:
    """Return whether an element is below the root, so that its siblings are measured too."""
    node = page.node_of.get(element)
    return node is not None and node.parent is not None


def _first_heading(page: TextCounts, box: _Element) -> Iterator[tuple[str, bool]]:
    """Yield (tag, is_linked) of the heading that a box begins with; nothing for other boxes."""
    for node in _nodes_in(page, box, MAX_SIBLINGS):
        if node.tag in CARD_HEADINGS:
            yield node.tag, node.link is not None or node.linked > MAX_LINKED * node.text
            return
        if page.is_block(node):
            return


def _nodes_in(page: TextCounts, box: _Element, most: int | None = None) -> Iterator[Node]:
    return (page.node_of[inner] for inner in islice(box.iter(), most))
