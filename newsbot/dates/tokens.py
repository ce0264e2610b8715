"""Text of a date → tokens, each with a one-letter kind.

The kinds of a line, joined, are its signature: ``02 February 2026, 10:23 PM IST`` is ``nMy,cAz``.
The grammar is regular expressions over signatures; a character's place is its token's index.

=====  ==============================================================================
kind   token
=====  ==============================================================================
n o    number of one or two digits; the same as an English ordinal (``2nd``)
y e    number of four digits; any other number
d      numeric date with a four-digit year, or ``02-Feb-26`` (value: date or None if invalid)
i      ISO 8601 date and time
c      clock time (value: hour, minute, second, microsecond)
Z      offset from UTC in digits (value: timezone or None if no place on earth keeps it)
M W    month, weekday
A P k  am or pm, part of the day, word that narrows the part
z      zone's name (value: timezone or None if it has two meanings or is a place abroad)
q h u  number word, fraction word, unit of time (``H``: hours, also after a clock)
g r    ago; today, yesterday (value: days before today)
L l t  word of a label; word beside it; the word "date" or "time"
C s    place or publisher; word that ends a source's name (desk, news)
``,``  separators or brackets, any number (so no two stand side by side)
``.``  full stops, danda, abbreviation sign
x X    any other word; the same in two to five Latin capitals (may be an unknown zone)
f      word that makes the line a sentence or the date another thing's
S K    symbol that may decorate a date (a clock, an icon); any other character
=====  ==============================================================================

The rest (``b J a p B O D ~ & R v V F``) are single words: see ``PLAIN`` in words.py.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, timedelta, timezone
from functools import lru_cache
from typing import Any, NamedTuple

from newsbot.dates.sources import PUBLISHER_PATTERNS
from newsbot.dates.words import SPACED, WORDS, fold
from newsbot.dates.zones import INDIAN_TZ_NAMES, ZONES

_D = "[0-9०-९]"
_PUBLISHERS = "|".join(PUBLISHER_PATTERNS).replace(" ", r"\ ")
_LETTER = "[\u0900-\u0963\u0971-\u097f\u200c\u200d]"
_SPACED = "|".join(word.replace("_", r"[.॰]?\ ?") for word in SPACED)
_TZ_AREAS = "Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc"
_STOPS = ".।॥॰…"
_INVISIBLE = "\u00ad\u200b\u200e\u200f\u2060\ufeff"
_SEPARATORS = re.escape(_STOPS + _INVISIBLE + ",:;|/\\()[]{}-–—−•·@'’‘\"“”_~*>»，：｜")
_TOKEN = re.compile(
    # The commonest kinds first; a space before a token is eaten with it. Both are for speed.
    rf"""
    \ ?(?:
    (?P<A>[AaPp](?:\.\ ?[Mm]\b\.?|[Mm](?![a-z])|(?<={_D}\ [AaPp])\ [Mm]\b))
  | (?P<spaced>(?:{_SPACED})(?!{_LETTER})[.॰]?)
  | (?P<dotted>[A-Z](?:\.[A-Z]){{1,4}}\b\.?(?!\ ?[A-Z][a-z]))
  | (?P<tz>(?:{_TZ_AREAS})/[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)?)
  | (?P<C>(?:{_PUBLISHERS})(?!{_D}))
  | (?P<w>पहले(?=[क-हअ-औ])|[A-Z]?[a-z]+(?:'clock)?|[A-Z]+(?![a-z])|[A-Z]+(?=[A-Z][a-z])
        |[A-Z]
        |{_LETTER}+|[^\W\d_]+)
  | (?P<i>{_D}{{4}}-{_D}{{2}}-{_D}{{2}}T{_D}{{2}}:{_D}{{2}}(?::{_D}{{2}}(?:[.,]{_D}{{1,9}})?)?
        (?:Z|\ ?[+-]{_D}{{1,2}}:?[0-5०-५]{_D})?(?!{_D}))
  | (?P<d>{_D}{{1,4}}(?P<by>\ ?[-/.]\ ?){_D}{{1,2}}(?P=by){_D}{{1,4}}(?![-/.]?{_D}|:))
  | (?P<d2>{_D}{{1,2}}-[A-Za-z]{{3,9}}-{_D}{{2}}(?!{_D}|:))
  | (?P<c>{_D}{{1,2}}:{_D}{{2}}(?::{_D}{{2}}(?:[.,]{_D}{{1,6}})?)?(?![:.]?{_D})
        | {_D}{{1,2}}\.{_D}{{2}}(?=\ ?(?:[AaPp]\.?[Mm]\b|बजे|hrs\b|IST\b)))
  | (?P<o>{_D}{{1,2}}(?:st|nd|rd|th)\b)
  | (?P<n>{_D}+)
  | (?P<Z>\+{_D}{{1,2}}:?{_D}{{2}}(?!{_D})
        | (?=-)(?:(?<=:{_D}{{2}}:{_D}{{2}})|(?<=:{_D}{{2}}:{_D}{{2}}\ ))
          -{_D}{{2}}:?{_D}{{2}}(?!{_D})
        | (?=-)(?<=[0-9MmTC]\ )-{_D}{{4}}(?!{_D})
        | (?=[+-])(?:(?<=GMT)|(?<=UTC))[+-]{_D}{{1,2}}(?::?{_D}{{2}})?(?!{_D}))
  | (?P<sep>[{_SEPARATORS}](?:\ ?[{_SEPARATORS}])*)
  | (?P<sign>\S)
    )
    """,
    re.VERBOSE,
)


# समय: 22.23. Elsewhere two numbers with a dot between are a clock only before pm, बजे or hrs.
_CLOCK_AFTER_LABEL = re.compile(
    rf"((?:समय|टाइम|[Tt]ime|TIME) ?[:：–-]? ?{_D}{{1,2}})\.({_D}{{2}})(?![.:]?{_D})"
)

CUT = object()
"""The value of a separator that stands for what was cut out, and joins what stands around it."""
BREAK = object()
"""The same, where it sets apart what stands around it."""


class Line(NamedTuple):
    """Tokens of ``text``: the kind, value and place of the ``i``th are ``signature[i]``,
    ``values[i]`` and ``span(i)``."""

    text: str
    signature: str
    values: list[Any]
    matches: list[re.Match[str]]

    def span(self, index: int) -> tuple[int, int]:
        """Return where in ``text`` the token stands."""
        match = self.matches[index]
        return match.span(match.lastgroup or 0)

    def word(self, index: int) -> str:
        """Return the token as printed."""
        match = self.matches[index]
        return match[match.lastgroup or 0]

    def take(self, order: Sequence[int]) -> "Line":
        """Return a line of these tokens, in this order."""
        return Line(
            self.text,
            "".join([self.signature[i] for i in order]),
            [self.values[i] for i in order],
            [self.matches[i] for i in order],
        )

    def without(self, start: int, end: int, mark: object = CUT) -> "Line":
        """Return the line with one separator, of value ``mark``, in place of these tokens."""
        return Line(
            self.text,
            self.signature[:start] + "," + self.signature[end:],
            [*self.values[:start], mark, *self.values[end:]],
            self.matches[: start + 1] + self.matches[end:],
        )


def tokenize(text: str) -> Line:
    """Return the tokens of ``text``, whose white space is folded."""
    with_colons = _CLOCK_AFTER_LABEL.sub(r"\g<1>:\g<2>", text)  # of the same length
    matches = list(_TOKEN.finditer(with_colons))
    tokens = [_read(match.lastgroup, match[0]) for match in matches]
    return Line(text, "".join([t[0] for t in tokens]), [t[1] for t in tokens], matches)


@lru_cache(maxsize=4096)  # the same few hundred words, numbers and times make up most dates
def _read(group: str | None, text: str) -> tuple[str, Any]:
    return _READERS[group or "sign"](text.removeprefix(" "))


def _number(text: str) -> tuple[str, int]:
    return {1: "n", 2: "n", 4: "y"}.get(len(text), "e"), int(text)


def _word(text: str) -> tuple[str, Any]:
    found = WORDS.get(text) or WORDS.get(fold(text))
    if len(text) == 1 and text.isupper() and text not in "AZ":
        return "x", text  # an initial, not a unit
    if found:
        return found
    return ("X" if text.isascii() and text.isupper() and 2 <= len(text) <= 5 else "x"), text


def _spaced(text: str) -> tuple[str, Any]:
    return _word(re.sub("[.॰ ]", "", text))


def _dotted(text: str) -> tuple[str, Any]:
    kind, value = _word(text.replace(".", ""))
    return (kind, value) if kind in "zC" else ("X", text)


def _tz_name(text: str) -> tuple[str, timezone | None]:
    return "z", ZONES[5.5] if text in INDIAN_TZ_NAMES else None


def _meridiem(text: str) -> tuple[str, str]:
    return "A", "am" if text[0] in "Aa" else "pm"


def _sign(text: str) -> tuple[str, None]:
    return ("S" if unicodedata.category(text) in _DECORATION and text not in "©®" else "K"), None


# Pictographs, their modifiers and selectors, private use (icon fonts).
_DECORATION = frozenset(("So", "Sk", "Cf", "Mn", "Co"))


def _date(text: str) -> tuple[str, date | None]:
    parts = re.split(r" ?[-/.] ?", text)
    if len(parts[2]) == 4:
        day, month, year = parts
    elif len(parts[0]) == 4 and len(parts[2]) <= 2:
        year, month, day = parts
    else:  # two-digit year: which number is it?
        return "e", None
    return "d", _valid_date(int(year), int(month), int(day))


def _date_with_month_name(text: str) -> tuple[str, date | None]:
    day, month, year = text.split("-")
    kind, value = _word(month)
    return ("d", _valid_date(2000 + int(year), value, int(day))) if kind == "M" else ("e", None)


def _valid_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _clock(text: str) -> tuple[str, tuple[int, int, int, int]]:
    hour, minute, *rest = re.split("[:.,]", text, maxsplit=3)
    second = int(rest[0]) if rest else 0
    return "c", (
        int(hour),
        int(minute),
        second,
        int(rest[1].ljust(6, "0")) if rest[1:] else 0,
    )


def _offset(text: str) -> tuple[str, timezone | None]:
    digits = text[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    if hours > 14 or minutes not in (0, 30, 45):
        return "Z", None
    span = timedelta(hours=hours, minutes=minutes)
    return "Z", timezone(-span if text[0] == "-" else span)


_READERS: dict[str, Callable[[str], tuple[str, Any]]] = {
    "i": lambda text: ("i", text),
    "d": _date,
    "d2": _date_with_month_name,
    "c": _clock,
    "Z": _offset,
    "o": lambda text: ("o", int(text[:-2])),
    "n": _number,
    "A": _meridiem,
    "w": _word,
    "spaced": _spaced,
    "dotted": _dotted,
    "tz": _tz_name,
    "C": lambda text: ("C", text),
    "sep": lambda text: ("," if text.strip(_STOPS) else ".", None),
    "sign": _sign,
}
