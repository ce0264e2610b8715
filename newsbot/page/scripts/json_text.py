"""Read JSON with the syntax errors that sites make, mainly in JSON-LD."""

from __future__ import annotations

import html
import json
import re
from typing import Any

MAX_JSON_LD = 1_000_000  # characters of one block; a longer block is not metadata
MAX_MENDED = 200_000  # characters of a block whose quotation marks are repaired one by one
MAX_VALUES = 100  # values side by side in one block
_WRAPPED = re.compile(
    r"^(?:<!--|/\*[^*]{0,500}\*/|(?://\s*)?<!\[CDATA\[)|(?:-->|(?://\s*)?\]\]>|;)$"
)
_KEY = r'"[@$A-Za-z0-9_.:-]{1,60}"\s*+:'
_STRING_OR_COMMA = re.compile(r'("(?:[^"\\]++|\\.)*+"?)|,(?=\s*+[,}\]])', re.DOTALL)
_VALUE_WITHOUT_COMMA = re.compile(
    rf'("(?:[^"\\]++|\\.)*+"?|[\d}}\]]|true|false|null)(?:((?=\s*+{_KEY}))|(?<=\}})((?=\s*+\{{))|)',
    re.DOTALL,
)
_STRING_OR_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})|\\')
_BETWEEN = re.compile(r"[\s,;}\]]*")
DECODER = json.JSONDecoder(strict=False)  # strings may hold raw line ends
# The text after the end of a key, of a value in an object, of a value in a list.
_BEHIND_KEY = re.compile(r"\s*+:")
_BEHIND_VALUE = re.compile(
    rf'\s*+(?:,[\s,]*+(?:"[^"\n]{{1,60}}"\s*+:|\}})|\}})|[^\S\n]*+\n\s*+{_KEY}'
)
_BEHIND_ITEM = re.compile(r'\s*+(?:,\s*+(?:["{\[\d\]-]|true|false|null)|\])')
# If a string holds this, it holds other members of the block: its end was not found.
_MEMBER = re.compile(r'[@A-Za-z]"\s*+:\s*+["{\[]')
_TOKEN = re.compile(r'["{}\[\]:,]')


def load_json_ld(text: str) -> Any:
    """Return the value of a JSON-LD block; None if it cannot be read.

    These errors are repaired: a byte order mark; HTML comments or CDATA around the block; a comma
    or semicolon after it; raw newlines in strings; missing, double or trailing commas; extra
    closing brackets, or the last one missing; escapes that JSON does not have; quotation marks in a
    text; a block that is HTML-escaped as a whole. Several values side by side become a list.
    """
    text = text.strip().lstrip("\ufeff").strip()
    if not text or len(text) > MAX_JSON_LD:
        return None
    if text[0] in "</" or text[-1] in ">;":
        text = _WRAPPED.sub("", text).strip()
    if '"' not in text and "&quot;" in text:
        text = html.unescape(text)
    for mend in (str, _with_commas_mended, _with_quotes_escaped):
        try:
            return _values(mend(text))
        except (ValueError, RecursionError):
            continue
    return None


def _values(text: str) -> Any:
    """Return the value of a JSON text; a list if several values stand side by side.

    Raises:
        ValueError: The text is not JSON.
    """
    values, at = [], 0
    while at < len(text):
        value, at = DECODER.raw_decode(text, at)
        values.append(value)
        if len(values) > MAX_VALUES:
            raise ValueError("too many values")
        between = _BETWEEN.match(text, at)
        at = between.end() if between else at
    if not values:
        raise ValueError("nothing but commas")
    return values[0] if len(values) == 1 else values


def _with_commas_mended(text: str) -> str:
    """Return the text with one comma between members, and no comma after the last one."""
    text = _STRING_OR_COMMA.sub(r"\1", text)
    return _VALUE_WITHOUT_COMMA.sub(_with_comma, text)


def _with_comma(value: re.Match[str]) -> str:
    return value[0] if value[2] is value[3] is None else f"{value[0]},"


def _with_quotes_escaped(text: str) -> str:
    """Return the text with its commas repaired and quotation marks inside strings escaped.

    A quotation mark ends a string only if JSON allows the text after the mark: after a key a colon,
    after a value the next key or the end of the object.

    Raises:
        ValueError: The text is too long or has no end, or the end of a string is not found.
    """
    if len(text) > MAX_MENDED:
        raise ValueError("too long to be repaired")
    parts: list[str] = []
    open_: list[str] = []
    is_key, at, last = False, 0, ""
    while token := _TOKEN.search(text, at):
        before, mark = text[at : token.start()], token[0]
        parts.append(text[at : token.end()])
        at = token.end()
        if mark == '"':
            in_object = bool(open_) and open_[-1] == "{"
            # Without a colon before it, the string is a key: a comma is missing.
            is_key = in_object and bool(is_key or last != ":" or before.strip())
            behind = _BEHIND_KEY if is_key else _BEHIND_VALUE if in_object else _BEHIND_ITEM
            end = _end_of_string(text, at, behind)
            parts.append(_escaped(text[at:end]) + '"')
            at = end + 1
        elif mark in "{[":
            open_.append(mark)
            is_key = mark == "{"
        elif mark in "}]":
            del open_[-1:]
            is_key = False
        else:
            is_key = mark == "," and bool(open_) and open_[-1] == "{"
        last = mark
    rest = text[at:]
    if open_ and (len(open_) > 1 or last in "{[:" or rest.strip()):  # truncated within a value
        raise ValueError("a block without an end")
    closing = {"{": "}", "[": "]"}[open_[0]] if open_ else ""
    return _with_commas_mended("".join(parts) + rest + closing)


def _end_of_string(text: str, start: int, behind: re.Pattern[str]) -> int:
    """Return the index of the quotation mark that ends the string beginning at ``start``.

    Raises:
        ValueError: No quotation mark ends the string.
    """
    end = text.find('"', start)
    while end >= 0:
        slashes = 0
        while end - slashes > start and text[end - slashes - 1] == "\\":
            slashes += 1
        if slashes % 2 == 0 and behind.match(text, end + 1):
            return end
        end = text.find('"', end + 1)
    raise ValueError("a string without an end")


def _escaped(string: str) -> str:
    """Return the content of a string, quotation marks escaped, without escapes unknown to JSON.

    Raises:
        ValueError: The string holds other members of the block, so its end was not found.
    """
    if _MEMBER.search(string):
        raise ValueError("a string that holds members")
    string = _STRING_OR_ESCAPE.sub(lambda found: found[0] if len(found[0]) > 1 else "", string)
    return re.sub(r'(?<!\\)((?:\\\\)*)"', r'\1\\"', string)
