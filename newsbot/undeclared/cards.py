"""Read the cards of a listing: whether a story has a text, or shows only photos or a film."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Literal

from newsbot.hindi import fold, words
from newsbot.hindi.data_files import read_table
from newsbot.hindi.folding import fold_all
from newsbot.page.html.elements import pieces_of
from newsbot.undeclared.links import MEDIA, href_of, is_headline, link_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

MAX_LEVELS = 5  # levels from a link up to its card
MAX_LINKS = 8  # links of one card: picture, headline, "read more", section, author
MAX_PIECES = 20  # text nodes of one card that are read
MIN_TITLE_WORDS = 3
MIN_SUMMARY_WORDS, MIN_SUMMARY = 6, 40  # words and characters of the lines below a headline
MAX_BADGE = 30  # characters of a badge such as "12 फोटो"
_DURATION = re.compile(r"\d{1,2}(?::\d\d){1,2}")
# Words in the class of an icon: "fa fa-camera", "icon-play".
_ICONS = frozenset(read_table("undeclared.toml")["cards"]["icons"])
_UNITS = fold_all(read_table("undeclared.toml")["cards"]["units"])

# "text": the card has lines of the story below the headline. "media": it has no such lines, but the
# length of a film, a number of photos, or the icon of a camera.
Shows = Literal["text", "media"]


@dataclass(frozen=True, slots=True)
class Card:
    """The part of a listing that shows one story.

    Attributes:
        href: The href of the card's links.
        shows: Whether the card shows text or media; None if this is not clear.
        is_full: Whether the card has a picture, and besides lines of the story, a badge or a date.
    """

    href: str
    shows: Shows | None
    is_full: bool


def cards_of(root: _Element) -> Iterator[Card]:
    """Yield the cards of a page that have a headline, each once."""
    seen: set[tuple[_Element, str]] = set()
    for link in root.iter("a"):
        href = href_of(link)
        if not href or (card := (_card_of(link, href), href)) in seen:
            continue
        seen.add(card)
        box = card[0]
        if title := _title(box, href):
            pieces = [piece for piece in pieces_of(box)[:MAX_PIECES] if piece != title]
            shows = _shown(box, pieces)
            is_full = shows is not None or next(box.iter("time"), None) is not None
            yield Card(href, shows, is_full and next(box.iter("img"), None) is not None)


def _card_of(link: _Element, href: str) -> _Element:
    """Return the largest element around a link that is about one story."""
    card = link
    for box in islice(link.iterancestors(), MAX_LEVELS):
        links = list(islice(box.iter("a"), MAX_LINKS + 1))
        if len(links) > MAX_LINKS or any(_is_of_another(other, href) for other in links):
            break
        card = box
    return card


def _is_of_another(link: _Element, href: str) -> bool:
    """Return whether a link with a headline or a picture leads to another story than ``href``."""
    if href_of(link) in (href, None):
        return False
    return is_headline(link_text(link)) or next(link.iter("img"), None) is not None


def _title(card: _Element, href: str) -> str:
    """Return the headline of a card: the first long text in its links; "" if there is none."""
    links = (link for link in card.iter("a") if href_of(link) == href)
    pieces = (piece for link in links for piece in pieces_of(link)[:MAX_PIECES])
    return next((piece for piece in pieces if len(words(piece)) >= MIN_TITLE_WORDS), "")


def _shown(card: _Element, pieces: list[str]) -> Shows | None:
    """Return whether a card shows text or media, by its texts beside the headline and its icons."""
    has_summary = any(map(_is_summary, pieces))
    has_badge = any(map(_is_badge, pieces)) or any(map(_is_icon, card.iter()))
    if has_summary is has_badge:
        return None  # it has neither, or it is a film with a description
    return "text" if has_summary else "media"


def _is_summary(piece: str) -> bool:
    return len(piece) >= MIN_SUMMARY and len(words(piece)) >= MIN_SUMMARY_WORDS


def _is_badge(piece: str) -> bool:
    """Return whether a piece of text is ``2:35``, ``12 फोटो`` or ``वीडियो``."""
    if len(piece) > MAX_BADGE:
        return False
    if _DURATION.fullmatch(piece):
        return True
    number, _, unit = fold(piece).partition(" ")
    return fold(piece) in MEDIA or (number.isdigit() and unit in _UNITS)


def _is_icon(element: _Element) -> bool:
    """Return whether an element without text is the icon of a camera or of a play button."""
    if not isinstance(element.tag, str):
        return False
    if element.tag == "img":
        return fold(element.get("alt") or "") in MEDIA
    if element.tag != "svg" and (len(element) or (element.text or "").strip()):
        return False
    names = " ".join(element.get(name) or "" for name in ("class", "href", "aria-label"))
    return not _ICONS.isdisjoint(re.split(r"[^\w]+|_", names.casefold()))
