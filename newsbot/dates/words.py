"""Load the words of printed dates from newsbot/data/dates.toml, which says how to add a word."""

from collections.abc import Callable
from typing import Any

from newsbot.hindi.data_files import read_table

# Precomposed nukta letters (U+0958-095F, U+0929, U+0931, U+0934) to their base; nukta and joiners
# to nothing; candrabindu to anusvara.
_FOLD = {
    **dict(zip(range(0x0958, 0x0960), "कखगजडढफय", strict=True)),
    **dict(zip((0x0929, 0x0931, 0x0934, 0x0901), "नरळ\u0902", strict=True)),
    **dict.fromkeys((0x093C, 0x200C, 0x200D)),
}


def fold_word(word: str) -> str:
    """Return the key of a word in the tables."""
    return word.lower() if word.isascii() else word.lower().translate(_FOLD)


TABLES: dict[str, Any] = read_table("dates.toml")
PUBLISHER_PATTERNS: list[str] = TABLES["names"].pop("publisher_patterns")
SETS = {name: frozenset(words.split()) for name, words in TABLES["sets"].items()}
MONTH_NAMES = {int(number): words.split()[0] for number, words in TABLES["months"].items()}
IST_MINUTES = 330  # east of UTC


def _hours(span: str) -> frozenset[int]:
    first, last = map(int, span.split("-"))
    return frozenset(hour % 24 for hour in range(first, last + 1))


# (kind of token, table, function that computes the token's value from the key of a row).
_ROWS: tuple[tuple[str, str, Callable[[str], Any]], ...] = (
    ("M", "months", int),
    ("W", "weekdays", int),
    ("A", "meridiems", _hours),
    ("P", "day_parts", _hours),
    ("k", "day_part_qualifiers", _hours),
    ("q", "numbers", float),
    ("h", "fractions", float),
    ("u", "units", str),
    ("H", "clock_units", str),
    ("r", "day_words", int),
    ("L", "labels", str),
    ("z", "zones", lambda hours: None if hours == "unknown" else round(float(hours) * 60)),
)

WORDS: dict[str, tuple[str, Any]] = {}  # folded word → (kind, value)
SPACED: list[str] = []  # words with "_", where a space or dot may be printed


def _add(kind: str, value: Any, words: str) -> None:
    for word in words.split():
        key = fold_word(word.replace("_", ""))
        if WORDS.setdefault(key, (kind, value)) != (kind, value):
            raise ValueError(f"{word} stands in two rows of dates.toml")
        if "_" in word:
            SPACED.append(word)


for _kind, _name, _value_of in _ROWS:
    for _key, _row in TABLES[_name].items():
        _add(_kind, _value_of(_key), _row)
for _kind, _row in TABLES["kinds"].items():
    _add(_kind, None, _row)
for _name, _kind in (("places", "C"), ("publishers", "C"), ("desks", "s")):
    _add(_kind, None, TABLES["names"][_name])
