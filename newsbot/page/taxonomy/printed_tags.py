"""Find the tags that a page without a declaration prints: links that the markup names tags."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from newsbot.hindi import fold
from newsbot.hindi.caching import cached_if_short
from newsbot.hindi.data_files import read_table
from newsbot.hindi.folding import fold_all
from newsbot.page.html.elements import HEADINGS, address_parts, inline_text
from newsbot.page.html.headline_element import headline_element

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

MAX_LINKS = 200  # links of a page that are read
MAX_TAGS = 40
MAX_TAG = 60  # characters of a tag
MAX_BOXES = 20  # boxes whose class names tags
MAX_LABEL = 15  # characters of a label before the tags
MAX_LEVELS = 2  # levels from a tag up to the box of all tags
_LIST = re.compile(
    r"(?:^|[\s_-])tags?(?:$|[\s_-])|(?:^|[\s_-])tags?-?(?:list|box|links|wrap)", re.IGNORECASE
)
_STEPS = frozenset("tag tags topic topics label".split())
BESIDE = frozenset({"nav", "aside", "header"})
_LABELS = (*sorted(HEADINGS - {"h1"}), "strong", "b", "span", "p", "div")
_TOPICS = fold_all(read_table("page_phrases.toml")["tags"]["labels"])
_named = etree.XPath("//@class[contains(.,'tag')]")  # faster than finding the elements


def printed_tags(root: _Element) -> list[str]:
    """Return the tags of a page: the texts of links with ``rel="tag"``.

    If there are none, the links to pages of tags in a box whose class names tags are used, or under
    a label ("संबंधित विषय"); else the links to pages of tags that stand together after the headline.
    """
    links = [link for link in root.iter("a") if link.get("rel") == "tag"][:MAX_LINKS]
    links = links or _in_lists(root)
    shown = _shown(root, links)
    if not shown and not (links and links[0].get("rel") == "tag"):
        shown = _shown(root, list(islice(_under_label(root), MAX_TAGS)), BESIDE - {"aside"})
    if not shown and not links:
        shown = _shown(root, _together(root))
    if not shown:
        return []
    first = set(_boxes(shown[0]))  # tags in other boxes belong to other stories
    texts = (inline_text(link).lstrip("# ") for link in shown if not first.isdisjoint(_boxes(link)))
    return list(dict.fromkeys(text for text in texts if 0 < len(text) <= MAX_TAG))[:MAX_TAGS]


def _in_lists(root: _Element) -> list[_Element]:
    """Return the links to pages of tags in boxes whose class names tags."""
    names = islice(_named(root), MAX_LINKS)
    boxes = (name.getparent() for name in names if _LIST.search(name))
    links = (link for box in islice(boxes, MAX_BOXES) for link in islice(box.iter("a"), MAX_TAGS))
    return list(dict.fromkeys(filter(leads_to_tag, links)))


def _together(root: _Element) -> list[_Element]:
    """Return the links to pages of tags in boxes that hold little else."""
    links = list(islice(filter(leads_to_tag, root.iter("a")), MAX_LINKS))
    boxes = set(filter(_is_of_tags, {link.getparent() for link in links}))
    return [link for link in links if link.getparent() in boxes]


def _shown(
    root: _Element, links: list[_Element], beside: frozenset[str] = BESIDE
) -> list[_Element]:
    """Return the links that are the story's, by their place: not in ``beside``, not in a menu."""
    headline = headline_element(root) if links else None
    return [link for link in links if not _is_beside(link, headline, beside)]


def _under_label(root: _Element) -> Iterator[_Element]:
    """Yield the links to tags in the first box that begins with a label of tags and holds no more.

    The label tells them from the topics of the day, which many sites list in the same way.
    """
    for label in islice(filter(_is_label, root.iter(*_LABELS)), MAX_BOXES):
        for box in islice(label.iterancestors(), MAX_LEVELS):
            if _is_of_tags(box):
                yield from filter(leads_to_tag, box.iter("a"))
                return


def _is_label(element: _Element) -> bool:
    text = (element.text or "").strip()
    return 0 < len(text) <= MAX_LABEL and fold(text) in _TOPICS


def _boxes(link: _Element) -> Iterator[_Element]:
    return islice(link.iterancestors(), MAX_LEVELS)


def _is_beside(link: _Element, headline: _Element | None, beside: frozenset[str]) -> bool:
    """Return whether a link is in a menu, or stands before the headline."""
    around = set() if headline is None else {headline, *headline.iterancestors()}
    for node in (link, *link.iterancestors()):
        if node.tag in beside:
            return True
        parent = node.getparent()
        if parent in around and node not in around:
            first = next(child for child in parent if child in around)
            return parent.index(node) < parent.index(first)
    return False


def _is_of_tags(box: _Element | None) -> bool:
    """Return whether a box holds little text beside its links to tags, unlike a paragraph."""
    if box is None or box.tag in HEADINGS:
        return False
    links = [inner for inner in islice(box.iter("a"), MAX_TAGS) if leads_to_tag(inner)]
    words = list(map(inline_text, links))
    return (
        len(words) > 1 and len(inline_text(box)) <= sum(len(word) + 2 for word in words) + MAX_LABEL
    )


def leads_to_tag(link: _Element) -> bool:
    """Return whether a link leads to the page of a tag."""
    return _has_tag_step(link.get("href") or "")


@cached_if_short(1 << 12)  # the pages of a site have the same menus
def _has_tag_step(href: str) -> bool:
    return not _STEPS.isdisjoint(address_parts(href).path.casefold().split("/"))
