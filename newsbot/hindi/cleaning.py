"""Clean Hindi text: encoding errors, invisible characters, white space, punctuation."""

import re

from newsbot.characters import DIRECTIONS, ESCAPE_SEQUENCE, SURROGATES
from newsbot.hindi.devanagari import normalise
from newsbot.hindi.mojibake import break_entities, repair_misread_utf8, resolve_entities
from newsbot.hindi.nukta import repair_nuktas
from newsbot.hindi.punctuation import space_punctuation

# Indic viramas. A joiner after a virama decides how the conjunct is drawn.
_VIRAMA = "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca"
# Blocks of pictographs and of the symbols that emoji presentation is defined for.
_EMOJI = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
# Invisible format characters (category Cf) except the two joiners; visible ones in Cf, such as the
# Arabic number signs, are not listed. Tags (U+E00xx) spell the flags of England, Scotland and Wales
# after a black flag and have no meaning elsewhere.
_FORMAT = f"{DIRECTIONS}\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u2060-\u206f\ufeff\ufff9-\ufffb"
_CONTROL = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
_NONCHARACTER = "\ufdd0-\ufdef\ufffe\uffff"
_ASTRAL_NONCHARACTER = "".join(
    chr(plane << 16 | end) for plane in range(1, 17) for end in (0xFFFE, 0xFFFF)
)
_TAGS = "\U000e0000-\U000e007f"
# Astral characters have another pattern: a class of many of them is ten times slower.
_SUSPECT = re.compile(f"[{_CONTROL}{_FORMAT}{_NONCHARACTER}\u200c\u200d\ufe00-\ufe0f]")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_FLAG_OR_ASTRAL_SUSPECT = re.compile(
    f"(\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)|[{_ASTRAL_NONCHARACTER}{_TAGS}]"
)
_EMOJI_CHARACTER = re.compile(f"[{_EMOJI}]")
_SURROGATE = re.compile(f"[{SURROGATES}]")

# Unicode's White_Space except the line breaks. VT, FF and NEL become spaces, so that the words on
# their two sides stay apart.
_SPACE = "\t\x0b\x0c\x85 \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_LINE_BREAK = "\r\n\u2028\u2029"
_OTHER_SPACE = re.compile(f"[{_SPACE.replace(' ', '')}{_LINE_BREAK}]")
_WHITE_SPACE_RUN = re.compile(f"[{_SPACE}{_LINE_BREAK}]+")
_ANY_LINE_BREAK = re.compile(f"[{_LINE_BREAK}]")

# Any character that is unusual in Hindi news. Text without such a character has no entity, no
# misread UTF-8, no invisible character and only U+0020 as white space: one search saves seven.
_UNUSUAL = re.compile("[^ -%'-~\u0900-\u097f\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u20b9]")

# Rounds after which a line that still changes was made to cost time: with entities within entities,
# and with hundreds of marks of which each round repairs one.
_ROUNDS_OF_ENTITIES = 4
_MAX_ROUNDS = 16


def clean(text: str) -> str:
    """Return text in NFC without encoding errors, with the spacing of printed Hindi.

    Devanagari letters and marks are dropped only by the repairs of
    :func:`newsbot.hindi.devanagari.normalise`, of nuktas and of misread UTF-8. A run of newlines
    becomes one newline. The function is idempotent, except for lines with more wrong marks in a row
    than occur in print.

    Args:
        text: Any ``str``.
    """
    return "\n".join(filter(None, map(_cleaned_line, text.split("\n"))))


def _cleaned_line(line: str) -> str:
    """Return the cleaned line; several lines if it held other line breaks.

    A step can produce text that an earlier step repairs (a ZWSP inside an entity). So the steps are
    repeated until the line stays the same, at most _MAX_ROUNDS times.
    """
    for rounds in range(1, _MAX_ROUNDS + 1):
        cleaned = _cleaned_once(line)
        if cleaned == line:
            break
        line = cleaned if rounds < _ROUNDS_OF_ENTITIES else break_entities(cleaned)
    return clean(line) if "\n" in line else line


def _cleaned_once(text: str) -> str:
    unusual = _UNUSUAL.search(text)
    text = repair_nuktas(normalise(_without_dirt(text) if unusual else text))
    if "  " in text or (unusual and _OTHER_SPACE.search(text)):
        text = _WHITE_SPACE_RUN.sub(_one_space, text)
    return space_punctuation(text.strip(" \n"))


def _without_dirt(text: str) -> str:
    """Return a text without entities, misread UTF-8 and invisible characters."""
    text = repair_misread_utf8(resolve_entities(text))
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    if "\x1b" in text:
        text = ESCAPE_SEQUENCE.sub("", text)
    text = _SUSPECT.sub(_keep_joiner, text)
    if _ASTRAL.search(text):
        text = _FLAG_OR_ASTRAL_SUSPECT.sub(lambda match: match[1] or "", text)
    return text


def _keep_joiner(match: re.Match[str]) -> str:
    """Return a joiner after a virama or within an emoji, or a variation selector; else ""."""
    character, text, position = match[0], match.string, match.start()
    before, after = text[max(position - 1, 0) : position], text[position + 1 : position + 2]
    if character in "\u200c\u200d":
        joins_emoji = (
            character == "\u200d"
            and (before == "\ufe0f" or _EMOJI_CHARACTER.match(before))
            and _EMOJI_CHARACTER.match(after)
        )
        return character if joins_emoji or (before and before in _VIRAMA) else ""
    if "\ufe00" <= character <= "\ufe0f":
        # A variation selector chooses the form of a symbol. It has no meaning after Devanagari,
        # after another selector, or after no character.
        dirt = not before or before.isspace() or "\u0900" <= before <= "\u097f"
        dirt = dirt or "\ufe00" <= before <= "\ufe0f"
        return "" if dirt else character
    return ""


def _one_space(match: re.Match[str]) -> str:
    return "\n" if _ANY_LINE_BREAK.search(match[0]) else " "
