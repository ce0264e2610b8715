"""Read one picture or player: address, caption, credit, provider. No I/O."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsbot.hindi.data_files import read_table
from newsbot.hindi.photo_credits import photo_credit
from newsbot.items import Image, Video
from newsbot.page.html.elements import (
    address_parts,
    caption_text,
    fold_space,
    inline_text,
    pieces_of,
)
from newsbot.page.pictures.text_patterns import caption_and_credit, caption_of, stem_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element

PICTURES = ("img", "amp-img")
PLAYERS = ("iframe", "amp-iframe", "amp-youtube", "video", "amp-video")
FRAMES = ("iframe", "amp-iframe")
_HOSTS = read_table("page_embeds.toml")["hosts"]
_PROVIDERS: dict[str, str] = _HOSTS["providers"]
_PLAYERS = (*_PROVIDERS, *_HOSTS["players"])
# Attributes with a player's URL, also of lazily loaded players, and beginnings of placeholder URLs.
PLAYER_ADDRESSES = ("src", "data-src", "data-lazy-src", "data-litespeed-src")
NOT_YET = ("about:", "data:", "javascript:")
_PLAYER_WORD = re.compile(r"player|video|live-?tv", re.IGNORECASE)
_CREDIT = re.compile(
    r"(?:^|[^a-z])(?:credits?|copyright|attribution|courtesy|source|src)(?![a-z])", re.IGNORECASE
)
MIN_SIDE = 50  # pixels
MAX_ALT_LENGTH = 250  # characters of an alt that may end in a credit


def image_url(element: _Element) -> str | None:
    """Return the URL of an ``img`` or ``amp-img``, lazily loaded or not; None if it has none."""
    for name in ("data-src", "data-original", "data-lazy-src", "src"):
        value = (element.get(name) or "").strip()
        if value and not value.startswith("data:"):
            return value
    candidates = (element.get("srcset") or element.get("data-srcset") or "").strip()
    return candidates.split(",")[0].split()[0] if candidates.strip(", ") else None


def is_small(picture: _Element) -> bool:
    """Return whether a side of an ``img`` is so short that it is an icon or counts readers."""
    sides = (picture.get(name) or "" for name in ("width", "height"))
    return any(side.isdecimal() and int(side[:4]) < MIN_SIDE for side in sides)


def alt_of(picture: _Element) -> str | None:
    """Return the ``alt`` of a picture; None if it is empty, a placeholder or a file name."""
    return _alt(picture)[0]


def image_of(picture: _Element, line: str = "") -> Image | None:
    """Return the picture that an ``img`` shows; None if it has no URL.

    Args:
        picture: The ``img``.
        line: The line under the picture. ``alt`` replaces a missing caption or credit.
    """
    url = image_url(picture)
    if not url:
        return None
    (alt, alt_credit), (caption, credit) = _alt(picture), caption_and_credit(line)
    return Image(url, caption or alt, credit or alt_credit)


def first_image(box: _Element) -> Image | None:
    """Return the picture of the first ``img`` with a URL in a box; None if there is none."""
    return next(filter(None, map(image_of, box.iter(*PICTURES))), None)


def _alt(picture: _Element) -> tuple[str | None, str | None]:
    """Return (caption, credit) of an ``alt``.

    A credit without a caption counts only if it names a known source, because a label at the
    beginning of an ``alt`` may belong to a headline.
    """
    alt = fold_space(picture.get("alt") or "")
    if alt and alt == stem_of(image_url(picture) or ""):
        return None, None
    caption, credit = caption_and_credit(alt) if len(alt) <= MAX_ALT_LENGTH else (None, None)
    return (caption, credit) if caption or photo_credit(alt) else (caption_of(alt), None)


def read_caption(element: _Element) -> tuple[str | None, str | None]:
    """Return (caption, credit) of the line under a picture; each may be in its own element."""
    whole = caption_text(element)
    marked = next(
        (descendant for descendant in element.iterdescendants() if is_credit(descendant)), None
    )
    if marked is not None and (text := caption_text(marked)) and text in whole:
        rest = fold_space(whole.replace(text, " ", 1)).strip("|-–—/ ")
        return caption_and_credit(rest)[0], caption_and_credit(text)[1] or text.strip("()[]| ")
    if whole == inline_text(element):
        return caption_and_credit(whole)
    captions: list[str] = []
    credits: list[str] = []
    for piece in pieces_of(element):
        caption, credit = caption_and_credit(piece)
        (credits if credit and not caption else captions).append(credit or piece)
    if not credits:
        return caption_and_credit(whole)
    return caption_and_credit(" ".join(captions))[0], credits[0]


def is_credit(element: _Element) -> bool:
    """Return whether the class of an element says that it holds the credit of a picture."""
    return _CREDIT.search((element.get("class") or "")[:MAX_ALT_LENGTH]) is not None


def provider_of(url: str) -> str | None:
    """Return the provider of a player: its usual name, else its host; None if it is no player."""
    host = _host(url)
    if _is_of(host, _HOSTS["no_players"]):
        # Facebook serves its player under another path than its posts.
        return host if host.endswith("facebook.com") and "/plugins/video" in url else None
    names = (name for known, name in _PROVIDERS.items() if _is_of(host, (known,)))
    return next(names, host or None)


def _host(url: str) -> str:
    return (address_parts(url).hostname or "").removeprefix("www.")


def _is_of(host: str, hosts: Iterable[str]) -> bool:
    return any(host == known_host or host.endswith("." + known_host) for known_host in hosts)


def video_of(element: _Element, surely: bool = False) -> Video | None:
    """Return the player of an element with a tag of PLAYERS; None if it is not a player.

    Args:
        element: The element.
        surely: Whether the element is at the place of the page's player, so that any frame is a
            player. Else the host must be known to play videos, or id, class, title or path of the
            frame must say so.
    """
    values = ((element.get(name) or "").strip() for name in PLAYER_ADDRESSES)
    url = next((value for value in values if value and not value.startswith(NOT_YET)), "")
    if element.tag == "amp-youtube":
        number = (element.get("data-videoid") or "").strip()
        return Video(f"https://www.youtube.com/embed/{number}", "youtube") if number else None
    if not url and element.tag in ("video", "amp-video"):
        source = next(element.iter("source"), None)
        url = (source.get("src") or "").strip() if source is not None else ""
    url = f"https:{url}" if url.startswith("//") else url
    provider = provider_of(url)
    if provider is None or not url.startswith(("http://", "https://")):
        return None
    if not surely and element.tag in FRAMES and not _is_of(_host(url), _PLAYERS):
        words = f"{element.get('id')} {element.get('class')} {element.get('title')}"
        if not _PLAYER_WORD.search(words) and not _PLAYER_WORD.search(address_parts(url).path):
            return None
    return Video(url, provider)
