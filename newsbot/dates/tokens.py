"""Split the text of a date into tokens, each with a one-letter kind.

The regular expressions of the grammar match the string of all kinds: it is ``nMy,cAz`` for
``02 February 2026, 10:23 PM IST``. The index of a letter is the index of its token.

newsbot/data/dates.toml begins with a table of the kinds.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from newsbot.dates.words import IST_MINUTES, PUBLISHER_PATTERNS, SETS, SPACED, WORDS, fold_word

_D = "[0-9]"
_PUBLISHERS = "|".join(PUBLISHER_PATTERNS).replace(" ", r"\ ")
_LETTER = "[\u0900-\u0963\u0971-\u097f\u200c\u200d]"
_SPACED = "|".join(word.replace("_", r"[.॰-]?\ ?") for word in sorted(SPACED, key=len)[::-1])
_TZ_AREAS = "Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc"
_STOPS = ".।॥॰…"
_INVISIBLE = "\u00ad\u200b\u200e\u200f\u2060\ufeff"
_SEPARATORS = re.escape(_STOPS + _INVISIBLE + ",:;|/\\()[]{}-–—−•·@'’‘\"“”_~*>»，：｜")
_TOKEN = re.compile(
    # For speed, the most common kinds come first, and a token includes a space before it.
    rf"""
    \ ?(?:
    (?P<A>[AaPp](?:\.\ ?[Mm]\b\.?|[Mm](?![a-z])|(?<={_D}\ [AaPp])\ [Mm]\b))
  | (?P<spaced>(?i:{_SPACED})(?!{_LETTER}|[A-Za-z])[.॰]?)
  | (?P<dotted>[A-Z](?:\.[A-Z]){{1,4}}\b\.?(?!\ ?[A-Z][a-z]))
  | (?P<tz>(?:{_TZ_AREAS})/[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)?)
  | (?P<C>(?:{_PUBLISHERS})(?!{_D}))
  | (?P<w>पहले(?=[क-हअ-औ])|[A-Z]?[a-z]+(?:'clock)?|[A-Z]+(?![a-z])|[A-Z]+(?=[A-Z][a-z])
        |[A-Z]|{_LETTER}+|[^\W\d_]+)
  | (?P<i>{_D}{{4}}-{_D}{{2}}-{_D}{{2}}T{_D}{{2}}:{_D}{{2}}(?::{_D}{{2}}(?:[.,]{_D}{{1,9}})?)?
        (?:Z|\ ?[+-]{_D}{{1,2}}[:.]?[0-5]{_D})?(?!{_D}))
  | (?P<d>{_D}{{1,4}}(?P<by>\ ?[-/.]\ ?){_D}{{1,2}}(?P=by){_D}{{1,4}}(?![-/.]?{_D}|:)
        | {_D}{{1,2}}-[A-Za-z]{{3,9}}-{_D}{{2}}(?!{_D}|:))
  | (?P<c>{_D}{{1,2}}:{_D}{{2}}(?::{_D}{{2}}(?:[.,]{_D}{{1,6}})?)?(?![:.]?{_D})
        | {_D}{{1,2}}\.{_D}{{2}}(?=\ ?(?:[AaPp]\.?[Mm]\b|बजे|hrs\b|IST\b)))
  | (?P<o>{_D}{{1,2}}(?:st|nd|rd|th)\b)
  | (?P<n>{_D}+)
  | (?P<Z>\+{_D}{{1,2}}[:.]?{_D}{{2}}(?!{_D})
        | (?=-)(?:(?<=:{_D}{{2}}:{_D}{{2}})|(?<=:{_D}{{2}}:{_D}{{2}}\ ))
          -{_D}{{2}}:?{_D}{{2}}(?!{_D})
        | (?=-)(?<=[0-9MmTC]\ )-{_D}{{4}}(?!{_D})
        | (?=[+-])(?:(?<=GMT)|(?<=UTC))[+-]{_D}{{1,2}}(?:[:.]?{_D}{{2}})?(?!{_D}))
  | (?P<sep>[{_SEPARATORS}](?:\ ?[{_SEPARATORS}])*)
  | (?P<sign>\S)
    )
    """,
    re.VERBOSE,
)
# समय: 22.23. In other places two numbers with a dot are a clock only before pm, बजे or hrs.
_CLOCK_AFTER_LABEL = re.compile(
    r"((?:समय|टाइम|[Tt]ime|TIME) ?[:：–-]? ?[0-9]{1,2})\.([0-9]{2})(?![.:]?[0-9])"
)
# Pictographs, their modifiers and selectors, private use (icon fonts).
_DECORATION = frozenset(("So", "Sk", "Cf", "Mn", "Co"))

# Values of separators in place of removed words. REMOVED: the words around it join; REMOVED_ASIDE:
# they are separated.
REMOVED, REMOVED_ASIDE = object(), object()
# Devanagari digits.
DIGITS = {0x0966 + digit: str(digit) for digit in range(10)}


class Tokens(NamedTuple):
    """The tokens of a text: token ``i`` has ``kinds[i]``, ``values[i]`` and ``spans[i]``."""

    text: str
    kinds: str
    values: list[Any]
    spans: list[tuple[int, int]]

    def word(self, index: int) -> str:
        """Return the token as printed."""
        return self.text[slice(*self.spans[index])]

    def take(self, order: Sequence[int]) -> "Tokens":
        """Return the tokens with the given indexes, in the given order."""
        kinds = "".join([self.kinds[i] for i in order])
        values, spans = [self.values[i] for i in order], [self.spans[i] for i in order]
        return Tokens(self.text, kinds, values, spans)

    def replace(self, start: int, end: int, kind: str, value: Any) -> "Tokens":
        """Return the tokens with one token in place of those from ``start`` to ``end``."""
        kinds = self.kinds[:start] + kind + self.kinds[end:]
        values = [*self.values[:start], value, *self.values[end:]]
        return Tokens(self.text, kinds, values, self.spans[: start + 1] + self.spans[end:])


def tokenize(text: str) -> Tokens:
    """Return the tokens of a text; its white space must be folded."""
    readable = text if text.isascii() else text.translate(DIGITS)
    if "." in text:
        readable = _CLOCK_AFTER_LABEL.sub(r"\g<1>:\g<2>", readable)
    matches = list(_TOKEN.finditer(readable))  # of the same length as the text
    tokens = [_read(match.lastgroup or "", match[0]) for match in matches]
    spans = [match.span(match.lastgroup or 0) for match in matches]
    return Tokens(text, "".join([t[0] for t in tokens]), [t[1] for t in tokens], spans)


@lru_cache(maxsize=4096)  # most dates consist of a few hundred words, numbers and times
def _read(group: str, text: str) -> tuple[str, Any]:
    return _READERS[group](text.removeprefix(" "))


def _word(text: str) -> tuple[str, Any]:
    if len(text) == 1 and text.isupper() and text not in "AZ":
        return "x", None  # an initial, not a unit
    found = WORDS.get(text) or WORDS.get(fold_word(text))
    capitals = text.isascii() and text.isupper() and 2 <= len(text) <= 5
    return found or ("X" if capitals else "x", None)


def _date(text: str) -> tuple[str, tuple[int, int, int] | None]:
    first, second, third = re.split(r" ?[-/.] ?", text)
    if second.isalpha():
        kind, month = _word(second)
        return ("d", (2000 + int(third), month, int(first))) if kind == "M" else ("e", None)
    if len(third) == 4:
        return "d", (int(third), int(second), int(first))
    if len(first) == 4 and len(third) <= 2:
        return "d", (int(first), int(second), int(third))
    return "e", None  # with a two-digit year the order of the numbers is unknown


def _offset(text: str) -> int | None:
    digits = text[1:].replace(":", "").replace(".", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    if hours > 14 or minutes not in (0, 30, 45):
        return None
    return (hours * 60 + minutes) * (-1 if text[0] == "-" else 1)


def _clock(text: str) -> tuple[str, tuple[int, int, int, int]]:
    hour, minute, *rest = re.split("[:.,]", text, maxsplit=3)
    second, fraction = [*rest, "0", "0"][:2]
    return "c", (int(hour), int(minute), int(second), int(fraction.ljust(6, "0")))


def _dotted(text: str) -> tuple[str, Any]:
    kind, value = _word(text.replace(".", ""))
    return (kind, value) if kind in "zC" else ("X", None)


def _sign(text: str) -> tuple[str, None]:
    return ("S" if unicodedata.category(text) in _DECORATION and text not in "©®" else "K"), None


# Group of the pattern → function that returns the kind and the value of a matched text.
_READERS: dict[str, Callable[[str], tuple[str, Any]]] = {
    "A": lambda text: WORDS[f"{text[0].lower()}m"],
    "spaced": lambda text: _word(re.sub("[.॰ -]", "", text)),
    "dotted": _dotted,
    "tz": lambda text: ("z", IST_MINUTES if text in SETS["tz_database"] else None),
    "C": lambda text: ("C", None),
    "w": _word,
    "i": lambda text: ("i", text),
    "d": _date,
    "c": _clock,
    "o": lambda text: ("o", int(text[:-2])),
    "n": lambda text: ({1: "n", 2: "n", 4: "y"}.get(len(text), "e"), int(text)),
    "Z": lambda text: ("Z", _offset(text)),
    "sep": lambda text: ("," if text.strip(_STOPS) else ".", None),
    "sign": _sign,
}
