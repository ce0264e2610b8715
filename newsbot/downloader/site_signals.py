"""Read the declarations of robots.txt, ai.txt and tdmrep.json about the use of a site's pages.

Patterns work as in robots.txt (RFC 9309): they may have ``*`` and ``$``, and the longest pattern
that matches a path decides. Among patterns of the same length, the strictest rule decides.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from urllib.parse import quote, urljoin, urlsplit

from newsbot.downloader.robots_txt import agents_in
from newsbot.hindi.data_files import read_table
from newsbot.items.rights import (
    AiSignal,
    Reservation,
    Rights,
    Statement,
    read_flag,
    strictest_signals,
)
from newsbot.page.structured_data.usage_preferences import Preference, preferences_in
from newsbot.urls import PAGE_EXTENSION, PERCENT_ENCODED, SAFE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_RULES = 1000  # rules of a file for the agents below; a file with more is ignored
USER_AGENT = ("user-agent", "user agent", "useragent")  # the spellings of the field
EVERYONE = frozenset({"*", "newsbot"})
# agent in lower case → (agent, use of the pages)
_AGENTS = {
    agent.lower(): (agent, use)
    for use, agents in read_table("ai_agents.toml")["agents"].items()
    for agent in agents
}


class Rule(NamedTuple):
    """A rule that allows or forbids an agent the paths of a pattern."""

    pattern: str
    allowed: bool


class TdmRule(NamedTuple):
    """A rule of a tdmrep.json: is text and data mining reserved for the paths of a pattern?

    ``policy``: the URL of the policy, as the file has it.
    """

    pattern: str
    reserved: bool
    policy: str | None


PatternRule = TypeVar("PatternRule", Rule, TdmRule, Preference)


@dataclass(frozen=True)
class AgentFile:
    """The rules and preferences of a robots.txt or ai.txt about AI.

    Attributes:
        source: The name of the file.
        rules: Agent in lower case → its rules; for agents of AI, and in an ai.txt for ``*`` too.
        preferences: Use → the preferences in groups for everyone.
    """

    source: str
    rules: dict[str, list[Rule]] = field(default_factory=dict)
    preferences: dict[str, list[Preference]] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str, source: str) -> AgentFile:
        """Parse a file; return an AgentFile without rules if the file has too many."""
        file, count = cls(source), 0
        known = _AGENTS.keys() | EVERYONE
        agents: dict[str, None] | None = None  # agents of the group; None before the first group
        is_after_rule = True
        for name, value in robots_lines(text):
            if name in USER_AGENT:
                agents = {} if is_after_rule or agents is None else agents
                is_after_rule = False
                agents |= {agent: None for agent in agents_in(value) if agent in known}
            elif name in ("allow", "disallow"):
                is_after_rule = True
                if agents and (value or name == "disallow"):  # an empty Disallow allows all
                    rule = Rule(_encoded(value), name == "allow" or not value)
                    for agent in agents:
                        if agent in EVERYONE and source != "ai.txt":
                            continue
                        count += 1
                        file.rules.setdefault(agent, []).append(rule)
            elif name in ("content-signal", "content-usage"):
                is_after_rule = True
                if agents is None or not EVERYONE.isdisjoint(agents):
                    for preference in preferences_in(value):
                        count += 1
                        file.preferences.setdefault(preference.use, []).append(preference)
            if count > MAX_RULES:
                return cls(source)
        return file

    def signals(self, path: str) -> Iterator[AiSignal]:
        """Yield the signals of the file for a path."""
        for use, preferences in self.preferences.items():
            if found := most_specific(preferences, [path]):
                allowed = all(rule.allowed for rule in found)
                yield AiSignal(use, allowed, [], self.source)
        # An ai.txt names types of files, and an article is HTML even without an extension.
        is_page = self.source == "ai.txt" and not PAGE_EXTENSION.search(path.partition("?")[0])
        paths = [path, f"{path}.html"] if is_page else [path]
        for agent, rules in self.rules.items():
            if found_rules := most_specific(rules, paths):
                # If an Allow and a Disallow have the same length, Allow wins (RFC 9309, 2.2.2).
                allowed = any(rule.allowed for rule in found_rules)
                name, use = _AGENTS.get(agent, ("", "ai-train"))
                yield AiSignal(use, allowed, [name] if name else [], self.source)


@dataclass(frozen=True)
class SiteSignals:
    """The declarations of one host's files about AI and text and data mining."""

    files: tuple[AgentFile, ...] = ()
    tdm: tuple[TdmRule, ...] = ()

    def rights_of(self, url: str) -> Rights:
        """Return the rights of a page of the host, by the files."""
        parts = urlsplit(url)
        path = _encoded(parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        signals = [signal for file in self.files for signal in file.signals(path)]
        rule = max(most_specific(self.tdm, [path]), key=lambda rule: rule.reserved, default=None)
        if rule is None:
            return Rights(ai_signals=strictest_signals(signals))
        source = "tdmrep.json"
        policy = _absolute(rule.policy, url)
        signals.append(AiSignal("tdm", not rule.reserved, [], source))
        return Rights(
            tdm_reservation=Reservation(rule.reserved, source),
            tdm_policy=Statement(policy, source) if policy else None,
            ai_signals=strictest_signals(signals),
        )


def read_tdm_rules(body: bytes) -> tuple[TdmRule, ...]:
    """Return the rules of a ``/.well-known/tdmrep.json``; empty if the body is not such a file."""
    try:
        content = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return ()
    rules = list(_tdm_rules(content if isinstance(content, list) else [content]))
    return tuple(rules) if len(rules) <= MAX_RULES else ()


def _tdm_rules(entries: Iterable[Any]) -> Iterator[TdmRule]:
    for entry in entries:
        if not isinstance(entry, dict):
            continue
        location, policy = entry.get("location"), entry.get("tdm-policy")
        reserved = read_flag(entry.get("tdm-reservation"))
        if isinstance(location, str) and location.strip() and reserved is not None:
            pattern = _encoded(_path_of(location.strip()))
            pattern = pattern if pattern[:1] in ("/", "*") else f"/{pattern}"
            yield TdmRule(pattern, reserved, policy if isinstance(policy, str) else None)


def _path_of(location: str) -> str:
    """Return a location without scheme and host; some files have absolute URLs."""
    scheme, colon, rest = location.partition("://")
    if not colon or scheme.lower() not in ("http", "https"):
        return location
    return rest[len(rest.partition("/")[0]) :]


def _absolute(policy: str | None, url: str) -> str | None:
    """Return the absolute http or https URL of a policy; None if it has none."""
    with suppress(ValueError):
        found = urljoin(url, policy.strip()) if policy and policy.strip() else ""
        if urlsplit(found).scheme in ("http", "https"):
            return found
    return None


def robots_lines(text: str) -> Iterator[tuple[str, str]]:
    """Yield (name in lower case, value) of the lines of a robots.txt, without comments."""
    for line in text.removeprefix("\ufeff").splitlines():
        name, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield name.strip().lower(), value.strip()


def most_specific(rules: Iterable[PatternRule], paths: list[str]) -> list[PatternRule]:
    """Return the rules that match one of the paths and have the longest pattern."""
    found = [rule for rule in rules if any(matches(rule.pattern, path) for path in paths)]
    longest = max((len(rule.pattern) for rule in found), default=0)
    return [rule for rule in found if len(rule.pattern) == longest]


def matches(pattern: str, path: str) -> bool:
    """Return whether a pattern of robots.txt matches a path; takes linear time."""
    is_whole = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    if not others:
        return not is_whole or at == len(path)
    *between, last = others
    for piece in between:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    if is_whole:
        return path.endswith(last) and len(path) - len(last) >= at
    return path.find(last, at) >= 0


def _encoded(path: str) -> str:
    """Percent-encode a path or pattern as in a URL."""
    quoted = quote(path, safe=SAFE + "?", errors="replace")
    return PERCENT_ENCODED.sub(lambda octet: octet[0].upper(), quoted)
