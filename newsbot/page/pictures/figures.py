"""Find the pictures with a caption on a page without a declaration."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from newsbot.page.html.elements import caption_text, fold_space, inline_text, string_value
from newsbot.page.html.headline_element import headline_element
from newsbot.page.html.paragraphs import ends_like_sentence
from newsbot.page.pictures.captions import is_named_caption
from newsbot.page.pictures.media import (
    PICTURES,
    first_image,
    image_of,
    is_credit,
    is_small,
    read_caption,
)
from newsbot.page.pictures.text_patterns import caption_and_credit, stem_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element

    from newsbot.items import Image

MAX_ELEMENTS = 300  # elements that are searched after the headline, or in a box
MAX_LEVELS = 5  # levels from the headline up to the element that also holds the picture
MAX_PARAGRAPHS = 2  # paragraphs between headline and picture: a standfirst
MIN_PARAGRAPH = 100  # characters of a paragraph
MAX_WRAPPERS = 4  # levels around a picture, and siblings on each level, up to its caption
MAX_LINE = 200  # characters of a caption
MIN_WORDS = 4  # words of a caption without a caption's class; a name has fewer
MIN_STORY = 500  # characters beside the links of a box that is a story, not a card
BESIDE = frozenset("nav aside footer a li".split())
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|webp|gif)$", re.IGNORECASE)  # a link to a picture
_SIZE = re.compile(r"[-_](?:\d{2,4}x\d{2,4}|scaled|large|small|medium)$")


def hero_figure(root: _Element, is_of_another: Callable[[str], bool]) -> Image | None:
    """Return the first picture with a caption between the headline and the text, else before it.

    The caption is in the picture's ``<figure>``, or in an element with a caption's class after the
    picture.
    """
    headline = headline_element(root)
    if headline is None:
        return None
    around = set(islice(headline.iterancestors(), MAX_LEVELS))
    for element in _before_text(headline):
        image = _captioned(element) if element.tag == "figure" else _with_line(element)
        if image and _is_of_story(element, around, is_of_another):
            return image
    for figure in islice(_figures_above(headline), MAX_LEVELS):
        image = _captioned(figure)
        if image and _is_of_story(figure, around, is_of_another):
            return image
    return None


def lead_picture(root: _Element, is_of_another: Callable[[str], bool]) -> Image | None:
    """Return the first picture between headline and text, with or without a caption.

    The picture is alone in its box, or in a box with a paragraph. A picture beside a few words may
    show the author and does not count.
    """
    headline = headline_element(root)
    around = set(islice(headline.iterancestors(), MAX_LEVELS)) if headline is not None else set()
    for element in _before_text(headline) if headline is not None else ():
        box = element.getparent()
        if element.tag == "figure" or box is None or is_small(element):
            continue
        beside = len(fold_space(string_value(box)))
        is_alone = not beside or beside >= MIN_PARAGRAPH
        if is_alone and _is_of_story(element, around, is_of_another):
            return image_of(element)
    return None


def captioned_in(box: _Element) -> Iterator[Image]:
    """Yield the pictures in a box that have a caption, by the same rules as hero_figure."""
    for element in islice(box.iter("figure", *PICTURES), MAX_ELEMENTS):
        if element.tag == "figure":
            image = _captioned(element)
        elif next(islice(element.iterancestors("figure"), 1), None) is None:
            image = _with_line(element)
        else:
            continue
        if image:
            yield image


def _figures_above(headline: _Element) -> Iterator[_Element]:
    """Yield the figures beside and before a headline, the nearest box first."""
    for box in (headline, *islice(headline.iterancestors(), MAX_LEVELS)):
        for sibling in islice(box.itersiblings(preceding=True), MAX_ELEMENTS):
            yield from sibling.iter("figure")


def _with_line(picture: _Element) -> Image | None:
    """Return a picture with the caption in an element after it; None if there is no caption."""
    line = next(_lines_behind(picture), None)
    image = image_of(picture) if line is not None else None
    if line is None or image is None:
        return None
    caption, credit = read_caption(line)
    beside = line.getnext()
    if credit is None and beside is not None and (is_credit(beside) or is_named_caption(beside)):
        text = caption_text(beside)
        words, credit = caption_and_credit(text)
        if not credit and not (words and is_named_caption(beside)):
            credit = text
    image.caption, image.credit = caption or image.caption, credit or image.credit
    return image if caption or credit else None


def _lines_behind(picture: _Element) -> Iterator[_Element]:
    box = picture
    if (line := picture.getnext()) is not None and _is_all_text(line):
        yield line
    for parent in islice(picture.iterancestors(), MAX_WRAPPERS):
        for sibling in islice(box.itersiblings(), MAX_WRAPPERS):
            cells = islice(sibling, 1) if sibling.tag == "tr" else ()
            for line in (sibling, *cells):
                if is_named_caption(line) and 0 < len(caption_text(line)) <= MAX_LINE:
                    yield line
        if parent.tag in BESIDE and not _PICTURE_FILE.search(parent.get("href") or ""):
            return
        box = parent


def _is_all_text(line: _Element) -> bool:
    """Return whether a line of several words is all text of its box, which has no link.

    A sentence is a paragraph beside its picture.
    """
    box = line.getparent()
    if box is None or box.tag not in ("div", "figure") or next(box.iter("a"), None) is not None:
        return False
    text = caption_text(line)
    is_line = len(text) <= MAX_LINE and len(text.split()) >= MIN_WORDS
    is_line = is_line and not ends_like_sentence(text)
    return is_line and fold_space(string_value(box)) == fold_space(string_value(line))


def _before_text(headline: _Element) -> Iterator[_Element]:
    """Yield the pictures and figures after a headline, up to the text."""
    passed = 0
    for element in islice(_behind(headline), MAX_ELEMENTS):
        if element.tag == "figure" or element.tag in PICTURES:
            yield element
        elif len(element.text or "") >= MIN_PARAGRAPH or len(element.tail or "") >= MIN_PARAGRAPH:
            passed += 1
            if passed > MAX_PARAGRAPHS:
                return


def _behind(headline: _Element) -> Iterator[_Element]:
    """Yield the elements after a headline in page order."""
    for box in (headline, *islice(headline.iterancestors(), MAX_LEVELS)):
        for sibling in box.itersiblings():
            yield from sibling.iter()


def _is_of_story(
    figure: _Element, around: set[_Element], is_of_another: Callable[[str], bool]
) -> bool:
    for box in (figure, *figure.iterancestors()):
        if box in around:
            return True
        hrefs = [link.get("href") or "" for link in islice(box.iter("a"), MAX_LEVELS)]
        hrefs = [href for href in hrefs if not _PICTURE_FILE.search(href)]
        if (box.tag in BESIDE and (box.tag != "a" or hrefs)) or (
            any(map(is_of_another, hrefs)) and not _is_of_text(box)
        ):
            return False
    return False


def _is_of_text(box: _Element) -> bool:
    """Return whether a box has as much text beside its links as a story; a card has less."""
    linked = sum(len(inline_text(link)) for link in islice(box.iter("a"), MAX_ELEMENTS))
    return len(fold_space(string_value(box))) - linked >= MIN_STORY


def _captioned(figure: _Element) -> Image | None:
    line = next(figure.iter("figcaption"), None)
    image = first_image(figure)
    if line is None or image is None:
        return None
    # The figure may hold labels for screen readers outside the <figcaption>.
    caption, credit = caption_and_credit(caption_text(figure))
    if caption is None or credit is None or not caption_text(line).endswith(caption):
        caption, credit = read_caption(line)
    image.caption, image.credit = caption or image.caption, credit or image.credit
    return image if caption or credit else None


def with_figures(described: list[Image], hero: Image | None, figures: list[Image]) -> list[Image]:
    """Return the pictures of a page: those in its metadata, then those with a caption.

    The pictures in the metadata are left out if the page shows one of them or a picture at the top,
    because they are the picture at the top.

    Args:
        described: The pictures in the metadata.
        hero: The captioned picture before the text; None if there is none.
        figures: The captioned pictures in the text.
    """
    shown = [hero, *figures] if hero is not None else figures
    stems = {_stem(image.url) for image in shown}
    if hero is not None or any(_stem(image.url) in stems for image in described):
        return shown
    return [*described, *shown]


def _stem(url: str) -> str:
    return _SIZE.sub("", stem_of(url)) or url
