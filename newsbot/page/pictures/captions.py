"""Recognise the element that is the caption of a picture, on a page without a declaration.

text_patterns.py reads the text of a caption. markup.py and figures.py read the caption of the
picture at the top.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from newsbot.page.html.class_names import with_hyphens
from newsbot.page.html.elements import HEADINGS, fold_space, string_value
from newsbot.page.html.paragraphs import ends_like_sentence
from newsbot.page.pictures.media import PICTURES

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    LengthOf = Callable[[_Element], int]  # newsbot.page.body.text_counts.TextCounts.text

MAX_CAPTION = 200  # characters of a line under a picture
MAX_ELEMENTS = 10  # elements in a box that holds a picture and its caption
TEXTS = frozenset("p ul ol blockquote pre table dl".split())
LINES = TEXTS - {"p"}  # a ``p`` may be a caption
BOXES = frozenset("div center td".split())
# Elements of a box that holds more than one line of text.
STRUCTURE = ("p", "ul", "ol", "table", "blockquote", "pre", "dl", *sorted(HEADINGS))

MAX_NAMES = 200  # characters of a class attribute that are read
# image_caption, imgCont, cap, photo-desc, fig-text; drop-cap is a letter of the first paragraph.
_CAPTION = re.compile(
    r"captions?(?![a-z])|(?:^|[^a-z])(?<!drop.)(?<!first.)(?<!initial.)capt?(?![a-z])"
    r"|(?:img|image|photo|pic|fig|figure)[-_]?(?:cont|credit|desc|description|text|txt|title)(?![a-z])",
    re.IGNORECASE,
)


def is_named_caption(element: _Element) -> bool:
    """Return whether the class of an element says that it holds a caption."""
    return _CAPTION.search(with_hyphens((element.get("class") or "")[:MAX_NAMES])) is not None


def is_caption(length_of: LengthOf, element: _Element) -> bool:
    """Return whether a box is a single line right after a picture.

    A ``p`` may be a paragraph: it is a caption only if its class says so.
    """
    if element.tag in LINES or not 0 < length_of(element) <= MAX_CAPTION:
        return False
    before = element.getprevious()
    if before is None or length_of(before) or next(before.iter(*PICTURES), None) is None:
        return False
    if element.tag == "p" and not is_named_caption(element):
        return False
    return next(element.iterdescendants(*STRUCTURE), None) is None


def is_inline_caption(length_of: LengthOf, element: _Element) -> bool:
    """Return whether an inline element is a caption: all text of a box, after a picture."""
    if is_alone_with_picture(length_of, element):
        return True
    box = element.getparent()
    if box is None or box.tag != "div" or length_of(element) != length_of(box):
        return False
    return is_caption(length_of, element)


def is_alone_with_picture(length_of: LengthOf, element: _Element) -> bool:
    """Return whether a line is not a sentence, and all text of a box, after a picture."""
    box = element.getparent()
    if box is None or box.tag not in ("div", "p") or length_of(element) != length_of(box):
        return False
    if not 0 < length_of(element) <= MAX_CAPTION or ends_like_sentence(string_value(element)):
        return False
    before = element.itersiblings(preceding=True)
    return any(next(sibling.iter(*PICTURES), None) is not None for sibling in before)


def is_captioned_picture(box: _Element) -> bool:
    """Return whether a box begins with a picture, and its text is a line that is not a sentence.

    The line is a text node of the box: ``<div><img><br>कैप्शन</div>``.
    """
    if box.tag not in BOXES or (box.text or "").strip():
        return False
    inside = list(islice(box.iterdescendants(), MAX_ELEMENTS + 1))
    if len(inside) > MAX_ELEMENTS or any(element.tag in STRUCTURE for element in inside):
        return False
    first = next(
        (element for element in inside if element.tag in PICTURES or (element.text or "").strip()),
        None,
    )
    if first is None or first.tag not in PICTURES:
        return False
    text = fold_space(string_value(box))
    return 0 < len(text) <= MAX_CAPTION and not ends_like_sentence(text)
