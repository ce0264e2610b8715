"""What the grammar hands on: the parts of a date as printed, before bounds and zone."""

from datetime import date, time, timezone
from typing import NamedTuple


class Contradiction(ValueError):
    """The words are a date's, and cannot all be true. No other parser may try them."""


class Reading(NamedTuple):
    day: date
    clock: time | None = None
    zone: timezone | None = None
    # The words give a part of the day and no date; it is today's, and may lie ahead of now.
    undated: bool = False
