"""Repair spaces around punctuation, and two end marks in a row; keep frames of dandas."""

import re
from functools import partial

from newsbot.hindi.data_files import read_table
from newsbot.hindi.devanagari import LETTER, WORD
from newsbot.hindi.full_stops import (
    CLOSERS,
    FIRST_OF_WORD,
    IN_WORD,
    begins_name_ending,
    is_final,
    is_in_word,
    replace_pipes,
    stop_ends,
    word_before,
)

_TABLE = read_table("hindi_punctuation.toml")
_PREFIXES = frozenset(_TABLE["prefixes"])
_SUFFIXES = frozenset(_TABLE["suffixes"])

# ॥, also typed as ।।. A pair of these frames a title or a verse (॥ दोहा ॥, ।। श्री गणेशाय नमः ।।). A
# pair of any dandas frames the number of a verse (॥४-७॥, । 12 ।). Frames stay as printed.
_DOUBLE_DANDA = "(?:॥|।।)"
_VERSE_NUMBER = r"\d+(?:[-–/.,:]\d+)*"
_FRAME = re.compile(
    rf"(?<![^\s(\[“‘\"'])({_DOUBLE_DANDA})((?:[^॥।]|।(?!।))*+)({_DOUBLE_DANDA})"
    rf"|([।॥]{{1,2}})( ?{_VERSE_NUMBER} ?)([।॥]{{1,2}})"
    rf"|({_DOUBLE_DANDA})([^\s॥।]++)({_DOUBLE_DANDA})"
)
_NUMBER_BETWEEN_DANDAS = re.compile(rf"। ?{_VERSE_NUMBER} ?।")
# Noncharacters, which cleaned text does not have, hide the dandas of a frame from all rules.
_HIDE_DANDA = str.maketrans("।॥", "\ufdd0\ufdd1")
_SHOW_DANDA = str.maketrans("\ufdd0\ufdd1", "।॥")

# A number with a space before its comma: "1 ,25,000", "1 , 000". But "2 ,3" and "5 ,100 और 200" are
# lists.
_SPACED_NUMBER = re.compile(
    r"(?<![\d.,])(?:\d{1,2}(?: ?,\d\d){0,4} ?,\d{3}(?!\d| (?:और|या|व|एवं) \d+(?! ?,\d))"
    r"|\d{1,3}(?: ?, ?000)+(?!\d))(?! ?,\d)"
)
_TWO_SPACED_ENDS = re.compile(r"(?<![.।\s])([.।]) \1(?![.।\w]| [.।])")

# A space before a mark is removed. It is moved after the mark if the next word follows directly.
# Exceptions: " .com", " .NET", " .32 बोर", "...और", " :)", and the colon or point of "3 : 2".
_MARK = (
    r"(?:(?![:;]-?[()DP](?!\w))[,;!?।॥)]|:(?!(?<=\d :) ?\d|-?[()DP](?!\w))"
    r"|\.(?!\.\.+[^\s.]|\.[^\s.]|[a-z]|NET\b|\d{1,3}(?!\d)|(?<=\d \.) \d))"
)
_SPACE_BEFORE_MARK = re.compile(
    rf" (?:({_MARK})(?=[“‘(\[₹@#]?\w)|(:)(?=[\"']{{1,2}}\w)|(?={_MARK}))"
)
_SPACE_AND_MARK = re.compile(r" [,;!?।॥):.]")  # a quick check for the same
_SPACE_AFTER_BRACKET = re.compile(r"(?<! [:;])(?<! [:;]-)\( ")  # " :( " is a face
# A stop that may begin " .com" or " .32". After a finite verb it ends a sentence instead.
_SPACE_BEFORE_STOP = re.compile(rf"(?<=[{WORD}]) \.(?=[a-z]|\d{{1,3}}(?!\d))")

# Curly quotes with a space inside. An opening quote after a word or mark, or a closing quote before
# a word, may be used in place of the other (”यह“) and is left unchanged.
_NOT_BEFORE_QUOTE = rf"(?<![{WORD}\w.?!।॥,;)”’])"
_NOT_AFTER_QUOTE = rf"(?![{WORD}\w])"
_SPACED_QUOTE = re.compile(
    rf"{_NOT_BEFORE_QUOTE}(“) ?([^“”]*[^“” ]) ?(”){_NOT_AFTER_QUOTE}"
    rf"|{_NOT_BEFORE_QUOTE}(‘‘?) ?([^‘’]*[^‘’ ]) ?(’’?){_NOT_AFTER_QUOTE}"
)
_SPACE_AFTER_FIRST_QUOTE = re.compile(r"^(“|‘‘?) (?=[^ ])")
_SPACE_BEFORE_LAST_QUOTE = re.compile(r" (?=(?:”|’’?)$)")

# Marks in a row, and a mark or a bracket without a space before the next word.
_OPENING = r"(?!\[\d+\])([“‘`(\[#@₹]{0,2})(?=\w)"
_GLUED = (
    r"(?P<mark>[.?!।॥,;)])(?! )(?<![A-Za-z];)"
    rf"(?:(?<!\))(?P<closers>[)\]}}”’\"']*+)(?={_OPENING})"
    r"|(?P<run>[.?!।]++)(?P<after_run>[)\]}”’\"']*+)"
    rf"|(?<=\))(?=[{LETTER}]))"
)
# Spans that stay unchanged: URLs from their "://" or "www." on, and domains after an "@". The text
# before these is Latin, and no rule inserts anything between Latin letters. An "@" without a word
# before it begins a handle of one word, not a domain.
_PROTECTED = rf"://[^\s।॥|]+|[wW]{{3}}\.[^\s।॥|]+|(?<=[{WORD}\w])@[{WORD}\w.-]+"
_GLUED_MARK = re.compile(_GLUED)
_GLUED_MARK_OR_PROTECTED = re.compile(f"{_PROTECTED}|{_GLUED}")
_NEXT_WORD = re.compile(_OPENING)
_ADDRESS = re.compile(r"://|[wW]{3}\.|@")
# Two end marks of which one is superfluous. "..?", "...।", "?!" and "।।" are intended.
_MET_ENDS = re.compile(
    r"(?P<stops>\.\.?)(?P<end>।)|(?P<stop>\.)(?P<asking>[?!]+)"
    r"|(?P<asked>[?!]+)।|।(?P<asks>[?!]+)|(?P<closed>[।॥?!]+)\."
)
# A straight quotation mark: '' is one mark; an apostrophe between Latin letters is not a mark.
_STRAIGHT_QUOTE = re.compile(r"\n|\"|``|''|(?<![A-Za-z])'|'(?![A-Za-z])")
_MAX_ASIDE = 40  # characters in brackets that are read


def space_punctuation(text: str) -> str:
    """Return text with repaired spaces around punctuation.

    Args:
        text: Text whose white space is single spaces and newlines.
    """
    if "|" in text:
        text = replace_pipes(text)
    has_frame = "॥" in text or "।।" in text or _NUMBER_BETWEEN_DANDAS.search(text)
    if has_frame:
        text = _FRAME.sub(_hidden, text)
    if " ," in text or ", 000" in text:
        text = _SPACED_NUMBER.sub(lambda match: match[0].replace(" ", ""), text)
    text = _without_spaces(text)
    # The substring tests are much faster than the pattern, and most texts have no URL.
    addressed = ("@" in text or "//" in text or "w." in text or "W." in text) and _ADDRESS.search(
        text
    )
    pattern = _GLUED_MARK_OR_PROTECTED if addressed else _GLUED_MARK
    opening = _opening_quotes(text) if '"' in text or "'" in text else frozenset()
    text = pattern.sub(partial(_spaced, opening=opening), text)
    return text.translate(_SHOW_DANDA) if has_frame else text


def _hidden(match: re.Match[str]) -> str:
    """Return a frame with its dandas hidden, and with a space before a word after the frame."""
    opening, middle, closing = (group for group in match.groups() if group is not None)
    is_glued = match.string[match.end() : match.end() + 1].isalnum()
    hidden = opening.translate(_HIDE_DANDA), middle, closing.translate(_HIDE_DANDA)
    return "".join(hidden) + (" " if is_glued else "")


def _without_spaces(text: str) -> str:
    """Return text without spaces before marks, and without spaces inside brackets and quotes."""
    if ". ." in text or "। ।" in text:
        text = _TWO_SPACED_ENDS.sub(_single_end, text)
    if " ." in text:
        text = _SPACE_BEFORE_STOP.sub(_attached_stop, text)
    if _SPACE_AND_MARK.search(text):
        text = _SPACE_BEFORE_MARK.sub(_attached, text)
    if "( " in text:
        text = _SPACE_AFTER_BRACKET.sub("(", text)
    if "“ " in text or " ”" in text or "‘ " in text or " ’" in text:
        text = _SPACED_QUOTE.sub(lambda match: "".join(filter(None, match.groups())), text)
        text = _SPACE_AFTER_FIRST_QUOTE.sub(r"\1", text)
        text = _SPACE_BEFORE_LAST_QUOTE.sub("", text)
    return text


def _single_end(match: re.Match[str]) -> str:
    """Return one end mark in place of two with a space between them.

    Two dandas that do not follow a finite verb may be the ॥ of a verse and stay.
    """
    is_double = match[1] == "।" and not is_final(word_before(match.string, match.start()))
    return match[0] if is_double else match[1]


def _attached(match: re.Match[str]) -> str:
    mark = match[1] or match[2]
    return mark + " " if mark else ""


def _attached_stop(match: re.Match[str]) -> str:
    text = match.string
    if begins_name_ending(text, match.end()):
        return match[0]
    return ". " if is_final(word_before(text, match.start())) else match[0]


def _spaced(match: re.Match[str], *, opening: frozenset[int]) -> str:
    """Return marks without a superfluous end mark, and with a space after them if one is needed.

    ``opening``: the indexes of opening straight quotes.
    """
    text = match.string
    if match["mark"] is None:
        return match[0]
    if match[0] == ")":
        return ") " if _closes_aside(text, match.start(), match.end()) else ")"
    run, after = match["run"] or "", match.end()
    marks, closers = match["mark"] + run, match["after_run"] or match["closers"] or ""
    if run and (one_end := _one_end(text, match.start(), marks)) != marks:
        return one_end + closers
    next_word = _NEXT_WORD.match(text, after)
    position = match.start() + len(run)
    if not next_word or not _ends(text, position, after + len(next_word[1])):
        return match[0]
    for offset, quote in enumerate(closers, position + 1):
        if quote in "\"'" and offset in opening:
            cut = offset - position - 1
            return f"{marks}{closers[:cut]} {closers[cut:]}"
    return f"{marks}{closers} "


def _one_end(text: str, start: int, marks: str) -> str:
    """Return the marks at ``start`` without the superfluous one."""
    met = _MET_ENDS.fullmatch(marks)
    if met is None:
        return marks
    if met["stops"] or met["stop"]:
        return marks if is_in_word(text, start) else met["end"] or met["asking"]
    if met["closed"]:
        after = text[start + len(marks) : start + len(marks) + 1]
        return marks if after.isascii() and after.isalnum() else met["closed"]
    return met["asked"] or met["asks"]


def _ends(text: str, position: int, after: int) -> bool:
    """Return whether the mark at ``position`` ends a clause before the word at ``after``."""
    before, mark = text[position - 1 : position], text[position]
    is_devanagari_after = bool(FIRST_OF_WORD.match(text, after))
    if mark in "।॥":
        return True
    if mark == ".":
        return stop_ends(text, position, after)
    if mark == ";":
        return bool(IN_WORD.match(before)) or (
            is_devanagari_after and (before.isdigit() or before in CLOSERS)
        )
    if mark == "," and before.isdigit() and text[after].isdigit():
        return False
    return is_devanagari_after or bool(IN_WORD.match(before))


def _closes_aside(text: str, position: int, after: int) -> bool:
    """Return whether the bracket at ``position`` ends an aside, not a part of the next word."""
    start = text.rfind("(", max(0, position - _MAX_ASIDE), position)
    if text[position - 1 : position] in (":", ";", "-"):
        return False  # a face
    if start < 0:
        return True
    if IN_WORD.match(text[start - 1 : start]):  # छात्र(छात्रा)ओं
        return not any(text.startswith(suffix, after) for suffix in _SUFFIXES)
    return text[start + 1 : position] not in _PREFIXES  # (गैर)जरूरी


def _opening_quotes(text: str) -> frozenset[int]:
    """Return the indexes of opening straight quotes: every second one of each kind in a line."""
    opening: set[int] = set()
    is_open: set[str] = set()
    for match in _STRAIGHT_QUOTE.finditer(text):
        if match[0] == "\n":
            is_open.clear()
        elif match[0] == "``":
            is_open.add("''")
        elif match[0] in is_open:
            is_open.remove(match[0])
        else:
            opening.add(match.start())
            is_open.add(match[0])
    return frozenset(opening)
