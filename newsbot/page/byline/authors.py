"""Read the authors' names from a byline or from metadata, without labels. Pure functions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsbot.dates import parse_date, split_label
from newsbot.dates.plausible import FAR
from newsbot.hindi import fold
from newsbot.hindi.caching import cached_if_short
from newsbot.hindi.data_files import read_table
from newsbot.hindi.datelines import is_place
from newsbot.hindi.folding import fold_all, printed_alternatives
from newsbot.hindi.photo_credits import are_names

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_BYLINE = 300  # characters; a longer text is not a byline
MAX_NAME = 60  # characters of one name
MAX_FULL_NAME = 4  # words of a name that is recognised without a label
_ADDRESS = re.compile(
    r"(?:(?:https?://|www\.)|(?<![\w.-])[a-z0-9-]{1,63}\.(?:com|in|net|org|co)/)\S+"
    r"|\S+@\S+\.\w+|(?:\b(?:twitter|x|ट्विटर|एक्स)\s*[:–-]?\s*)?(?:\(@\w[\w.]*\)?|(?<![\w.])@\w[\w.]*)"
    r"|\(\s*\)",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_SEPARATORS = re.compile(r"\s*[,;|/•·\n।]\s*|\s+[-–—&]\s+|[–—]")
_PHRASES = read_table("page_phrases.toml")
_TABLE = _PHRASES["author"]
_WORDS = {name: fold_all(phrases) for name, phrases in _TABLE.items()}

_OTHERS = printed_alternatives(_TABLE["others"])
_MARKED = printed_alternatives(_TABLE["marked_labels"])
_LABEL = re.compile(
    rf"(?:(?:{printed_alternatives(_TABLE['labels'])})(?:\s*[:–—-]+\s*|\s+)"
    rf"|(?:{_MARKED})\s*(?::|[–—-]|ः(?=\s)))\s*(?=\S)",
    re.IGNORECASE,
)
_SPOKEN = printed_alternatives(_TABLE["spoken_labels"])
_SPOKEN_LABEL = re.compile(rf"(?:(?:{_SPOKEN})\s*,[\s|]*)+", re.IGNORECASE)
# The position after a name, with its label: "पदनाम, बीबीसी संवाददाता".
_POSITION = re.compile(r"(?:^|[\s,|]+)(?:पदनाम|designation|role)\s*[,:].*$", re.IGNORECASE)
_DAY_FIRST = r"\d{1,2}(?:st|nd|rd|th)?\s\S+\s\d{4}"
_AGO = r"\d{1,2}\s(?:मिनट|घंट[ेा]|दिन|minutes?|mins?|hours?|hrs?|days?)\s(?:पहले|ago)"
_MONTH_FIRST = r"\S{3,12}\s\d{1,2},?\s\d{4}"
# The place where the next label or a date begins: "Written by रवि शर्मा Edited by अमित कुमार 25 Feb
# 2021". The group "date" must be checked: "न्यूज 24 2021" is not a date.
_NEXT = re.compile(
    rf"\s+(?:(?P<label>{printed_alternatives(_TABLE['date_labels'])})(?=[\s:])"
    rf"|(?=(?:{printed_alternatives(label for label in _TABLE['labels'] if ' ' in label)})[\s:]"
    rf"|(?:{_MARKED}|{_OTHERS})\s*:|{_AGO}|{_DAY_FIRST}"
    rf"|(?:{printed_alternatives(_TABLE['weekdays'])})(?:,\s*|\s)(?:{_DAY_FIRST}|{_MONTH_FIRST})"
    rf"|\d{{1,4}}(?P<mark>[-/.])\d{{1,2}}(?P=mark)\d{{2,4}}(?!\S)|(?P<date>{_MONTH_FIRST})(?!\d)))",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(rf"(?:{_OTHERS})\s*[:–—-]", re.IGNORECASE)
# A job before a name: "वरिष्ठ संवाददाता रवि शर्मा".
_JOB = re.compile(rf"(?:{printed_alternatives(_TABLE['roles'])})\s+(?=\S+\s)", re.IGNORECASE)
_SHORT_WEEKDAY = re.compile(
    rf"(?<=[|,–-])\s*(?:{printed_alternatives(_TABLE['short_weekdays'])}),\s+(?=\d)"
)
_AROUND_NAME = re.compile(r"^[^\w(\[]+|[\"'”’*#~]+$")
_FROM = re.compile(r"(?P<place>.+?)\s+से(?:\s+(?P<name>.+))?")
_IN = re.compile(r"(?P<name>.+?)(?:\s+in\s+|-)(?P<place>[^-]+)", re.IGNORECASE)
_BEHIND = re.compile(rf"\s+(?:{printed_alternatives(_TABLE['behind'])})$")
_DANGLING = re.compile(rf"\s+(?:{printed_alternatives(_TABLE['joined_by'])})$", re.IGNORECASE)
_JOINT = re.compile(rf"\s+(?:{printed_alternatives(_TABLE['joined_by'])})\s+", re.IGNORECASE)
_DATE_LABEL = re.compile(rf"(?:{printed_alternatives(_TABLE['date_labels'])})\s*:", re.IGNORECASE)
# The number of readers or minutes: "1.2K बार देखा गया", "3 मिनट में पढ़ें".
_COUNTS = re.compile(
    rf"\d[\d.,]{{0,8}}\s?[km]?\s?(?:min|मिनट|{printed_alternatives(_PHRASES['date']['counted'])})",
    re.IGNORECASE,
)
# A time of day: "शाम 4:05 बजे".
_CLOCK = re.compile(r"^\d|\d[:.]\d\d(?!\d)|\d\s?बजे")
# "Posted by … on 2 Feb 2026". After a label of the date ("Updated on"), the date stays.
_ON = re.compile(
    r"(?<!updated)(?<!published)(?<!posted)(?<!modified)\s+on\s+(?P<date>\S.*\d.*)$", re.IGNORECASE
)
_EDGES = " \t\r\n:,;.|/–—·•-"
_NO_NAMES = ("nobody", "joined_by", "weekdays", "labels", "marked_labels", "date_labels")


def authors_in(texts: Iterable[str]) -> list[str]:
    """Return the names in bylines or metadata, each once, in their order.

    Labels (``By``), dates, handles, URLs, roles and places beside a name are left out.
    """
    names = (name for text in texts for name in _names_in(" ".join(text.split())))
    return list(dict.fromkeys(names))


def has_author_label(text: str) -> bool:
    """Return whether a line begins with an author's label: ``By``, ``लेखक:``."""
    return _LABEL.match(text) is not None


def is_full_name(text: str) -> bool:
    """Return whether a text without a label is a person's name: its last word is a surname."""
    words = fold(text).split()
    if len(words) < 2 or not are_names(text, MAX_FULL_NAME) or words[0] in _WORDS["revered"]:
        return False
    return words[-1] in _WORDS["surnames"] and authors_in([text]) == [text]


def is_desk(name: str) -> bool:
    """Return whether a name is that of a desk or an agency's team, judged by its last word."""
    return fold(name).rpartition(" ")[2] in _WORDS["desks"]


def is_spoken_label(text: str) -> bool:
    """Return whether a text is a label for screen readers: ``Author,``."""
    return _SPOKEN_LABEL.fullmatch(f"{text}|") is not None


@cached_if_short(2048)  # a site has few authors
def _names_in(text: str) -> tuple[str, ...]:
    if not text or len(text) > MAX_BYLINE:
        return ()
    text = _POSITION.sub("", _SPOKEN_LABEL.sub("", text, count=1) if "," in text else text)
    if (on := _ON.search(text)) and _is_date(on["date"]):
        text = text[: on.start()]
    text = _SHORT_WEEKDAY.sub(" ", _ADDRESS.sub(" ", text))
    text = _NEXT.sub(_separator_before, _without_label(text))
    beside = [inside for pair in _BRACKETS.findall(text) for inside in pair if inside]
    pieces = [
        piece
        for part in _pieces(_BRACKETS.sub(" | ", text))
        if (piece := _without_place(_without_label(part)))
    ]
    names = [piece for piece in pieces if _is_name(piece)]
    # Text in brackets is a name only if the rest is not: "(संवाददाता) रवि", "रवि (पटना)".
    names = names or [
        beside_name for inside in beside if _is_name(beside_name := inside.strip(_EDGES))
    ]
    names = [name for name in names if not is_place(name, surely=True)]
    return tuple(name for name in names if fold(name) not in _WORDS["roles"]) or tuple(names)


def _separator_before(space: re.Match[str]) -> str:
    """Return a separator if a label or a date follows the white space; else the white space."""
    if space["label"]:
        return f" | {space['label']}"
    return " | " if space["date"] is None or _is_date(space["date"]) else space[0]


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    parts = [part for piece in _SEPARATORS.split(text) if (part := piece.strip(_EDGES))]
    # Some words are names and places (गया, सागर). The last piece after a full name is a place.
    if len(parts) > 1 and len(parts[0].split()) > 1 and is_place(parts[-1]):
        parts.pop()
    for part in parts:
        pieces.extend(_split_joined(part))
    return pieces


def _split_joined(text: str) -> list[str]:
    """Return the names that ``और`` joins; a desk's name with ``और`` is not split."""
    parts = _JOINT.split(text)
    if len(parts) < 2 or _is_desk(parts):
        return [text]
    return parts


def _is_desk(parts: list[str]) -> bool:
    """Return whether ``और`` is part of a desk's name: देश और दुनिया डेस्क, not रवि शर्मा और खेल डेस्क."""
    last, before = fold(parts[-1]).split(), parts[-2].split()
    return bool(last) and last[-1] in _WORDS["desks"] and len(before) == 1


def _is_name(piece: str) -> bool:
    folded = fold(piece)
    if not any(map(str.isalpha, piece)) or len(piece) > MAX_NAME:
        return False
    if folded.rpartition(" ")[2] in _WORDS["imperatives"]:
        return False  # a sentence, or a request to the reader
    # "लेखक" alone is a label. A role may stand in place of a name.
    if any(folded in _WORDS[kind] for kind in _NO_NAMES):
        return False
    if "@" in piece or _OF_OTHERS.match(piece) or _COUNTS.match(piece) or _DATE_LABEL.match(piece):
        return False
    kind, words = split_label(piece)
    return not (kind and not words) and not _is_date(piece)


def _is_date(text: str) -> bool:
    """Return whether a text is a date or a part of one: ``February 25``, ``10:00 AM IST``."""
    if not any(map(str.isdigit, text)):
        return False
    forms = [text, f"{text} 2020", f"1 {text}"]
    if _CLOCK.search(text):  # a time, or a year and a time
        forms += [f"1 February 2020, {text}", f"1 February {text}"]
    return any(parse_date(form, FAR) for form in forms)


def _without_label(text: str) -> str:
    """Return a piece without the labels before and after the name: ``Edited by: रवि शर्मा``."""
    text = _AROUND_NAME.sub("", text).strip(_EDGES)
    while label := _LABEL.match(text):
        text = text[label.end() :].strip(_EDGES)
    text = _DANGLING.sub("", _BEHIND.sub("", text)).strip(_EDGES)
    job = _JOB.match(text)
    name = text[job.end() :] if job else ""
    is_named = job and not is_place(name) and fold(name).split()[-1] not in _WORDS["desks"]
    return name if is_named else text


def _without_place(text: str) -> str:
    """Return a piece without the place beside the name: ``लखनऊ से रवि शर्मा``."""
    for pattern in (_FROM, _IN):
        match = pattern.fullmatch(text)
        if match and is_place(match["place"], surely=True):
            return match["name"] or match["place"]
    return text
