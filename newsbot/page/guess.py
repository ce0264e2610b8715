"""The body of a page whose layout nobody declared: where most paragraphs stand together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from newsbot.page.body import Body, Boxes, read_body

if TYPE_CHECKING:
    from lxml.etree import _Element

_own_text = etree.XPath("string()")
LEAST = 250  # characters of a body in which nothing else speaks for it; teasers are shorter
MOST_LINKED = 0.3  # share of a body's text that is links; of a list of stories it is nearly all
MOST_PARAGRAPHS = 5000
# What stands beside an article, by words of its class or id.
BESIDE = (
    "comment sidebar side-bar footer header menu nav related promo newsletter subscribe cookie "
    "disclaimer copyright login popup modal widget share"
).split()
ASIDE = ("nav", "aside", "footer", "header", "form", "li")


def guess_body(root: _Element) -> Body:
    """The body in the element that holds the most text in paragraphs of its own."""
    lengths: dict[_Element, int] = {}
    for number, paragraph in enumerate(root.iter("p")):
        parent = paragraph.getparent()
        if number >= MOST_PARAGRAPHS or parent is None:
            break
        length = len(_own_text(paragraph))
        lengths[parent] = lengths.get(parent, 0) + length
    best = sorted(lengths, key=lambda each: lengths[each], reverse=True)[:3]
    for element in best:
        if lengths[element] >= LEAST and not _is_beside(element):
            body = read_body(element, Boxes(("share", "related", "promo", "caption")))
            linked = sum(len(_own_text(link)) for link in element.iter("a"))
            if linked <= MOST_LINKED * sum(map(len, body.texts)):
                return body
    return Body()


def _is_beside(element: _Element) -> bool:
    for each in (element, *element.iterancestors()):
        words = f"{each.get('class') or ''} {each.get('id') or ''}".lower()
        if each.tag in ASIDE or (each.tag not in ("body", "html") and _names(words)):
            return True
    return False


def _names(words: str) -> bool:
    return any(word in words for word in BESIDE)
