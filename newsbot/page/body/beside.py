"""Find the elements inside an undeclared body that are not text of the article."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from newsbot.hindi import boilerplate
from newsbot.page.body.body_reader import INLINE
from newsbot.page.body.boxes_for_readers import (
    boxes_to_fill_in,
    boxes_to_skip,
    has_answers,
    is_question,
    pull_quotes,
    titles_of_players,
)
from newsbot.page.body.date_lines import is_byline, is_date_line, is_labelled_date
from newsbot.page.html.box_names import names_of
from newsbot.page.html.class_names import class_names
from newsbot.page.html.elements import HEADINGS, child_around, string_value, up_to
from newsbot.page.html.paragraphs import ends_like_sentence
from newsbot.page.html.tables import is_of_data
from newsbot.page.pictures.captions import (
    STRUCTURE,
    TEXTS,
    is_alone_with_picture,
    is_caption,
    is_captioned_picture,
    is_inline_caption,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from newsbot.page.body.measure import Measures

MAX_BYLINE = 100  # characters of author, place and date
MAX_STANDFIRST = 300  # characters of a standfirst before a date without a time
# Boxes of one class that hold a text. From this number on, a box of another class is not text.
MIN_BOXES = 3
MAX_PROMOTION = 150  # characters outside the links of a box that promotes something
MIN_LIST = 40  # characters of a list or a quotation before the first paragraph
MAX_LABEL = 20  # characters of a label before categories or tags: "Posted in"
MAX_LINKED = 0.5  # share of a box's text that is links
BYLINES = frozenset("div ul p span section td".split())
CAPTIONS = frozenset("span em i small".split())
_NOT_TEXT = re.compile(
    r"(?:^|[^a-z])(?:author|by(?:-?line)?|date|time|meta|publish|updated?|credit|caption|tags?|read)(?![a-z])",
    re.IGNORECASE,
)


def not_body(
    page: Measures, container: _Element, *, is_declared: bool = False
) -> frozenset[_Element]:
    """Return the elements in a container that are cards of other stories, labels, captions.

    Args:
        page: The measures of the container or of an element around it.
        container: The element that holds the body.
        is_declared: Whether the page's microdata marks the container as the body. Then only
            elements that are recognised as something else are excluded.
    """
    beside = {
        inner for inner in container.iter() if inner is not container and page.is_beside(inner)
    }
    usual, texts = _texts(page, container)
    beside.update(text for text in texts if text.tag in BYLINES and is_byline(page, text))
    texts = [text for text in texts if text not in beside]
    if not texts:
        return frozenset(beside)
    holder = "p" if usual in ("p", "li") else ""
    beside.update(
        element
        for element in container.iter()
        if element is not container and _is_line_beside(page, element, holder)
    )
    beside.update(boxes_to_fill_in(page, container))
    beside.update(boxes_to_skip(page, container))
    beside.update(titles_of_players(page, container))
    if not is_declared:
        standfirst, texts = _split_at_byline(page, container, texts)
        beside.update(standfirst)
        beside.update(_promotions(page, container, texts))
        beside.update(_around(page, container, texts[0], texts[-1], holder))
    beside.update(pull_quotes(container, [text for text in texts if text not in beside]))
    return frozenset(beside)


def _texts(page: Measures, container: _Element) -> tuple[str, list[_Element]]:
    """Return the tag that holds most of a container's text, and the blocks that are text.

    A short block with another tag than this tag or ``p`` may be a byline and is left out.
    """
    blocks = [inner for inner in container.iter() if inner in page.blocks]
    lengths: Counter[str] = Counter()
    for block in blocks:
        lengths[str(block.tag)] += page.blocks[block]
    usual = max(lengths, key=lengths.__getitem__, default="")
    return usual, [
        block
        for block in blocks
        if block.tag in (usual, "p") or (block.tag != "li" and page.blocks[block] > MAX_BYLINE)
    ]


def _is_line_beside(page: Measures, element: _Element, holder: str) -> bool:
    """Return whether an element is a caption, a date with its label, or a line of links."""
    if element.tag in INLINE:
        is_candidate = bool(holder) and element.tag in CAPTIONS
        return is_candidate and is_inline_caption(page.text, element)
    return (
        _is_of_links(page, element)
        or (bool(holder) and is_caption(page.text, element))
        or is_captioned_picture(element)
        or (element.tag == "p" and is_alone_with_picture(page.text, element))
        or (element.tag == "p" and is_labelled_date(page, element))
    )


def _split_at_byline(
    page: Measures, container: _Element, texts: list[_Element]
) -> tuple[list[_Element], list[_Element]]:
    """Return (standfirst, text): the blocks before the byline, and the blocks after the byline.

    There is no standfirst if the blocks before the byline are half of the text or more.
    """
    if not page.has_headline(container):
        return [], texts
    numbers = {text: number for number, text in enumerate(texts)}
    whole = sum(page.blocks[text] for text in texts)
    before = length = 0
    for element in container.iter():
        if element in numbers:
            before, length = numbers[element] + 1, length + page.blocks[element]
            if 2 * length >= whole:
                break
        elif before and element.tag in BYLINES and length:
            is_day = length <= MAX_STANDFIRST and _is_day_apart(
                page, element, texts[before - 1 : before + 1]
            )
            if (is_day and not _has_more_days(page, container, element)) or is_byline(
                page, element
            ):
                return texts[:before], texts[before:]
    return [], texts


def _is_day_apart(page: Measures, element: _Element, texts: list[_Element]) -> bool:
    """Return whether a date is in another box than the texts before and after it.

    In the same box as a text, the date may be the label of a paragraph.
    """
    boxes = {text.getparent() for text in (element, *texts)}
    return len(boxes) > len(texts) and is_date_line(page, element)


def _has_more_days(page: Measures, container: _Element, day: _Element) -> bool:
    """Return whether a container has other dates without a label, as a chronicle has."""
    inside = set(day.iter())
    others = (inner for inner in container.iter(*BYLINES) if inner not in inside)
    dates = (other for other in others if is_date_line(page, other) and day not in other.iter())
    return any(not is_labelled_date(page, date) for date in dates)


def _promotions(page: Measures, container: _Element, texts: list[_Element]) -> Iterator[_Element]:
    """Yield the boxes with links among the boxes of one class that hold most of the text."""
    boxes = [child_around(container, text) for text in texts]
    names = Counter(name for box in boxes for name in class_names(box) if box.tag != "p")
    usual, count = names.most_common(1)[0] if names else ("", 0)
    if count < MIN_BOXES or 2 * count <= len(boxes):
        return
    for box in dict.fromkeys(boxes):
        is_short = page.text(box) - page.linked(box) <= MAX_PROMOTION
        if box.tag == "div" and usual not in class_names(box) and is_short and page.linked(box):
            yield box


def _is_of_links(page: Measures, element: _Element) -> bool:
    """Return whether a box is mostly links: a list of stories, share icons, tags."""
    text, linked = page.text(element), page.linked(element)
    if linked and text - linked <= MAX_LABEL and all(map(_is_of_taxonomy, element.iter("a"))):
        # Some sites link the names in their sentences to tags.
        return not ends_like_sentence(string_value(element))
    if not text or page.block_text(element) or linked <= MAX_LINKED * text:
        return False
    return element.tag != "p" or len(list(element.iter("a"))) > 1


def _is_of_taxonomy(link: _Element) -> bool:
    """Return whether WordPress's ``rel`` calls a link a tag's or a category's."""
    return link.get("rel") in ("tag", "category", "category tag")


def _around(
    page: Measures, container: _Element, first: _Element, last: _Element, holder: str
) -> Iterator[_Element]:
    """Yield the elements before the first and after the last block that are not text.

    Before the first block these are the headline, the date, the byline, share icons; after the last
    block, other offers of the site.
    """
    for node in up_to(first, container):
        adjacent = True  # only headings stand between the sibling and the text
        is_above = False  # the headline was passed: the sibling stands before it
        for sibling in node.itersiblings(preceding=True):
            is_heading = (
                sibling.tag != "h1"
                and is_heading_alone(page, sibling)
                and not _is_standfirst(page, sibling)
            )
            is_text = _is_text(page, sibling, holder) and (
                sibling.tag != "div" or page.text(sibling) >= MIN_LIST
            )
            introduces_list = page.listed(first) > 0 and _introduces(page, sibling)
            is_intro = introduces_list or is_question(page, container, sibling)
            is_above = is_above or page.has_headline(sibling)
            is_kicker = is_above and page.text(sibling) <= MAX_BYLINE
            if is_kicker or not (is_text or (adjacent and (is_heading or is_intro))):
                yield sibling
            adjacent = adjacent and is_heading
    if first is container and len((container.text or "").strip()) < MIN_LIST:
        yield from _before_own_text(page, container)
    for node in up_to(last, container):
        for sibling in node.itersiblings():
            is_text = is_heading_alone(page, sibling) or _is_text(page, sibling, holder)
            is_text = is_text or _is_under_heading(page, sibling)
            is_text = is_text or (not page.is_beside(sibling) and has_answers(page, sibling))
            if not (is_text or _has_sentence(page, sibling) or _continues(page, node, sibling)):
                yield sibling


def is_heading_alone(page: Measures, element: _Element) -> bool:
    """Return whether all text of an element is a heading that is not a link."""
    heading = next(element.iter(*HEADINGS), None)
    if heading is None or heading is element:
        return heading is element
    return page.text(heading) == page.text(element) > 2 * page.linked(element)


def _is_under_heading(page: Measures, items: _Element) -> bool:
    """Return whether a list without links stands right after a sub-head, however short it is."""
    heading = items.getprevious()
    if items.tag not in ("ul", "ol") or page.linked(items) or heading is None:
        return False
    return is_heading_alone(page, heading) and not boilerplate(string_value(heading))


def _before_own_text(page: Measures, container: _Element) -> Iterator[_Element]:
    """Yield the children before the text nodes of a container: headline, byline, boxes."""
    before: list[_Element] = []
    for child in container:
        if child in page.blocks and not page.has_headline(child):
            break  # a paragraph: text nodes of the container may follow it
        before.append(child)
        if len((child.tail or "").strip()) >= MIN_LIST:
            break
    headline = next((at for at, sibling in enumerate(before) if page.has_headline(sibling)), -1)
    for at, sibling in enumerate(before):
        is_inline = sibling.tag in INLINE or sibling.tag == "br"
        if not is_inline or at <= headline or is_byline(page, sibling):
            yield sibling


def _is_standfirst(page: Measures, heading: _Element) -> bool:
    """Return whether a heading is a standfirst: it is long and follows the headline."""
    return page.text(heading) >= MIN_LIST and page.follows_headline(heading)


def _continues(page: Measures, box: _Element, further: _Element) -> bool:
    """Return whether ``further`` has text, and the same tag and class as a box of the text."""
    if further.tag != box.tag or not page.block_text(further):
        return False
    return not class_names(box).isdisjoint(class_names(further))


def _is_text(page: Measures, element: _Element, holder: str) -> bool:
    if element.tag == "br":
        return True
    if page.has_headline(element):
        return False
    if _NOT_TEXT.search(names_of(element)):
        return False
    if element.tag in ("p", "li", "b", "strong", "em", "i"):
        return not is_date_line(page, element)
    if element.tag in TEXTS:
        if element.tag == "table" and page.text(element) and is_of_data(element):
            return True
        return page.text(element) >= MIN_LIST and not is_byline(page, element)
    if holder or element.tag != "div" or not _is_leaf(element):
        return False
    return not is_date_line(page, element)


def _is_leaf(element: _Element) -> bool:
    return next(element.iterdescendants(*STRUCTURE, "a", "img"), None) is None


def _introduces(page: Measures, element: _Element) -> bool:
    """Return whether a box introduces a list: it is a sentence or ends with a colon."""
    if element.tag != "div" or page.is_beside(element) or not _is_leaf(element):
        return False
    text = string_value(element)
    return text.rstrip().endswith(":") or ends_like_sentence(text)


def _has_sentence(page: Measures, element: _Element) -> bool:
    """Return whether a box is as long as a sentence and ends like a sentence.

    A list without links counts as a sentence.
    """
    if element.tag != "div" or page.text(element) < MIN_LIST or page.is_beside(element):
        return False
    if _NOT_TEXT.search(names_of(element)):
        return False
    if [child.tag for child in element] in (["ul"], ["ol"]):
        return not page.linked(element)
    return _is_leaf(element) and ends_like_sentence(string_value(element))
