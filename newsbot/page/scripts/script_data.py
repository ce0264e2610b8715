"""Find all data in the scripts of a page, if no declaration names a script."""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any

from newsbot.page.scripts.json_text import DECODER
from newsbot.page.scripts.script_json import first_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

MAX_DATA = 2_000_000  # characters of one script
MAX_STATES = 20  # variables of one script
MAX_CHUNKS = 2000  # chunks of a stream
MAX_ROWS = 5000  # rows of a stream; arguments of a call
MAX_STRING = 200_000  # characters of a call's argument
# A variable with data: window.__STATE__ = {…}, Fusion.globalContent={…}, … = JSON.parse("…").
_STATE = re.compile(r"(?<![=!<>])=\s*(?:(?=[{\[])|JSON\.parse\(\s*(?=\"))")
# React's stream: self.__next_f.push([1,"…"]).
_CHUNK = re.compile(r"__next_f\s*\.\s*push\(\s*(?=\[)")
_ROW = re.compile(r"\n?([0-9a-f]{1,8}):(?:T([0-9a-f]{1,6}),|(?=[^\n]))")
# The arguments of a function that builds the data: (function(a,b){return {…}}("…","…")).
_CALL = re.compile(r"\}\s*\)?\s*\(\s*(?=[\"\d\[{]|null|true|false|void 0)")
_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"')


def data_in_scripts(root: _Element, min_length: int) -> Iterator[Any]:
    """Yield the data in the scripts of a page.

    Args:
        root: The root element of the page.
        min_length: Scripts of up to this number of characters are left out. JSON-LD is left out
            too.
    """
    chunks: list[str] = []
    for script in root.iter("script"):
        text = script.text or ""
        if not min_length < len(text) <= MAX_DATA or "ld+json" in (script.get("type") or ""):
            continue
        if _CHUNK.search(text):
            chunks += _chunks_in(text)
        elif text[:20].lstrip()[:1] in ("{", "["):
            with suppress(ValueError, RecursionError):
                value = DECODER.raw_decode(text.lstrip())[0]
                yield value
                if isinstance(value, list):
                    yield from _referring(value)
        else:
            yield from _states_in(text)
    yield from _stream(chunks)


def _states_in(text: str) -> Iterator[Any]:
    """Yield the values of a script's variables; without any, the arguments of its calls."""
    at, states = 0, 0
    while states < MAX_STATES and (state := _STATE.search(text, at)):
        at, states = state.end(), states + 1
        with suppress(ValueError, RecursionError):
            value, length = first_value(text[at:])
            at += length
            yield DECODER.decode(value) if isinstance(value, str) else value
    if states == 0 and "function" in text:
        for call in islice(_CALL.finditer(text), MAX_STATES):
            yield dict(enumerate(_arguments(text[call.end() :])))


def _arguments(text: str) -> Iterator[str]:
    """Yield the strings among the arguments of a call."""
    for literal in islice(_STRING.finditer(text), MAX_ROWS):
        if len(literal[0]) <= MAX_STRING:
            with suppress(ValueError):
                yield DECODER.decode(literal[0])


def _referring(values: list[Any]) -> Iterator[dict[str, Any]]:
    """Yield the objects of a list whose values are indexes of the list, with indexes resolved."""
    for referring in values:
        if isinstance(referring, dict) and referring:
            places = [place for place in referring.values() if type(place) is int]
            is_one = len(places) == len(referring)
            if is_one and all(0 <= place < len(values) for place in places):
                yield {name: values[place] for name, place in referring.items()}


def _chunks_in(text: str) -> Iterator[str]:
    for push in islice(_CHUNK.finditer(text), MAX_CHUNKS):
        with suppress(ValueError, RecursionError):
            pushed = DECODER.raw_decode(text, push.end())[0]
            yield from (piece for piece in pushed if isinstance(piece, str))


def _stream(chunks: list[str]) -> Iterator[Any]:
    """Yield the values of a stream's rows, with references to text rows replaced by the texts."""
    text, at = "".join(chunks), 0
    values: list[Any] = []
    texts: dict[str, str] = {}
    for _ in range(MAX_ROWS):
        row = _ROW.match(text, at)
        if row is None:
            at = text.find("\n", at) + 1
            if not at:
                break
            continue
        if row[2]:  # the length of a text row in bytes
            size = int(row[2], 16)
            content = text[row.end() : row.end() + size].encode("utf-8", "replace")[:size]
            texts[f"${row[1]}"] = content.decode("utf-8", "ignore")
            at = row.end() + len(texts[f"${row[1]}"])
            continue
        end = text.find("\n", row.end())
        end = len(text) if end < 0 else end
        with suppress(ValueError, RecursionError):
            values.append(DECODER.raw_decode(text[row.end() : end])[0])
        at = end
    for value in values:
        with suppress(RecursionError):
            yield _with_texts(value, texts)


def _with_texts(value: Any, texts: dict[str, str]) -> Any:
    if isinstance(value, str):
        return texts.get(value, value)
    if isinstance(value, list):
        return [_with_texts(entry, texts) for entry in value]
    if isinstance(value, dict):
        return {name: _with_texts(entry, texts) for name, entry in value.items()}
    return value
