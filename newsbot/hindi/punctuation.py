"""Spaces round punctuation, doubled stops, and pipes that stand for a danda.

The hard part is the full stop: it ends sentences (``है.अगला`` wants a space), shortens words
(``डॉ.राजीव``), joins initials (``एम.एस.धोनी``) and names (``भास्कर.com``), and parts numbers
(``10.30 बजे``). Which it is, is read off the words on its two sides and the tables of
``newsbot/data/hindi_punctuation.toml``; where they do not say, the text stays as printed.
"""

import re

from newsbot.hindi.script import LETTER, WORD, table

_TABLE = table("hindi_punctuation.toml")
_LETTERS = frozenset(_TABLE["letters"])
_CHAIN_ONLY = frozenset(_TABLE["chain_only"])
_ABBREVIATIONS = frozenset(_TABLE["abbreviations"])
_LATIN_ABBREVIATIONS = frozenset(_TABLE["latin_abbreviations"])
_OPENERS = frozenset(_TABLE["openers"])
_NAME_ENDINGS = frozenset(_TABLE["name_endings"])
_SENTENCE_FINAL = frozenset(_TABLE["sentence_final"])
_SENTENCE_FINAL_ENDINGS = tuple(_TABLE["sentence_final_endings"])

_IN_WORD = re.compile(f"[{WORD}]")
_FIRST_OF_WORD = re.compile(f"[{LETTER}]")
_WORD_AFTER = re.compile(f"[{WORD}]+")
_LATIN_AFTER = re.compile("[A-Za-z0-9]+")
_CLOSERS = frozenset(")]}”’\"'")
_LONGEST_WORD = 32  # characters; a longer word is in no table

_DANDA = {"|": "।", "||": "॥"}
_PIPE = re.compile(r"\|+")

# Two stops are one. Ranges (1..5), names (a..b), paths (../x) and longer runs are no stops.
_STOPS = re.compile(r"\.\.+(?![/\\])(?!(?<=\d\.\.)\d)(?!(?<=[A-Za-z]\.\.)[A-Za-z])")
_DANDA_AND_STOP = re.compile(r"([।॥])\.(?!\.)")

# A space before a mark goes, or behind the mark where the next word follows at once. Not of
# this kind: " .com", " .NET" and " .32 बोर", "...और", and the colon or point of "3 : 2".
_MARK = (
    r"(?:[,;!?।॥)]|:(?!(?<=\d :) ?\d)"
    r"|\.(?!\.\.+[^\s.]|\.[^\s.]|[a-z]|NET\b|\d{1,3}(?!\d)|(?<=\d \.) \d))"
)
_VERSE_NUMBER = r"(?<=[।॥])\d+[।॥]"  # ॥१॥ stays in one piece
_SPACE_BEFORE_MARK = re.compile(rf" (?:({_MARK})(?=[“‘(]?\w)(?!{_VERSE_NUMBER})|(?={_MARK}))")
_IS_VERSE_NUMBER = re.compile(_VERSE_NUMBER)

_GLUED = r"([.?!।॥,])([)\]}”’\"']*)(?=[“‘(#₹]?\w)"
# What is never touched inside: URLs from their "://" or "www." on, and domains after an "@". What
# stands before those is Latin, and between Latin letters nothing is ever put.
_PROTECTED = rf"://[^\s।॥|]+|[wW]{{3}}\.[^\s।॥|]+|@[{WORD}\w.-]+"
_GLUED_MARK = re.compile(_GLUED)
_GLUED_MARK_OR_PROTECTED = re.compile(f"{_PROTECTED}|{_GLUED}")
_ADDRESS = re.compile(r"://|[wW]{3}\.|@")


def space_punctuation(text: str) -> str:
    """Space the punctuation of text whose white space is single spaces and single newlines."""
    if "|" in text:
        text = _PIPE.sub(_pipe, text)
    if ".." in text:
        text = _STOPS.sub(_one_stop, text)
    if "।." in text or "॥." in text:
        text = _DANDA_AND_STOP.sub(r"\1", text)
    text = _SPACE_BEFORE_MARK.sub(_attached, text).replace("( ", "(")
    pattern = _GLUED_MARK_OR_PROTECTED if _ADDRESS.search(text) else _GLUED_MARK
    return pattern.sub(_spaced, text)


def _one_stop(match: re.Match[str]) -> str:
    return "." if match[0] == ".." else match[0]


def _attached(match: re.Match[str]) -> str:
    return match[1] + " " if match[1] else ""


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

    Against the word and before a space or the end it is a danda. Between spaces it is a separator
    (titles end in "… है | आज तक"). Otherwise the word before it decides: a finite verb ends one.
    """
    text, danda = match.string, _DANDA.get(match[0])
    space = text[match.start() - 1 : match.start()] == " "
    end = match.start() - space
    before = text[end - 1 : end]
    if danda is None or not (_IN_WORD.match(before) or before in _CLOSERS):
        return match[0]
    after = text[match.end() : match.end() + 1]
    if not space and (after in " \n" or after in _CLOSERS):
        return danda
    if after == " ":
        return match[0]
    word = _word_before(text, end)
    if word in _SENTENCE_FINAL or word.endswith(_SENTENCE_FINAL_ENDINGS):
        return danda
    return match[0]


def _spaced(match: re.Match[str]) -> str:
    """A mark glued to the next word, with a space where the mark ends something."""
    mark, closers = match[1], match[2]
    if mark is None or not _ends(match.string, match.start(), mark, match.end()):
        return match[0]
    for offset, quote in enumerate(closers, match.start() + 1):
        if quote in "\"'" and _opens(match.string, offset):
            cut = offset - match.start() - 1
            return f"{mark}{closers[:cut]} {closers[cut:]}"
    return f"{mark}{closers} "


def _opens(text: str, position: int) -> bool:
    """Whether the straight quote at ``position`` opens: an even number of them before it."""
    line = text.rfind("\n", 0, position) + 1
    before = text[line:position]
    if text[position] == '"':
        return before.count('"') % 2 == 0
    return len(re.findall(r"(?<![A-Za-z])'|'(?![A-Za-z])", before)) % 2 == 0


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
        return not (latin and latin[0] in _NAME_ENDINGS)
    if before.isascii() and before.isalpha():
        latin_word = _latin_before(text, position)
        start = position - len(latin_word)
        return (
            devanagari_after
            and len(latin_word) > 1
            and latin_word.lower() not in _LATIN_ABBREVIATIONS
            and text[start - 1 : start] not in (".", "@", "/")
        )
    return devanagari_after and (before.isdigit() or before in _CLOSERS or before in "%?!")


def _shortens(text: str, position: int, after: int) -> bool:
    """Whether the stop at ``position`` belongs to the initial or abbreviation before it."""
    word = _word_before(text, position)
    next_word = _WORD_AFTER.match(text, after)
    follower = next_word[0] if next_word else ""
    if follower in _OPENERS:
        return False
    if word in _LETTERS or word in _ABBREVIATIONS:
        return True
    if word not in _CHAIN_ONLY:
        return False
    start = position - len(word)
    if text[start - 1 : start] == ".":
        previous = _word_before(text, start - 1)
        if previous in _LETTERS or previous in _ABBREVIATIONS or previous in _CHAIN_ONLY:
            return True
    if follower in _CHAIN_ONLY:
        end = after + len(follower)
        return text[end : end + 1] == "."
    return follower in _LETTERS
