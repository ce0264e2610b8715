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
MAX_NAMES = 200  # characters of a class attribute that is looked at
MAX_LINKS = 50  # of a quotation


def is_embed(element: _Element) -> bool:
    """Return whether an element holds a post of a social network, whatever site it stands on.

    The element's class says so, or it is a ``blockquote`` that cites a post or links to one.
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
    """Return whether an ``ins`` is the place of an advertisement, and not text that was added."""
    if next((name for name in element.attrib if _ADVERTISER.match(str(name))), None):
        return True
    return any(map(_ADVERTISER.match, names_of(element).split()))


@lru_cache(1 << 12)  # a site has a few hundred of such attributes, and its pages all the same
def _names_embed(names: str) -> bool:
    return any(_NAMES.fullmatch(name) for name in names.split())
