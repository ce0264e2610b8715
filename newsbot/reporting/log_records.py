"""Log records that tell no password and send a terminal nothing but text."""

from __future__ import annotations

import logging
import re

from newsbot.characters import DIRECTIONS, SURROGATES

# Characters that control a terminal in place of being shown, that end a line for some readers, or
# that UTF-8 cannot write. Messages of several lines stay so.
CONTROLS = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029{DIRECTIONS}{SURROGATES}]")
# Before each line of a record but the first: none of them passes for a record of its own.
INDENT = "  "
# The user and the password of a URL. A password may hold all but slashes, ? and #: an @ and quotes
# too. As each match begins behind a :// and ends before a slash, a text is read twice at most.
CREDENTIALS = re.compile(r"(?<=://)[^\s/?#]+@")
# A setting in a dictionary that Scrapy logs: 'AWS_SECRET_ACCESS_KEY': '…'. Python breaks a long
# text into several.
_TEXT = r"""(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
SECRET_SETTING = re.compile(
    rf"('[A-Z_]*(?:PASS|SECRET|TOKEN|_KEY)[A-Z_]*': )[( ]*{_TEXT}(?:\s+{_TEXT})*\)?"
)


def without_credentials(text: str) -> str:
    """Return a text whose URLs have ``***`` in place of user and password."""
    return CREDENTIALS.sub("***@", text) if "://" in text and "@" in text else text


def without_secrets(text: str) -> str:
    """Return a text in which settings that are passwords or keys have ``***`` as their value."""
    return SECRET_SETTING.sub(r"\1'***'", text)


def _safe(text: str) -> str:
    text = CONTROLS.sub(lambda match: ascii(match[0])[1:-1], without_credentials(text))
    return text.replace("\n", f"\n{INDENT}")


class SafeRecord(logging.LogRecord):
    """A record that is safe to show, whatever a site or a setting put into it.

    It has neither credentials nor control characters, and only its first line begins a line.
    """

    def getMessage(self) -> str:
        """Return the message, made safe."""
        message = super().getMessage()
        # Articles' texts are not searched: only Scrapy's crawler logs settings.
        return _safe(without_secrets(message) if self.name == "scrapy.crawler" else message)

    @property
    def exc_text(self) -> str | None:
        """The traceback, which the first formatter sets, made safe."""
        return self._traceback

    @exc_text.setter
    def exc_text(self, text: str | None) -> None:
        self._traceback = text and INDENT + _safe(text)


def use_safe_records() -> None:
    """Have all loggers of the process make safe records."""
    logging.setLogRecordFactory(SafeRecord)
