"""Make log records safe: without passwords, and without control characters for a terminal."""

from __future__ import annotations

import logging
import re

from newsbot.characters import DIRECTIONS, SURROGATES

# Characters that control a terminal in place of being shown, that end a line for some readers, or
# that UTF-8 cannot write. Messages of several lines stay so.
CONTROLS = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029{DIRECTIONS}{SURROGATES}]")
# All lines of a record except the first are indented, so that none looks like another record.
INDENT = "  "
# The user and the password of a URL. A password may contain any character except /, ? and #, also @
# and quotes. Each match begins behind :// and ends before a slash: a text is scanned at most twice.
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
    """Return a text with ``***`` in place of the values of settings that are passwords or keys."""
    return SECRET_SETTING.sub(r"\1'***'", text)


def _safe(text: str) -> str:
    text = CONTROLS.sub(lambda match: ascii(match[0])[1:-1], without_credentials(text))
    return text.replace("\n", f"\n{INDENT}")


class SafeRecord(logging.LogRecord):
    """A log record without credentials and control characters; lines after the first are indented.

    Texts of sites and settings thus cannot control a terminal or forge a record.
    """

    def getMessage(self) -> str:
        """Return the message, made safe."""
        message = super().getMessage()
        # Only Scrapy's crawler logs settings; other messages need not be searched for secrets.
        return _safe(without_secrets(message) if self.name == "scrapy.crawler" else message)

    @property
    def exc_text(self) -> str | None:
        """The traceback, which the first formatter sets, made safe."""
        return self._traceback

    @exc_text.setter
    def exc_text(self, text: str | None) -> None:
        self._traceback = text and INDENT + _safe(text)


def use_safe_records() -> None:
    """Make all loggers of the process use SafeRecord."""
    logging.setLogRecordFactory(SafeRecord)
