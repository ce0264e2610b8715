"""Find the body of a page that a script shows: it stands in the data that the script is given."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from newsbot.hindi import fold
from newsbot.page.body import MAX_TEXT_LENGTH, read_text
from newsbot.page.body_types import Body
from newsbot.page.script_json import data_in_scripts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from newsbot.page.body_types import ExcludedElements

MAX_VALUES = 50_000  # of one script that are looked at
MAX_HEADLINE = 500  # characters
MIN_TEXT = 250  # characters of a body, tags included; teasers are shorter
MIN_BLOCKS = 3  # texts of one name in a list that make up a body
_LETTER = re.compile("[\u0904-\u0939]")


def body_in_scripts(root: _Element, headline: str, boxes: ExcludedElements) -> Body:
    """Return the body in the scripts' data: the longest text beside the page's headline."""
    if len(headline) > MAX_HEADLINE:
        return Body()
    title = fold(headline)

    def is_title(value: Any) -> bool:
        return isinstance(value, str) and len(value) <= MAX_HEADLINE and fold(value) == title

    texts = [
        text
        for data in data_in_scripts(root, MIN_TEXT)
        for thing in islice(_things(data), MAX_VALUES)
        if any(map(is_title, thing.values()))
        for text in _texts(thing)
    ]
    longest = max(texts, key=len, default="")
    if len(longest) < MIN_TEXT or len(longest) > MAX_TEXT_LENGTH:
        return Body()
    return read_text(longest, boxes)


def _things(data: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects in a value, the outer ones first."""
    pending = [data]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            yield value
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)


def _texts(thing: dict[str, Any]) -> Iterator[str]:
    """Yield what may be the body of an object: its longest texts, and those of lists of blocks."""
    values = list(thing.values())
    values += [each for value in values if isinstance(value, dict) for each in value.values()]
    for value in values:
        if isinstance(value, str) and _is_text(value):
            yield value
        elif isinstance(value, list):
            blocks = [each for each in value if isinstance(each, dict)]
            for name in {name for block in blocks for name in block}:
                said = [text for block in blocks if isinstance(text := block.get(name), str)]
                if len(said) >= MIN_BLOCKS and _is_text(joined := "\n".join(said)):
                    yield joined


def _is_text(text: str) -> bool:
    """Return whether a value is a text in Hindi and not an address, a menu or code."""
    return len(text) >= MIN_TEXT and 4 * len(_LETTER.findall(text[:2000])) >= len(text[:2000])
