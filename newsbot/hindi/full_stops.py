"""Judge the function of a full stop or a pipe by the words on its two sides.

A full stop ends a sentence (``है.अगला`` needs a space), abbreviates a word (``डॉ.राजीव``), joins
initials (``एम.एस.धोनी``) and names (``भास्कर.com``, ``आजतक.इन``), and separates numbers
(``10.30 बजे``). The tables of ``newsbot/data/hindi_punctuation.toml`` decide; if they do not, the
text stays as printed.
"""

import re
from functools import partial

from newsbot.hindi.data_files import read_table
from newsbot.hindi.devanagari import LETTER, WORD

_TABLE = read_table("hindi_punctuation.toml")
_CHAIN_ONLY = frozenset(_TABLE["chain_only"])
_INITIALS = frozenset(_TABLE["letters"] + _TABLE["abbreviations"])
_TITLES = frozenset(_TABLE["titles"])
_LATIN_ABBREVIATIONS = frozenset(_TABLE["latin_abbreviations"])
_OPENERS = frozenset(_TABLE["openers"])
_NAME_ENDINGS = frozenset(_TABLE["name_endings"])
_DEVANAGARI_NAME_ENDINGS = frozenset(_TABLE["devanagari_name_endings"])
_DOMAIN_WORDS = {word: frozenset(after) for word, after in _TABLE["domain_words"].items()}
# A participle in ी has a plural in ीं: सकी → सकीं.
_FEMININE = [word for word in _TABLE["sentence_final"] if word.endswith(("ी", "ई"))]
SENTENCE_FINAL = frozenset(_TABLE["sentence_final"]) | {word + "ं" for word in _FEMININE}
_SENTENCE_FINAL_ENDINGS = tuple(_TABLE["sentence_final_endings"])

IN_WORD = re.compile(f"[{WORD}]")
FIRST_OF_WORD = re.compile(f"[{LETTER}]")
CLOSERS = frozenset(")]}”’\"'")
_WORD_AFTER, _WORD_BEFORE = re.compile(f"[{WORD}]+"), re.compile(rf"[{WORD}]+\Z")
_LATIN_AFTER, _LATIN_BEFORE = re.compile("[A-Za-z0-9]+"), re.compile(r"[A-Za-z0-9]+\Z")
# The rest of a host name after its first stop: further labels, the last label, the next word.
_HOST_AFTER = re.compile(f"(?:[{WORD}]{{2,32}}\\.){{0,3}}([{WORD}]+)(?:$| ([{WORD}]*)|[^ ])")
# One orthographic syllable: a vowel, or consonants joined by viramas, with their marks.
_AKSHARA = re.compile(
    "(?:[\u0904-\u0914]|(?:[\u0915-\u0939\u0978-\u097f]\u093c?\u094d[\u200c\u200d]?)*"
    "[\u0915-\u0939\u0978-\u097f]\u093c?)[\u0900-\u0903\u093e-\u094c]*"
)
_MAX_WORD = 32  # characters; no table has a longer word

_DANDA = {"|": "।", "||": "॥"}
_PIPE = re.compile(r"\|+")
_MAX_MENU_ENTRY = 2  # words of a menu entry; a longer entry is a sentence or a headline


def is_final(word: str) -> bool:
    """Return whether a word is a finite verb, which ends a sentence."""
    return word in SENTENCE_FINAL or word.endswith(_SENTENCE_FINAL_ENDINGS)


def word_before(text: str, end: int) -> str:
    """Return the run of Devanagari letters and marks before ``end``; "" if it is too long."""
    word = _WORD_BEFORE.search(text, max(0, end - _MAX_WORD - 1), end)
    return word[0] if word and len(word[0]) <= _MAX_WORD else ""


def _latin_before(text: str, end: int) -> str:
    word = _LATIN_BEFORE.search(text, max(0, end - _MAX_WORD - 1), end)
    return word[0] if word else ""


def begins_name_ending(text: str, position: int) -> bool:
    """Return whether the ending of a host or file name begins at ``position``: com, jpg."""
    latin = _LATIN_AFTER.match(text, position)
    return latin is not None and latin[0] in _NAME_ENDINGS


def is_in_word(text: str, position: int) -> bool:
    """Return whether the stop at ``position`` belongs to an initial or abbreviation before it."""
    if word := word_before(text, position):
        chained = text.endswith(".", 0, position - len(word))
        return word in _INITIALS or (chained and _is_initial(word))
    latin = _latin_before(text, position)
    if not latin.isalpha():
        return False
    chained = text.endswith(".", 0, position - len(latin))
    return chained or len(latin) == 1 or latin.lower() in _LATIN_ABBREVIATIONS


def stop_ends(text: str, position: int, after: int) -> bool:
    """Return whether the stop at ``position`` ends a sentence before the word at ``after``."""
    before = text[position - 1 : position] or "\n"
    is_devanagari_after = bool(FIRST_OF_WORD.match(text, after))
    if IN_WORD.match(before):
        if _shortens(text, position, after):
            return False
        if text[after - 1] == "." and begins_name_ending(text, after):
            return False
    elif not is_devanagari_after:
        return False
    elif before.isascii() and before.isalpha():
        latin_word = _latin_before(text, position)
        start = position - len(latin_word)
        if (
            len(latin_word) == 1
            or latin_word.lower() in _LATIN_ABBREVIATIONS
            or text[start - 1 : start] in (".", "/")
        ):
            return False
    elif not (before.isdigit() or before in CLOSERS or before in "%?!_"):
        return False
    return not (is_devanagari_after and _joins_domain(text, position, after))


def _joins_domain(text: str, position: int, after: int) -> bool:
    """Return whether a host name in Devanagari continues after the stop: आजतक.इन."""
    host = _HOST_AFTER.match(text, after) if text[after - 1] == "." else None
    if not host:
        return False
    if host[1] in _DEVANAGARI_NAME_ENDINGS:
        return True
    if host[1] not in _DOMAIN_WORDS or is_final(word_before(text, position)):
        return False
    return not host[2] or host[2] in _DOMAIN_WORDS[host[1]]


def _shortens(text: str, position: int, after: int) -> bool:
    """Return whether the stop at ``position`` abbreviates the word before it."""
    word = word_before(text, position)
    next_word = _WORD_AFTER.match(text, after)
    follower = next_word[0] if next_word else ""
    if follower in _OPENERS:
        return False
    if word in _INITIALS:
        return True
    listed = word in _CHAIN_ONLY
    if not listed and (word in SENTENCE_FINAL or not _AKSHARA.fullmatch(word)):
        return False
    start = position - len(word)
    if text[start - 1 : start] == "." and _is_initial(word_before(text, start - 1)):
        return True
    if not _is_initial(follower) or follower in _TITLES:
        return False
    dotted = text.startswith(".", after + len(follower))
    return dotted or (listed and (follower in _INITIALS or follower in _CHAIN_ONLY))


def _is_initial(word: str) -> bool:
    """Return whether the word is in the tables, or a single akshara that is not a finite verb."""
    if word in _INITIALS or word in _CHAIN_ONLY:
        return True
    return word not in SENTENCE_FINAL and bool(_AKSHARA.fullmatch(word))


def replace_pipes(text: str) -> str:
    """Return the line with a danda for each pipe that ends a sentence."""
    return _PIPE.sub(partial(_danda_for_pipe, is_list=_is_list(text)), text)


def _danda_for_pipe(match: re.Match[str], *, is_list: bool) -> str:
    """Return a danda for a pipe that ends a sentence; else the pipe.

    A pipe between spaces is a separator (titles end in "… है | आज तक"). Another pipe after a finite
    verb ends a sentence. After another word it ends a sentence if no space stands before it and no
    word directly after it.
    """
    text, danda = match.string, _DANDA.get(match[0])
    after = text[match.end() : match.end() + 1]
    is_glued = text[match.start() - 1 : match.start()] != " "
    end = match.start() - (not is_glued)
    before = text[end - 1 : end]
    if danda is None or not (IN_WORD.match(before) or before in CLOSERS or before.isdigit()):
        return match[0]
    if not is_glued and after == " ":
        return match[0]
    if is_final(word_before(text, end)) or before in CLOSERS:
        return danda
    ends_line = not after
    if not is_glued or not (ends_line or (after == " " and danda == "।")) or is_list:
        return match[0]
    return danda if ends_line or FIRST_OF_WORD.match(text, match.end() + 1) else match[0]


def _is_list(text: str) -> bool:
    """Return whether the pipes of a line separate the entries of a menu or a title."""
    if " | " in text or " || " in text or "|" in text[:1]:
        return True
    entries = [entry.split() for entry in _PIPE.split(text) if entry.strip()]
    if len(entries) == 1:
        return len(entries[0]) == 1
    return all(len(entry) <= _MAX_MENU_ENTRY and not is_final(entry[-1]) for entry in entries)
