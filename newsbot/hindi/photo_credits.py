"""Find the source in the credit of a picture: ``(PTI Photo/Ravi Sharma)``, ``फोटो: पीटीआई``."""

from __future__ import annotations

import re

from newsbot.hindi.agencies import is_agency_credit, is_ordinary_word
from newsbot.hindi.data_files import read_table
from newsbot.hindi.devanagari import WORD
from newsbot.hindi.folding import fold, fold_all, printed_alternatives
from newsbot.hindi.verbs import is_finite
from newsbot.hindi.word_filter import ContainsAny

_TABLE = read_table("hindi_boilerplate.toml")
_PHOTOS = _TABLE["photos"]
MAX_CREDIT = 100  # characters of a credit with its brackets
MAX_NAMES = 5  # words of the names of one or several photographers
MAX_PHOTO_WORDS = 2  # photo words at the end of a caption that are tried
MAX_SOURCE = 4  # words of an agency's name

PHOTO = printed_alternatives(_PHOTOS["words"])
# The label before a source: "Photo Courtesy", "साभार". A photo word after का, की or के belongs to
# the caption, not to the label: "राशि चक्र का चित्र साभार: X".
SOURCE_LABEL = (
    rf"(?:(?<!का\s)(?<!की\s)(?<!के\s)(?:{PHOTO})\s+)?(?:{printed_alternatives(_PHOTOS['sources'])})"
    rf"|(?:{PHOTO})\s+(?:{printed_alternatives(_PHOTOS['photo_sources'])})"
    rf"|{printed_alternatives(_PHOTOS['labels'])}"
)
_BY = printed_alternatives(_PHOTOS["by"])
_PHOTO_WORD = re.compile(rf"(?<![\w{WORD}])(?:{PHOTO})(?![\w{WORD}])", re.IGNORECASE)
_BEFORE = re.compile(rf"^(?:{PHOTO})(?:ः\s+|[\s:：/|–—-]+)", re.IGNORECASE)
_BEHIND = re.compile(rf"[\s:/–—-]+(?:{PHOTO})$", re.IGNORECASE)
# A source with a photographer or another source: "PTI Photo/Ravi Sharma", "Reuters/Adnan Abidi",
# "AFP via Getty Images".
_OF_SOURCE = re.compile(
    rf"(?P<source>\S.*?)(?:(?P<photo>\s+(?:{PHOTO}))(?:\s*[/,–—-]\s*|\s+(?:{_BY})\s+)|\s*/\s*|,\s+(?=file$)|\s+via\s+)"
    r"(?P<name>\S.*)",
    re.IGNORECASE,
)
_OF_PHOTOGRAPHER = re.compile(rf"(?:{PHOTO})\s+(?:{_BY})\s+(?P<name>\S.*)", re.IGNORECASE)
# PTI's number of a picture: (PTI02_02_2026_000123B).
_NUMBER = re.compile(r"\s*[(\[]?PTI\s?\d{1,2}_\d{1,2}_\d{4}_\w{1,12}[)\]]?[\s.।]*$", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_EDGES = " \t\n.।"
_LABEL = re.compile(rf"{SOURCE_LABEL}|(?:{PHOTO})(?:\s+(?:{_BY}))?", re.IGNORECASE)
_LABELLED = re.compile(
    rf"(?:{SOURCE_LABEL}|{PHOTO})(?:\s?[:：–—-]|ः(?=\s))(?P<names>.+)", re.IGNORECASE
)
_CAPTIONED = re.compile(
    r"(?P<caption>[^.।?!\n]{1,100}?)\s*[(\[](?P<credit>[^()\[\]\n]{2,80})[)\]][\s.।]*"
)
PHOTO_LABELS = fold_all(word for kind in ("words", "sources", "labels") for word in _PHOTOS[kind])
_SOURCES = [*_TABLE["agencies"].values(), _PHOTOS["houses"], _PHOTOS["press"]]
# A quick check: most texts have none of these words.
has_photo_word = ContainsAny(
    max(label.split(), key=len) + mark for label in PHOTO_LABELS for mark in ("", "ः")
)
_has_source_word = ContainsAny(
    max(name.split(), key=len) for names in _SOURCES for name in fold_all(names)
)
_HOUSES = tuple(fold_all(_PHOTOS["houses"]))
_PRESS = fold_all(_PHOTOS["press"])
_NOT_IN_NAMES = fold_all(_TABLE["names"]["not_in_names"])


def without_number(line: str) -> str:
    """Return a caption without PTI's number of the picture."""
    return _NUMBER.sub("", line) if "_" in line else line


def is_photo_label(label: str) -> bool:
    """Return whether a text is the label before a picture's source: ``Photo Credit``."""
    return _LABEL.fullmatch(label.strip()) is not None


def is_photo_credit(paragraph: str) -> bool:
    """Return whether a paragraph is only a picture's credit, with a photo word or brackets."""
    if len(paragraph) > MAX_CREDIT:
        return False
    text = without_number(paragraph).strip(_EDGES)
    if not text or not (has_photo_word(text) or _has_source_word(text)):
        return not text and bool(paragraph.strip(_EDGES))
    is_worded = _BRACKETS.fullmatch(text) or _PHOTO_WORD.search(text) or fold(text) in _HOUSES
    return bool(is_worded) and photo_credit(text) is not None


def has_photo_credit(paragraph: str) -> bool:
    """Return whether a paragraph is a picture's caption followed by a credit in brackets.

    ``नहर का पुल (PTI Photo/Ravi Sharma)`` is such a caption; a sentence with a credit is not.
    """
    if len(paragraph) > 2 * MAX_CREDIT or paragraph.rstrip(_EDGES)[-1:] not in (")", "]"):
        return False
    captioned = _CAPTIONED.fullmatch(without_number(paragraph).strip())
    if captioned is None or is_finite(fold(captioned["caption"]).rpartition(" ")[2]):
        return False
    credit = captioned["credit"]
    label = _LABELLED.fullmatch(credit)
    if label is not None:
        return are_names(label["names"])
    return bool(_PHOTO_WORD.search(credit)) and photo_credit(credit) is not None


def photo_credit(text: str) -> str | None:
    """Return the source in a text that is only the credit of a picture; None for other texts.

    The source is as printed, without a photo word at its beginning or end.
    """
    text = without_number(text).strip(_EDGES)
    if brackets := _BRACKETS.fullmatch(text):
        text = brackets[1].strip(_EDGES)
    if not 2 <= len(text) <= MAX_CREDIT:
        return None
    if by := _OF_PHOTOGRAPHER.fullmatch(text):
        return by["name"] if are_names(by["name"]) else None
    if not _has_source_word(text):
        return None
    is_house = fold(text).endswith(_HOUSES)
    name = _BEFORE.sub("", text if is_house else _BEHIND.sub("", text))
    if _is_source(name, has_photo=name != text):
        return name
    parts = _OF_SOURCE.fullmatch(name)
    if parts is None or not are_names(parts["name"]):
        return None
    has_photo = name != text or parts["photo"] is not None
    return name if _is_source(parts["source"], has_photo=has_photo) else None


def trailing_credit(line: str) -> tuple[int, str] | None:
    """Return (start, source) of the credit at the end of a caption; None if it has no credit.

    The credit has a photo word and an agency; no mark separates it from the caption.
    """
    if not _has_source_word(line[-MAX_CREDIT:]):
        return None
    photos = list(_PHOTO_WORD.finditer(line, max(0, len(line) - MAX_CREDIT)))
    for photo in photos[-MAX_PHOTO_WORDS:]:
        words = list(re.finditer(r"\S+", line[: photo.end()]))[-MAX_SOURCE - 1 :]
        for word in words:
            start = word.start()
            credit = photo_credit(line[start:])
            before = fold(line[:start]).rpartition(" ")[2]
            source = re.split(r"[\s/]", credit)[0] if credit else ""
            if credit and before not in _NOT_IN_NAMES and not is_ordinary_word(source):
                return start, credit
    return None


def _is_source(name: str, *, has_photo: bool) -> bool:
    if is_agency_credit(f"({name})"):
        return True
    folded = fold(name)
    return folded in _HOUSES or (has_photo and folded in _PRESS)


def are_names(text: str, longest: int = MAX_NAMES) -> bool:
    """Return whether a text may be names, with at most ``longest`` words."""
    words = fold(text).split()
    if not 0 < len(words) <= longest or is_finite(words[-1]):
        return False
    return _NOT_IN_NAMES.isdisjoint(words)
