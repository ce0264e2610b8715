"""Instants as the site writes them. All are Unix seconds; the site's time is India's."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from email.utils import formatdate
from functools import lru_cache

IST = timezone(timedelta(hours=5, minutes=30))
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
# Not by strftime, whose names depend on the locale.
_MONTHS = (
    "January February March April May June July August September October November December"
).split()


def iso(instant: int, seconds: bool = True) -> str:
    """ISO 8601; without `seconds` the full minute."""
    return datetime.fromtimestamp(instant if seconds else instant - instant % 60, IST).isoformat()


def printed(instant: int, long: bool) -> str:
    """As a label prints it: `15 Jun 2024, 12:07 PM IST` or `02 February 2026, 10:23 PM IST`."""
    at = datetime.fromtimestamp(instant, IST)
    month = _MONTHS[at.month - 1]
    half = "AM" if at.hour < 12 else "PM"
    hour = (at.hour + 11) % 12 + 1
    return (
        f"{at.day:02} {month if long else month[:3]} {at.year}, {hour:02}:{at.minute:02} {half} IST"
    )


def entry_clock(instant: int, form: str) -> str:
    """An entry's time of day: `07:54:59 PM`; in the form `minute` `07:54 PM`, in `24` `19:54`."""
    at = datetime.fromtimestamp(instant, IST)
    if form == "24":
        return f"{at.hour:02}:{at.minute:02}"
    seconds = "" if form == "minute" else f":{at.second:02}"
    return f"{(at.hour + 11) % 12 + 1:02}:{at.minute:02}{seconds} {'AM' if at.hour < 12 else 'PM'}"


def rfc822(instant: int) -> str:
    """As RSS has it, with India's offset."""
    at = datetime.fromtimestamp(instant, IST)
    month = _MONTHS[at.month - 1][:3]
    return f"{_DAYS[at.weekday()]}, {at.day:02} {month} {at.year} {at:%H:%M:%S} +0530"


@lru_cache(maxsize=1024)
def http_date(instant: int) -> str:
    """As HTTP headers have it (RFC 9110), in GMT."""
    return formatdate(instant, usegmt=True)
