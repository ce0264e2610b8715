"""Split a caption line into caption and credit; recognise placeholders. Pure functions.

A placeholder is a text or a picture that a template shows if the editor has entered none.
"""

from __future__ import annotations

import re
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from newsbot.hindi import fold
from newsbot.hindi.caching import cached_if_short
from newsbot.hindi.data_files import read_table
from newsbot.hindi.folding import fold_all, printed_alternatives
from newsbot.hindi.photo_credits import (
    SOURCE_LABEL,
    has_photo_word,
    photo_credit,
    trailing_credit,
    without_number,
)
from newsbot.hindi.verbs import is_finite
from newsbot.hindi.word_filter import ContainsAny
from newsbot.page.html.elements import address_parts

if TYPE_CHECKING:
    from collections.abc import Iterable

_TABLE = read_table("page_phrases.toml")
MAX_CAPTION = 500  # characters; a longer line is a text, not a caption
MAX_WEAK_CREDIT = 5  # words of a credit after `फोटो:`; more words are a caption
MAX_WEAK_LENGTH = 80  # characters before and after such a label that are read
MAX_PLACEHOLDER = 200  # characters of a text that are compared with placeholders
MAX_LABELS = 5  # labels of a line that are tried
_PARTING = " (|-–—[,/"
_EDGES = " :-–—|/"

_MARK = r"\s?[:：–—-]|ः(?=\s)"
_CREDIT = re.compile(
    rf"(?<![\w\u0900-\u097f])(?:{SOURCE_LABEL}"
    rf"|{printed_alternatives(_TABLE['credit']['labels'])})(?:{_MARK})|©\s?(?!\d)",
    re.IGNORECASE,
)
_INSIDE = printed_alternatives(_TABLE["credit"]["weak_labels"])
_WEAK = printed_alternatives(_TABLE["credit"]["weak_labels"] + _TABLE["credit"]["first_labels"])
# A label that is a credit's only before few words. A hyphen is part of a word: फोटो-वीडियो.
_WEAK_CREDIT = re.compile(
    rf"(?:^|[|।.,/–—-]\s*)(?:{_WEAK})"
    r"(?:\s?[:：]|ः(?=\s)|\s+[-–—]|[-–—]\s)"
    rf"|[(\[]\s*(?:{_WEAK})(?:\s?[:：/–—-]|ः(?=\s))"
    rf"|(?P<inside>\s)(?:{_INSIDE})(?:\s?[:：]|ः(?=\s))"
    r"|(?:^|[(\[|।.,]\s*)(?:photo|image|pic)s?\s+by\s",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]{2,80}[)\]][\s.।]*$")
# A credit after the last mark of a line: "नहर पर मजदूर. PTI", "नहर | PTI Photo".
_BEHIND_MARK = re.compile(r"(?:[.।|!?]|\s[-–—])\s*(?P<credit>[^.।|!?]{2,80}?)[\s.।]*$")
_has_label_word = ContainsAny(
    word
    for kind in ("labels", "weak_labels", "first_labels")
    for word in fold_all(_TABLE["credit"][kind])
    for word in word.split()
)
_NOT_IN_CREDIT = frozenset(map(fold, _TABLE["credit"]["not_in_credit"]))

# Labels for screen readers: "इमेज स्रोत, ANI इमेज कैप्शन, नहर के किनारे मजदूर".
_SPOKEN = re.compile(
    r"(?:(?:इमेज स्रोत|image source),\s*(?P<credit>\S.*?))?"
    r"(?:\s*(?:इमेज कैप्शन|image caption),\s*(?P<caption>\S.*))?",
    re.IGNORECASE,
)
# Names of files: "IMG_2034.jpg", "WhatsApp Image 2026-02-02 at 10.23.11 PM", "nahar-ka-pul-41",
# "nahar_pul", "8f3c2a1b9d".
_FILE_NAME = re.compile(
    r"[^\n/]{1,150}\.(?:jpe?g|png|webp|gif|avif|svg|bmp|heic|jfif|tiff?)"
    r"|(?:img|dsc[nf]?|pxl|image|photo|pic|screenshot|whatsapp image|untitled)"
    r"[\s_-]*\d[\w\s.():-]*"
    r"|[a-z0-9]+(?:[-_][a-z0-9]+){2,}|[a-z0-9]+_[a-z0-9_-]+|(?=[a-f]*\d)[\da-f]{8,}|[\d_-]+",
    re.IGNORECASE,
)
_NO_CAPTIONS = frozenset(map(fold, _TABLE["placeholder"]["captions"]))
_NO_TEXTS = tuple(map(fold, _TABLE["placeholder"]["texts"]))
_FIELDS = frozenset(_TABLE["placeholder"]["fields"])
_TEMPLATE = _FIELDS | frozenset(_TABLE["placeholder"]["asking"])
_STANDS_IN = frozenset(_TABLE["placeholder"]["files"])
_BESIDE = frozenset(_TABLE["placeholder"]["beside"])
_LETTERS = re.compile("[a-z]{2,}")
_NO_PATH = re.compile(r"(?:https?:)?//[^/]*/?")  # the URL of a site, not of a picture


def caption_and_credit(line: str) -> tuple[str | None, str | None]:
    """Return (caption, credit) of the line under a picture: ``Courtesy: X`` is credit ``X``.

    Args:
        line: The line, with white space folded.
    """
    if not line or len(line) > MAX_CAPTION:
        return line or None, None
    if ", " in line and (spoken := _SPOKEN.fullmatch(line)):
        return caption_of(spoken["caption"] or ""), spoken["credit"]
    line = without_number(line)
    label = None
    if "©" in line or _has_label_word(line) or has_photo_word(line):
        label = _CREDIT.search(line) or _weak_credit(line)
    if label:
        return _split_at_label(line, label.start(), label.end())
    if credit := photo_credit(line):
        return None, credit
    if (end := _IN_BRACKETS.search(line)) and (credit := photo_credit(end[0])):
        return caption_of(line[: end.start()].rstrip(_PARTING)), credit
    if has_photo_word(line) and (trailing := trailing_credit(line)):
        return caption_of(line[: trailing[0]].rstrip(_PARTING)), trailing[1]
    if (end := _BEHIND_MARK.search(line)) and (credit := photo_credit(end["credit"])):
        return caption_of(line[: end.start("credit")].rstrip(_PARTING)), credit
    return caption_of(line), None


def caption_of(text: str) -> str | None:
    """Return a caption; None if the text is empty, a placeholder or a file name."""
    text = text.strip()
    if not text or is_placeholder(text) or _FILE_NAME.fullmatch(text):
        return None
    return text


def stem_of(url: str) -> str:
    """Return the file name in a URL, without its extension."""
    return address_parts(url).path.rpartition("/")[2].rpartition(".")[0]


def is_placeholder(text: str) -> bool:
    """Return whether a text is a placeholder of a template."""
    text = text[:MAX_PLACEHOLDER]
    folded = fold(text)
    if folded in _NO_CAPTIONS:
        return True
    if not text.isascii():
        return False
    words = set(folded.split())
    is_of_template = words <= _TEMPLATE and not words.isdisjoint(_FIELDS)
    return is_of_template or folded.startswith(_NO_TEXTS)


@cached_if_short(1024)  # the pages of a site share their placeholders
def may_stand_in(url: str) -> bool:
    """Return whether a word in the file name says that a picture may be a placeholder."""
    stem = stem_of(url).lower()
    words = _LETTERS.findall(stem)
    pairs = (first + second for first, second in pairwise(words))
    if stem == "1x1" or _NO_PATH.fullmatch(url):
        return True
    return not _STANDS_IN.isdisjoint((*words, *pairs))


def is_placeholder_picture(url: str, names: Iterable[str] = ()) -> bool:
    """Return whether a URL is that of a placeholder picture: ``default_500.png``.

    Args:
        url: The URL of a picture for which ``may_stand_in`` is true.
        names: Further words that do not describe a picture, such as the name of the site.
    """
    known = {*_STANDS_IN, *_BESIDE, *_LETTERS.findall(" ".join(names).lower())}
    known |= {"".join(_LETTERS.findall(name.lower())) for name in names}
    return known.issuperset(_LETTERS.findall(stem_of(url).lower()))


def _weak_credit(line: str) -> re.Match[str] | None:
    """Return the first weak label before few words that can be a credit; None if there is none."""
    for label in islice(_WEAK_CREDIT.finditer(line), MAX_LABELS):
        end = line[label.end() : label.end() + MAX_WEAK_LENGTH]
        words = fold(re.split(r"[)\]|]", end)[0]).split()
        # "मजदूरों की फोटो: …": here फोटो is part of a phrase, not a label.
        before = line[max(0, label.start() - MAX_WEAK_LENGTH) : label.start()]
        phrase = fold(before).split()[-1:] if label["inside"] else []
        is_short = 0 < len(words) <= MAX_WEAK_CREDIT and not is_finite(words[-1])
        if is_short and _NOT_IN_CREDIT.isdisjoint((*words, *phrase)):
            return label
    return None


def _split_at_label(line: str, start: int, end: int) -> tuple[str | None, str | None]:
    """Return (caption, credit) of a line with a label at ``start`` to ``end``.

    A closing bracket ends the credit if a bracket stands before the label.
    """
    start += line[start : start + 1] in (".", "।")
    before, credit = line[:start], line[end:]
    opened = line[start : start + 1] in "([" or before.rstrip()[-1:] in ("(", "[")
    credit, _, behind = credit.partition("|")
    if opened and (close := re.search(r"[)\]]", credit)):
        credit, behind = credit[: close.start()], f"{credit[close.end() :].strip(' .।')} {behind}"
    caption = f"{before.rstrip(_PARTING)} {behind.strip()}".strip()
    credit = credit.strip(_EDGES)
    if credit[:1] in ("(", "["):
        credit = credit.strip("()[]" + _EDGES)
    if credit.count(")") > credit.count("("):
        credit = credit.removesuffix(")").strip()
    return caption_of(caption), credit or None
