"""Find the section that a page without a declaration prints near its headline."""

from __future__ import annotations

import re
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from newsbot.hindi import boilerplate, fold
from newsbot.hindi.data_files import read_table
from newsbot.hindi.folding import fold_all
from newsbot.page.html.box_names import names_of
from newsbot.page.html.class_names import with_hyphens
from newsbot.page.html.elements import HEADINGS, address_parts, beginning, inline_text
from newsbot.page.html.headline_element import headline_element
from newsbot.page.taxonomy.printed_tags import leads_to_tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

MAX_LEVELS = 3  # levels from the headline up whose siblings are searched
MAX_SIBLINGS = 20
MAX_BOX = 200  # characters of a box that names a section
MAX_LINKS = 20  # links in a box that are read
MAX_NAME = 25  # characters of a section's name
MAX_MENU = 500  # links before the headline that may be the site's menu
_PHRASES, _UNDECLARED = read_table("page_phrases.toml"), read_table("undeclared.toml")
# Kickers, names of the home page, and menu entries that do not lead to news.
NO_SECTIONS = fold_all(
    _PHRASES["kickers"]["words"]
    + _PHRASES["home"]["names"]
    + _UNDECLARED["links"]["no_news"]
    + _UNDECLARED["headlines"]["static"]
)
MIN_PARAGRAPH = 100  # characters of a text; boxes after a text may be other stories
_CATEGORY = re.compile(
    r"(?:categor(?:y|ies)|cat-?links?|kicker|eyebrow|(?:article|primary|section)-(?:tag|name|link|label))(?![a-z])",
    re.IGNORECASE,
)


def printed_section(root: _Element) -> str | None:
    """Return the section that a page prints near its headline; None if it prints none.

    The section is the text of the only link with a category's class. If there is no such link, it
    is the text right above the headline, provided that a menu before the headline has the same
    text.
    """
    headline = headline_element(root)
    if headline is None:
        return None
    boxes = list(islice(_boxes_near(headline), MAX_SIBLINGS))
    for is_behind in (False, True):  # behind the text, the story may have several categories
        names = {name for box, at in boxes if at is is_behind for name in _sections_in(box)}
        if names:
            return names.pop() if len(names) == 1 else None
    return _label_above(root, headline)


def _sections_in(box: _Element) -> Iterator[str]:
    for link in islice(box.iter("a"), MAX_LINKS):
        if _is_category(link) and 0 < len(name := inline_text(link)) <= MAX_NAME:
            is_tag = box.tag == "footer" and leads_to_tag(link)
            if not is_tag and _may_be_section(name):
                yield name


def _may_be_section(name: str) -> bool:
    return fold(name) not in NO_SECTIONS and not boilerplate(name)


def _label_above(root: _Element, headline: _Element) -> str | None:
    """Return the text right above a headline, if a link before the headline has the same text."""
    for around in (headline, *islice(headline.iterancestors(), MAX_LEVELS)):
        if around.tag == "body":
            return None
        above = next(filter(inline_text, around.itersiblings(preceding=True)), None)
        if above is None:
            continue
        name, before = inline_text(above), above.getprevious()
        is_entry = before is not None and before.tag == above.tag and _is_label(before)
        if above.tag in ("nav", "header") or is_entry or not _is_label(above):
            return None
        own = set(above.iter())
        before_it = takewhile(
            lambda element: element is not headline, root.iter("a", str(headline.tag))
        )
        is_known = any(
            link not in own and inline_text(link) == name and _leads_on(link)
            for link in islice(before_it, MAX_MENU)
        )
        return name if is_known and _may_be_section(name) else None
    return None


def _leads_on(link: _Element) -> bool:
    """Return whether a link leads to a page other than the home page."""
    parts = address_parts(link.get("href") or "")
    return bool(parts.path.strip("/") or parts.query)


def _is_label(box: _Element) -> bool:
    """Return whether the text of a box is as short as a section's name, with at most one link."""
    return 0 < len(inline_text(box)) <= MAX_NAME and len(list(islice(box.iter("a"), 2))) < 2


def _boxes_near(headline: _Element) -> Iterator[tuple[_Element, bool]]:
    """Yield the short siblings of the headline and of its ancestors, without cards.

    After a text, a box with a link that is neither a category's nor a tag's is a card.

    Yields:
        The box, and whether it stands behind the text.
    """
    has_text = False
    for around in (headline, *islice(headline.iterancestors(), MAX_LEVELS)):
        if around.tag == "body":
            return
        for sibling in filter(_is_short_box, around.itersiblings(preceding=True)):
            yield sibling, False
        for sibling in around.itersiblings():
            if _is_short_box(sibling) and not (has_text and _has_other_link(sibling)):
                yield sibling, has_text
            has_text |= len(beginning(sibling, MAX_BOX)) >= MIN_PARAGRAPH


def _is_short_box(box: _Element) -> bool:
    if box.tag in ("nav", "aside"):
        return False
    if box.tag == "footer" and next(box.iterancestors("article"), None) is None:
        return False  # the footer of the site, not of the article
    return len(beginning(box, MAX_BOX)) <= MAX_BOX and next(box.iter(*HEADINGS), None) is None


def _has_other_link(box: _Element) -> bool:
    links = islice(box.iter("a"), MAX_LINKS)
    return not all(_is_category(link) or link.get("rel") == "tag" for link in links)


def _is_category(link: _Element) -> bool:
    """Return whether ``rel``, class or id of a link, or of elements next to it, name a category."""
    if "category" in (link.get("rel") or "").split():
        return True
    around = (link, *islice(link.iterancestors(), 1), *islice(link, 1))
    names = (with_hyphens(names_of(element)) for element in around)
    return any(map(_CATEGORY.search, names))
