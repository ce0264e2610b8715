"""Find the body of a page that keeps its text in the data of a script, not in its HTML."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any

from newsbot.hindi import fold
from newsbot.page.body.body_reader import MAX_TEXT_LENGTH, read_text
from newsbot.page.declared.body_types import Body
from newsbot.page.scripts.script_blocks import texts_of_blocks
from newsbot.page.scripts.script_data import data_in_scripts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from newsbot.page.declared.body_types import ExcludedElements

MAX_VALUES = 50_000  # objects of one script that are searched
MAX_HEADLINE = 500  # characters
MIN_TEXT = 250  # characters of a body, with tags; teasers are shorter
_TITLE = re.compile("title|headline", re.IGNORECASE)
_OTHERS = re.compile(
    "related|latest|trending|recommend|popular|similar|also|next|prev|more|stories|articles|posts",
    re.IGNORECASE,
)
_LETTER = re.compile("[\u0904-\u0939]")


def body_in_scripts(root: _Element, headline: str, boxes: ExcludedElements) -> Body:
    """Return the body in the scripts' data: the longest text of an object with the headline.

    Args:
        root: The root element of the page.
        headline: The headline of the page.
        boxes: The elements to exclude if the text is HTML.
    """
    if len(headline) > MAX_HEADLINE:
        return Body()
    title = fold(headline)

    def is_title(value: Any) -> bool:
        return isinstance(value, str) and len(value) <= MAX_HEADLINE and fold(value) == title

    texts = [
        text
        for data in data_in_scripts(root, MIN_TEXT)
        for thing in islice(_things(data), MAX_VALUES)
        if any(map(is_title, _titles(thing)))
        for text in filter(_is_text, _texts(thing))
    ]
    longest = max(texts, key=len, default="")
    if len(longest) < MIN_TEXT or len(longest) > MAX_TEXT_LENGTH:
        return Body()
    return read_text(longest, boxes)


def _things(data: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects in a value, outer objects first."""
    pending = [data]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            yield value
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)
        elif isinstance(value, str) and len(value) >= MIN_TEXT and value[0] in "{[":
            with suppress(ValueError, RecursionError):
                pending.append(json.loads(value, strict=False))


def _titles(thing: dict[str, Any]) -> Iterator[Any]:
    """Yield the values that may be an object's title, as in ``"headlines": {"basic": "…"}``."""
    for name, value in thing.items():
        if isinstance(value, dict) and isinstance(name, str) and _TITLE.search(name):
            yield from value.values()
        else:
            yield value


def _texts(thing: dict[str, Any]) -> Iterator[str]:
    """Yield the texts that may be the body of an object: strings, and texts of lists of blocks."""
    for value in _values(thing):
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from texts_of_blocks(value)


def _values(thing: dict[str, Any]) -> list[Any]:
    """Return the values of an object and of its child objects."""
    values = _own_values(thing)
    return values + [
        own_value for value in values if isinstance(value, dict) for own_value in _own_values(value)
    ]


def _own_values(thing: dict[str, Any]) -> list[Any]:
    """Return the values of an object, except those whose names stand for other stories."""
    return [value for name, value in thing.items() if not _OTHERS.search(str(name))]


def _is_text(text: str) -> bool:
    """Return whether a value is a text in Hindi, not a URL, a menu or code."""
    return len(text) >= MIN_TEXT and 4 * len(_LETTER.findall(text[:2000])) >= len(text[:2000])
