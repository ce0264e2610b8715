"""Tell from class and id whether an element is beside the article, a byline or a column."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from newsbot.page.html.class_names import with_hyphens

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_NAMES = 200  # characters of a class and an id that are looked at
# Elements beside an article, by the beginnings of words of its class or id; a page that is
# wrapped in one is not.
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
# A box beside which something stands or does not: content-with-sidebar, no-sidebar.
_ABOUT_OTHERS = re.compile(r"(?<![a-z])(?:with(?:out)?|no|has)[-_]+[a-z]+", re.IGNORECASE)
_COLUMN = re.compile(
    r"(?:^|[^a-z])(?:right|rhs|side|featured?|latest|popular|widget)(?![a-z])", re.IGNORECASE
)


def names_of(element: _Element) -> str:
    """Return the class and the id of an element."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def is_column(box: _Element) -> bool:
    """Return whether a box behind a story is beside it; else a sub-head of it may begin there."""
    names = names_of(box)[:MAX_NAMES]
    return box.tag == "td" or _COLUMN.search(with_hyphens(names)) is not None


@lru_cache(1 << 12)  # a site has a few hundred of such names, and its pages all the same
def meaning_of_names(names: str) -> str | None:
    """Return ``weak``, ``beside`` or ``byline`` by an element's class and id; None: nothing."""
    names = _ABOUT_OTHERS.sub("", with_hyphens(names))
    if match := _BESIDE.search(names):
        return "weak" if match["weak"] else "beside"
    return "byline" if _BYLINE.search(names) else None
