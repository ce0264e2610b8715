"""Parse times that count back from now: ``2 घंटे पहले``, ``an hour ago``, ``अभी-अभी``."""

import re

from newsbot.dates.context import are_known_names
from newsbot.dates.tokens import Tokens

_COUNT = re.compile("(?:qq|h?[nqye]|h),?[uH]")
# A place or desk is allowed before it (इंदौर 3 मिनट पहले), and only a writer (by …) after it. Any
# other text is prose.
_AGO = re.compile(
    rf"[,.S]*(?P<words>(?:[xXvCs],?S*){{0,4}})~?(?P<counts>{_COUNT.pattern}(?:[,&]?{_COUNT.pattern}){{0,2}}),?g"
    r"(?P<writer>,?B(?:,?[xXvCs]){1,4})?(?:,?[Cs]){0,3}[,.S]*"
)
MAX_COUNT = 100_000_000


def read_ago(tokens: Tokens) -> dict[str, float] | None:
    """Return unit → number that the tokens count back (``{"hour": 3.5}``); None for other texts.

    None for a fraction of a month (``डेढ़ महीने``) too.
    """
    if tokens.kinds.strip(",.S") == "N":
        return {}
    found = _AGO.fullmatch(tokens.kinds)
    if not found or not (found["writer"] or are_known_names(tokens, *found.span("words"))):
        return None  # मेला 2 दिन पहले: before the fair?
    counts = dict[str, float]()
    for match in _COUNT.finditer(tokens.kinds, *found.span("counts")):
        places = [i for i in range(*match.span()) if tokens.kinds[i] != ","]
        *numbers, unit = (tokens.values[i] for i in places)
        count = _count(*numbers, is_fraction=match[0][0] == "h")
        if count is None or count > MAX_COUNT:
            return None
        if unit == "year" and count % 1:
            unit, count = "month", count * 12
        counts[unit] = counts.get(unit, 0) + count
    return None if counts.get("month", 0) % 1 else counts


def _count(first: float, *rest: float, is_fraction: bool) -> float | None:
    """Return the number of the number words before a unit; None if they do not fit."""
    if is_fraction:  # सवा दो, पौने दो; in सवा (घंटे) the number is one
        number = rest[0] if rest else 1
        return number + first if number % 1 == 0 and (rest or abs(first) == 0.25) else None
    if rest:  # half an (hour); not "दो तीन"
        return first if (first, rest[0]) == (0.5, 1) else None
    return first
