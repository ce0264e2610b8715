"""Find the dates and authors that a page without a declaration prints near its headline."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import chain, islice
from typing import TYPE_CHECKING

from newsbot.hindi import fold
from newsbot.page.byline.authors import MAX_NAME, authors_in
from newsbot.page.byline.byline_authors import (
    author_links,
    behind_icons,
    beside_dates,
    is_for_authors,
    is_names,
    labelled,
    leads_to_author,
    names_in_cards,
)
from newsbot.page.byline.byline_dates import (
    clocks_of,
    dates_of,
    is_for_date,
    is_for_date_of_article,
    published_in,
)
from newsbot.page.byline.near_headline import MAX_LINE, MAX_LINES, lines_behind, short_lines
from newsbot.page.byline.printed_dates import PrintedDate, WithDates
from newsbot.page.html.elements import HEADINGS, fold_space, inline_text, pieces_of
from newsbot.page.html.headline_element import headline_element
from newsbot.page.html.paragraphs import is_like_headline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element

    from newsbot.dates.labels import DateKind

MAX_PARAGRAPHS = 2  # paragraphs between headline and byline: a standfirst
BEFORE = MAX_PARAGRAPHS + 1  # in place of the number of paragraphs, for lines before the headline
MAX_HEADLINE = 500  # characters
MAX_HEADINGS = 100  # headings that are searched for the headline
MAX_CARD_LEVELS = 3  # levels from a line up to a card of another story
# Old themes of WordPress print this line after the text, also on Hindi sites.
_FILED = re.compile(r"This entry was posted on (?P<date>.{6,60}?) and is filed under")


class Byline(WithDates):
    """Reads dates and authors from the lines near a page's headline. ArticleMetadata makes it.

    Args:
        root: The root element of the page.
        headline: The headline of the page.
        is_of_another: Returns whether a link leads to another article.
    """

    def __init__(self, root: _Element, headline: str, is_of_another: Callable[[str], bool]) -> None:
        self._root, self._headline, self._is_of_another = root, headline, is_of_another
        self._cards: dict[_Element, bool] = {}  # box → whether it links to another article

    @cached_property
    def authors(self) -> list[str]:
        """The names in links to an author's page, else after a label, else in a named class."""
        linked = [
            name
            for line, _ in self._lines
            for link in line.iter("a")
            if leads_to_author(link) and len(name := inline_text(link)) <= MAX_NAME
        ]
        if authors_in(linked):
            return linked
        if text := next(filter(None, (labelled(line) for line, _ in self._lines)), None):
            return [text]
        named = (inner for line, _ in self._lines for inner in line.iter() if is_for_authors(inner))
        texts = (" | ".join(pieces_of(author_box)) for author_box in named)
        icon_texts = (text for line, _ in self._lines for text in behind_icons(line))
        names = list(islice(filter(is_names, chain(texts, icon_texts)), 1)) or self._signed
        return names or list(
            islice((name for line, _ in self._lines for name in beside_dates(line)), 1)
        )

    @property
    def _signed(self) -> list[str]:
        """The one author whom all author links or hCards of the page name."""
        headline = self._headline_element()
        if headline is None:
            return []
        links = islice(author_links(self._root) or names_in_cards(self._root), MAX_LINES)
        names = {inline_text(link) for link in links if not self._is_of_card(link, headline)}
        return list(names) if len(names) == 1 and authors_in(names) else []

    @cached_property
    def _dates(self) -> dict[DateKind, PrintedDate]:
        """Kind → date of the lines; a kind with two different dates is left out.

        The date of publication has its label, or is the only date without a label.
        """
        found: list[tuple[DateKind | None, PrintedDate, int]] = [
            (kind, date, 0 if passed == 1 and is_for_date(line) else passed)
            for line, passed in self._lines
            for kind, date in dates_of(line)
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
        if "published" not in dates:
            self._add_published(dates)
        return dates

    def _add_published(self, dates: dict[DateKind, PrintedDate]) -> None:
        """Add the date of publication, if only one date above the headline has a date's class.

        If there is no date above the headline, use the only labelled date on the page, which may
        stand after the text.
        """
        headline = self._headline_element()
        if headline is None:
            return
        above = {
            date
            for line in self._dated_above(headline)
            for kind, date in dates_of(line)
            if kind != "updated"
        }
        if len(above) == 1:
            dates["published"] = above.pop()
        elif not above:
            labelled = {
                date
                for line, date in islice(published_in(self._root), MAX_LINES)
                if not self._is_of_card(line, headline)
            }
            if len(labelled) == 1:
                dates["published"] = labelled.pop()

    def _dated_above(self, headline: _Element) -> Iterator[_Element]:
        """Yield the lines above the headline whose class says that they hold a date."""
        for box in (headline, *islice(headline.iterancestors(), MAX_CARD_LEVELS)):
            for sibling in islice(box.itersiblings(preceding=True), MAX_LINES):
                if _has_linked_headline(sibling):
                    continue  # a card of another story or page
                for line, _ in islice(short_lines(sibling), MAX_LINES):
                    if is_for_date_of_article(line) and not self._is_of_card(line, headline):
                        yield line

    @property
    def filed(self) -> PrintedDate | None:
        """The date in WordPress' line after the text: "This entry was posted on …"."""
        found = {
            match["date"]
            for line in self._root.iter("p", "small")
            if (match := _FILED.match(fold_space((line.text or "")[:MAX_LINE])))
        }
        return PrintedDate(found.pop()) if len(found) == 1 else None

    @cached_property
    def clock(self) -> PrintedDate | None:
        """The only date with a time of day that stands alone in an element of a line.

        Neither its kind nor its zone is stated, so ArticleMetadata uses it only if the page has no
        other date.
        """
        lines = (line for line, passed in self._lines if not passed)
        clocks = list({words for line in lines for words in clocks_of(line)})
        return PrintedDate(clocks[0]) if len(clocks) == 1 else None

    @cached_property
    def _lines(self) -> list[tuple[_Element, int]]:
        """(line, number of paragraphs before it) for the short elements near the headline."""
        headline = self._headline_element()
        if headline is None:
            return []
        before = islice(headline.itersiblings(preceding=True), MAX_LINES)
        lines = [
            (line, BEFORE) for box in before for line, _ in islice(short_lines(box), MAX_LINES)
        ]
        passed = 0
        for line, is_text in islice(lines_behind(headline), MAX_LINES):
            if is_text:
                passed += 1
                if passed > MAX_PARAGRAPHS:
                    break
            elif not self._is_of_card(line, headline):
                lines.append((line, passed))
        return lines

    def _headline_element(self) -> _Element | None:
        """Return the element that shows the page's headline; None if it is not found."""
        if not 0 < len(self._headline) <= MAX_HEADLINE:
            return None
        wanted = fold(self._headline)
        headings = islice(self._root.iter(*sorted(HEADINGS), "font"), MAX_HEADINGS)
        texts = ((heading, inline_text(heading)) for heading in headings)
        same = (
            heading for heading, text in texts if len(text) <= MAX_HEADLINE and fold(text) == wanted
        )
        found = next(same, None)
        if found is None:  # the headline may be in an element that is not a heading
            shown = headline_element(self._root)
            is_it = shown is not None and fold(inline_text(shown)[:MAX_HEADLINE]) == wanted
            return shown if is_it else None
        return found

    def _is_of_card(self, line: _Element, headline: _Element) -> bool:
        """Return whether a line is in a box with a link to another story."""
        around = set(headline.iterancestors())
        for box in (line, *islice(line.iterancestors(), MAX_CARD_LEVELS)):
            if box in around:
                return False
            if box not in self._cards:
                links = islice(box.iter("a"), MAX_LINES)
                self._cards[box] = any(
                    self._is_of_another(link.get("href") or "") and not leads_to_author(link)
                    for link in links
                )
            if self._cards[box]:
                return True
        return False


def _has_linked_headline(box: _Element) -> bool:
    links = islice(box.iter("a"), MAX_LINES)
    return any(is_like_headline(inline_text(link)) and not leads_to_author(link) for link in links)
