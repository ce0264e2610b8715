"""Analyse a regular expression: which characters a group can match, and how a match can begin."""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import _constants as code  # type: ignore[attr-defined]  # its name since Python 3.11
from re import _parser  # type: ignore[attr-defined]  # Python has no public parser of patterns
from typing import Any

# Operators that test the text around them and add no character to the match.
ZERO_WIDTH = (code.ASSERT, code.ASSERT_NOT, code.AT)


def group_can_match(pattern: str, group: str, characters: str) -> bool:
    """Return whether a named group could match a text with one of ``characters``.

    The answer is True if that cannot be decided, and False if the pattern has no group of the name.
    """
    number = re.compile(pattern).groupindex.get(group)
    parsed = _parser.parse(pattern)
    return number is not None and any(
        _can_match(inner, parsed, characters) for inner in _groups(parsed, number)
    )


def can_begin_with(pattern: str, character: str) -> bool:
    """Return whether a match could begin with a character; True if that cannot be decided."""
    return _can_begin(_parser.parse(pattern), character)[0]


def _can_begin(parsed: Iterable[Any], character: str) -> tuple[bool, bool]:
    """Return whether a match could begin with a character, and whether a match could be empty."""
    for operator, argument in parsed:
        if operator in ZERO_WIDTH:
            continue
        if operator in (code.LITERAL, code.NOT_LITERAL, code.IN):
            items = argument if operator is code.IN else [(operator, argument)]
            return _takes(items, ord(character)), False
        ways = [_can_begin(below, character) for below in _below(argument)]
        if not ways or any(can for can, _ in ways):
            return True, False
        is_optional = operator in (code.MAX_REPEAT, code.MIN_REPEAT) and argument[0] == 0
        if not is_optional and not any(is_empty for _, is_empty in ways):
            return False, False
    return False, True


def _groups(parsed: Iterable[Any], number: int) -> Iterable[Any]:
    """Yield the subpatterns of the group with a number, at any depth."""
    for operator, argument in parsed:
        if operator is code.SUBPATTERN and argument[0] == number:
            yield argument[-1]
        for below in _below(argument):
            yield from _groups(below, number)


def _can_match(parsed: Iterable[Any], whole: Iterable[Any], characters: str) -> bool:
    for operator, argument in parsed:
        if operator in ZERO_WIDTH:
            continue
        if operator is code.GROUPREF:
            if any(_can_match(group, (), characters) for group in _groups(whole, argument)):
                return True
        elif operator is code.ANY:
            return True
        elif operator in (code.LITERAL, code.NOT_LITERAL, code.IN):
            items = argument if operator is code.IN else [(operator, argument)]
            if any(_takes(items, ord(character)) for character in characters):
                return True
        elif any(_can_match(below, whole, characters) for below in _below(argument)):
            return True
    return False


def _takes(items: list[tuple[Any, Any]], character: int) -> bool:
    """Return whether a character set matches a character.

    The character is not a letter, digit or white space, so only negated categories match it.
    """
    if items[0][0] is code.NEGATE:
        return not _takes(items[1:], character) if items[1:] else True
    return any(
        (operator is code.LITERAL and argument == character)
        or (operator is code.NOT_LITERAL and argument != character)
        or (operator is code.RANGE and argument[0] <= character <= argument[1])
        or (operator is code.CATEGORY and "_NOT_" in str(argument))
        for operator, argument in items
    )


def _below(argument: Any) -> Iterable[Any]:
    """Yield the subpatterns of an operator's argument: repeated, grouped, or alternatives."""
    if isinstance(argument, _parser.SubPattern):
        yield argument
    elif isinstance(argument, tuple | list):
        for part in argument:
            yield from _below(part)
