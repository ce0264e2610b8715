"""Find the body of a page without a declaration: the element with most text."""

from __future__ import annotations

import re
from functools import partial
from itertools import dropwhile, islice
from typing import TYPE_CHECKING

from newsbot.hindi.datelines import read_dateline
from newsbot.items import Section
from newsbot.page.body.beside import is_heading_alone, not_body
from newsbot.page.body.body_reader import read_body
from newsbot.page.body.date_lines import is_byline
from newsbot.page.body.measure import Measures
from newsbot.page.body.text_counts import MIN_BLOCK
from newsbot.page.body.text_lists import LISTS
from newsbot.page.declared.body_types import Body, ExcludedElements
from newsbot.page.declared.neighbours import side_by_side
from newsbot.page.html.elements import inline_text, string_value
from newsbot.page.html.paragraphs import ends_like_sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

MIN_TEXT = 250  # characters of a body without other evidence; teasers are shorter
MIN_SHORT_TEXT = 60  # characters of a body that is most of the text near the headline
MIN_SENTENCE = 40  # the same, for a body that ends like a sentence
MIN_SHARE = 0.6  # share of the body in the text near the headline
# Joomla puts the parts of one text into two boxes: itemIntroText and itemFullText.
_PART = re.compile(r"(?:intro|full)(?=[-_]?text)", re.IGNORECASE)
MAX_LEVELS = 6  # levels from the element with most text up to the element with all text
MAX_CANDIDATES = 3
MAX_HEADINGS = 200  # headings, and lists, of a page that are read
MIN_ITEMS = 3  # items of a list that is the whole text of a story
MIN_ENTRY_WORDS = 3  # words of most of these items; entries of menus are shorter


def guess_body(
    root: _Element,
    is_of_another: Callable[[str], bool],
    excluded: frozenset[_Element],
    is_of_other_page: Callable[[str], bool],
) -> tuple[Body, str]:
    """Guess the body of a page without a declaration: the element with most text of its own.

    Args:
        root: The root element of the page.
        is_of_another: Returns whether a link leads to another article.
        excluded: Elements that are known not to be body.
        is_of_other_page: Returns whether a link leads to another page of the site.

    Returns:
        The body, and all text of its element with the excluded elements.
    """
    page = Measures(root, excluded, is_of_other_page)
    scores = page.scores()
    for element in sorted(scores, key=lambda candidate: scores[candidate], reverse=True)[
        :MAX_CANDIDATES
    ]:
        containers = _containers(page, _widest(page, element))
        body, whole = Body(), ""
        for container in containers:
            beside = excluded | not_body(page, container)
            boxes = ExcludedElements(
                excluded=beside, is_of_another=is_of_another, is_of_other_page=is_of_other_page
            )
            body.add(read_body(container, boxes))
            whole += " ".join(container.itertext()) + " "
        if body.sections and not any(map(page.has_headline, containers)):
            body.sections[:0] = _lead_beside_headline(page, body)
        length = sum(map(len, body.texts))
        story = page.story_of(containers[0])
        is_whole = story is not None and _is_most_of(page, containers, story)
        if length < _least(body) if is_whole else length < MIN_TEXT:
            continue
        # A candidate far from the headline may be a list of stories: links are then longer.
        if story is not None or sum(len(words) for _, words in body.links) <= length:
            return body, whole
    return _read_lists(page, root, is_of_another), ""


def _lead_beside_headline(page: Measures, body: Body) -> list[Section]:
    """Return the first paragraph as a section if it is a sibling of the headline.

    A dateline at its beginning distinguishes the paragraph from a standfirst.
    """
    if page.headline is None or read_dateline("".join(body.texts[:1])):
        return []
    blocks = (
        sibling for sibling in page.headline.itersiblings("p", "div") if sibling in page.blocks
    )
    texts = (
        inline_text(block)
        for block in blocks
        if not page.is_beside(block) and not is_byline(page, block)
    )
    return [Section(None, [text]) for text in islice(filter(read_dateline, texts), 1)]


def _read_lists(page: Measures, root: _Element, is_of_another: Callable[[str], bool]) -> Body:
    """Return the body of a story whose only text is lists, with their sub-heads.

    These lists are near the headline and have several items and no links.
    """
    body = Body()
    lists = [inner for inner in islice(root.iter(*LISTS), MAX_HEADINGS) if _is_story(page, inner)]
    parent = lists[0].getparent() if lists else None
    for element in () if parent is None else parent:
        heading = element if element not in lists and is_heading_alone(page, element) else None
        if element in lists or (heading is not None and not page.has_headline(heading)):
            body.add(read_body(element, ExcludedElements(is_of_another=is_of_another)))
    return body if sum(map(len, body.texts)) >= MIN_SHORT_TEXT else Body()


def _is_story(page: Measures, items: _Element) -> bool:
    """Return whether a list may be a story's text: most items are longer than those of menus."""
    if page.story_of(items) is None or not page.follows_headline_box(items):
        return False
    if page.is_beside(items) or page.linked(items) or page.has_headline(items):
        return False
    entries = [len(string_value(item).split()) for item in items if item.tag == "li"]
    long = [count for count in entries if count >= MIN_ENTRY_WORDS]
    return len(entries) >= MIN_ITEMS and 2 * len(long) > len(entries)


def set_long_headings_as_text(root: _Element) -> bool:
    """Turn headings that are sentences into paragraphs; return whether there were several.

    Some small publishers write a whole text in headings because of the large type.
    """
    headings = islice(root.iter("h2", "h3", "h4", "h5", "h6"), MAX_HEADINGS)
    texts = [
        heading
        for heading in headings
        if next(heading.iter("a"), None) is None and _is_text(heading)
    ]
    for heading in texts if len(texts) > 1 else ():
        heading.tag = "p"
    return len(texts) > 1


def _is_text(heading: _Element) -> bool:
    text = inline_text(heading)
    return len(text) >= MIN_SHORT_TEXT and ends_like_sentence(text)


def _least(body: Body) -> int:
    """Return the minimum length in characters of a body that is the whole story."""
    is_sentence = bool(body.texts) and ends_like_sentence(body.texts[-1])
    return MIN_SENTENCE if is_sentence else MIN_SHORT_TEXT


def beside_in(container: _Element) -> frozenset[_Element]:
    """Return the elements to exclude from a container that the page's microdata marks as body."""
    return not_body(Measures(container, frozenset()), container, is_declared=True)


def _is_most_of(page: Measures, containers: list[_Element], story: _Element) -> bool:
    """Return whether the containers hold most of the text of a story.

    If most of their text is paragraphs, text in lists is not counted on either side.
    """
    length, listed_length = sum(map(page.block_text, containers)), sum(map(page.listed, containers))
    if 2 * listed_length > length:
        return length >= MIN_SHARE * page.block_text(story)
    return length - listed_length >= MIN_SHARE * (page.block_text(story) - page.listed(story))


def _widest(page: Measures, element: _Element) -> _Element:
    """Return the outermost element around ``element`` that also holds text of the story.

    The first paragraphs may be one level higher, before an advertisement.
    """
    widest = element
    for _, higher in zip(range(MAX_LEVELS), element.iterancestors(), strict=False):
        if higher.tag in ("body", "html") or page.has_headline(widest):
            break
        if page.own(higher) >= (MIN_BLOCK if page.has_headline(higher) else MIN_TEXT / 2):
            widest = higher
    return widest


def _containers(page: Measures, element: _Element) -> list[_Element]:
    """Return the boxes of a body: ``element``, and its siblings of the same kind that have text.

    If these boxes hold all the text of their parent, the parent and its siblings of the same kind
    may take their place: in a list of cards, each parent is a card.
    """
    group = [element]
    for _ in range(MAX_LEVELS):
        parent = element.getparent()
        if parent is None or page.has_headline(element):
            break
        is_wider = len(group) > 1
        alike = [
            sibling
            for sibling in parent
            if page.block_text(sibling)
            and not page.has_headline(sibling)
            and _are_alike(sibling, element)
        ]
        if not _is_list(page, element):  # a list before the first paragraph is not text
            alike = list(dropwhile(partial(_is_list, page), alike))
        if len(alike) > 1 and (not is_wider or element.get("class")):
            group = next(boxes for boxes in side_by_side(alike) if element in boxes)
        elif not is_wider:
            group = [element]
        if parent.tag in ("body", "form") or page.block_text(parent) > sum(
            map(page.block_text, group)
        ):
            break
        element = parent
    return _with_sub_heads(page, group) if len(group) > 1 else [element]


def _with_sub_heads(page: Measures, boxes: list[_Element]) -> list[_Element]:
    """Return ``boxes`` with the sub-heads between them that have the same tag and class."""
    parent = boxes[0].getparent()
    if parent is None:
        return boxes
    between = list(parent)[parent.index(boxes[0]) : parent.index(boxes[-1]) + 1]
    chosen = set(boxes)
    return [
        sibling
        for sibling in between
        if sibling in chosen or (_are_alike(sibling, boxes[0]) and is_heading_alone(page, sibling))
    ]


def _is_list(page: Measures, element: _Element) -> bool:
    return page.listed(element) == page.block_text(element)


def _are_alike(one: _Element, other: _Element) -> bool:
    names = [set(_PART.sub("", box.get("class") or "").split()) for box in (one, other)]
    return one.tag == other.tag and (names[0] == names[1] or not names[0].isdisjoint(names[1]))
