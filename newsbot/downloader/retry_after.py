"""Retry-After (RFC 9110, 10.2.3): for how long a server asks to be left alone."""

from __future__ import annotations

from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_SECONDS = 86_400  # seconds that are believed, a day: who means more says so again then
_MAX_DIGITS = len(str(MAX_SECONDS))
_DATE_LENGTH = 40  # bytes; the longest of the three forms of HTTP's dates has 33


def seconds_asked(values: Iterable[bytes], now: float) -> float:
    """Return the longest wait that the values of the header ask for, 0 to MAX_SECONDS.

    Args:
        values: What is neither whole seconds nor a date asks for nothing, which is 0.
        now: Unix seconds.
    """
    return max((_seconds(value.strip(), now) for value in values), default=0.0)


def _seconds(value: bytes, now: float) -> float:
    # Some proxies write two headers as one, with a comma.
    numbers = [part.strip() for part in value.split(b",")]
    if all(number.isdigit() for number in numbers):  # of bytes: ASCII's digits alone, no sign
        return max(map(_whole, numbers))
    if len(value) > _DATE_LENGTH:
        return 0.0
    try:
        at = parsedate_to_datetime(value.decode("ascii"))
        if at.tzinfo is None:
            at = at.replace(tzinfo=UTC)  # as all of HTTP's dates are
        return min(max(at.timestamp() - now, 0.0), MAX_SECONDS)
    except (ValueError, TypeError, LookupError, ArithmeticError):
        return 0.0  # what the library makes of something that is no date


def _whole(number: bytes) -> int:
    digits = number.lstrip(b"0") or b"0"
    return MAX_SECONDS if len(digits) > _MAX_DIGITS else min(int(digits), MAX_SECONDS)
