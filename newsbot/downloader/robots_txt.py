"""Interpret a robots.txt and the answer of its request by RFC 9309, whose sections are cited."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

# Key of request.meta: the seconds between two requests that the robots.txt of the host asks for.
CRAWL_DELAY = "crawl_delay"

MAX_BYTES = 512 * 1024  # size of a robots.txt; a parser must accept 500 KiB (2.5)
MAX_REDIRECTS = 5  # redirects in a row (2.3.1.2)
MAX_CRAWL_DELAY = 120  # seconds; a longer delay could make a run last for days
COPY_SECONDS = 86_400  # seconds for which a copy is valid if the file cannot be fetched (2.4)

# Statuses of a file that is unreachable now (2.3.1.4). 429 does not mean that there is no file,
# which other 4xx mean (2.3.1.3).
OUTAGES = frozenset({429, *range(500, 600)})
REDIRECTS = (301, 302, 303, 307, 308)

# Text has none of these characters; rules in UTF-16 and UTF-32 have NUL.
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_DOS_END = b"\x1a"
_USER_AGENT = re.compile(rb"^[ \t]*user-?agent[ \t]*:", re.IGNORECASE | re.MULTILINE)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# The greatest share of characters that are not UTF-8: comments may be in an older charset, while
# rules are ASCII.
_MAX_BAD = 0.1
_LINE_END = re.compile(r"\r\n|\r|\n")  # the line ends of RFC 9309 (2.2), no others
_AGENT_LINE = re.compile(r"\s*user[-\s]*agent(?:\s*:|\s)", re.IGNORECASE)
_WORD = re.compile(r"[\w-]+")


def problem_of(body: bytes) -> str | None:
    """Return in words why the body of an answer is not a robots.txt; None if it may be one.

    HTML, which many sites answer with, counts as a robots.txt without rules.
    """
    if len(body) > MAX_BYTES:
        return f"it is longer than {MAX_BYTES // 1024} KiB"
    if body.startswith(_UTF_16) or _CONTROLS.search(body.removesuffix(_DOS_END)):
        return "it holds binary data, or text that is not UTF-8"
    text = body.decode("utf-8", "replace")
    if text.count("\ufffd") > len(text) * _MAX_BAD and not _USER_AGENT.search(body):
        return "it holds binary data, or text that is not UTF-8"
    return None


def failure_of(response: Response) -> tuple[str, str] | None:
    """Return (reason, detail) of an answer after which nothing may be fetched; else None.

    A file that does not exist allows all (2.3.1.3): 4xx, and redirects that lead nowhere.
    """
    if response.status in OUTAGES:
        return f"http_{response.status}", f"status {response.status}"
    problem = problem_of(response.body) if response.status < 300 else None
    return ("robots_unavailable", problem) if problem else None


def rules_of(response: Response) -> bytes:
    """Return the robots.txt of an answer; empty, without rules, if there is no file."""
    return response.body if response.status < 300 else b""


def agents_in(value: str) -> list[str]:
    """Return the agents in the value of a ``User-agent`` line, in lower case.

    The version, text after the name, and stars at its end are removed: a site may copy all of
    ``newsbot/1.0 (+https://…)``. Some lines name several agents, separated by commas.
    """
    names: list[str] = []
    for part in value.partition("#")[0].lower().split(","):
        name = part.partition("/")[0].strip()
        names += dict.fromkeys(agent.rstrip("*") or agent for agent in (name, *name.split()[:1]))
    return names


def for_agent(text: bytes, user_agent: str) -> bytes:
    """Rewrite a robots.txt so that each group is for ``user_agent``, for ``*``, or for another.

    Parsers differ: one may apply a group for ``news`` to newsbot, not apply a group for
    ``newsbot/1.0``, or end a line at U+2028 in a comment. Protego makes a rule of each line for
    each user agent above it; here these are a few, however many the file names.
    """
    own_words = set(_WORD.findall(user_agent.lower()))
    # A name that is longer than all words of user_agent, so that none of them contains it.
    another = f"{max(own_words, key=len, default='')}-other"
    lines = []
    for line in _LINE_END.split(text.decode("utf-8", "ignore").lstrip("\ufeff")):
        plain = " ".join(line.splitlines())
        if match := _AGENT_LINE.match(plain):
            names = agents_in(plain[match.end() :])
            known = [agent for agent in names if agent in own_words or agent == "*"]
            lines += [f"User-agent: {agent}" for agent in known or [another]]
        else:
            lines.append(plain)
    return "\n".join(lines).encode()


def crawl_delay_of(parser: RobotParser, user_agent: str) -> float:
    """Return the ``Crawl-delay`` for a user agent in seconds, 0 to MAX_CRAWL_DELAY; 0 for none.

    The agent's own group decides if there is one, else the group of ``*``.
    """
    seconds = parser.crawl_delay(user_agent) or 0
    return min(seconds, MAX_CRAWL_DELAY) if seconds > 0 else 0  # nan > 0 is False
