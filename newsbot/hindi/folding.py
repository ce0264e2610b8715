"""Prepare text for comparison: fold it, split it into words, measure its share of Devanagari."""

import re
import unicodedata
from collections.abc import Iterable

from newsbot.hindi.caching import cached_if_short
from newsbot.hindi.devanagari import LETTER, with_few_marks


def _marks() -> str:
    r"""Return the combining marks of all living scripts, as the body of a character class.

    ``\w`` does not match marks, and ``re`` does not support Unicode categories.
    """
    blocks = ((0x300, 0x3100), (0xA600, 0xAC00), (0xFE20, 0xFE30), (0x11000, 0x11A00))
    points = (point for first, end in blocks for point in range(first, end))
    return "".join(chr(point) for point in points if unicodedata.category(chr(point))[0] == "M")


_MARKS = _marks()
_IN_WORD = rf"(?:[^\W_]|[{_MARKS}])"
_WORDS = re.compile(
    # A number with points, commas and colons: 3.5 · 1,25,000 · 10:23.
    rf"\d+(?:[.,:]\d+)+(?!{_IN_WORD})"
    # Letters, marks and digits, each with joiners after it; an apostrophe between Latin letters.
    rf"|(?:{_IN_WORD}[\u200c\u200d]*|(?<=[A-Za-z])['’](?=[A-Za-z]))+"
)
_DEVANAGARI_LETTERS = re.compile(f"[{LETTER}]+")

# A nasal before a stop of its own class is also written as anusvara: हिन्दी, हिंदी; सम्बन्ध, संबंध.
# Candrabindu (U+0901) is written as anusvara with a vowel sign above the line, and by many always.
_NASAL = re.compile(
    "\u0919\u094d(?=[\u0915-\u0918])|\u091e\u094d(?=[\u091a-\u091d])"
    "|\u0923\u094d(?=[\u091f-\u0922])|\u0928\u094d(?=[\u0924-\u0927])"
    "|\u092e\u094d(?=[\u092a-\u092d])|\u0901"
)
# The nukta, joiners, and variation selectors.
_DROPPED = re.compile("[\u093c\u200c\u200d\ufe00-\ufe0f]")
_NEITHER_WORD_NOR_SPACE = re.compile(rf"[^\w\s{_MARKS}]|_")


def words(text: str) -> list[str]:
    """Return the words of a text in order; a word is letters with their marks, or a number."""
    return _WORDS.findall(text)


def devanagari_share(text: str) -> float:
    """Return the share of Devanagari among a text's letters, 0.0 to 1.0; 0.0 without letters.

    Marks, digits and dandas are not counted.
    """
    others = _DEVANAGARI_LETTERS.sub("", text)
    devanagari = len(text) - len(others)
    letters = devanagari + len([*filter(str.isalpha, others)])
    return devanagari / letters if letters else 0.0


@cached_if_short(4096)  # headlines, names and labels are folded for one comparison after another
def fold(text: str) -> str:
    """Return a key of a text for comparison: equal for different spellings of the same words.

    Folds case and compatibility forms (NFKC), drops nukta and joiners, writes candrabindu and
    nasals before a stop of their class as anusvara, and turns punctuation and white space into
    single spaces. Letters of other scripts, digits and symbols (₹, +) stay.
    """
    # Decompose, so that the nukta of ऩ, ऱ and ऴ is dropped too.
    text = unicodedata.normalize("NFKC", with_few_marks(text))
    text = unicodedata.normalize("NFKD", text.casefold())
    text = _NASAL.sub("\u0902", _DROPPED.sub("", text))
    text = _NEITHER_WORD_NOR_SPACE.sub(_folded, text)
    return unicodedata.normalize("NFC", " ".join(text.split()))


def fold_all(phrases: Iterable[str]) -> frozenset[str]:
    """Return phrases folded, each once."""
    return frozenset(map(fold, phrases))


def alternatives(phrases: Iterable[str]) -> str:
    """Return phrases as one regular expression over folded text, longest first."""
    return "|".join(re.escape(phrase) for phrase in sorted(fold_all(phrases), key=len)[::-1])


def printed_alternatives(phrases: Iterable[str]) -> str:
    """Return phrases as one regular expression over printed text, longest first."""
    ordered = sorted(phrases, key=len, reverse=True)
    spelled = (re.escape(phrase).replace(r"\ ", r"[\s-]+") for phrase in ordered)
    return "|".join(phrase.replace("फ", "(?:फ\u093c?|\u095e)") for phrase in spelled)  # फ़ोटो


def _folded(match: re.Match[str]) -> str:
    character = match[0]
    category = unicodedata.category(character)
    if category in ("Sc", "Sm", "So") and character != "|":
        return character
    return "" if category in ("Cf", "Cs", "Cn") else " "
