"""Is a value what its field is for? Pure functions of texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsbot.hindi import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

# What stands between a headline and the site's name in titles made for search engines.
_SEPARATOR = re.compile(r" [|–—:»-] ?| ?\| ?")
LONGEST_SITE_NAME = 40  # characters
NO_NAME = re.compile(r"https?://|@\w|^www\.", re.IGNORECASE)


def is_site_name(text: str, names: Iterable[str]) -> bool:
    """True where ``text`` says nothing but one of ``names``, in whatever spelling."""
    if len(text) > LONGEST_SITE_NAME:
        return False
    said = _bare(text)
    return not said or any(said == _bare(name) for name in names)


def without_site_name(title: str, names: Iterable[str]) -> str:
    """A title without the site's name behind (or before) a separator: ``… | India Daily``."""
    names, title = tuple(names), " ".join(title.split())
    cuts = list(_SEPARATOR.finditer(title))
    if cuts and is_site_name(title[cuts[-1].end() :], names):
        return title[: cuts[-1].start()].rstrip()
    if cuts and is_site_name(title[: cuts[0].start()], names):
        return title[cuts[0].end() :].lstrip()
    return title


def is_a_name(text: str) -> bool:
    """False for an author given by a URL or a handle."""
    return not NO_NAME.search(text)


def _bare(text: str) -> str:
    return fold(text).replace(" ", "")
