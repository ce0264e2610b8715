"""Find authors in the lines near a headline, and in other marked places of an undeclared page."""

from __future__ import annotations

import re
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from lxml import etree

from newsbot.dates import parse_date, split_label
from newsbot.dates.plausible import FAR
from newsbot.hindi.data_files import read_table
from newsbot.hindi.datelines import is_place
from newsbot.hindi.photo_credits import are_names
from newsbot.page.body.date_lines import YEAR
from newsbot.page.byline.authors import (
    authors_in,
    has_author_label,
    is_full_name,
    is_spoken_label,
)
from newsbot.page.byline.date_labels import AUTHOR_BEFORE
from newsbot.page.byline.near_headline import MAX_LEVELS, MAX_LINE, MAX_LINES
from newsbot.page.html.class_names import with_hyphens
from newsbot.page.html.elements import address_parts, fold_space, inline_text, pieces_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

MAX_NAME_WORDS = 5  # words of an author's name without a label
author_links = etree.XPath("//a[@rel='author']")
# Class of names in hCards. Finding attributes is faster than finding elements that have them.
_full_names = etree.XPath("//@class[.='fn']")
# A class of an element that holds only authors: story__author, author-name, byline.
_AUTHOR_CLASS = re.compile(
    r"(?:\S*[-_])?(?:auth[eo]r|by-?line|writer|reporter|journalist|username)s?(?:[-_]{0,2}names?)?",
    re.IGNORECASE,
)
# The class of a person's icon: "fa fa-user", "bi bi-person", "icon-author".
_PERSON_ICON = re.compile(
    r"(?:^|[\s_-])(?:user|person|author|writer)(?:-(?:o|alt|fill|tie|edit|circle(?:-o)?))?(?:\s|$)",
    re.I,
)
_MARK = re.compile(r":|[-–—]\s")  # the mark after an author's label within a line
_PARTED = re.compile(r"\s*[|•·,/]\s*|\s+[–—-]\s+")
_TABLE = read_table("page_phrases.toml")["author"]
_AUTHOR_PAGES, _AUTHOR_QUERIES = frozenset(_TABLE["paths"]), frozenset(_TABLE["queries"])


def names_in_cards(root: _Element) -> list[_Element]:
    """Return the elements of names in the hCards of a page."""
    names = [full_name.getparent() for full_name in islice(_full_names(root), MAX_LINES)]
    around = ((name, islice(name.iterancestors(), MAX_LEVELS)) for name in names)
    return [name for name, boxes in around if any("vcard" in box.get("class", "") for box in boxes)]


def labelled(line: _Element) -> str | None:
    """Return the text of a line from an author's label on; None if it has no such label."""
    pieces = [part for piece in pieces_of(line) for part in re.split(r"\s*[|•]\s*", piece) if part]
    if has_author_label(inline_text(line)):
        return " | ".join(takewhile(lambda piece: not _is_other_label(piece), pieces))
    if (name := _before_by(inline_text(line))) is not None:
        return name
    # The label for screen readers may be the first or the second piece.
    spoken = next((at for at, piece in enumerate(pieces[:2]) if is_spoken_label(piece)), None)
    if spoken is not None:
        return " | ".join(pieces[spoken:])
    # The name may be in a piece of its own: "लेखक:", "रवि शर्मा", "श्रेणी:", "खेती".
    marked = (
        at
        for at, piece in enumerate(pieces)
        if _MARK.search(f"{piece} ") and has_author_label(f"{piece} …")
    )
    at = next(marked, None)
    if at is None:
        return None
    behind = takewhile(lambda piece: not _is_other_label(piece), pieces[at + 1 :])
    return " | ".join((pieces[at], *behind))


def _is_other_label(piece: str) -> bool:
    """Return whether a piece of a byline is a label that is not an author's: ``श्रेणी:``."""
    is_name = has_author_label(f"{piece} …") or is_full_name(piece[:-1])
    return piece.endswith(":") and not is_name


def _before_by(text: str) -> str | None:
    """Return the name in ``रवि शर्मा द्वारा 3 फरवरी, 2026 को प्रकाशित``, as Drupal prints bylines."""
    by = AUTHOR_BEFORE.match(text) if len(text) <= MAX_LINE and YEAR.search(text) else None
    if by is None:
        return None
    _, name = split_label(by[1])  # "अपडेट किया गया रवि शर्मा"
    behind = text[by.end() :]
    # In a sentence ("पुलिस द्वारा 3 गिरफ्तार, अपडेटेड 2 फरवरी 2026"), the date stands elsewhere.
    is_byline = behind.startswith(split_label(behind)[1]) and parse_date(behind, FAR)
    return name if is_byline and are_names(name, MAX_NAME_WORDS) else None


def is_for_authors(element: _Element) -> bool:
    """Return whether a class says that an element holds authors."""
    names = with_hyphens((element.get("class") or "")[:MAX_LINE])
    return any(map(_AUTHOR_CLASS.fullmatch, names.split()))


def behind_icons(line: _Element) -> Iterator[str]:
    """Yield the text after each icon of a person, if the line has a date."""
    if not YEAR.search(inline_text(line)[:MAX_LINE]):
        return  # without a date, the icon may be that of a login
    for icon in islice(line.iter("i", "span"), MAX_LINES):
        if inline_text(icon) or not _PERSON_ICON.search((icon.get("class") or "")[:MAX_LINE]):
            continue
        behind = icon.getnext()
        text = (icon.tail or "").strip() or ("" if behind is None else inline_text(behind))
        if not any(map(str.isdigit, text)):  # a number would be that of readers
            yield fold_space(text)


def beside_dates(line: _Element) -> Iterator[str]:
    """Yield the full name in a line that holds only a name, a date and a place.

    Example: ``रवि शर्मा, पटना | 30-01-2026``.
    """
    text = inline_text(line)[: MAX_LINE + 1]
    if len(text) > MAX_LINE or not YEAR.search(text):
        return
    parts = [part.strip() for piece in pieces_of(line) for part in _PARTED.split(piece)]
    words = [part for part in parts if part and not any(map(str.isdigit, part))]
    unmarked = [part for part in words if not is_place(part)]
    if len(unmarked) == 1:
        yield from filter(is_full_name, unmarked)


def is_names(text: str) -> bool:
    """Return whether a text without a label holds names, not a sentence."""
    names = authors_in([text])
    return bool(names) and all(len(name.split()) <= MAX_NAME_WORDS for name in names)


def leads_to_author(link: _Element) -> bool:
    """Return whether a link leads to the page of an author."""
    if "author" in (link.get("rel") or "").split():
        return True
    parts = address_parts(link.get("href") or "")
    # The list of all authors is not an author's page, also if its URL ends in a slash: /lekhak/
    path = parts.path if parts.query else parts.path.rstrip("/")
    *steps, last = path.casefold().split("/")
    name = last.partition(".")[0]
    is_query = parts.query and name in _AUTHOR_QUERIES  # author.php?id=3
    return bool(is_query) or not _AUTHOR_PAGES.isdisjoint(steps)
