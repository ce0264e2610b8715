"""Find the dates and authors that a page without a declaration prints near its headline."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cached_property
from itertools import chain, islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml import etree

from newsbot.dates import IST
from newsbot.dates.plausible import article_date
from newsbot.hindi import fold
from newsbot.hindi.data_files import read_table
from newsbot.page.authors import MAX_NAME, authors_in, has_author_label, is_spoken_label
from newsbot.page.body import SKIPPED
from newsbot.page.embeds import is_embed
from newsbot.page.headline_element import headline_element
from newsbot.page.html_elements import HEADINGS, fold_space, inline_text, pieces_of
from newsbot.page.printed_dates import (
    PrintedDate,
    WithDates,
    date_of,
    labelled_dates,
    labelled_dates_of,
    machine_date,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element

    from newsbot.dates.labels import DateKind

MAX_LEVELS = 4  # from the headline up, whose later siblings are looked at
MAX_LINES = 40  # behind the headline
MAX_ELEMENTS = 500  # of a box that is searched for lines
MAX_LINE = 200  # characters of a line with author, place and date
MIN_PARAGRAPH = 100  # characters of a line that may be of the text
MAX_PARAGRAPHS = 2  # before a byline: a standfirst
BEFORE = MAX_PARAGRAPHS + 1  # said of lines before the headline
MAX_NAME_WORDS = 5  # of an author whom nothing labels
MAX_HEADLINE = 500  # characters
MAX_HEADINGS = 100  # that are searched for the headline
MAX_CARD_LEVELS = 3  # from a line up to a card of another story
_YEAR = re.compile(r"(?<!\d)(?:20|२०)\d\d(?!\d)")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)")
_FAR = datetime(2100, 1, 1, tzinfo=IST)  # each date that a line may give lies before it
_author_links = etree.XPath("//a[@rel='author']")
# In hCards. Attributes are found faster than elements with them.
_full_names = etree.XPath("//@class[.='fn']")
# Behind the text of old themes of WordPress, in any language of the site.
_FILED = re.compile(r"This entry was posted on (?P<date>.{6,60}?) and is filed under")
READ = frozenset({"nav", "aside", "footer"})  # in which bylines stand too, see body.SKIPPED
# A class of the element that holds nothing but authors: story__author, author-name, byline.
_AUTHOR_CLASS = re.compile(
    r"(?:\S*[-_])?(?:auth[eo]r|by-?line|writer|reporter|journalist)s?(?:[-_]?names?)?",
    re.IGNORECASE,
)
_DATE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:date|dated|datetime|publish\w*|posted|created)(?:$|[\s_-])", re.I
)
# An empty element with the picture of a person: "fa fa-user", "bi bi-person", "icon-author".
_PERSON_ICON = re.compile(
    r"(?:^|[\s_-])(?:user|person|author|writer)(?:-(?:o|alt|fill|tie|edit|circle(?:-o)?))?(?:\s|$)",
    re.I,
)
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")  # where a word begins: authorName
_AUTHOR_PAGES = frozenset(read_table("page_phrases.toml")["author"]["paths"])


class Byline(WithDates):
    """The lines between a page's headline and its text, by the names of Article's fields.

    Args:
        root: Of the page; None: there are no lines.
        headline: Of the page.
        is_of_another: Says of an address whether it is another article's.
    """

    def __init__(
        self, root: _Element | None, headline: str, is_of_another: Callable[[str], bool]
    ) -> None:
        self._root, self._headline, self._is_of_another = root, headline, is_of_another
        self._cards: dict[_Element, bool] = {}  # box → whether it links to another article

    @cached_property
    def authors(self) -> list[str]:
        """The names that link to an author's page, else those behind a label, else in a class."""
        linked = [
            name
            for line, _ in self._lines
            for link in line.iter("a")
            if _leads_to_author(link) and len(name := inline_text(link)) <= MAX_NAME
        ]
        if authors_in(linked):
            return linked
        if labelled := next(filter(None, (_labelled(line) for line, _ in self._lines)), None):
            return [labelled]
        named = (
            inner for line, _ in self._lines for inner in line.iter() if _is_for_authors(inner)
        )
        texts = (" | ".join(pieces_of(author_box)) for author_box in named)
        behind_icons = (text for line, _ in self._lines for text in _behind_icons(line))
        return list(islice(filter(_is_names, chain(texts, behind_icons)), 1)) or self._signed

    @property
    def _signed(self) -> list[str]:
        """The author whom links or hCards elsewhere on a page, as behind the text, all name."""
        headline = self._headline_element()
        if headline is None or self._root is None:
            return []
        links = islice(_author_links(self._root) or _names_in_cards(self._root), MAX_LINES)
        names = {inline_text(link) for link in links if not self._is_of_card(link, headline)}
        return list(names) if len(names) == 1 and authors_in(names) else []

    @cached_property
    def _dates(self) -> dict[DateKind, PrintedDate]:
        """The dates of the lines; a kind of which two dates are printed has none.

        A publication's is labelled as that, else the only date without a label.
        """
        found: list[tuple[DateKind | None, PrintedDate, int]] = [
            (kind, date, 0 if passed == 1 and _is_for_date(line) else passed)
            for line, passed in self._lines
            for kind, date in _dates_of(line)
        ]
        dates: dict[DateKind, PrintedDate] = {}
        kinds: tuple[DateKind, ...] = ("published", "updated")
        for kind in kinds:
            dates_of_kind = {date for date_kind, date, _ in found if date_kind == kind}
            if len(dates_of_kind) == 1:
                dates[kind] = dates_of_kind.pop()
        unlabelled = [(date, passed) for kind, date, passed in found if kind is None]
        if not any(kind == "published" for kind, *_ in found) and len(unlabelled) == 1:
            (date, passed), *_ = unlabelled
            if not passed:
                dates["published"] = date
        return dates

    @property
    def filed(self) -> PrintedDate | None:
        """The date in the line behind the text that says where WordPress has filed the page."""
        lines = () if self._root is None else self._root.iter("p", "small")
        found = {
            match["date"]
            for line in lines
            if (match := _FILED.match(fold_space((line.text or "")[:MAX_LINE])))
        }
        return PrintedDate(found.pop()) if len(found) == 1 else None

    @cached_property
    def clock(self) -> PrintedDate | None:
        """The only date with a time of day that stands alone in an element of a line.

        Nothing says which date it is, or of which zone: it counts where the page has no other.
        """
        leaves = (leaf for line, passed in self._lines if not passed for leaf in _leaves(line))
        unlabelled = {
            date.words for leaf in leaves for kind, date in labelled_dates_of(leaf) if not kind
        }
        clocks = [
            words for words in unlabelled if _is_exact(PrintedDate(words)) and _has_clock(words)
        ]
        return PrintedDate(clocks[0]) if len(clocks) == 1 else None

    @cached_property
    def _lines(self) -> list[tuple[_Element, int]]:
        """The short elements near the headline, with how many paragraphs stand before each."""
        headline = self._headline_element()
        if headline is None:
            return []
        before = islice(headline.itersiblings(preceding=True), MAX_LINES)
        lines = [(line, BEFORE) for box in before for line, _ in islice(_short(box), MAX_LINES)]
        passed = 0
        for line, is_text in islice(_behind(headline), MAX_LINES):
            if is_text:
                passed += 1
                if passed > MAX_PARAGRAPHS:
                    break
            elif not self._is_of_card(line, headline):
                lines.append((line, passed))
        return lines

    def _headline_element(self) -> _Element | None:
        """Return the heading that shows the page's headline."""
        if self._root is None or not 0 < len(self._headline) <= MAX_HEADLINE:
            return None
        wanted = fold(self._headline)
        headings = islice(self._root.iter(*sorted(HEADINGS), "font"), MAX_HEADINGS)
        texts = ((heading, inline_text(heading)) for heading in headings)
        same = (
            heading for heading, text in texts if len(text) <= MAX_HEADLINE and fold(text) == wanted
        )
        found = next(same, None)
        if found is None:  # another element than a heading
            shown = headline_element(self._root)
            is_it = shown is not None and fold(inline_text(shown)[:MAX_HEADLINE]) == wanted
            return shown if is_it else None
        return found

    def _is_of_card(self, line: _Element, headline: _Element) -> bool:
        """Return whether a line stands with a link to another story."""
        around = set(headline.iterancestors())
        for box in (line, *islice(line.iterancestors(), MAX_CARD_LEVELS)):
            if box in around:
                return False
            if box not in self._cards:
                links = islice(box.iter("a"), MAX_LINES)
                self._cards[box] = any(
                    self._is_of_another(link.get("href") or "") and not _leads_to_author(link)
                    for link in links
                )
            if self._cards[box]:
                return True
        return False


def _names_in_cards(root: _Element) -> list[_Element]:
    """Return the elements of names in the hCards of a page."""
    names = [full_name.getparent() for full_name in islice(_full_names(root), MAX_LINES)]
    around = ((name, islice(name.iterancestors(), MAX_LEVELS)) for name in names)
    return [name for name, boxes in around if any("vcard" in box.get("class", "") for box in boxes)]


def _labelled(line: _Element) -> str | None:
    """Return the text of a line from an author's label on; None where it has none."""
    pieces = pieces_of(line)
    if has_author_label(inline_text(line)) or (pieces and is_spoken_label(pieces[0])):
        return " | ".join(pieces)
    marked = (at for at, piece in enumerate(pieces) if ":" in piece and has_author_label(piece))
    at = next(marked, None)
    return None if at is None else " | ".join(pieces[at:])


def _dates_of(line: _Element) -> list[tuple[DateKind | None, PrintedDate]]:
    """Return the dates of a line; where none has a label, that of its only ``<time>``."""
    dates = [date for date in labelled_dates_of(line) if _is_exact(date[1])]
    if converted := _converted(line):
        return [(next((kind for kind, _ in dates), None), converted)]
    if not dates:
        named = (
            descendant
            for descendant in islice(line.iterdescendants(), MAX_LINES)
            if _is_for_date(descendant)
        )
        boxed = (date for box in named for date in labelled_dates_of(box) if _is_exact(date[1]))
        dates = list(dict.fromkeys(boxed))
    text = "" if dates else inline_text(line)[:MAX_LINE]
    if _YEAR.search(text):
        # "Posted by: Admin | Date: 30-01-2026", "<a>Admin</a> <i></i> 30-01-2026"
        pieces = (part.strip() for piece in pieces_of(line) for part in piece.split("|"))
        parts = map(labelled_dates, pieces)
        parsed = ((kind, PrintedDate(words)) for dated in parts for kind, words in dated)
        dates = [date for date in parsed if _is_exact(date[1])]
    times = [time for time in line.iter("time", "abbr") if machine_date(time)]
    if len(times) == 1 and not any(kind for kind, _ in dates):
        return [(None, date_of(times[0]))]
    return dates


def _converted(line: _Element) -> PrintedDate | None:
    """Return the only instant that a script prints in the reader's zone.

    What stands there until then is the server's clock: ``<span data-utc="2026-02-02T16:28Z">``.
    """
    values = {
        str(value).strip()
        for inner in islice(line.iter(), MAX_LINES)
        for name, value in inner.attrib.items()
        if str(name).startswith("data-") and _INSTANT.fullmatch(str(value).strip())
        if _YEAR.search(inline_text(inner)[:MAX_LINE])
    }
    value = values.pop() if len(values) == 1 else None
    return PrintedDate(value, value) if value else None


def _leaves(line: _Element) -> Iterator[_Element]:
    """Yield the elements of a line that hold its words, where nothing stands between them."""
    for leaf in islice(line.iterdescendants("span", "div", "small", "p", "li"), MAX_LINES):
        parent = leaf.getparent()
        if len(leaf) or parent is None or leaf.getnext() is leaf.getprevious() is None:
            continue
        beside = (parent.text, *(child.tail for child in parent))
        if not any((text or "").strip() for text in beside):
            yield leaf


def _has_clock(words: str) -> bool:
    date = article_date(words, _FAR)
    return date is not None and date.precision != "day"


def _is_exact(date: PrintedDate) -> bool:
    """Return whether a date names its year: ``2 घंटे पहले`` is as exact as its hour alone."""
    if date.attribute:
        return True
    return _YEAR.search(date.words) is not None and article_date(date.words, _FAR) is not None


def _behind(headline: _Element) -> Iterator[tuple[_Element, bool]]:
    """Yield the lines behind a headline in page order, and whether each is a paragraph."""
    for box in (headline, *islice(headline.iterancestors(), MAX_LEVELS)):
        for sibling in box.itersiblings():
            yield from _short(sibling)


def _short(element: _Element) -> Iterator[tuple[_Element, bool]]:
    """Yield the outermost elements that are no longer than a line, and those of longer texts."""
    stack, seen = [element], 0
    while stack and seen < MAX_ELEMENTS:
        node, seen = stack.pop(), seen + 1
        if not isinstance(node.tag, str) or (node.tag in SKIPPED and node.tag not in READ):
            continue
        if is_embed(node) or node.tag in HEADINGS:
            continue
        text = _beginning(node)
        if len(text) <= MAX_LINE:
            if text or next(node.iter("time"), None) is not None:
                yield node, len(text) >= MIN_PARAGRAPH and not any(map(str.isdigit, text))
            continue
        children = list(islice(node, MAX_ELEMENTS))
        text_length = len((node.text or "").strip()) + sum(
            len((child.tail or "").strip()) for child in children
        )
        if text_length >= MIN_PARAGRAPH:
            yield node, True
        else:
            stack.extend(reversed(children))


def _beginning(element: _Element) -> str:
    """Return the text of an element, or so much of it that it is longer than a line."""
    text = ""
    for piece in element.itertext():
        text += piece.strip() and piece
        if len(text) > MAX_LINE:
            break
    return text.strip()


def _is_for_authors(element: _Element) -> bool:
    """Return whether a class says that an element holds authors."""
    names = _CAPITAL.sub("-", (element.get("class") or "")[:MAX_LINE])
    return any(map(_AUTHOR_CLASS.fullmatch, names.split()))


def _behind_icons(line: _Element) -> Iterator[str]:
    """Yield the texts that stand behind the icon of a person in a line with a date."""
    if not _YEAR.search(inline_text(line)[:MAX_LINE]):
        return  # a login
    for icon in islice(line.iter("i", "span"), MAX_LINES):
        if inline_text(icon) or not _PERSON_ICON.search((icon.get("class") or "")[:MAX_LINE]):
            continue
        behind = icon.getnext()
        text = (icon.tail or "").strip() or ("" if behind is None else inline_text(behind))
        if not any(map(str.isdigit, text)):  # else it is a count of readers
            yield fold_space(text)


def _is_for_date(line: _Element) -> bool:
    """Return whether a class says that a line, or an element of it, holds a date."""
    return any(
        _DATE_CLASS.search(_CAPITAL.sub("-", (inner.get("class") or "")[:MAX_LINE]))
        for inner in islice(line.iter(), MAX_LINES)
    )


def _is_names(text: str) -> bool:
    """Return whether a text that nothing labels holds names, and no sentence."""
    names = authors_in([text])
    return bool(names) and all(len(name.split()) <= MAX_NAME_WORDS for name in names)


def _leads_to_author(link: _Element) -> bool:
    """Return whether a link is to the page of an author."""
    if "author" in (link.get("rel") or "").split():
        return True
    try:
        path = urlsplit(link.get("href") or "").path
    except ValueError:
        return False
    return not _AUTHOR_PAGES.isdisjoint(path.casefold().split("/")[:-1])
