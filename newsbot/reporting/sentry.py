"""Send errors to Sentry: the type, the place in the code and the URL, but no text of an article.

sentry-sdk is an extra; it is imported where SENTRY_DSN is set. None of its integrations is used:
they send local variables, log messages and breadcrumbs, which hold texts of articles.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from itemadapter import ItemAdapter

from newsbot import __version__
from newsbot.reporting.log_records import without_credentials

MAX_EVENTS = 50  # in a run, because an error may happen on every page
URL = re.compile(r"https?://\S+\Z")
FLUSH_SECONDS = 3.0
NOT_INSTALLED = "SENTRY_DSN is set, and sentry-sdk is missing: pip install sentry-sdk"
# The keys that an event may have. All others that the SDK adds are dropped.
KEPT = (
    *("event_id", "timestamp", "platform", "level", "message", "exception", "tags", "release"),
    *("environment", "sdk", "fingerprint", "server_name"),
)


class Sentry(logging.Handler):
    """Sends the errors of a process's log to Sentry, each kind once, and bad ends of runs.

    Args:
        dsn: SENTRY_DSN.
        tags: Tags for all events: spider and site.
        spider: The spider of the run; errors of other spiders in the process are not sent.

    Raises:
        ImportError: sentry-sdk is not installed.
        ValueError: ``dsn`` is not a DSN.
    """

    def __init__(self, dsn: str, tags: Mapping[str, str], spider: object = None) -> None:
        super().__init__(logging.ERROR)
        self._sdk = import_module("sentry_sdk")
        self._tags = tags
        self._spider = spider
        self._seen: set[object] = set()
        self._client = self._sdk.Client(
            dsn=dsn,
            release=os.environ.get("SENTRY_RELEASE") or f"newsbot@{__version__}",
            default_integrations=False,
            auto_enabling_integrations=False,
            include_local_variables=False,
            max_breadcrumbs=0,
            before_send=scrubbed,
        )

    def emit(self, record: logging.LogRecord) -> None:
        """Send the error of a log record, if it has one."""
        error = record.exc_info[1] if record.exc_info else None
        if error is None or record.name.startswith(("sentry_sdk", "urllib3")):
            return
        if getattr(record, "spider", None) not in (None, self._spider):
            return
        kind = (type(error), *_place(error))
        if kind in self._seen or len(self._seen) >= MAX_EVENTS:
            return
        self._seen.add(kind)
        try:
            utils = import_module("sentry_sdk.utils")
            event, hint = utils.event_from_exception(
                record.exc_info, client_options=self._client.options
            )
            self._send({**event, "level": "error"}, hint, url_of(record))
        except Exception:  # of Sentry's: logging shows it, and what is logged goes on
            self.handleError(record)

    def send_outcome(self, run: Mapping[str, Any]) -> None:
        """Send the bad outcome of a run, by its report."""
        event = {"message": f"{run['outcome']}: {run['message']}", "level": "error"}
        self._send({**event, "fingerprint": ["newsbot", run["spider"], run["outcome"]]}, None, None)

    def finish(self) -> None:
        """Wait until all events are sent, at most FLUSH_SECONDS."""
        self._client.close(timeout=FLUSH_SECONDS)

    def _send(self, event: dict[str, Any], hint: Any, url: str | None) -> None:
        tags = {**self._tags, **({"url": url[:200]} if url else {})}
        self._client.capture_event({**event, "tags": tags}, hint=hint)


def url_of(record: logging.LogRecord) -> str | None:
    """Return the URL of the page that a log record is about, without user and password."""
    args = record.args
    if isinstance(args, Mapping):  # of Scrapy's errors
        item = args.get("item")
        is_item = item is not None and ItemAdapter.is_item(item)
        url = ItemAdapter(item).get("url") if is_item else getattr(args.get("request"), "url", None)
        texts = [url] if isinstance(url, str) else []
    else:
        texts = [argument for argument in args or () if isinstance(argument, str)]
    return next((without_credentials(text) for text in texts if URL.match(text)), None)


def scrubbed(event: dict[str, Any], hint: Any = None) -> dict[str, Any]:
    """Return what of an event is sent: no message of an error, which may quote an article."""
    kept = {name: event[name] for name in KEPT if name in event}
    for error in kept.get("exception", {}).get("values", ()):
        error["value"] = "see the run's log"
        error.pop("mechanism", None)
        for frame in (error.get("stacktrace") or {}).get("frames", ()):
            frame.pop("vars", None)
    return kept


def _place(error: BaseException) -> tuple[str, int]:
    """Return (file, line) of the code that raised an error."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return (trace.tb_frame.f_code.co_filename, trace.tb_lineno) if trace else ("", 0)
