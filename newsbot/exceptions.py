"""Errors that a person who runs or extends newsbot can cause, each with a one-line message.

Nothing is imported here: newsbot-schedule does without Scrapy.
"""


class NewsbotError(Exception):
    """Base of newsbot's own errors; ``str(error)`` is one line meant for a person."""


class ArgumentError(NewsbotError):
    """A spider argument (``-a name=value``) is unknown or its value cannot be used."""


class FetchError(ArgumentError):
    """The page that a person names by its URL could not be fetched."""


class SettingError(NewsbotError):
    """A setting has a value that cannot be used."""


class DeclarationError(NewsbotError):
    """A spider class declares something that contradicts itself."""


class LedgerError(NewsbotError):
    """The ledger cannot be used."""


class NotFoundError(LedgerError):
    """There is no ledger, or not what was asked for in it."""


class AlreadyRunningError(NewsbotError):
    """Another run of the site, or what needs the data directory alone, is at work."""


class UnreadablePage(NewsbotError):
    """A response is no page that could show an article; ``reason`` is a reject's."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BrowserMissing(NewsbotError):
    """No browser can be started; the message says what installs one."""


class RenderError(NewsbotError):
    """A browser could not show a page."""
