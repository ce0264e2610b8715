"""Read single elements of a page: texts, pictures, players, links. No I/O."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml import etree

from newsbot.hindi.photo_credits import photo_credit
from newsbot.items import Image, Video
from newsbot.page.text_patterns import caption_and_credit, caption_of, stem_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from lxml.etree import _Element

string_value = etree.XPath("string()")

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
PICTURES = ("img", "amp-img")
# Withdrawn by the author: a reader sees it struck out.
WITHDRAWN = ("del", "s", "strike")
RAISED = ("sup", "sub")
# Elements that make a text differ from the characters in it.
UNLIKE_TEXT = ("br", "script", "style", "noscript", "template", *WITHDRAWN, *RAISED)
SUPERSCRIPTS = str.maketrans("0123456789+-\u2212()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_EXPONENT = re.compile(r"[+\-\u2212]?(?:[0-9]+n?|n)(?:[+\-\u2212](?:[0-9]+n?|n)){0,9}|\([0-9n]+\)")
# Other exponents: letters and signs behind a number, a bracket or a variable.
_FORMULA = re.compile(r"[A-Za-z0-9+\-\u2212*/.()]{1,20}")
_NO_EXPONENT = re.compile(r"st|nd|rd|th|tm|sm|o|r|[^A-Za-z0-9]+", re.IGNORECASE)  # 1st, 30oC, 5*
_POWER_OF = re.compile(r"(?:[0-9)]|(?:^|[^A-Za-z])[a-z])$")
_SIGN = re.compile(r"[+\-\u2212*/]")
PLAYERS = ("iframe", "amp-iframe", "amp-youtube", "video", "amp-video")
FRAMES = ("iframe", "amp-iframe")
# Hosts with a name that people call them by; any other provider is called by its host.
PROVIDERS = {
    "youtube.com": "youtube",
    "youtube-nocookie.com": "youtube",
    "youtu.be": "youtube",
    "vidgyor.com": "vidgyor",
}
# Hosts whose frames are always players.
VIDEO_HOSTS = (*PROVIDERS, "dailymotion.com", "vimeo.com", "jwplatform.com", "jwplayer.com")
# Frames of these show a post, a map, an advertisement.
NO_PLAYERS = (
    "twitter.com x.com instagram.com facebook.com threads.net koo.com google.com "
    "googlesyndication.com doubleclick.net googletagmanager.com taboola.com outbrain.com"
).split()
# Where a player has its address, lazily loaded ones included, and what stands there until then.
PLAYER_ADDRESSES = ("src", "data-src", "data-lazy-src", "data-litespeed-src")
NOT_YET = ("about:", "data:", "javascript:")
_SAYS_PLAYER = re.compile(r"player|video|live-?tv", re.IGNORECASE)
# Elements without a text of the page, and those that do something when pressed.
CONTROLS = frozenset("script style noscript template svg button select time".split())
# Elements of one class that are looked at; a page with more has been made to slow readers down.
MAX_OF_A_CLASS = 100
MAX_NAMES_LENGTH = 200  # characters of a class attribute that may come again
MAX_NAMES = 4096  # of them that are kept
MAX_ALT_LENGTH = 250  # characters of an alt that may end in a credit
MAX_LINKS = 1000  # of a box of other stories


def fold_space(text: str) -> str:
    """Return ``text`` on one line: runs of white space become one space, the ends are trimmed."""
    return " ".join(text.split())


def inline_text(element: _Element) -> str:
    """Return the text of an element on one line; a ``<br>`` is a space."""
    if len(element) == 0:
        return fold_space(element.text or "")
    if next(element.iter(*UNLIKE_TEXT), None) is None:
        return fold_space(string_value(element))
    parts: list[str] = []
    events = etree.iterwalk(element, events=("start", "end"))
    for event, node in events:
        text: str | None = None
        if event == "end":
            text = node.tail if node is not element else None
        elif node is element or (isinstance(node.tag, str) and node.tag not in UNLIKE_TEXT):
            text = node.text
        else:
            events.skip_subtree()
            if node.tag == "br":
                text = " "
            elif node.tag in RAISED:
                text = raised_text(node, parts[-1] if parts else "")
        if text:
            parts.append(text)
    return fold_space("".join(parts))


def raised_text(element: _Element, before: str) -> str:
    """Return the text of a ``sup`` or ``sub``: ``10<sup>5</sup>`` is not read as 105.

    A chemist's ``H<sub>2</sub>O`` is ``H2O``, as it is typed.

    Args:
        element: The ``sup`` or ``sub``.
        before: The text before it.
    """
    text, behind_digit = fold_space(string_value(element)), before[-1:].isdigit()
    if element.tag == "sub":
        return text.translate(SUBSCRIPTS) if behind_digit else text
    if _EXPONENT.fullmatch(text):
        return text.translate(SUPERSCRIPTS)
    is_formula = _FORMULA.fullmatch(text) and _POWER_OF.search(before[-2:])
    if is_formula and not _NO_EXPONENT.fullmatch(text):
        return f"^({text})" if _SIGN.search(text) and text[0] != "(" else f"^{text}"
    return f"^{text}" if behind_digit and text[:1].isdigit() else text


def pieces_of(element: _Element, left_out: Container[_Element] = ()) -> list[str]:
    """Return the texts of an element's nodes; controls and those ``left_out`` have none."""
    pieces = []
    events = etree.iterwalk(element, events=("start", "end"))
    for event, node in events:
        if event == "start":
            named = isinstance(node.tag, str) and node.tag not in CONTROLS
            if named and (node is element or node not in left_out):
                pieces.append(node.text)
            else:
                events.skip_subtree()
        elif node is not element:
            pieces.append(node.tail)
    return [text for piece in pieces if piece and (text := fold_space(piece))]


def texts_in(elements: Iterable[_Element]) -> list[str]:
    """Return the texts of elements, without empty ones."""
    return list(filter(None, map(inline_text, elements)))


def split_tags(texts: Iterable[str]) -> list[str]:
    """Return tags, each once: a text may hold several, with commas between them."""
    tags = (fold_space(tag) for text in texts for tag in text.split(","))
    return list(dict.fromkeys(filter(None, tags)))


def ends_with(element: _Element, ends: str | tuple[str, ...]) -> bool:
    """Return whether one of an element's classes ends so, whatever the prefix."""
    names = element.get("class")
    if not names:
        return False
    # A site has a few hundred of such attributes, and its pages all the same.
    return _kept_end(names, ends) if len(names) <= MAX_NAMES_LENGTH else _one_ends(names, ends)


def _one_ends(names: str, ends: str | tuple[str, ...]) -> bool:
    return names.endswith(ends) or any(name.endswith(ends) for name in names.split())


_kept_end = lru_cache(MAX_NAMES)(_one_ends)


def canonical_link(root: _Element) -> str | None:
    """Return the address that a page gives as its canonical one."""
    links = root.iter("link")
    hrefs = (each.get("href") for each in links if (each.get("rel") or "").lower() == "canonical")
    return next(filter(None, hrefs), None)


class _TellingNames(dict[str, tuple[str, ...]]):
    """``class`` attribute → those of its names that end so.

    A site has a few hundred such attributes, and its pages all the same.
    """

    def __init__(self, ends: tuple[str, ...]) -> None:
        self._ends = ends

    def __missing__(self, names: str) -> tuple[str, ...]:
        telling = tuple(name for name in names.split() if name.endswith(self._ends))
        if len(names) <= MAX_NAMES_LENGTH and len(self) < MAX_NAMES:
            self[names] = telling
        return telling


_telling_names = cache(_TellingNames)  # by ends: a layout has its own


class ClassIndex:
    """The elements of a page by the meaning-bearing ends of their class names."""

    def __init__(self, root: _Element, ends: tuple[str, ...]) -> None:
        # class name → (place in the page, element)
        self._by_name: dict[str, list[tuple[int, _Element]]] = {}
        telling = _telling_names(ends)
        for place, element in enumerate(root.iter()):
            if names := element.get("class"):
                for name in telling[names]:
                    self._by_name.setdefault(name, []).append((place, element))

    def elements(self, end: str, most: int = MAX_OF_A_CLASS) -> list[_Element]:
        """Return the outermost elements with a class that ends so, at most so many of a class.

        ``end`` is one of those that the index was made for; "" finds nothing.
        """
        return [element for _, element in self._placed(end, most)]

    def count(self, end: str) -> int:
        """Return how many elements have a class that ends with ``end``."""
        return sum(len(each) for name, each in self._by_name.items() if name.endswith(end))

    def in_order(self, *ends: str, most: int = MAX_OF_A_CLASS) -> list[_Element]:
        """Return the same for several ends, all in page order."""
        placed = {place: each for end in ends for place, each in self._placed(end, most)}
        return [placed[place] for place in sorted(placed)]

    def _placed(self, end: str, most: int) -> list[tuple[int, _Element]]:
        found = [
            placed
            for name, elements in self._by_name.items()
            if end and name.endswith(end)
            for placed in elements[:most]
        ]
        if len(found) < 2:
            return found
        found.sort(key=itemgetter(0))
        chosen = {element for _, element in found}
        return [each for each in found if chosen.isdisjoint(each[1].iterancestors())]

    def inside(self, end: str, *tags: str) -> list[_Element]:
        """Return the elements of ``tags`` inside those of ``end``."""
        return [found for element in self.elements(end) for found in element.iter(*tags)]


def image_url(element: _Element) -> str | None:
    """Return the address of an ``img`` or ``amp-img``, lazily loaded ones too; None if none."""
    for name in ("data-src", "data-original", "data-lazy-src", "src"):
        value = (element.get(name) or "").strip()
        if value and not value.startswith("data:"):
            return value
    candidates = (element.get("srcset") or element.get("data-srcset") or "").strip()
    return candidates.split(",")[0].split()[0] if candidates.strip(", ") else None


def alt_of(picture: _Element) -> str | None:
    """Return the words for a picture; an empty ``alt`` and a file's name are none."""
    return _alt(picture)[0]


def image_of(picture: _Element, line: str = "") -> Image | None:
    """Return what an ``img`` shows; None where it has no address yet.

    Args:
        picture: The ``img``.
        line: Printed under it; where it says nothing, the words are those of ``alt``.
    """
    url = image_url(picture)
    if not url:
        return None
    (alt, alt_credit), (caption, credit) = _alt(picture), caption_and_credit(line)
    return Image(url, caption or alt, credit or alt_credit)


def _alt(picture: _Element) -> tuple[str | None, str | None]:
    """Return caption and credit in an ``alt``; a label at its beginning may be a headline's."""
    alt = fold_space(picture.get("alt") or "")
    if alt and alt == stem_of(image_url(picture) or ""):
        return None, None
    caption, credit = caption_and_credit(alt) if len(alt) <= MAX_ALT_LENGTH else (None, None)
    return (caption, credit) if caption or photo_credit(alt) else (caption_of(alt), None)


def provider_of(url: str) -> str | None:
    """Return who plays a video: a name of PROVIDERS, else the host; None if that plays none."""
    host = _host(url)
    if _is_of(host, NO_PLAYERS):
        # Facebook's player is a page of its own beside its posts.
        return host if host.endswith("facebook.com") and "/plugins/video" in url else None
    names = (name for known, name in PROVIDERS.items() if _is_of(host, (known,)))
    return next(names, host or None)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _is_of(host: str, hosts: Iterable[str]) -> bool:
    return any(host == each or host.endswith("." + each) for each in hosts)


def video_of(element: _Element, surely: bool = False) -> Video | None:
    """Return the player that an element of PLAYERS is; None where it is something else.

    Args:
        element: The element.
        surely: It stands where the page has its player, so that any frame is taken for one; else
            its host must be known to play videos, or its own words say so.
    """
    values = ((element.get(name) or "").strip() for name in PLAYER_ADDRESSES)
    url = next((each for each in values if each and not each.startswith(NOT_YET)), "")
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
    if not surely and element.tag in FRAMES and not _is_of(_host(url), VIDEO_HOSTS):
        words = f"{element.get('id')} {element.get('class')} {element.get('title')}"
        if not _SAYS_PLAYER.search(words) and not _SAYS_PLAYER.search(urlsplit(url).path):
            return None
    return Video(url, provider)


def box_links(box: _Element) -> Iterator[tuple[str, str]]:
    """Yield (href, headline) of each link in a box of other stories.

    The headline is the heading inside the link, else its text, that of another link to the same
    story, its title, its picture's words.
    """
    links = [(link, link.get("href") or "") for link in islice(box.iter("a"), MAX_LINKS)]
    printed: dict[str, str] = {}
    for link, href in links:
        if words := inline_text(next(link.iter(*HEADINGS), link)):
            printed.setdefault(href, words)
    for link, href in links:
        words = printed.get(href) or fold_space(link.get("title") or "")
        picture = next(link.iter(*PICTURES), None)
        if not words and picture is not None:
            words = alt_of(picture) or ""
        yield href, words
