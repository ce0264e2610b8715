"""Read the JSON that a page's scripts hold: ``__NEXT_DATA__``, ``window.__STATE__ = {…}``."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

MAX_SCRIPTS = 500  # of a page that are looked at
MAX_LENGTH = 4_000_000  # characters of one script; a longer one is not read
MAX_DATA = 2_000_000  # characters of one script that nobody declared
_DECODER = json.JSONDecoder(strict=False)
_STRING_OR_UNDEFINED = re.compile(
    r'("(?:[^"\\]++|\\.)*+"?)|\b(?:undefined|NaN|void 0)\b', re.DOTALL
)
_STATE = re.compile(r"\s*(?:window\.|var |self\.)?[\w.$\[\]\"']{1,60}\s*=\s*(?=[{\[])")
_PARSED = re.compile(r"\s*JSON\s*\.\s*parse\s*\(\s*(?=\")")


class ScriptJson:
    """The values of a page's scripts, each read once."""

    def __init__(self, root: _Element) -> None:
        self._root = root
        self._values: dict[str, Any] = {}

    def value(self, name: str) -> Any:
        """Return the JSON of the script with the id ``name``, else of the variable ``name``.

        Return None where the page has neither, or where that is no JSON.
        """
        if name not in self._values:
            self._values[name] = self._read(name)
        return self._values[name]

    def _read(self, name: str) -> Any:
        scripts = [
            each
            for each in islice(self._root.iter("script"), MAX_SCRIPTS)
            if each.text and len(each.text) <= MAX_LENGTH
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


def data_in_scripts(root: _Element, min_length: int) -> Iterator[Any]:
    """Yield the values of the scripts that hold data: JSON, or a variable's first value.

    JSON-LD and scripts of up to ``min_length`` characters are left out.
    """
    for script in root.iter("script"):
        text = script.text or ""
        if not min_length < len(text) <= MAX_DATA or "ld+json" in (script.get("type") or ""):
            continue
        state = _STATE.match(text)
        data = text[state.end() if state else 0 :]
        if data[:20].lstrip()[:1] in ("{", "["):
            with suppress(ValueError, RecursionError):
                yield _DECODER.raw_decode(data.lstrip())[0]


@cache
def _assignment(name: str) -> re.Pattern[str]:
    """Return a pattern for ``name = ``; ``window.x`` is the variable ``x`` and ``window["x"]``."""
    bare = re.escape(name.removeprefix("window."))
    window = rf"""(?:(?:window|self|globalThis)\s*(?:\.\s*{bare}|\[\s*["']{bare}["']\s*\]))"""
    return re.compile(rf"(?<![\w$.])(?:{window}|{bare})\s*=(?!=)")


def _load(text: str, start: int) -> Any:
    """Return the JSON value that begins at ``start``; None where there is none.

    Scripts write ``undefined`` where JSON has ``null``, and ``JSON.parse("…")``.
    """
    parsed = _PARSED.match(text, start)
    text = text[parsed.end() if parsed else start :].lstrip()
    try:
        value = _first_value(text)
        return _first_value(value) if parsed and isinstance(value, str) else value
    except (ValueError, RecursionError):
        return None


def _first_value(text: str) -> Any:
    try:
        return _DECODER.raw_decode(text)[0]
    except ValueError:
        return _DECODER.raw_decode(_STRING_OR_UNDEFINED.sub(_or_null, text))[0]


def _or_null(match: re.Match[str]) -> str:
    return match[1] or "null"
