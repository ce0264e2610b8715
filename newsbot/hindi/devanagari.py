r"""Define classes of Devanagari characters, and repair broken vowel signs.

The classes are bodies of regular-expression sets: write them inside ``[...]``. Python's ``\w``
matches letters and digits but not vowel signs, so word patterns must name the marks.
"""

import re
import unicodedata

LETTER = "\u0904-\u0939\u093d\u0950\u0958-\u0961\u0971-\u097f"
MARK = "\u0900-\u0903\u093a-\u093c\u093e-\u094f\u0951-\u0957\u0962\u0963"
JOINER = "\u200c\u200d"
WORD = LETTER + MARK + JOINER

# The vowel signs and nasal marks that a syllable has at most one of.
_SYLLABLE_MARK = "\u0900-\u0902\u093a-\u093c\u093e-\u094f\u0955-\u0957\u0962\u0963"

# Two signs that look like a third sign, and a letter and a sign that look like another letter. The
# letters are the Devanagari rows of "Vowel Letters", table 12-1 of the Unicode core specification
# ("do not use" column); the signs follow from the same shapes. The two characters are never valid
# spelling, so the repair is certain.
_SPLIT = {
    "\u093e\u0947": "\u094b",  # ा + े = ो
    "\u0947\u093e": "\u094b",
    "\u093e\u0948": "\u094c",  # ा + ै = ौ
    "\u0948\u093e": "\u094c",
    "\u093e\u0945": "\u0949",  # ा + ॅ = ॉ
    "\u0945\u093e": "\u0949",
    "\u093e\u0946": "\u094a",  # ा + ॆ = ॊ
    "\u093e\u0949": "\u0949",  # ॉ, ो and ौ have the ा in them
    "\u093e\u094b": "\u094b",
    "\u093e\u094c": "\u094c",
    "\u0905\u093e": "\u0906",  # अ + ा = आ
    "\u0905\u0945": "\u0972",  # अ + ॅ = ॲ
    "\u0905\u0949": "\u0911",  # अ + ॉ = ऑ
    "\u0906\u0945": "\u0911",
    "\u0905\u094b": "\u0913",  # अ + ो = ओ
    "\u0906\u0947": "\u0913",
    "\u0905\u094c": "\u0914",  # अ + ौ = औ
    "\u0906\u0948": "\u0914",
    "\u090f\u0945": "\u090d",  # ए + ॅ = ऍ
    "\u090f\u0947": "\u0910",  # ए + े = ऐ
    "\u0909\u0941": "\u090a",  # उ + ु = ऊ
    "\u0930\u094d\u0907": "\u0908",  # र् + इ = ई
}
# A character that may not be in NFC. Text without one is in NFC, unless a nukta composes with its
# letter or follows a mark (_RISKY_NUKTA). This check takes a third of the time of normalising.
_NFC_HINT = re.compile(
    "[^\x00-\u00ff\u0900-\u0950\u0955-\u0957\u0960-\u097f\u200b-\u2027\u202f\u20b9\u200c\u200d]"
)
_RISKY_NUKTA = re.compile("\u093c(?<![\u0915-\u0927\u092a-\u092f\u0932\u0935-\u0939]\u093c)")
_BROKEN = re.compile(
    f"([{_SYLLABLE_MARK}])\\1+"
    f"|{'|'.join(_SPLIT)}"
    # A nukta belongs to its consonant. If it was typed after the vowel sign, it is moved before it.
    "|(?<=[\u0915-\u0939])([\u0900-\u0902\u093c\u093e-\u094c]*[\u0900-\u0902\u093e-\u094c])\u093c+"
    # A nasal belongs to the whole syllable. If it was typed before the vowel sign, or between the
    # halves of a vowel sign (लोगांे), it is moved to the end.
    "|(?<=[\u0915-\u0939\u093c])(\u093e?[\u0901\u0902]+[\u093e-\u094c][\u0901\u0902\u093e-\u094c]*)"
)
# A pair of characters in every broken syllable and in few correct ones: a quick check before the
# search. The nukta is the only mark that may stand before vowel signs.
_BROKEN_HINT = re.compile(
    "[\u0900-\u0902\u0905\u0906\u0909\u090f\u093a\u093b\u093e-\u094f\u0955-\u0957\u0962\u0963]"
    "[\u093a-\u093c\u093e-\u094f\u0955-\u0957\u0962\u0963]"
)
_TWO_NASALS = re.compile("[\u0900-\u0902][\u0900-\u0902]")
_TWO_NUKTAS = "\u093c\u093c"
# No word of Hindi begins with ड़ or ढ़: the nukta of डा़क्टर is a typing error.
_BEGINS_WITH_DD = re.compile(f"(?<![{WORD}])[डढ]$")
_NASAL = re.compile("[\u0901\u0902]+")
# Combining marks in a row that are kept, as in the Stream-Safe Text Format (UAX #15, 13). No
# language uses a third of this number, and ordering a run takes time squared in its length.
MAX_MARKS = 30
_VIRAMA_AND_I = "\u094d\u0907"


def _marks(*blocks: tuple[int, int]) -> str:
    """Return the characters in blocks that normalising may reorder, as the body of a class."""
    every = (chr(point) for first, end in blocks for point in range(first, end))
    return "".join(
        character
        for character in every
        if unicodedata.combining(unicodedata.normalize("NFKD", character)[0])
    )


def _too_many(marks: str) -> re.Pattern[str]:
    return re.compile(f"([{marks}]{{{MAX_MARKS}}})[{marks}]+")


_MARKS = _marks(
    (0x300, 0x3100), (0xA600, 0xAC00), (0xFB1E, 0xFB1F), (0xFE20, 0xFE30), (0xFF9E, 0xFFA0)
)
_ASTRAL_MARKS = _marks(
    *((0x101FD, 0x101FE), (0x102E0, 0x102E1), (0x10370, 0x10380), (0x10A00, 0x11FFF)),
    *((0x16AF0, 0x16B40), (0x1BC90, 0x1BCA0), (0x1D160, 0x1D250), (0x1E000, 0x1E960)),
)
# Two patterns, because a class of many characters beyond the BMP is ten times slower.
_MANY_MARKS = _too_many(_MARKS)
_MANY_ASTRAL_MARKS = _too_many(_MARKS + _ASTRAL_MARKS)
_SOME_MARKS = re.compile(f"[{_MARKS}\U00010000-\U0010ffff]{{3}}")


def with_few_marks(text: str) -> str:
    """Return text with at most MAX_MARKS combining marks in a row; the others are removed.

    Call this before normalising untrusted text.
    """
    # A quick check of every tenth character: a longer run has at least three of them.
    if len(text) <= MAX_MARKS or not _SOME_MARKS.search(text[:: MAX_MARKS // 3]):
        return text
    many = _MANY_MARKS if max(text) <= "\uffff" else _MANY_ASTRAL_MARKS
    return many.sub(r"\1", text)


def _repair(match: re.Match[str]) -> str:
    if match[1]:
        return match[1]
    if match[2]:
        before = match.string[max(0, match.start() - 2) : match.start()]
        nukta = "" if _BEGINS_WITH_DD.search(before) else "\u093c"
        return nukta + match[2].replace("\u093c", "")
    if match[3]:
        return _NASAL.sub("", match[3]) + "".join(_NASAL.findall(match[3]))
    return _SPLIT[match[0]]


def normalise(text: str) -> str:
    """Return text in NFC with split, doubled and misplaced signs repaired (``काेई`` → ``कोई``).

    NFC writes U+0958 to U+095F (क़ … य़) as consonant and nukta, because Unicode excludes them from
    composition; ऩ, ऱ and ऴ (U+0929, U+0931, U+0934) are composed.
    """
    if _NFC_HINT.search(text) or ("\u093c" in text and _RISKY_NUKTA.search(text)):
        text = unicodedata.normalize("NFC", with_few_marks(text))
    while _may_be_broken(text) and _BROKEN.search(text):
        text = unicodedata.normalize("NFC", _BROKEN.sub(_repair, text))
    return text


def _may_be_broken(text: str) -> bool:
    return (
        _BROKEN_HINT.search(text) is not None
        or _VIRAMA_AND_I in text
        or _TWO_NUKTAS in text
        or _TWO_NASALS.search(text) is not None
    )
