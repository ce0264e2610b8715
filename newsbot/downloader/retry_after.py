"""Parse the header Retry-After (RFC 9110, 10.2.3)."""

from __future__ import annotations

from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_SECONDS = 86_400  # seconds, a day; a server that means more says so again after a day
_MAX_DIGITS = len(str(MAX_SECONDS))
_DATE_LENGTH = 40  # bytes; the longest of the three forms of HTTP's dates has 33


def seconds_asked(values: Iterable[bytes], now: float) -> float:
    """Return the longest wait in seconds that the values of the header ask for, 0 to MAX_SECONDS.

    Args:
        values: The values. One that is neither a whole number of seconds nor a date counts as 0.
        now: The current time (Unix seconds).
    """
    return max((_seconds(value.strip(), now) for value in values), default=0.0)


def _seconds(value: bytes, now: float) -> float:
    # Some proxies join two headers with a comma.
    numbers = [part.strip() for part in value.split(b",")]
    if all(number.isdigit() for number in numbers):  # bytes.isdigit: ASCII digits only, no sign
        return max(map(_whole, numbers))
    if len(value) > _DATE_LENGTH:
        return 0.0
    try:
        at = parsedate_to_datetime(value.decode("ascii"))
        if at.tzinfo is None:
            at = at.replace(tzinfo=UTC)  # all dates of HTTP are in UTC
        return min(max(at.timestamp() - now, 0.0), MAX_SECONDS)
    except (ValueError, TypeError, LookupError, ArithmeticError):
        return 0.0  # the value is not a date: the library raises any of these errors


def _whole(number: bytes) -> int:
    digits = number.lstrip(b"0") or b"0"
    return MAX_SECONDS if len(digits) > _MAX_DIGITS else min(int(digits), MAX_SECONDS)
