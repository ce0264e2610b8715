"""Define the statements about the use of an article, and choose among several of them.

If statements contradict each other, the strictest one holds: it permits least.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

from newsbot.items.described import choice, described, nested

if TYPE_CHECKING:
    from collections.abc import Iterable

RightsSource = Literal[
    "json-ld", "microdata", "link", "meta", "http-header", "robots.txt", "ai.txt", "tdmrep.json"
]
Use = Literal["ai-train", "ai-input", "search", "tdm"]
# Directives of robots metas and X-Robots-Tag that restrict a use, in the order of the items' lists.
DIRECTIVES = ("noindex", "noarchive", "nosnippet", "noai", "noimageai")
# Response headers with statements. They hold for a page that a browser renders, too.
HEADERS = "X-Robots-Tag TDM-Reservation TDM-Policy Content-Signal Content-Usage Link".split()
# An article is reserved if one of these uses is not allowed, see reserved_by.
RESERVED_USES = ("ai-train", "ai-input", "tdm")

_SOURCE = choice("where the statement stands", get_args(RightsSource))
_FLAGS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
_CREATIVE_COMMONS = re.compile(r"creativecommons\.org/licen[sc]es/([a-z-]+)|\bcc[ -](by[a-z -]*)")
_PUBLIC_DOMAIN = re.compile(r"creativecommons\.org/(?:publicdomain|share-your)|\bcc-?0\b")
_UNKNOWN_LICENSE = 100  # the strictest: nothing is known that it permits
_RESTRICTIONS = {"by": 1, "sa": 2, "nc": 4, "nd": 8}  # of Creative Commons; the sum is compared


@dataclass
class Statement:
    """A text or URL that the page or its site states."""

    value: str = field(metadata=described("as stated; URLs are absolute"))
    source: str = field(metadata=_SOURCE)


@dataclass
class Directives:
    """Directives for robots that restrict a use; at least one."""

    value: list[str] = field(metadata=described(f"of {', '.join(DIRECTIVES)}"))
    source: str = field(metadata=_SOURCE)


@dataclass
class Reservation:
    """A statement whether the rights of text and data mining are reserved (W3C TDMRep)."""

    value: bool = field(metadata=described("true: they are reserved"))
    source: str = field(metadata=_SOURCE)


@dataclass
class AiSignal:
    """A statement whether a use by AI is allowed, to everyone or to named agents."""

    use: str = field(metadata=choice("the use", get_args(Use)))
    allowed: bool = field(metadata=described("false: the use is not allowed"))
    agents: list[str] = field(metadata=described("the agents that are named; empty: everyone"))
    source: str = field(metadata=_SOURCE)


@dataclass
class Rights:
    """All statements about the use of an article; a field is None without a statement."""

    license: Statement | None = field(
        default=None, metadata=nested("the licence that the page names")
    )
    copyright_holder: Statement | None = field(
        default=None, metadata=nested("the holder's name as printed")
    )
    robots_meta: Directives | None = field(
        default=None, metadata=nested("restricting directives of the page's robots metas")
    )
    x_robots_tag: Directives | None = field(
        default=None, metadata=nested("the same of the X-Robots-Tag header")
    )
    tdm_reservation: Reservation | None = field(
        default=None, metadata=nested("whether text and data mining is reserved (W3C TDMRep)")
    )
    tdm_policy: Statement | None = field(
        default=None, metadata=nested("the URL of the policy for text and data mining")
    )
    ai_signals: list[AiSignal] | None = field(
        default=None, metadata=nested("signals of robots.txt, ai.txt, tdmrep.json for AI")
    )


def read_flag(value: Any) -> bool | None:
    """Return a boolean, a number or a word as True or False; None for any other value.

    Words may be URLs of schema.org (``https://schema.org/False``).
    """
    if isinstance(value, dict):
        value = value.get("@value", value.get("@id"))
    if isinstance(value, bool | int | float):
        return bool(value) if value in (0, 1) else None
    if not isinstance(value, str):
        return None
    return _FLAGS.get(re.split(r"[/:#]", value.strip())[-1].strip().lower())


def strictest_flag(flags: Iterable[tuple[bool | None, str]]) -> tuple[bool, str] | None:
    """Return the first (flag, source) that is False, else the first that is True, else None."""
    stated = [(flag, source) for flag, source in flags if flag is not None]
    refused = (flag for flag in stated if not flag[0])
    return next(refused, stated[0] if stated else None)


def strictest_reservation(reservations: Iterable[Reservation | None]) -> Reservation | None:
    """Return the first reservation that reserves, else the first one, else None."""
    known = [reservation for reservation in reservations if reservation]
    reserved = (reservation for reservation in known if reservation.value)
    return next(reserved, known[0] if known else None)


def strictest_license(licenses: Iterable[Statement]) -> Statement | None:
    """Return the strictest licence, the first one of several; None without a licence."""
    return max(licenses, key=lambda license_: _strictness(license_.value), default=None)


def _strictness(license_: str) -> int:
    text = license_.lower()
    if _PUBLIC_DOMAIN.search(text):
        return 0
    found = _CREATIVE_COMMONS.search(text)
    if found is None:
        return _UNKNOWN_LICENSE
    words = re.split(r"[ -]+", found[1] or found[2])
    return sum(_RESTRICTIONS.get(word, 0) for word in dict.fromkeys(words))


def strictest_signals(signals: Iterable[AiSignal]) -> list[AiSignal] | None:
    """Return the strictest signal for each use and agent; None without a signal.

    Agents with the same use, answer and source share a signal.
    """
    strictest: dict[tuple[str, str], AiSignal] = {}  # (use, agent or "") → signal
    for signal in signals:
        for agent in signal.agents or [""]:
            known = strictest.setdefault((signal.use, agent), signal)
            if known.allowed and not signal.allowed:
                strictest[signal.use, agent] = signal
    joined: dict[tuple[str, bool, str, bool], AiSignal] = {}
    for (use, agent), signal in strictest.items():
        key = (use, signal.allowed, signal.source, bool(agent))
        one = joined.setdefault(key, AiSignal(use, signal.allowed, [], signal.source))
        one.agents.extend(filter(None, [agent]))
    return list(joined.values()) or None


def with_site(page: Rights, site: Rights) -> Rights:
    """Return the statements of a page joined with those of the files of its site."""
    reservation = strictest_reservation((page.tdm_reservation, site.tdm_reservation))
    policies = [page.tdm_policy, site.tdm_policy]
    if reservation is site.tdm_reservation:
        policies.reverse()
    return Rights(
        page.license,
        page.copyright_holder,
        page.robots_meta,
        page.x_robots_tag,
        reservation,
        next(filter(None, policies), None),
        strictest_signals([*(page.ai_signals or ()), *(site.ai_signals or ())]),
    )


def reserved_by(rights: Rights | None) -> str | None:
    """Return the signal that reserves mining or use by AI, for people; None without one.

    A signal that restricts search engines alone (``noindex``, ``search=no``) reserves nothing.
    """
    if rights is None:
        return None
    if (reservation := rights.tdm_reservation) and reservation.value:
        return f"tdm-reservation ({reservation.source})"
    for directives in (rights.robots_meta, rights.x_robots_tag):
        if directives and "noai" in directives.value:
            return f"noai ({directives.source})"
    for signal in rights.ai_signals or ():
        if not signal.allowed and signal.use in RESERVED_USES:
            agents = f" for {', '.join(signal.agents)}" if signal.agents else ""
            return f"{signal.use} not allowed{agents} ({signal.source})"
    return None
