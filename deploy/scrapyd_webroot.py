"""Scrapyd's web pages, but that logs are said to be UTF-8: browsers would read Hindi as Latin-1."""

from __future__ import annotations

from typing import Any

from scrapyd.website import File, Root


class Utf8Root(Root):
    """Scrapyd's root page; it serves the logs as UTF-8."""

    def __init__(self, config: Any, app: Any) -> None:
        super().__init__(config, app)
        if self.logs_dir:
            # `.log` has a type of its own in some systems' tables.
            logs = File(self.logs_dir, "text/plain; charset=utf-8")
            logs.contentTypes = {}
            self.putChild(b"logs", logs)
