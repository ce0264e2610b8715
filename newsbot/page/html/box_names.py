"""Judge by class and id whether an element stands beside the article, or is a byline."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from newsbot.page.html.class_names import with_hyphens

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_NAMES = 200  # characters of class and id that are read
# Beginnings of words in the class or id of elements beside an article. The group "weak" is ignored
# for an element that holds most of the page's text.
_BESIDE = re.compile(
    r"(?:^|[^a-z])(?:(?P<weak>header|widget|share|social|promo|disclaimer|copyright|banner|ads?(?![a-z])"
    r"|advert|summary|teaser|synopsis|bio(?![a-z])|standfirst|excerpt|sub-?title)|comment|side-?bar|footer|menu|nav(?:bar|igation|menu)?(?![a-z])|related|newsletter"
    r"|subscri|cookie|login|pop-?up|modal|caption|breadcrumb|tags?(?![a-z])|recommend|trending"
    r"|also-?read|author-?(?:box|bio|info|card)|by-?line|poll(?![a-z]))",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"(?:^|[^a-z])(?:auth[eo]r|by-?line|date|time|meta|publish|updated?|credit|read-?time)",
    re.IGNORECASE,
)
# Names of a box that say what stands beside the box: content-with-sidebar, no-sidebar.
_ABOUT_OTHERS = re.compile(r"(?<![a-z])(?:with(?:out)?|no|has)[-_]+[a-z]+", re.IGNORECASE)
_COLUMN = re.compile(
    r"(?:^|[^a-z])(?:right|rhs|side|featured?|latest|popular|widget)(?![a-z])", re.IGNORECASE
)


def names_of(element: _Element) -> str:
    """Return the class and the id of an element."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def is_column(box: _Element) -> bool:
    """Return whether a box after a story is a side column, not a continuation of the story."""
    names = names_of(box)[:MAX_NAMES]
    return box.tag == "td" or _COLUMN.search(with_hyphens(names)) is not None


@lru_cache(1 << 12)  # all pages of a site share a few hundred such names
def meaning_of_names(names: str) -> str | None:
    """Return ``weak``, ``beside`` or ``byline`` for an element's class and id; None if unknown."""
    names = _ABOUT_OTHERS.sub("", with_hyphens(names))
    if match := _BESIDE.search(names):
        return "weak" if match["weak"] else "beside"
    return "byline" if _BYLINE.search(names) else None
