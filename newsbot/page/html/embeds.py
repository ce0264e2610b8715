"""Recognise embedded posts, players and advertisements between an article's paragraphs."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from newsbot.hindi.data_files import read_table
from newsbot.page.html.box_names import names_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_TABLE = read_table("page_embeds.toml")
_NAMES, _POSTS, _ADVERTISER = (
    re.compile("|".join(f"(?:{pattern})" for pattern in _TABLE[kind]), re.IGNORECASE)
    for kind in ("names", "posts", "advertisers")
)
MAX_NAMES = 200  # characters of a class attribute that is read
MAX_LINKS = 50  # links of a blockquote that are read


def is_embed(element: _Element) -> bool:
    """Return whether an element is an embedded post of a social network.

    Its class or ``data-oembed-url`` shows this, or it is a ``blockquote`` with the URL of a post.
    """
    names = element.get("class")
    if names and len(names) <= MAX_NAMES and _names_embed(names):
        return True
    if not names and _POSTS.match(element.get("data-oembed-url") or ""):
        return True
    if element.tag != "blockquote":
        return False
    links = islice(element.iter("a"), MAX_LINKS)
    named = (element.get("cite"), *(link.get("href") for link in links))
    return any(_POSTS.match(address or "") for address in named)


def is_advertisement(element: _Element) -> bool:
    """Return whether an ``ins`` is the place of an advertisement, not inserted text."""
    if next((name for name in element.attrib if _ADVERTISER.match(str(name))), None):
        return True
    return any(map(_ADVERTISER.match, names_of(element).split()))


@lru_cache(1 << 12)  # all pages of a site share a few hundred such attributes
def _names_embed(names: str) -> bool:
    return any(_NAMES.fullmatch(name) for name in names.split())
