"""``scrapy doctor`` in a process of its own, and sites to aim it at."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from samplesite import Site
from tests import forked
from tests.crawling import SmallSite

ROBOTS = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nAllow: /\n")


@dataclass
class Visit:
    """What ``scrapy doctor`` said."""

    status: int
    out: str
    progress: str

    @property
    def report(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self.out)
        return said

    @property
    def problems(self) -> str:
        return "\n".join(f"{each['what']} {each['do']}" for each in self.report["problems"])


def doctor(*arguments: str, **environment: str) -> Visit:
    """Run ``scrapy doctor`` to its end."""
    done = forked.run(["doctor", *arguments], environment)
    return Visit(done.returncode, done.stdout, done.stderr)


@dataclass
class SampleSite(SmallSite):
    """The sample site, with some words of its pages replaced."""

    site: Site = field(default_factory=lambda: Site(articles=200))
    changes: dict[str, str] = field(default_factory=dict)

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        self.asked.append(path)
        if path in self.pages:
            status, headers, body = self.pages[path]
        else:
            status, headers, body = self.site.response(path)
        if "html" in headers.get("Content-Type", ""):
            text = body.decode()
            for old, new in self.changes.items():
                text = text.replace(old, new)
            body = text.encode()
        headers = {name: value for name, value in headers.items() if name != "Content-Length"}
        return status, headers, body
