"""Cut the attributes of start tags that have very many: libxml2 compares each with all others.

A start tag is read as HTML reads it: a quotation mark opens a value behind ``=`` alone. Scripts and
comments may hold text that looks like a start tag; each place that may be one is looked at.
"""

from __future__ import annotations

import re

MAX_ATTRIBUTES = 500
MAX_ROUNDS = 3  # a cut may bring another such tag to light
# Bytes that are looked at, in proportion to the length: a page with more was made to cost time.
MAX_LOOKED_AT = 20
_NAME = rb"<[A-Za-z][^\s/>]*+"
_ATTRIBUTE = (
    rb"[\s/]*+[^\s/>][^\s/>=]*+"
    rb"(?:\s*+=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^\s>\"'][^\s>]*+)?+)?+"
)
_FIRST = re.compile(rb"%b(?:%b){0,%d}+" % (_NAME, _ATTRIBUTE, MAX_ATTRIBUTES))
_OTHERS = re.compile(rb"(?:%b)*+" % _ATTRIBUTE)


def _all_but(left_out: bytes) -> bytes:
    """Return a class of all bytes but some; one that begins with ``^`` is matched more slowly."""
    return b"[%b]" % b"".join(b"\\x%02x" % byte for byte in range(256) if byte not in left_out)


_SPACE = b" \t\n\r\f\v"
_IN_NAME = _all_but(_SPACE + b"/<>=\"'")
_VALUE = rb"(?:\"%b*+\"|'%b*+'|%b++)" % (
    *(_all_but(b'"<>'), _all_but(b"'<>"), _all_but(_SPACE + b"<>=\"'")),
)
# Text, and tags that end at the next bracket, whatever is around them: nearly all of a page. A "="
# that no value follows at once may have one behind white space, with a bracket in it.
_USUAL = re.compile(
    rb"(?:[^<]*+<(?:(?![A-Za-z])|[A-Za-z]%b*+(?:[\s/]*+%b++(?:=%b)?+){0,%d}+[\s/]*+>))*+[^<]*+"
    % (_IN_NAME, _IN_NAME, _VALUE, MAX_ATTRIBUTES)
)


def with_few_attributes(body: bytes) -> bytes | None:
    """Return markup whose tags have their first attributes alone; None if that cannot be told."""
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
    """Return where the further attributes of tags begin and end; None if there is too much."""
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
