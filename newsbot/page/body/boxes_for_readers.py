"""Find polls, sign-up forms and boxes with a link that skips them, inside an undeclared body."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from newsbot.page.body.text_lists import has_text_before
from newsbot.page.html.elements import up_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from newsbot.page.body.measure import Measures

MAX_FIELDS = 50  # of forms within a body
MAX_LINKS = 200  # within a body
MAX_BEHIND = 20  # elements behind the end of a box that are looked at for text
SKIPPABLE = frozenset("div section figure blockquote".split())
MAX_FORM = 250  # characters of a box with a form


def boxes_to_fill_in(page: Measures, container: _Element) -> Iterator[_Element]:
    """Yield the boxes that ask the reader for something: a poll, a newsletter, a search."""
    for field in islice(container.iter("input", "textarea", "select"), MAX_FIELDS):
        if (field.get("type") or "").lower() in ("hidden", "submit", "button", "image"):
            continue
        box = None
        for higher in field.iterancestors():
            if higher is container or page.text(higher) > MAX_FORM:
                break
            if higher.tag in ("div", "section", "form"):
                box = higher
        if box is not None:
            yield box


def boxes_to_skip(page: Measures, container: _Element) -> Iterator[_Element]:
    """Yield the boxes that a link lets readers skip who only hear a page.

    The box begins with the link, which leads to its end; a footnote's link stands behind a text.
    """
    links = [
        (link, href[1:])
        for link in islice(container.iter("a"), MAX_LINKS)
        if (href := link.get("href") or "").startswith("#")
    ]
    places = {name: inner for inner in container.iter() if (name := inner.get("id"))}
    for link, name in links:
        end = places.get(name)
        if end is None or end is link:
            continue
        around = set(end.iterancestors())
        for box in link.iterancestors():
            if box is end or box is container or page.text(box) > MAX_FORM:
                break  # a link to its own box is a permanent one
            if box.tag in SKIPPABLE and box in around:
                is_first = not has_text_before(link, box)
                if is_first and 2 * page.text(end) < page.text(box) and _is_end(page, box, end):
                    yield box
                break


def _is_end(page: Measures, box: _Element, element: _Element) -> bool:
    """Return whether no text stands in a box behind an element."""
    return not any(
        (outer.tail or "").strip() or any(map(page.text, islice(outer.itersiblings(), MAX_BEHIND)))
        for outer in up_to(element, box)
    )
