"""Read the gallery of a page without a declaration: figures, and a standfirst at most."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from newsbot.items import PhotoSection
from newsbot.page.body.body_reader import INLINE, SKIPPED, read_body
from newsbot.page.declared.body_types import MAX_ENTRIES, Body, ExcludedElements
from newsbot.page.html.elements import inline_text
from newsbot.page.html.headline_element import headline_element
from newsbot.page.pictures.media import first_image
from newsbot.page.pictures.text_patterns import caption_and_credit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element

MAX_LEVELS = 4  # levels from the headline up to the element that holds the figures
MIN_FIGURES = 3  # figures with a caption
MIN_TEXT = 60  # characters of all captions
MAX_STANDFIRST = 300  # characters


def read_gallery(root: _Element, leads_away: Callable[[str], bool]) -> Body:
    """Return the pictures near the headline, and their captions as one section per figure.

    Args:
        root: The root element of the page.
        leads_away: Returns whether a figure with this link is not one of the gallery.
    """
    headline = headline_element(root)
    for box in () if headline is None else islice(headline.iterancestors(), MAX_LEVELS):
        body = Body()
        for figure in islice(_figures(box, leads_away), MAX_ENTRIES):
            _take(figure, body)
        texts = [text for section in body.sections for text in section.paragraphs]
        if len(texts) >= MIN_FIGURES and sum(map(len, texts)) >= MIN_TEXT:
            return body
    return Body()


def is_standfirst(body: Body) -> bool:
    """Return whether a text is so short that a gallery may follow it, or empty."""
    return sum(map(len, body.texts)) <= MAX_STANDFIRST


def gallery_under(standfirst: Body, gallery: Body) -> Body:
    """Return a gallery with its standfirst before it, if its captions are twice as long.

    Else return ``standfirst``, which is then all text of the story.
    """
    if 2 * sum(map(len, standfirst.texts)) > sum(map(len, gallery.texts)):
        return standfirst
    gallery.sections[:0] = standfirst.sections
    gallery.videos[:0], gallery.links[:0] = standfirst.videos, standfirst.links
    return gallery


def _figures(box: _Element, leads_away: Callable[[str], bool]) -> Iterator[_Element]:
    """Yield the outermost figures without a link that leads away."""
    for figure in box.iter("figure"):
        if next(figure.iterancestors("figure", *SKIPPED), None) is not None:
            continue
        links = (*figure.iter("a"), *figure.iterancestors("a"))
        if not any(leads_away(link.get("href") or "") for link in links):
            yield figure


def _take(figure: _Element, body: Body) -> None:
    """Add the picture of a figure, and the text of its caption without the credit."""
    image = first_image(figure)
    if image is None:
        return
    body.images.append(image)
    line = next(figure.iter("figcaption"), None)
    if line is None:
        return
    caption, credit = caption_and_credit(inline_text(line))
    image.caption, image.credit = caption or image.caption, credit or image.credit
    inside = Body()
    for child in line:
        if child.tag not in INLINE:
            inside.add(read_body(child, ExcludedElements()))
    if caption:
        section = inside.as_one_section() or PhotoSection(None, [caption])
        if section.heading is None and len(section.paragraphs) == 1:
            section.paragraphs = [caption]
        body.sections.append(PhotoSection(section.heading, section.paragraphs, image.url))
