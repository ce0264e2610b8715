"""Define the errors that have a one-line message for a person who runs or extends newsbot.

This file imports nothing: newsbot-schedule uses it without Scrapy.
"""


class NewsbotError(Exception):
    """Base of newsbot's errors; ``str(error)`` is one line for a person."""


class ArgumentError(NewsbotError):
    """A spider argument (``-a name=value``) is unknown or its value cannot be used."""


class FetchError(ArgumentError):
    """A page that the user named by its URL could not be fetched."""


class SettingError(NewsbotError):
    """A setting has a value that cannot be used."""


class DeclarationError(NewsbotError):
    """A spider or page class declares a value that cannot be used or contradicts another one."""


class LedgerError(NewsbotError):
    """The ledger cannot be used."""


class NotFoundError(LedgerError):
    """The ledger, or the article or run that the user named, does not exist."""


class AlreadyRunningError(NewsbotError):
    """Another process holds the lock of the site or of the data directory."""


class UnreadablePage(NewsbotError):
    """A response cannot contain an article; ``reason`` becomes the reason of the reject."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BrowserMissing(NewsbotError):
    """No browser can be started; the message says how to install one."""


class RenderError(NewsbotError):
    """A browser could not show a page."""
