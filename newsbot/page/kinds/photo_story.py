"""Read a photo story: its pictures, and the texts between them, by a declared layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbot.items import Image, PhotoSection
from newsbot.page.declared.body_types import MAX_ENTRIES
from newsbot.page.html.elements import inline_text
from newsbot.page.pictures.media import first_image
from newsbot.page.pictures.text_patterns import caption_and_credit

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    from newsbot.items import Section
    from newsbot.page.declared.body_types import Body
    from newsbot.page.declared.places import Places


def photos_in(places: Places) -> list[Image]:
    """Return the pictures in page order, each with the caption line after it."""
    if not places.elements("photo"):
        return []
    photo = places.marked("photo")
    photos: list[Image] = []
    for element in places.in_order("photo", "caption", most=MAX_ENTRIES):
        if element in photo:
            if image := first_image(element):
                photos.append(image)
        elif photos:
            caption, credit = caption_and_credit(inline_text(element))
            image = photos[-1]
            image.caption, image.credit = caption or image.caption, credit or image.credit
    return photos


def texts_among(places: Places, read: Callable[[_Element], Body]) -> list[Section]:
    """Return the texts before, with and between the pictures, in page order.

    A text belongs to the picture before it. If each picture of the page follows a text, a text
    belongs to the picture after it.

    Args:
        places: The elements of the page that the layout declares.
        read: Returns the body in the element of a text.
    """
    shown = set(places.elements("photo", MAX_ENTRIES))
    placed = places.in_order("photo", "photo_text", most=MAX_ENTRIES)
    kinds = [piece in shown for piece in placed]
    backwards = len(kinds) > 2 and kinds == [False, True] * (len(kinds) // 2)
    sections: list[Section] = []
    url = None
    for element in reversed(placed) if backwards else placed:
        if element in shown:
            image = first_image(element)
            url = image.url if image else None
        elif section := read(element).as_one_section():
            sections.append(PhotoSection(section.heading, section.paragraphs, url))
    return sections[::-1] if backwards else sections
