"""Times counted back from now: ``2 घंटे पहले``, ``an hour ago``, ``अभी-अभी``."""

import re
from calendar import monthrange
from datetime import date, datetime, timedelta

from newsbot.dates.beside import names_only
from newsbot.dates.tokens import Line
from newsbot.dates.words import DAY_PHRASES, NOW_PHRASES, fold

_COUNT = "(?:qq|h?[nqye]|h),?[uH]"
# A place or desk may stand before (इंदौर 3 मिनट पहले); after, only a writer (by …); else it is prose.
_AGO = re.compile(
    rf"[,.S]*(?P<words>(?:[xXvCs],?S*){{0,4}})~?(?P<counts>{_COUNT}(?:[,&]?{_COUNT}){{0,2}}),?g"
    r"(?P<writer>,?B(?:,?[xXvCs]){1,4})?(?:,?[Cs]){0,3}[,.S]*"
)

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400}
_MONTHS = {"month": 1, "year": 12}
_LONGEST_PHRASE = 8  # tokens, separators too


def days_of_phrase(line: Line) -> int:
    """Return how many days before today a set phrase (``बीता कल``) means, 0 if it is none."""
    return DAY_PHRASES.get(_phrase(line), 0)


def read_ago(line: Line, now: datetime) -> datetime | None:
    """Return the instant that ``line`` counts back to from ``now``, or None if it is no count.

    Where the month counted back to is shorter, its last day. A part of a month (``डेढ़ महीने``) is
    no count.
    """
    if _phrase(line) in NOW_PHRASES:
        return now
    found = _AGO.fullmatch(line.signature)
    if not found or not (found["writer"] or names_only(line, *found.span("words"))):
        return None  # मेला 2 दिन पहले: before the fair?
    seconds, months, numbers, kinds = 0.0, 0.0, list[float](), ""
    for index in range(*found.span("counts")):
        kind, value = line.signature[index], line.values[index]
        if kind in "hnqye":
            numbers, kinds = [*numbers, value], kinds + kind
        elif kind in "uH":
            count = _count(kinds, *numbers)
            if count is None:
                return None
            seconds += count * _SECONDS.get(value, 0)
            months += count * _MONTHS.get(value, 0)
            numbers, kinds = [], ""
    return _back(now, seconds, months)


def _phrase(line: Line) -> str:
    if len(line.signature) > _LONGEST_PHRASE:
        return ""
    words = [line.word(i) for i, kind in enumerate(line.signature) if kind not in ",.S"]
    return fold(" ".join(words))


def _count(kinds: str, first: float, *rest: float) -> float | None:
    """Return what the number words before one unit count together, None for no sensible count."""
    if kinds[0] == "h":  # सवा दो, पौने दो; सवा (घंटे) is of one
        number = rest[0] if rest else 1
        whole = number == int(number) and (bool(rest) or abs(first) == 0.25)
        return number + first if whole else None
    if rest:  # half an (hour); not "दो तीन"
        return first * rest[0] if (first, rest[0]) == (0.5, 1) else None
    return first


def _back(now: datetime, seconds: float, months: float) -> datetime | None:
    if months != int(months) or months > 12 * 100 or seconds > 86400 * 366 * 100:
        return None
    year, month = divmod(now.year * 12 + now.month - 1 - int(months), 12)
    day = min(now.day, monthrange(year, month + 1)[1])
    at = datetime.combine(date(year, month + 1, day), now.timetz())
    return at - timedelta(seconds=seconds)
