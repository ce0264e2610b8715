"""Spaces round punctuation, doubled stops, and pipes that stand for a danda.

The hard part is the full stop: it ends sentences (``है.अगला`` wants a space), shortens words
(``डॉ.राजीव``), joins initials (``एम.एस.धोनी``) and names (``भास्कर.com``), and parts numbers
(``10.30 बजे``). Which it is, is read off the words on its two sides and the tables of
``newsbot/data/hindi_punctuation.toml``; where they do not say, the text stays as printed.
"""

import re
from functools import lru_cache

from newsbot.hindi.script import LETTER, WORD, table

_TABLE = table("hindi_punctuation.toml")
_CHAIN_ONLY = frozenset(_TABLE["chain_only"])
_INITIALS = frozenset(_TABLE["letters"] + _TABLE["abbreviations"])
_TITLES = frozenset(_TABLE["titles"])
_LATIN_ABBREVIATIONS = frozenset(_TABLE["latin_abbreviations"])
_OPENERS = frozenset(_TABLE["openers"])
_NAME_ENDINGS = frozenset(_TABLE["name_endings"])
_DEVANAGARI_NAME_ENDINGS = frozenset(_TABLE["devanagari_name_endings"])
# A participle in ी has a plural in ीं: सकी, सकीं.
_FEMININE = [word for word in _TABLE["sentence_final"] if word.endswith(("ी", "ई"))]
SENTENCE_FINAL = frozenset(_TABLE["sentence_final"]) | {word + "ं" for word in _FEMININE}
_SENTENCE_FINAL_ENDINGS = tuple(_TABLE["sentence_final_endings"])

_IN_WORD = re.compile(f"[{WORD}]")
_FIRST_OF_WORD = re.compile(f"[{LETTER}]")
_WORD_AFTER = re.compile(f"[{WORD}]+")
_LATIN_AFTER = re.compile("[A-Za-z0-9]+")
# One orthographic syllable: a vowel, or consonants joined by viramas, with their marks.
_AKSHARA = re.compile(
    "(?:[\u0904-\u0914]|(?:[\u0915-\u0939\u0978-\u097f]\u093c?\u094d[\u200c\u200d]?)*"
    "[\u0915-\u0939\u0978-\u097f]\u093c?)[\u0900-\u0903\u093e-\u094c]*"
)
_CLOSERS = frozenset(")]}”’\"'")
_LONGEST_WORD = 32  # characters; a longer word is in no table

_DANDA = {"|": "।", "||": "॥"}
_PIPE = re.compile(r"\|+")

# Two stops are one. Ranges (1..5), names (a..b), paths (../x), hesitation (क्यों..?) and longer
# runs are no stops.
_STOPS = re.compile(r"\.\.+(?![/\\?!])(?!(?<=\d\.\.)\d)(?!(?<=[A-Za-z]\.\.)[A-Za-z])")
_DANDA_AND_STOP = re.compile(r"([।॥])\.(?!\.)")

# A space before a mark goes, or behind the mark where the next word follows at once. Not of
# this kind: " .com", " .NET" and " .32 बोर", "...और", " :)", and the colon or point of "3 : 2".
_MARK = (
    r"(?:(?![:;]-?[()DP](?!\w))[,;!?।॥)]|:(?!(?<=\d :) ?\d|-?[()DP](?!\w))"
    r"|\.(?!\.\.+[^\s.]|\.[^\s.]|[a-z]|NET\b|\d{1,3}(?!\d)|(?<=\d \.) \d))"
)
_VERSE_NUMBER = r"(?<=[।॥])\d+[।॥]"  # ॥१॥ stays in one piece
_SPACE_BEFORE_MARK = re.compile(
    rf" (?:({_MARK})(?=[“‘(\[₹@#]?\w)(?!{_VERSE_NUMBER})|(:)(?=[\"']\w)|(?={_MARK}))"
)
_SPACE_AND_MARK = re.compile(r" [,;!?।॥):.]")  # a quick look for the same
_SPACE_AFTER_BRACKET = re.compile(r"(?<! [:;])(?<! [:;]-)\( ")  # " :( " is a face
# What " .com" and " .32" are not, behind a verb that ends the sentence.
_SPACE_BEFORE_STOP = re.compile(rf"(?<=[{WORD}]) \.(?=[a-z]|\d{{1,3}}(?!\d))")
_IS_VERSE_NUMBER = re.compile(_VERSE_NUMBER)

_GLUED = r"([.?!।॥,])([)\]}”’\"']*)(?=(?!\[\d+\])[“‘(\[#@₹]?\w)"
# What is never touched inside: URLs from their "://" or "www." on, and domains after an "@". What
# stands before those is Latin, and between Latin letters nothing is ever put. An "@" with nothing
# before it begins a name of one word.
_PROTECTED = rf"://[^\s।॥|]+|[wW]{{3}}\.[^\s।॥|]+|(?<=[{WORD}\w])@[{WORD}\w.-]+"
_GLUED_MARK = re.compile(_GLUED)
_GLUED_MARK_OR_PROTECTED = re.compile(f"{_PROTECTED}|{_GLUED}")
_STRAIGHT_QUOTE = re.compile(r"\n|\"|(?<![A-Za-z])'|'(?![A-Za-z])")
_ADDRESS = re.compile(r"://|[wW]{3}\.|@")


def space_punctuation(text: str) -> str:
    """Space the punctuation of text whose white space is single spaces and single newlines."""
    if "|" in text:
        text = _PIPE.sub(_pipe, text)
    if ".." in text:
        text = _STOPS.sub(_one_stop, text)
    if "।." in text or "॥." in text:
        text = _DANDA_AND_STOP.sub(r"\1", text)
    if " ." in text:
        text = _SPACE_BEFORE_STOP.sub(_attached_stop, text)
    if _SPACE_AND_MARK.search(text):
        text = _SPACE_BEFORE_MARK.sub(_attached, text)
    if "( " in text:
        text = _SPACE_AFTER_BRACKET.sub("(", text)
    # What no address is without is found by far quicker than one of three patterns.
    addressed = ("@" in text or "//" in text or "w." in text or "W." in text) and _ADDRESS.search(
        text
    )
    pattern = _GLUED_MARK_OR_PROTECTED if addressed else _GLUED_MARK
    return pattern.sub(_spaced, text)


def _one_stop(match: re.Match[str]) -> str:
    return "." if match[0] == ".." else match[0]


def _attached(match: re.Match[str]) -> str:
    mark = match[1] or match[2]
    return mark + " " if mark else ""


def _attached_stop(match: re.Match[str]) -> str:
    text = match.string
    latin = _LATIN_AFTER.match(text, match.end())
    if latin and latin[0] in _NAME_ENDINGS:
        return match[0]
    return ". " if _is_final(_word_before(text, match.start())) else match[0]


def _is_final(word: str) -> bool:
    return word in SENTENCE_FINAL or word.endswith(_SENTENCE_FINAL_ENDINGS)


def _word_before(text: str, end: int) -> str:
    """The run of Devanagari letters and marks that ends before ``end``; "" if it is too long."""
    start = end
    while start and end - start <= _LONGEST_WORD and _IN_WORD.match(text, start - 1):
        start -= 1
    return text[start:end] if end - start <= _LONGEST_WORD else ""


def _latin_before(text: str, end: int) -> str:
    start = end
    while start and end - start <= _LONGEST_WORD and text[start - 1].isascii():
        if not text[start - 1].isalnum():
            break
        start -= 1
    return text[start:end]


def _pipe(match: re.Match[str]) -> str:
    """A pipe that ends a sentence as a danda; a separator as it is.

    Between spaces it is a separator (titles end in "… है | आज तक"). Otherwise the word before it
    decides: a finite verb ends a sentence. At the end of a line with no other pipe any word does.
    """
    text, danda = match.string, _DANDA.get(match[0])
    space = text[match.start() - 1 : match.start()] == " "
    end = match.start() - space
    before = text[end - 1 : end]
    if danda is None or not (_IN_WORD.match(before) or before in _CLOSERS):
        return match[0]
    after = text[match.end() : match.end() + 1]
    if space and after == " ":
        return match[0]
    if _is_final(_word_before(text, end)) or before in _CLOSERS:
        return danda
    alone = not space and not after and " " in text and text.find("|") == match.start()
    return danda if alone else match[0]


def _spaced(match: re.Match[str]) -> str:
    """A mark glued to the next word, with a space where the mark ends something."""
    mark, closers = match[1], match[2]
    if mark is None or not _ends(match.string, match.start(), mark, match.end()):
        return match[0]
    for offset, quote in enumerate(closers, match.start() + 1):
        if quote in "\"'" and offset in _opening_quotes(match.string):
            cut = offset - match.start() - 1
            return f"{mark}{closers[:cut]} {closers[cut:]}"
    return f"{mark}{closers} "


@lru_cache(maxsize=1)  # of the text at hand, whose quotes are asked for one by one
def _opening_quotes(text: str) -> frozenset[int]:
    """Where straight quotes open: those with an even number of their kind before them.

    An apostrophe between Latin letters is none.
    """
    opening: set[int] = set()
    opens = {'"': True, "'": True}
    for match in _STRAIGHT_QUOTE.finditer(text):
        if match[0] == "\n":
            opens = {'"': True, "'": True}
            continue
        if opens[match[0]]:
            opening.add(match.start())
        opens[match[0]] = not opens[match[0]]
    return frozenset(opening)


def _ends(text: str, position: int, mark: str, after: int) -> bool:
    """Whether the mark at ``position`` ends a sentence or a member before the word at ``after``."""
    before = text[position - 1] if position else "\n"
    if not (text[after].isalnum() or text[after] == "_"):
        after += 1  # an opening bracket or quote
    devanagari_after = bool(_FIRST_OF_WORD.match(text, after))
    if mark in "।॥":
        return not _IS_VERSE_NUMBER.match(text, after)
    if mark == ".":
        return _stop_ends(text, position, before, after)
    if mark == "," and before.isdigit() and text[after].isdigit():
        return False
    return devanagari_after or bool(_IN_WORD.match(before))


def _stop_ends(text: str, position: int, before: str, after: int) -> bool:
    devanagari_after = bool(_FIRST_OF_WORD.match(text, after))
    if _IN_WORD.match(before):
        if _shortens(text, position, after):
            return False
        latin = _LATIN_AFTER.match(text, after)
        return not (latin and text[after - 1] == "." and latin[0] in _NAME_ENDINGS)
    if before.isascii() and before.isalpha():
        latin_word = _latin_before(text, position)
        start = position - len(latin_word)
        return (
            devanagari_after
            and len(latin_word) > 1
            and latin_word.lower() not in _LATIN_ABBREVIATIONS
            and text[start - 1 : start] not in (".", "/")
        )
    return devanagari_after and (before.isdigit() or before in _CLOSERS or before in "%?!_")


def _shortens(text: str, position: int, after: int) -> bool:
    """Whether the stop at ``position`` belongs to the initial or abbreviation before it."""
    word = _word_before(text, position)
    next_word = _WORD_AFTER.match(text, after)
    follower = next_word[0] if next_word else ""
    if follower in _OPENERS:
        return False
    if word in _INITIALS or follower in _DEVANAGARI_NAME_ENDINGS:
        return True
    listed = word in _CHAIN_ONLY
    if not listed and (word in SENTENCE_FINAL or not _AKSHARA.fullmatch(word)):
        return False
    start = position - len(word)
    if text[start - 1 : start] == "." and _is_initial(_word_before(text, start - 1)):
        return True
    if not _is_initial(follower) or follower in _TITLES:
        return False
    dotted = text.startswith(".", after + len(follower))
    return dotted or (listed and (follower in _INITIALS or follower in _CHAIN_ONLY))


def _is_initial(word: str) -> bool:
    """Whether the word is one of the tables, or one akshara that ends no sentence."""
    if word in _INITIALS or word in _CHAIN_ONLY:
        return True
    return word not in SENTENCE_FINAL and bool(_AKSHARA.fullmatch(word))
