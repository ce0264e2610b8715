"""Choose between the body in a page's metadata and the body that the page shows. Pure functions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsbot.hindi import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsbot.items import Section

MIN_SHARE = 0.8  # share of the word triples of the described body that the page shows
MAX_TEASER = 300  # characters of a text that only announces the article
_CUT = re.compile(r"\S*\s*(?:\.{2,}|…)[\s\"'”’]*$")  # the last word of a truncated text


def is_part_of(described: str, shown: str, page: str) -> bool:
    """Return whether the body that a page shows is better than the body in its metadata.

    Args:
        described: The body in the metadata.
        shown: The body that was found in the page.
        page: All the text of the element that holds ``shown``, with the excluded elements.
    """
    cut = _CUT.sub("", described)
    if len(cut) < len(described) <= len(shown):
        return True
    if len(described) <= MAX_TEASER and 2 * len(described) < len(shown):
        return True
    if len(shown) < MIN_SHARE * len(described):
        return False  # the metadata's body also has texts that stand beside the body in the page
    wanted = _triples(described)
    return len(wanted & _triples(page)) >= MIN_SHARE * len(wanted)


def text_of_sections(sections: Iterable[Section]) -> str:
    """Return all words of sections."""
    texts = (text for section in sections for text in (section.heading or "", *section.paragraphs))
    return "\n".join(texts)


def _triples(text: str) -> set[tuple[str, ...]]:
    words = fold(text).split()
    return set(zip(words, words[1:], words[2:], strict=False)) or {tuple(words)}
