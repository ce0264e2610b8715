"""Log records that tell no password and send a terminal nothing but text."""

from __future__ import annotations

import logging
import re

# What does something to a terminal in place of being shown; messages of several lines stay so.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# The user and the password of a URL. A password may hold an @, and no slash.
CREDENTIALS = re.compile(r"(?<=://)[^\s/'\"@?#]{1,500}(?:@[^\s/'\"@?#]{1,500}){0,5}@")


def without_credentials(text: str) -> str:
    """Return a text whose URLs have ``***`` in place of user and password."""
    return CREDENTIALS.sub("***@", text) if "://" in text and "@" in text else text


class SafeRecord(logging.LogRecord):
    """A record whose message is safe to show, whatever a site or a setting put into it."""

    def getMessage(self) -> str:
        """Return the message without credentials and control characters."""
        message = without_credentials(super().getMessage())
        return CONTROLS.sub(lambda match: ascii(match[0])[1:-1], message)


def use_safe_records() -> None:
    """Have all loggers of the process make safe records."""
    logging.setLogRecordFactory(SafeRecord)
