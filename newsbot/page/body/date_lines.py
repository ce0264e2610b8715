"""Recognise the lines of a page that print its date or byline and are not text of the article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsbot.dates import split_label
from newsbot.dates.plausible import FAR, article_date
from newsbot.hindi.datelines import is_place
from newsbot.page.html.elements import fold_space, string_value
from newsbot.page.html.paragraphs import ends_like_sentence

if TYPE_CHECKING:
    from lxml.etree import _Element

    from newsbot.page.body.measure import Measures

MAX_DATED = 150  # characters of a byline: a line with a date and a time
MAX_DATE = 60  # characters of a line that is a date and nothing else
_DATE = re.compile(
    r"(?:19|20|१९|२०)\d\d(?!\d).{0,80}?(?<!\d)\d{1,2}[:.]\d{2}(?!\d)"
    r"|(?<!\d)\d{1,2}[:.]\d{2}(?!\d).{0,80}?(?:19|20|१९|२०)\d\d(?!\d)",
    re.DOTALL,
)
_PARTS = re.compile(r"\s+[/|]\s+")  # "जयपुर / 31-1-2026"
YEAR = re.compile(r"(?<!\d)(?:20|२०)\d\d(?!\d)")


def is_byline(page: Measures, element: _Element) -> bool:
    """Return whether an element is a byline: a line with date and time, not a sentence."""
    if not 0 < page.text(element) <= MAX_DATED:
        return False
    text = string_value(element)
    return _DATE.search(text) is not None and not ends_like_sentence(text)


def is_date_line(page: Measures, element: _Element) -> bool:
    """Return whether an element is a byline with a date, or a date and nothing else."""
    if is_byline(page, element):
        return True
    text = _short_with_year(page, element)
    parts = [part for part in _PARTS.split(text) if part and not is_place(part)]
    return len(parts) == 1 and article_date(parts[0], FAR) is not None


def is_labelled_date(page: Measures, element: _Element) -> bool:
    """Return whether an element is only a date with the label "published" or "updated"."""
    text = _short_with_year(page, element)
    kind, words = split_label(text) if text else (None, "")
    return kind is not None and article_date(words, FAR) is not None


def _short_with_year(page: Measures, element: _Element) -> str:
    """Return the text of an element that may be only a date; "" for other elements."""
    if not 0 < page.text(element) <= MAX_DATE:
        return ""
    text = fold_space(string_value(element))
    return text if YEAR.search(text) else ""
