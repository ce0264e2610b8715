"""Check a headline or summary for the site's name and for truncation. Pure functions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsbot.hindi import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

# Separators between a headline and the site's name. A colon separates them only in metadata.
_SEPARATOR = re.compile(r" [|–—:»-] ?| ?\| ?")
_PRINTED_SEPARATOR = re.compile(r" [|–—»-] | ?\| ?")
# After a truncation: the rest of a word or sentence, not an addition such as "- पढ़ें समाचार पर".
_GOES_ON = re.compile(r",? ?[^\W_]|[\u0900-\u0903\u093a-\u094f]")
MIN_CUT = 20  # characters of a text that may be the beginning of another
MAX_SITE_NAME_LENGTH = 40  # characters


def is_site_name(text: str, names: Iterable[str]) -> bool:
    """Return whether ``text`` is empty or one of ``names``, in any spelling."""
    if len(text) > MAX_SITE_NAME_LENGTH:
        return False
    bare = _bare(text)
    return not bare or any(bare == _bare(name) for name in names)


def without_site_name(title: str, names: Iterable[str], *, printed: bool = False) -> str:
    """Return a title without the site's name at its end or beginning: ``… | India Daily``.

    Args:
        title: The title; its white space is folded.
        names: The names by which the site calls itself.
        printed: Whether the page prints the title. A colon is then part of the headline.
    """
    names, title = tuple(names), " ".join(title.split())
    cuts = list((_PRINTED_SEPARATOR if printed else _SEPARATOR).finditer(title))
    if cuts and is_site_name(title[cuts[-1].end() :], names):
        return title[: cuts[-1].start()].rstrip()
    if cuts and is_site_name(title[: cuts[0].start()], names):
        return title[cuts[0].end() :].lstrip()
    return title


def is_beginning_of(text: str, whole: str) -> bool:
    """Return whether ``text`` is the text ``whole``, truncated within a sentence."""
    text, whole = " ".join(text.split()), " ".join(whole.split())
    beginning = text.rstrip(" .…")
    if len(whole) <= len(text) or not whole.startswith(beginning) or len(beginning) < MIN_CUT:
        return False
    if not _GOES_ON.match(whole, len(beginning)):
        return False
    is_ended = text[-1] in "।?!\"'”’)" or (text[-1] == "." and text[-2:] != "..")
    return not is_ended or text.endswith(("...", "…"))


def _bare(text: str) -> str:
    return fold(text).replace(" ", "")
