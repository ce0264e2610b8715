"""Read the script data that a ``json:`` selector names: ``__NEXT_DATA__``, ``window.__STATE__``."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from newsbot.page.scripts.json_text import DECODER

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_SCRIPTS = 500  # scripts of a page that are searched
MAX_LENGTH = 4_000_000  # characters of one script; a longer one is not read
_STRING_OR_UNDEFINED = re.compile(
    r'("(?:[^"\\]++|\\.)*+"?)|\b(?:undefined|NaN|void 0)\b', re.DOTALL
)
_PARSED = re.compile(r"\s*JSON\s*\.\s*parse\s*\(\s*(?=\")")


class ScriptJson:
    """Reads data from the scripts of a page, each script once. Places makes one per page."""

    def __init__(self, root: _Element) -> None:
        self._root = root
        self._values: dict[str, Any] = {}

    def value(self, name: str) -> Any:
        """Return the JSON of the script with the id ``name``, else of the variable ``name``.

        Return None if the page has neither, or if the text is not JSON.
        """
        if name not in self._values:
            self._values[name] = self._read(name)
        return self._values[name]

    def _read(self, name: str) -> Any:
        scripts = [
            script
            for script in islice(self._root.iter("script"), MAX_SCRIPTS)
            if script.text and len(script.text) <= MAX_LENGTH
        ]
        for script in scripts:
            if script.get("id") == name:
                return _load(script.text or "", 0)
        bare = name.removeprefix("window.")
        for script in scripts:
            text = script.text or ""
            if bare in text and (match := _assignment(name).search(text)):
                return _load(text, match.end())
        return None


@cache
def _assignment(name: str) -> re.Pattern[str]:
    """Return a pattern for ``name = ``, in the forms ``x``, ``window.x`` and ``window["x"]``."""
    bare = re.escape(name.removeprefix("window."))
    window = rf"""(?:(?:window|self|globalThis)\s*(?:\.\s*{bare}|\[\s*["']{bare}["']\s*\]))"""
    return re.compile(rf"(?<![\w$.])(?:{window}|{bare})\s*=(?!=)")


def _load(text: str, start: int) -> Any:
    """Return the JSON value that begins at ``start``; None if there is none.

    ``undefined`` is read as ``null``, and ``JSON.parse("…")`` as the JSON in its string.
    """
    parsed = _PARSED.match(text, start)
    text = text[parsed.end() if parsed else start :].lstrip()
    try:
        value = first_value(text)[0]
        return first_value(value)[0] if parsed and isinstance(value, str) else value
    except (ValueError, RecursionError):
        return None


def first_value(text: str) -> tuple[Any, int]:
    """Return the JSON value at the beginning of a text, and its length in characters.

    Raises:
        ValueError: The text does not begin with a JSON value.
    """
    try:
        return DECODER.raw_decode(text)
    except ValueError:
        with_null = _STRING_OR_UNDEFINED.sub(lambda match: match[1] or "null", text)
        return DECODER.raw_decode(with_null)
