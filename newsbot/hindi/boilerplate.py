"""Recognise boilerplate: lines of a page that are not text of its article."""

import re
from collections.abc import Callable

from newsbot.hindi.agencies import is_agency_credit
from newsbot.hindi.caching import cached_if_short
from newsbot.hindi.data_files import read_table
from newsbot.hindi.folding import alternatives, fold, fold_all
from newsbot.hindi.line_list import MAX_LINE_LENGTH, LineList, any_line, is_one_of, is_short
from newsbot.hindi.photo_credits import (
    PHOTO_LABELS,
    are_names,
    has_photo_credit,
    is_photo_credit,
    is_photo_label,
)
from newsbot.hindi.verbs import FINITE, is_finite
from newsbot.hindi.word_filter import ContainsAny

_TABLE = read_table("hindi_boilerplate.toml")
_KINDS = [kind for kind in _TABLE.values() if "lines" in kind]
_MAX_CREDIT_LENGTH = 120  # characters of a line that is only a credit
_MAX_LABEL_LENGTH = 60  # characters before a separator

# The separator between a label and the headline after it, and the signs before a label.
# Some writers type a visarga at the end of a word in place of a colon.
_SEPARATOR = re.compile(
    r"\s*(?:[:\uff1a|>»→\n]|ः(?=\s|$)|\.{2,}|…|\s[-–—]+|[-–—]+(?=\s)|[-–—]{2,})"
)
_BULLET = re.compile(r"^[\s•*#▪●◆■→➤►▶👉👇>»\-–—(\[]+")
_SENTENCE_END = re.compile(r"[.।॥?!][\"'”’)\s]*$")

_LABELS = fold_all(label for kind in _KINDS for label in kind["labels"])
_MAX_START_LENGTH = 40  # characters of a paragraph that are searched for its first word
_BARE_LABEL = re.compile(
    "|".join(
        f"(?:{alternatives(kind['bare_labels'])}) "
        + rf"(?!(?:{alternatives(kind['not_after_bare_label']) or '(?!)'})(?: |$))"
        for kind in _KINDS
        if kind["bare_labels"]
    )
)
_LINES = [line for kind in _KINDS for line in kind["lines"] if "never" not in kind]
# Lines with any continuation that does not end in a finite verb.
_OPEN_LINES = [
    line
    for kind in _KINDS
    for line in kind["lines"]
    if line.endswith("…") and not kind.get("may_end_in_verb")
]
_DISCLAIMER = any_line(_TABLE["disclaimer"]["lines"])
_DISCLAIMER_LABELS = fold_all(_TABLE["disclaimer"]["labels"])
_NEVER_IN_DISCLAIMER = [f" {phrase} " for phrase in fold_all(_TABLE["disclaimer"]["never"])]
_NEWS = _TABLE["told"]
_LABELS_BEFORE_NEWS = fold_all(_NEWS["labels"]) | _DISCLAIMER_LABELS
_REPORTED = [f" {phrase} " for phrase in fold_all(_NEWS["reported"])]
_NOT_IN_NEWS = [f" {phrase} " for phrase in fold_all(_NEWS["not_containing"])]
_NEWS_ENDINGS = tuple(fold_all(_NEWS["endings"]))
_OWNED_SINCE = re.compile(r"©\s*\d")
_MAX_NEWS_LENGTH = 250  # characters of a sentence after a label
_PATTERN = re.compile("|".join(_TABLE["furniture"]["patterns"]), re.IGNORECASE)
_MAX_PATTERN_LENGTH = 250  # characters
_NAME_LABELS = fold_all(_TABLE["names"]["labels"])
# Kind of label → the first words of its labels.
_STARTS = {
    kind: tuple({label.split()[0] for label in labels})
    for kind, labels in {
        "label": _LABELS,
        "names": _NAME_LABELS | PHOTO_LABELS,
        "disclaimer": _DISCLAIMER_LABELS,
    }.items()
}
_LETTERS = "|".join(_TABLE["initials"]["letters"])
_INITIALS = re.compile(
    rf"[(\[*]*\s?(?:{_LETTERS}){{2,4}}(?:\s?/\s?(?:{_LETTERS}){{1,4}}){{1,4}}\s?[)\]*]*"
)
_MAX_NAMES = 8  # words of names after a label
_MAX_DISCLAIMER_LENGTH = 600  # characters; a disclaimer after its label may be longer

_NEWS_VERBS = FINITE - fold_all(_NEWS["not_ending_in"])

_LINE_LIST = LineList((line for line in _LINES if line not in _OPEN_LINES), _OPEN_LINES)
_has_line_word = ContainsAny((*_LINE_LIST.words, *_DISCLAIMER))


@cached_if_short(256, MAX_LINE_LENGTH)  # called for a page's text, and again for the cleaned text
def boilerplate(paragraph: str) -> bool:
    """Return whether a whole paragraph is not text of the article.

    Boilerplate is an also-read line, a follow-us line, a credit (of an agency, a photographer, a
    desk), a disclaimer, a button, or a paragraph without letters and digits. The phrases are in
    ``newsbot/data/hindi_boilerplate.toml``. A sentence of the article with the same words is not
    boilerplate, nor is a paragraph that only ends in a credit.
    """
    # Most paragraphs are not boilerplate, so each check begins with a cheap one.
    start = _BULLET.sub("", paragraph[:_MAX_START_LENGTH]).split(" ", 1)[0]
    may_be = _starts(start)
    if may_be and _label(paragraph) in _LABELS_BEFORE_NEWS and _is_news_sentence(paragraph):
        return False
    if "disclaimer" in may_be and _label(paragraph) in _DISCLAIMER_LABELS:
        return True
    may_be_line = is_short(paragraph)
    if may_be_line and (
        ("label" in may_be and _is_label(paragraph))
        or is_agency_credit(paragraph)
        or is_photo_credit(paragraph)
        or has_photo_credit(paragraph)
        or ("names" in may_be and _is_names(paragraph))
        or _is_pattern(paragraph)
    ):
        return True
    if len(paragraph) > _MAX_DISCLAIMER_LENGTH or not _has_line_word(paragraph):
        return False
    folded = fold(paragraph)
    return _is_disclaimer(folded) or (may_be_line and _LINE_LIST.has(folded))


def is_initials(line: str) -> bool:
    """Return whether the last line of an article is a desk's initials: ``एसके/जेपी``."""
    return is_short(line) and _INITIALS.fullmatch(line) is not None


def is_disclaimer_label(text: str) -> bool:
    """Return whether a heading announces a disclaimer, so that the text under it is one."""
    return len(text) <= _MAX_LABEL_LENGTH and fold(text) in _DISCLAIMER_LABELS


def without_label(text: str) -> str:
    """Return a text without the also-read label before it.

    ``ये भी पढ़ें: नहर बनी`` → ``नहर बनी``; "" if the text is only the label.
    """
    if _is_bare_label(text):
        return ""
    if _label(text) not in _LABELS:
        return text
    line = _BULLET.sub("", text)
    separator = _SEPARATOR.search(line)
    return _BULLET.sub("", line[separator.end() :]) if separator else text


def without_boilerplate(paragraph: str, is_line: Callable[[str], bool] = boilerplate) -> str:
    """Return a paragraph without lines that are boilerplate; "" if nothing is left.

    Boilerplate is removed after the last sentence and at the beginning, not between sentences.

    Args:
        paragraph: The paragraph.
        is_line: Returns whether a line is boilerplate.
    """
    if "\n" not in paragraph:
        return "" if is_line(paragraph) else paragraph
    lines = paragraph.split("\n")
    first, last = (
        0,
        max((n for n, line in enumerate(lines) if _SENTENCE_END.search(line)), default=-1),
    )
    if last >= 0 and all(map(is_line, lines[last + 1 :])):
        lines = lines[: last + 1]
    while first < last and not _is_bare_label(lines[first]) and is_line(lines[first]):
        first += 1
    text = "\n".join(lines[first:])
    return "" if is_line(text) else text


def _is_bare_label(line: str) -> bool:
    """Return whether a line is only an also-read label, to which the lines after it belong."""
    return len(line) <= _MAX_LABEL_LENGTH and fold(line) in _LABELS


@cached_if_short(1 << 15)
def _starts(token: str) -> frozenset[str]:
    """Return the kinds of labels that may begin with the first word of a line."""
    folded = fold(token)
    return frozenset(kind for kind, starts in _STARTS.items() if folded.startswith(starts))


def _label(paragraph: str) -> str:
    """Return the folded text before the first separator of a line; "" without a separator."""
    head = _BULLET.sub("", paragraph[: 2 * _MAX_LABEL_LENGTH])
    separator = _SEPARATOR.search(head)
    return fold(head[: separator.start()]) if separator else ""


def _is_disclaimer(folded: str) -> bool:
    if any(phrase in f" {folded} " for phrase in _NEVER_IN_DISCLAIMER):
        return False
    return is_one_of(_DISCLAIMER, folded, folded.split())


def _is_news_sentence(paragraph: str) -> bool:
    """Return whether a line is a complete sentence of news, although it begins with a label."""
    if len(paragraph) > _MAX_NEWS_LENGTH or not _SENTENCE_END.search(paragraph):
        return False
    folded = fold(paragraph)
    line, last = f" {folded} ", folded.rpartition(" ")[2]
    if any(phrase in line for phrase in _NOT_IN_NEWS) or _is_disclaimer(folded):
        return False
    # A disclaimer says that a text "was taken from" a source; a sentence of news has an agent (ने).
    if _label(paragraph) in _DISCLAIMER_LABELS and " ने " not in line:
        return False
    ends_in_news_verb = last in _NEWS_VERBS or last.endswith(_NEWS_ENDINGS)
    return ends_in_news_verb or any(phrase in line for phrase in _REPORTED)


def _is_pattern(paragraph: str) -> bool:
    """Return whether a line matches one of the patterns, or has no letters and digits."""
    match = _PATTERN.fullmatch(paragraph.strip()) if len(paragraph) <= _MAX_PATTERN_LENGTH else None
    if match is None:
        return bool(paragraph.strip()) and not any(map(str.isalnum, paragraph))
    if "©" in paragraph and not _OWNED_SINCE.search(paragraph) and _is_news_sentence(paragraph):
        return False
    words = fold(match["text"] or "").split()
    return not (words and is_finite(words[-1]))


def _is_names(paragraph: str) -> bool:
    """Return whether a line is a label and names: ``फोटो: पीटीआई``, ``Edited by: …``."""
    line = _BULLET.sub("", paragraph)
    if len(line) > _MAX_CREDIT_LENGTH:
        return False
    separator = _SEPARATOR.search(line)
    label = line[: separator.start()] if separator else ""
    if separator is None or not (fold(label) in _NAME_LABELS or is_photo_label(label)):
        return False
    return are_names(line[separator.end() :], _MAX_NAMES)


def _is_label(paragraph: str) -> bool:
    line = _BULLET.sub("", paragraph)
    if _label(line) in _LABELS or _is_bare_label(line):
        return True
    # Only the beginning of a long paragraph is folded, because a label stands there.
    is_first = _BARE_LABEL.match(fold(line[: 2 * _MAX_LABEL_LENGTH])) is not None
    return is_first and not _SENTENCE_END.search(paragraph)
