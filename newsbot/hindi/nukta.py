"""Repair of nuktas: a late one is put back on its letter, a stray one is dropped.

In Hindi a nukta stands on क ख ग ज ड ढ फ, and on झ in some foreign words. Elsewhere it is a slip of
the key (``औऱ``), or comes of a font that was converted to Unicode carelessly (``लडऩे`` for ``लड़ने``).
"""

import re
import unicodedata

from newsbot.hindi.data_files import read_table
from newsbot.hindi.devanagari import WORD

_NUKTA = "\u093c"
# Letters that take a nukta; of U+0978 to U+097F, which are not of Hindi, nothing is known.
_TAKING = "कखगजझडढफ\u0978-\u097f"
# The others but र, on which a nukta is a slip of the key rather than a late one: ``लीडऱ``.
_OTHER_CONSONANT = "ङचछञटठणतथदधनपबभमयलळवशषसह"
_MARKS = "।॥,.;:?!"
_VOWEL_SIGN = "\u093e-\u094c"
# Behind these, ड and ढ may be ड़ and ढ़. Not so at the beginning of a word, behind a virama
# (``बोर्ड``) or ॉ (``पॉडकास्ट``); behind an anusvara only ढ (``ढूंढ़ने``, but ``खंडन``).
_BEFORE_FLAP = "\u0901\u0905-\u0939\u093c\u093e-\u0944\u0946-\u0948\u094a-\u094c"

# A quick look for what is repaired below. It begins with a literal, which is searched for fast.
_SUSPECT = re.compile(f"{_NUKTA}(?:(?<![{_TAKING}]{_NUKTA})|(?<=[डढ][कख]{_NUKTA}))")
_WORD = re.compile(f"[{WORD}]+")
# Letters of the Dravidian languages: a line with one of them has words in which ऩ and ऱ are right.
# Marathi's ळ says so of its own word alone, because Hindi news are full of Marathi names.
_DRAVIDIAN = re.compile("[\u090e\u0912\u0934\u0946\u094a]")
_MARATHI_LLA = "\u0933"

_LATE = re.compile(
    f"((?<=[{_BEFORE_FLAP}])ड|(?<=[{_BEFORE_FLAP}\u0902])ढ)"
    f"(?:([{_VOWEL_SIGN}]?[{_OTHER_CONSONANT}]){_NUKTA}|([कख]){_NUKTA}(?!\u094d))"
)
# A nukta on what takes none, or a second one. Marathi has ऱ before य and ह: ``दुसऱ्या``, ``वऱ्हाड``.
_STRAY = re.compile(f"{_NUKTA}(?<![{_TAKING}]{_NUKTA})(?!(?<=र{_NUKTA})\u094d[यह])")

_TABLE = read_table("hindi_nukta.toml")


def _late_form(word: str) -> str:
    """Return the word with its nukta one letter late."""
    before, after = word.split(_NUKTA)
    return before + re.sub("[क-ह]", r"\g<0>" + _NUKTA, after, count=1)


_LATE_FORMS = {_late_form(word): word for word in _TABLE["late"] + _TABLE["late_at_start"]}
_LATE_WORD = re.compile(
    f"(?:{'|'.join(map(_late_form, _TABLE['late']))}"
    rf"|^(?:{'|'.join(map(_late_form, _TABLE['late_at_start']))}))(?!\u094d)"
)
_PLAIN = re.compile("|".join(_TABLE["plain"]))


def repair_nuktas(text: str) -> str:
    """Return text in NFC with late nuktas put back and stray ones dropped."""
    is_suspect = "\u0929" in text or "\u0931" in text or _SUSPECT.search(text)
    if not is_suspect or _DRAVIDIAN.search(text):
        return text
    decomposed = text.replace("\u0929", "न" + _NUKTA).replace("\u0931", "र" + _NUKTA)
    return unicodedata.normalize("NFC", _WORD.sub(_repaired, decomposed))


def _repaired(match: re.Match[str]) -> str:
    word = match[0]
    if not _SUSPECT.search(word) or _MARATHI_LLA in word:
        return word
    before = match.string[match.start() - 1 : match.start()]
    if len(word.rstrip(_NUKTA)) <= 1 and not before.isalnum():
        # The text speaks of the letter, or of the sign; behind a mark it is a slip of the key.
        return "" if before and before in _MARKS and not word.strip(_NUKTA) else word
    if not _PLAIN.search(word.replace(_NUKTA, "")):
        word = _LATE_WORD.sub(lambda late: _LATE_FORMS[late[0]], word)
        word = _LATE.sub(rf"\1{_NUKTA}\2\3", word)
    return _STRAY.sub("", word)
