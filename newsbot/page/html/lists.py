"""Compute the numbers that a numbered list shows before its items."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_ITEMS = 10_000  # items of a reversed list that are counted to find its first number
MAX_ROMAN = 3999
_INTEGER = re.compile(r"\s*([+-]?\d{1,9})")
_NO_NUMBERS = re.compile(r"list-style(?:-type)?\s*:[^;]*\bnone\b", re.IGNORECASE)
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


class ListNumbers:
    """Numbers the items of one ``ol`` as a browser does; the items of a ``ul`` get no number."""

    def __init__(self, element: _Element) -> None:
        self._is_shown = element.tag == "ol" and not _NO_NUMBERS.search(element.get("style") or "")
        self._type = element.get("type") or "1"
        self._step = -1 if element.get("reversed") is not None else 1
        first = 1
        if self._step < 0 and self._is_shown:
            first = sum(1 for _ in islice(element.iterchildren("li"), MAX_ITEMS))
        self._next = _integer(element.get("start"), first)

    def marker(self, item: _Element) -> str:
        """Return the marker of the next item: ``3. ``; "" if the list shows no numbers."""
        if not self._is_shown:
            return ""
        number = _integer(item.get("value"), self._next)
        self._next = number + self._step
        return f"{_written(number, self._type)}. "


def _integer(value: str | None, default: int) -> int:
    match = _INTEGER.match(value or "")
    return int(match[1]) if match else default


def _written(number: int, kind: str) -> str:
    if kind in "aA" and number > 0:
        letters = ""
        while number:
            number, letter = divmod(number - 1, 26)
            letters = chr(ord(kind) + letter) + letters
        return letters
    if kind in "iI" and 0 < number <= MAX_ROMAN:
        roman = ""
        for value, digits in _ROMAN:
            count, number = divmod(number, value)
            roman += digits * count
        return roman if kind == "i" else roman.upper()
    return str(number)
