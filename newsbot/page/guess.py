"""The body of a page whose layout nobody declared: where most text stands together."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from newsbot.page.body import is_hidden, read_body
from newsbot.page.elements import string_value
from newsbot.page.parts import Body, Boxes

if TYPE_CHECKING:
    from lxml.etree import _Element

LEAST = 250  # characters of a body that nothing else speaks for; teasers are shorter
SHORTEST = 40  # characters of a text that counts; menus and labels are shorter
MOST_LINKED = 0.3  # share of a body's text that is links; of a list of stories it is nearly all
MOST_ELEMENTS = 50_000
HOLDERS = ("div", "td", "section", "article", "main", "p")
# What stands beside an article, by words of its class or id.
BESIDE = (
    "comment sidebar side-bar footer header menu nav related promo newsletter subscribe cookie "
    "disclaimer copyright login popup modal widget share"
).split()
ASIDE = ("nav", "aside", "footer", "header", "form", "li")


def guess_body(root: _Element) -> Body:
    """The body in the element that holds the most text of its own and of its paragraphs."""
    own, all_ = _lengths(root)
    for element in sorted(all_, key=lambda each: all_[each], reverse=True)[:3]:
        if all_[element] < LEAST or _is_beside(element):
            continue
        # Its first paragraphs may stand one level higher, before an advertisement.
        higher = (each for each in islice(element.iterancestors(), 3) if each.tag != "body")
        whole = [each for each in higher if own.get(each, 0) >= LEAST / 2]
        container = whole[-1] if whole else element
        body = read_body(container, Boxes(("share", "related", "promo", "caption")))
        linked = sum(len(string_value(link)) for link in islice(container.iter("a"), MOST_ELEMENTS))
        if linked <= MOST_LINKED * sum(map(len, body.texts)):
            return body
    return Body()


def _lengths(root: _Element) -> tuple[dict[_Element, float], dict[_Element, float]]:
    """Elements → how much text is their own, that of their paragraphs included; the same with half
    of their other children's.
    """
    own: dict[_Element, float] = {}
    halves: dict[_Element, float] = {}
    for element in islice(root.iter(*HOLDERS), MOST_ELEMENTS):
        parent = element.getparent()
        if element.tag == "p":
            length = len(string_value(element)) if len(element) < SHORTEST else 0
        else:
            length = len(element.text or "") + sum(len(each.tail or "") for each in element)
        if length < SHORTEST or parent is None or is_hidden(element):
            continue
        if element.tag == "p":
            own[parent] = own.get(parent, 0) + length
        else:
            own[element] = own.get(element, 0) + length
            halves[parent] = halves.get(parent, 0) + length / 2
    return own, {each: own.get(each, 0) + halves.get(each, 0) for each in own | halves}


def _is_beside(element: _Element) -> bool:
    for each in (element, *element.iterancestors()):
        words = f"{each.get('class') or ''} {each.get('id') or ''}".lower()
        if each.tag in ASIDE or is_hidden(each):
            return True
        if each.tag not in ("body", "html") and any(word in words for word in BESIDE):
            return True
    return False
