"""Read preferences for the use of content: ``Content-Signal`` and ``Content-Usage``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from newsbot.hindi.data_files import read_table
from newsbot.items.rights import read_flag

if TYPE_CHECKING:
    from collections.abc import Iterator

_USES: dict[str, str] = read_table("ai_agents.toml")["preferences"]
_PAIR = re.compile(r"([A-Za-z][\w-]*)\s*=\s*([A-Za-z]+)")
MAX_PAIRS = 50


class Preference(NamedTuple):
    """A statement whether a use of content is allowed.

    Attributes:
        pattern: The path to which the statement applies, "" for all paths.
        use: The use, as ai_agents.toml names it.
        allowed: Whether it is allowed.
    """

    pattern: str
    use: str
    allowed: bool


def preferences_in(value: str) -> Iterator[Preference]:
    """Yield the preferences of a line: ``search=yes, ai-train=no``, ``/path train-ai=n``."""
    pattern = ""
    value = value.strip()
    if value.startswith("/"):
        pattern, _, value = value.partition(" ")
    for found, _ in zip(_PAIR.finditer(value), range(MAX_PAIRS), strict=False):
        use = _USES.get(found[1].lower())
        allowed = read_flag({"y": "yes", "n": "no"}.get(found[2].lower(), found[2]))
        if use and allowed is not None:
            yield Preference(pattern, use, allowed)
