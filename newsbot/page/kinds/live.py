"""Find the entries of an undeclared live blog, by the entries in its metadata or by their times.

markup.py reads the entries that a layout declares.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from newsbot.hindi import fold
from newsbot.items import LiveUpdate
from newsbot.page.body.body_reader import is_hidden, read_body
from newsbot.page.declared.body_types import MAX_ENTRIES
from newsbot.page.html.class_names import class_names
from newsbot.page.html.elements import HEADINGS, child_around, fold_space, inline_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element

    from newsbot.page.declared.body_types import ExcludedElements

MAX_ELEMENTS = 40_000  # elements of a page that are searched
MAX_TRIES = 10  # pairs of known entries that are tried
MAX_KEY = 40  # characters of the beginning of an entry that identify it
MIN_KEY = 12
MAX_LEVELS = 3  # levels from the text of a known entry up to the entry
MAX_CLOCK = 40  # characters of the text of a time
MIN_ENTRY = 40  # characters of an entry outside links
CLOCKS = ("time", "span", "div", "p", "b", "strong")  # elements that show an entry's time
OTHERS = frozenset("nav aside footer form table".split())
_CLOCK = re.compile(r"\d{1,2}\s?[:.]\s?\d{2}")


def entries_like(root: _Element, known: list[LiveUpdate]) -> list[_Element]:
    """Return the elements of a live blog's entries; empty if no known entry is found in the page.

    Two known entries show the tag and class of entries: all their siblings with these are entries.
    If only one known entry is found, its siblings with the same class are entries, provided that
    each shows a time.

    Args:
        root: The root element of the page.
        known: The entries in the page's metadata.
    """
    found = _places(root, known)
    for second in found[1:MAX_TRIES]:
        entries = _beside(found[0], second)
        if entries:
            return entries
    return _alike(found[0]) if len(found) == 1 else []


def _alike(first: _Element) -> list[_Element]:
    """Return the entry around an element and its siblings of the same class, if all show a time."""
    for box in (first, *islice(first.iterancestors(), MAX_LEVELS)):
        parent, names = box.getparent(), class_names(box)
        if parent is None or not names:
            continue
        alike = [entry for entry in parent if entry.tag == box.tag and class_names(entry) == names]
        alike = [entry for entry in alike[:MAX_ENTRIES] if not is_hidden(entry)]
        if len(alike) > 1 and all(_clock(entry) is not None for entry in alike):
            return alike
    return []


def _beside(first: _Element, second: _Element) -> list[_Element]:
    """Return the entries around two elements, and all their siblings of the same kind."""
    above = set(first.iterancestors())
    common = next((ancestor for ancestor in second.iterancestors() if ancestor in above), None)
    if common is None:
        return []
    one, other = child_around(common, first), child_around(common, second)
    names = class_names(one) & class_names(other)
    if one is other or one.tag != other.tag or bool(names) != bool(class_names(one)):
        return []
    alike = (
        entry
        for entry in common
        if entry.tag == one.tag and (not names or names & class_names(entry))
    )
    return [entry for entry in islice(alike, MAX_ENTRIES) if not is_hidden(entry)]


def shown_entries(root: _Element, is_of_another: Callable[[str], bool]) -> list[_Element]:
    """Return the elements of a live blog's entries, if the metadata holds no entry.

    Entries are boxes of the same kind, each with a text and with a time in an element of the same
    kind. If all boxes link to other articles, they are cards of these articles.
    """
    clocks: dict[tuple[str, str], list[_Element]] = {}
    for element in islice(root.iter(*CLOCKS), MAX_ELEMENTS):
        text = (element.text or "").strip()
        if 0 < len(text) <= MAX_CLOCK and len(element) == 0 and _CLOCK.search(text):
            clocks.setdefault((str(element.tag), element.get("class") or ""), []).append(element)
    for (tag, names), found in clocks.items():
        entries = _beside(*found[:2]) if len(found) > 1 and (names or tag == "time") else []
        entries = [entry for entry in entries if _is_entry(entry)]
        cards = [entry for entry in entries if _links_to(entry, is_of_another)]
        if len(entries) > max(1, len(cards)):
            return entries
    return []


def _links_to(box: _Element, is_of_another: Callable[[str], bool]) -> bool:
    return any(is_of_another(link.get("href") or "") for link in islice(box.iter("a"), MAX_ENTRIES))


def _is_entry(box: _Element) -> bool:
    """Return whether a box shows a time and a text, and is not the whole page, a menu or a card."""
    if not OTHERS.isdisjoint(ancestor.tag for ancestor in (box, *box.iterancestors())):
        return False
    if next(box.iter("h1"), None) is not None or _clock(box) is None:
        return False
    linked = sum(len(inline_text(link)) for link in islice(box.iter("a"), MAX_ENTRIES))
    return len(inline_text(box)) - linked >= max(MIN_ENTRY, linked)


def read_entries(
    entries: list[_Element], boxes: ExcludedElements, known: list[LiveUpdate]
) -> list[LiveUpdate]:
    """Return the live updates in elements, with the exact times of known entries.

    Args:
        entries: The elements.
        boxes: The elements to exclude.
        known: The entries in the metadata.
    """
    times = {key: entry.time for entry in known for key in _keys(entry)}
    updates = []
    for entry in entries:
        clock = _clock(entry)
        excluded = frozenset() if clock is None else frozenset([clock])
        section = read_body(entry, replace(boxes, excluded=excluded)).as_one_section()
        if section is None:
            continue
        time = None if clock is None else clock.get("datetime") or inline_text(clock)
        update = LiveUpdate(time, section.heading, "\n\n".join(section.paragraphs))
        update.time = next((times[key] for key in _keys(update) if times.get(key)), update.time)
        updates.append(update)
    return updates


def _keys(update: LiveUpdate) -> list[str]:
    """Return the keys that identify an entry: the folded beginnings of its text and heading."""
    texts = map(_key, (update.text.split("\n")[0], update.heading or ""))
    return [key for key in texts if len(key) >= MIN_KEY]


def _key(text: str) -> str:
    return fold(text[: 2 * MAX_KEY])[:MAX_KEY]


def _places(root: _Element, known: list[LiveUpdate]) -> list[_Element]:
    """Return the element in which each known entry begins, in page order."""
    keys = {(key, number) for number, entry in enumerate(known) for key in _keys(entry)}
    times = Counter(key for key, _ in keys)
    wanted = {key: number for key, number in keys if times[key] == 1}
    by_number: dict[int, _Element] = {}
    for element, text in _texts(root):
        number = wanted.get(_key(text))
        if number is not None and number not in by_number:
            by_number[number] = element
    return list(by_number.values())


def _texts(root: _Element) -> Iterator[tuple[_Element, str]]:
    for element in islice(root.iter("p", "div", "span", "li", "a", *HEADINGS), MAX_ELEMENTS):
        if element.tag in ("p", "li", *HEADINGS) and len(element) < MIN_KEY:
            yield element, inline_text(element)
        elif len(element.text or "") >= MIN_KEY:
            yield element, fold_space(element.text or "")


def _clock(entry: _Element) -> _Element | None:
    """Return the element of an entry that shows its time."""
    marked = next(entry.iter("time"), None)
    if marked is not None:
        return marked
    for element in islice(entry.iterdescendants(), MAX_CLOCK):
        if element.tag in HEADINGS:
            continue
        words = inline_text(element)
        if len(words) <= MAX_CLOCK and _CLOCK.search(words):
            return element
    return None
