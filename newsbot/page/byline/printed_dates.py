"""Read the dates that elements print: their words, and the instants in their attributes."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from newsbot.dates import IST, split_label
from newsbot.dates.plausible import FAR, article_date
from newsbot.page.byline.date_labels import DIGIT, labelled_dates, without_words_behind
from newsbot.page.html.elements import fold_space

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from lxml.etree import _Element

    from newsbot.dates import ParsedDate
    from newsbot.dates.labels import DateKind

MAX_ELEMENTS = 100  # inside a date's element
UNREAD = frozenset("script style noscript template svg button select meta link".split())
# Elements that cut no word in two: 2<sup>nd</sup>.
UNPARTED = frozenset({"sup", "sub"})
KINDS_OF_PROPERTY: dict[str, DateKind] = {
    "datePublished": "published",
    "dateCreated": "published",
    "uploadDate": "published",
    "dateModified": "updated",
}
# Classes of the hAtom microformat, which most themes of WordPress give their <time> elements.
KINDS_OF_CLASS: dict[str, DateKind] = {"published": "published", "updated": "updated"}
_ISO_CLOCK = re.compile(
    r"(?P<clock>\d{4}-\d\d-\d\d[T ]\d\d:\d\d)(?::\d\d(?:\.\d{1,9})?)?"
    r"(?P<zone>(?:Z|[+-]\d\d:?\d\d)?)"
)
_UTC, _INDIA = ("Z", "+00:00", "+0000"), ("+05:30", "+0530")
_INSTANT = re.compile(r"\s*\d{4}-\d\d-\d\dT\d\d:\d\d")


class PrintedDate(NamedTuple):
    """A date as printed. ``attribute``: the same in the element's ``datetime`` or ``content``."""

    words: str
    attribute: str | None = None


class WithDates:
    """Base of a reader of markup that prints dates."""

    @property
    def _dates(self) -> Mapping[DateKind, PrintedDate]:
        raise NotImplementedError

    @property
    def published_at(self) -> PrintedDate | None:
        """The date of the first publication, in words or as an attribute."""
        return self._dates.get("published")

    @property
    def updated_at(self) -> PrintedDate | None:
        """The date of the last update, in words or as an attribute."""
        return self._dates.get("updated")


def dates_in(elements: Iterable[_Element | str]) -> dict[DateKind, PrintedDate]:
    """Return the dates of elements or texts that are declared to hold dates, each kind's first.

    A date without a label is the publication's.
    """
    found = [date for element in elements for date in labelled_dates_of(element)]
    found.sort(key=lambda entry: entry[1].attribute is None and not DIGIT.search(entry[1].words))
    dates: dict[DateKind, PrintedDate] = {}
    for kind, date in found:
        dates.setdefault(kind or "published", date)
    return dates


def labelled_dates_of(element: _Element | str) -> Iterator[tuple[DateKind | None, PrintedDate]]:
    """Yield the dates of an element with what label, property or class says of each."""
    if isinstance(element, str) or element.tag == "meta":
        text = element if isinstance(element, str) else element.get("content") or ""
        for label, words in labelled_dates(fold_space(text)):
            yield label, PrintedDate(words)
        return
    timed = [inner for inner in islice(element.iter(), MAX_ELEMENTS) if machine_date(inner)]
    named = [(kind, inner) for inner in timed if (kind := _named_kind(inner))]
    for kind, inner in named:
        yield kind, date_of(inner)
    text = _text(element, frozenset(inner for _, inner in named))
    for label, words in labelled_dates(text):
        yield label, PrintedDate(words, _attribute_of(words, timed))


def date_said(found: _Element | str, kind: DateKind) -> PrintedDate:
    """Return the date of an element or a text that is declared to be the date of a kind."""
    dates = dict(reversed(list(labelled_dates_of(found))))
    return dates.get(kind) or next(iter(dates.values()), PrintedDate(""))


def date_of(element: _Element) -> PrintedDate:
    """Return the date of an element that is one date: ``<time datetime="…">2 घंटे पहले</time>``."""
    attribute = machine_date(element)
    words = without_words_behind(split_label(_text(element))[1])
    return PrintedDate(words or attribute or "", attribute)


def hatom_dates(root: _Element) -> dict[DateKind, PrintedDate]:
    """Return the dates of ``<abbr class="published" title="…">``, those alone of a kind."""
    by_kind: dict[DateKind, dict[str, PrintedDate]] = {}
    for element in islice(root.iter("abbr"), MAX_ELEMENTS):
        title = (element.get("title") or "").strip()
        for name in (element.get("class") or "").split():
            if name in KINDS_OF_CLASS and _ISO_CLOCK.fullmatch(title):
                by_kind.setdefault(KINDS_OF_CLASS[name], {})[title] = PrintedDate(title, title)
    return {kind: next(iter(dates.values())) for kind, dates in by_kind.items() if len(dates) == 1}


def instant_of(date: PrintedDate, fetched_at: datetime) -> ParsedDate | None:
    """Return the instant of a date that can be true, None where it gives none.

    The attribute says it, which words as ``2 घंटे पहले`` say less exactly. Words that give a day of
    their own are what a reader sees: an attribute of another instant is not believed.
    """
    attribute_date = article_date(date.attribute, fetched_at) if date.attribute else None
    if attribute_date is None or date.attribute == date.words:
        return attribute_date or article_date(date.words, fetched_at)
    printed = article_date(date.words, fetched_at)
    if printed is None or article_date(date.words, fetched_at + timedelta(days=1)) != printed:
        return attribute_date  # no words, or they count from now
    if printed.precision == "day":
        return (
            attribute_date
            if attribute_date.at.astimezone(IST).date() == printed.at.date()
            else printed
        )
    same = abs(attribute_date.at - printed.at) < timedelta(minutes=1)
    return attribute_date if same else printed


def is_before(update: ParsedDate, publication: ParsedDate) -> bool:
    """Return whether an update lies before the publication, as exactly as both are given."""
    if "day" in (update.precision, publication.precision):
        return update.at.date() < publication.at.date()
    return publication.at - update.at >= timedelta(minutes=1)


def with_true_zone(
    stated: str, others: Iterable[str], printed: Callable[[], PrintedDate | None]
) -> str | PrintedDate:
    """Return an ISO date of metadata, or another one that gives the same clock its zone.

    A date without a zone may stand beside the same one with it; and sites write ``Z`` behind a
    clock of India, which ``+05:30`` elsewhere or a printed date shows.
    """
    match = _ISO_CLOCK.fullmatch(stated.strip())
    if match is None or match["zone"] not in ("", *_UTC):
        return stated
    for other in filter(None, map(_ISO_CLOCK.fullmatch, others)):
        is_zone = other["zone"] if not match["zone"] else other["zone"] in _INDIA
        if is_zone and other["clock"].replace(" ", "T") == match["clock"].replace(" ", "T"):
            return other[0]
    shown = printed() if match["zone"] else None
    date = article_date(shown.words, FAR) if shown else None
    if shown and date and f"{date.at:%Y-%m-%dT%H:%M}" == match["clock"].replace(" ", "T"):
        return shown
    return stated


def machine_date(element: _Element) -> str | None:
    """Return the machine-readable date of an element, None where it has none."""
    if element.tag == "time" and (instant := element.get("datetime")):
        return str(instant).strip() or None
    if element.tag == "abbr" and (title := element.get("title")) and _INSTANT.match(title):
        return title.strip()  # <abbr class="timeago" title="2026-02-02T22:23:00+05:30">
    if element.get("itemprop") in KINDS_OF_PROPERTY:
        title = element.get("title") if element.tag == "abbr" else None  # as hAtom has it
        value = element.get("content") or element.get("datetime") or title
        return (value or "").strip() or None
    return None


def _named_kind(element: _Element) -> DateKind | None:
    """Return which date an element with an attribute is by its property, or a time by its class."""
    if kind := KINDS_OF_PROPERTY.get(element.get("itemprop") or ""):
        return kind
    names = (element.get("class") or "").split() if element.tag == "time" else ()
    if "entry-date" in names and "published" not in names:
        return None  # the date that a theme shows, though it calls it updated
    return next((KINDS_OF_CLASS[name] for name in names if name in KINDS_OF_CLASS), None)


def _attribute_of(words: str, timed: list[_Element]) -> str | None:
    """Return the attribute of the element that printed ``words``; each is taken once."""
    for element in timed:
        text = _text(element)
        if text and (text in words or words in text):
            timed.remove(element)
            return machine_date(element)
    return words if words in map(machine_date, timed) else None


def _text(element: _Element, left_out: frozenset[_Element] = frozenset()) -> str:
    """Return the text of an element, words of neighbouring elements apart.

    An element without a text says its attribute.
    """
    text = ""
    events = etree.iterwalk(element, events=("start", "end"))
    for event, node in islice(events, 2 * MAX_ELEMENTS):
        if event == "end":
            piece = node.tail if node is not element else None
        elif node.tag == "br" or node.tag in UNREAD or node in left_out:
            events.skip_subtree()
            piece = " " if node.tag == "br" else None
        else:
            is_empty_time = node.tag == "time" and not len(node) and not (node.text or "").strip()
            piece = machine_date(node) if is_empty_time else node.text
        if piece:
            is_glued = event == "start" and node.tag in UNPARTED
            if not is_glued and _in_word(text[-1:]) and _in_word(piece[0]):
                text += " "
            text += piece
    return fold_space(text)


def _in_word(character: str) -> bool:
    return bool(character) and unicodedata.category(character)[0] in "LMN"
