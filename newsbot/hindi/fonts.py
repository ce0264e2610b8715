"""Recognise Hindi in a legacy font: ASCII or Latin-1 text that the font draws as Devanagari."""

import re

from newsbot.hindi.data_files import read_table

# Share of a text's words that must look like the encoding. The share is two thirds in Hindi news in
# Kruti Dev, one in a hundred in English and in code, one in eleven in romanised Hindi.
_MIN_SHARE = 0.4
_MIN_WORDS = 3

_LETTER = re.compile("[A-Za-z\u00a1-\u00ff\u0900-\u097f]")
_ADDRESS = re.compile(r"://|^www\.|^[#@]\w+$|\w@\w+\.")
_MAX_TEXT_LENGTH = 50_000  # characters that are read, which are enough to judge the font
_MAX_WORD_LENGTH = 64  # characters of a word; a longer token is judged by its beginning
# Kruti Dev's danda is A, its full stop -, its comma ], its brackets ¼½, its quotes ßÞ.
_EDGE = re.compile(r"^[ß¼^\"'(]+|(?:[-\]\\Þ½*&)\"'.!?Ð]|A)+$")

_FAMILIES = {
    name: (frozenset(family["words"]), re.compile("|".join(family["shapes"])))
    for name, family in read_table("hindi_legacy_fonts.toml").items()
}


def legacy_font(text: str) -> str | None:
    """Return the family of a legacy font, "Kruti Dev" or "Chanakya"; None for other text.

    Text of fewer than three words gives None. Words in Devanagari count as other text, so that a
    page that quotes a line of legacy text gives None too.
    """
    tokens = [
        token[:_MAX_WORD_LENGTH]
        for token in text[:_MAX_TEXT_LENGTH].split()
        if _LETTER.search(token)
    ]
    tokens = [token for token in tokens if not _ADDRESS.search(token)]
    if len(tokens) < _MIN_WORDS:
        return None
    for name, (words, shapes) in _FAMILIES.items():
        hits = sum(1 for token in tokens if _EDGE.sub("", token) in words or shapes.search(token))
        if hits >= max(_MIN_WORDS, _MIN_SHARE * len(tokens)):
            return name
    return None
