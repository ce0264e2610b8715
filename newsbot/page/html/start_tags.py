"""Cut start tags with very many attributes, because libxml2 compares each one with all others.

A start tag is read as HTML defines it: a quotation mark opens a value only after ``=``. Text in
scripts and comments may look like a start tag; each place that may be a start tag is tried.
"""

from __future__ import annotations

import re

MAX_ATTRIBUTES = 500
MAX_ROUNDS = 3  # after a cut, the rest may form another such tag
# Bytes that are read, as a multiple of the page's length; a page that needs more was made to cost
# time.
MAX_LOOKED_AT = 20
_NAME = rb"<[A-Za-z][^\s/>]*+"
_ATTRIBUTE = (
    rb"[\s/]*+[^\s/>][^\s/>=]*+"
    rb"(?:\s*+=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^\s>\"'][^\s>]*+)?+)?+"
)
_FIRST = re.compile(rb"%b(?:%b){0,%d}+" % (_NAME, _ATTRIBUTE, MAX_ATTRIBUTES))
_OTHERS = re.compile(rb"(?:%b)*+" % _ATTRIBUTE)


def _all_but(left_out: bytes) -> bytes:
    """Return a character class of all bytes except some; ``[^…]`` is matched more slowly."""
    return b"[%b]" % b"".join(b"\\x%02x" % byte for byte in range(256) if byte not in left_out)


_SPACE = b" \t\n\r\f\v"
_IN_NAME = _all_but(_SPACE + b"/<>=\"'")
_VALUE = rb"(?:\"%b*+\"|'%b*+'|%b++)" % (
    *(_all_but(b'"<>'), _all_but(b"'<>"), _all_but(_SPACE + b"<>=\"'")),
)
# Text, and tags without a bracket in a value: nearly all of a page. A tag in which white space
# follows "=" does not match, because the value behind the white space may have a bracket.
_USUAL = re.compile(
    rb"(?:[^<]*+<(?:(?![A-Za-z])|[A-Za-z]%b*+(?:[\s/]*+%b++(?:=%b)?+){0,%d}+[\s/]*+>))*+[^<]*+"
    % (_IN_NAME, _IN_NAME, _VALUE, MAX_ATTRIBUTES)
)


def with_few_attributes(body: bytes) -> bytes | None:
    """Return markup with few attributes in each tag; None if reading the tags costs too much."""
    for _ in range(MAX_ROUNDS):
        cuts = _cuts(body)
        if not cuts:
            return None if cuts is None else body
        pieces, at = [], 0
        for start, end in cuts:
            if start > at:
                pieces.append(body[at:start])
            at = max(at, end)
        body = b"".join([*pieces, body[at:]])
    return None


def _cuts(body: bytes) -> list[tuple[int, int]] | None:
    """Return (start, end) of the attributes to cut; None if too many bytes had to be read."""
    cuts: list[tuple[int, int]] = []
    at, left = 0, MAX_LOOKED_AT * len(body)
    while (at := _end(_USUAL, body, at)) < len(body):
        first = _end(_FIRST, body, at)
        last = _end(_OTHERS, body, first)
        left -= last - at
        if left < 0:
            return None
        if body[first:last].strip(b" \t\r\n\f/"):
            cuts.append((first, last))
        at += 1
    return cuts


def _end(pattern: re.Pattern[bytes], body: bytes, at: int) -> int:
    match = pattern.match(body, at)
    return match.end() if match else at
