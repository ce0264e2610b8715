"""Find the section that a page without a declaration prints near its headline."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from newsbot.page.box_names import names_of
from newsbot.page.headline_element import headline_element
from newsbot.page.html_elements import HEADINGS, inline_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

MAX_LEVELS = 3  # from the headline up, whose siblings are looked at
MAX_SIBLINGS = 20
MAX_BOX = 200  # characters of a box that names a section
MAX_LINKS = 20  # in such a box
MAX_NAME = 25  # characters of a section
MIN_PARAGRAPH = 100  # characters of a text behind which only other stories' sections may stand
_CATEGORY = re.compile(
    r"(?:categor(?:y|ies)|cat-?links?|kicker|eyebrow|(?:article|primary)-tag)(?![a-z])",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")  # where a word begins: itemCategory


def printed_section(root: _Element) -> str | None:
    """Return the words of the only link near the headline that a class calls the category's."""
    headline = headline_element(root)
    if headline is None:
        return None
    boxes = islice(_boxes_near(headline), MAX_SIBLINGS)
    names = {
        name
        for box in boxes
        for link in islice(box.iter("a"), MAX_LINKS)
        if _is_category(link) and 0 < len(name := inline_text(link)) <= MAX_NAME
    }
    return names.pop() if len(names) == 1 else None


def _boxes_near(headline: _Element) -> Iterator[_Element]:
    """Yield the short boxes beside the headline and what is around it, without cards."""
    for around in (headline, *islice(headline.iterancestors(), MAX_LEVELS)):
        if around.tag == "body":
            return
        siblings = (*around.itersiblings(preceding=True), *around.itersiblings())
        for sibling in siblings:
            if not isinstance(sibling.tag, str) or sibling.tag in ("nav", "aside", "footer"):
                continue
            if len("".join(islice(sibling.itertext(), MAX_BOX))) > MAX_BOX:
                continue
            if next(sibling.iter(*HEADINGS), None) is None:
                yield sibling


def _is_category(link: _Element) -> bool:
    """Return whether a link, or what holds nothing but the link, is called the category's."""
    if "category" in (link.get("rel") or "").split():
        return True
    around = (link, *islice(link.iterancestors(), 1), *islice(link, 1))
    names = (_CAPITAL.sub("-", names_of(element)) for element in around)
    return any(map(_CATEGORY.search, names))
