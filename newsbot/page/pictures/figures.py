"""Find the pictures with a caption on a page whose layout nobody declared."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from newsbot.page.html.class_names import with_hyphens
from newsbot.page.html.elements import caption_text
from newsbot.page.html.headline_element import headline_element
from newsbot.page.pictures.media import PICTURES, first_image, image_of, is_credit, read_caption
from newsbot.page.pictures.text_patterns import caption_and_credit, stem_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element

    from newsbot.items import Image

MAX_ELEMENTS = 300  # behind the headline
MAX_LEVELS = 5  # from the headline up to what holds the picture too
MAX_PARAGRAPHS = 2  # before the picture: a standfirst
MIN_PARAGRAPH = 100  # characters
MAX_WRAPPERS = 3  # around a picture, and elements behind it, up to its caption
MAX_LINE = 200  # characters of a caption
MAX_NAMES = 200  # characters of a class that are looked at
# image_caption, imgCont, cap, photo-desc.
_CAPTION = re.compile(
    r"captions?(?![a-z])|(?:^|[^a-z])capt?(?![a-z])"
    r"|(?:img|image|photo|pic)[-_]?(?:cont|desc|description|text|txt|title)(?![a-z])",
    re.IGNORECASE,
)
BESIDE = frozenset("nav aside footer a li".split())
_SIZE = re.compile(r"[-_](?:\d{2,4}x\d{2,4}|scaled|large|small|medium)$")


def hero_figure(root: _Element, is_of_another: Callable[[str], bool]) -> Image | None:
    """Return the first picture with a caption between headline and text.

    The caption stands in the picture's ``<figure>``, or behind the picture in an element whose
    class says so.
    """
    headline = headline_element(root)
    if headline is None:
        return None
    around = set(islice(headline.iterancestors(), MAX_LEVELS))
    passed = 0
    for element in islice(_behind(headline), MAX_ELEMENTS):
        if element.tag in PICTURES:
            image = _with_line(element)
            if image and _is_of_story(element, around, is_of_another):
                return image
        elif element.tag == "figure" and _is_of_story(element, around, is_of_another):
            if image := _captioned(element):
                return image
        elif len(element.text or "") >= MIN_PARAGRAPH or len(element.tail or "") >= MIN_PARAGRAPH:
            passed += 1
            if passed > MAX_PARAGRAPHS:
                break
    return None


def _with_line(picture: _Element) -> Image | None:
    """Return a picture with the caption in an element behind it; None where it has none."""
    line = next(_lines_behind(picture), None)
    image = image_of(picture) if line is not None else None
    if line is None or image is None:
        return None
    caption, credit = read_caption(line)
    beside = line.getnext()
    if credit is None and beside is not None and is_credit(beside):
        text = caption_text(beside)
        credit = caption_and_credit(text)[1] or text
    image.caption, image.credit = caption or image.caption, credit or image.credit
    return image if caption or credit else None


def _lines_behind(picture: _Element) -> Iterator[_Element]:
    box = picture
    for parent in islice(picture.iterancestors(), MAX_WRAPPERS):
        for sibling in islice(box.itersiblings(), MAX_WRAPPERS):
            names = with_hyphens((sibling.get("class") or "")[:MAX_NAMES])
            if _CAPTION.search(names) and 0 < len(caption_text(sibling)) <= MAX_LINE:
                yield sibling
        if parent.tag in BESIDE:
            return
        box = parent


def _behind(headline: _Element) -> Iterator[_Element]:
    """Yield the elements behind a headline in page order."""
    for box in (headline, *islice(headline.iterancestors(), MAX_LEVELS)):
        for sibling in box.itersiblings():
            yield from sibling.iter()


def _is_of_story(
    figure: _Element, around: set[_Element], is_of_another: Callable[[str], bool]
) -> bool:
    for box in (figure, *figure.iterancestors()):
        if box in around:
            return True
        links = islice(box.iter("a"), MAX_LEVELS)
        if box.tag in BESIDE or any(is_of_another(link.get("href") or "") for link in links):
            return False
    return False


def _captioned(figure: _Element) -> Image | None:
    line = next(figure.iter("figcaption"), None)
    image = first_image(figure)
    if line is None or image is None:
        return None
    caption, credit = caption_and_credit(caption_text(figure))  # as it is spoken, beside the line
    if caption is None or credit is None or not caption_text(line).endswith(caption):
        caption, credit = read_caption(line)
    image.caption, image.credit = caption or image.caption, credit or image.credit
    return image if caption or credit else None


def with_figures(described: list[Image], hero: Image | None, figures: list[Image]) -> list[Image]:
    """Return the pictures of a page: those with a caption, and before them what metadata names.

    Metadata's picture is that at the top, which is not named again where the page shows it.

    Args:
        described: Those of the metadata.
        hero: The one before the text.
        figures: Those of the text.
    """
    shown = [hero, *figures] if hero is not None else figures
    stems = {_stem(image.url) for image in shown}
    if hero is not None or any(_stem(image.url) in stems for image in described):
        return shown
    return [*described, *shown]


def _stem(url: str) -> str:
    return _SIZE.sub("", stem_of(url)) or url
