"""Read the statements of a page and its headers about who may read and use the article."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from newsbot.items.rights import (
    DIRECTIVES,
    AiSignal,
    Directives,
    Reservation,
    Rights,
    Statement,
    read_flag,
    strictest_flag,
    strictest_license,
    strictest_reservation,
    strictest_signals,
)
from newsbot.page.structured_data.json_ld_values import is_a, is_thing
from newsbot.page.structured_data.usage_preferences import preferences_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lxml.etree import _Element
    from scrapy.http import Response

    from newsbot.page.html.microdata import Microdata
    from newsbot.page.structured_data.json_ld import JsonLd
    from newsbot.page.structured_data.open_graph import OpenGraph

# The names in meta tags and X-Robots-Tag headers that count: all robots, and newsbot.
AGENTS = ("robots", "newsbot")
# Other spellings of directives.
_DIRECTIVES_OF = {
    **{name: (name,) for name in DIRECTIVES},
    "none": ("noindex",),
    "nocache": ("noarchive",),
    "max-snippet:0": ("nosnippet",),
}
_AGENT = re.compile(r"[A-Za-z][\w.-]*")
_WITH_VALUE = ("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview")
CONTENT_TIERS = {"free": True, "metered": False, "locked": False, "paid": False, "premium": False}
LICENSE_METAS = ("license", "cc:license", "dc.rights.license", "dcterms.license")
HOLDER_METAS = ("copyright", "dcterms.rightsholder", "dc.rights", "dcterms.rights")
# schema.org types of things that are parts of an article's text.
PARTS = frozenset({"WebPageElement", "CreativeWork"})
MAX_LENGTH = 2000  # characters of a value; a longer value is neither a name nor a URL
MAX_VALUES = 20
# The words before and after a holder's name: "Copyright © 2024-25 X. All rights reserved."
_NOTICE = re.compile(
    r"(?:copyrights?\b|कॉपीराइट|\(c\)|©|&copy;|\b(?:19|20)\d\d(?:\s*[–/-]\s*\d{2,4})?\b|[\s.,:–-])+",
    re.IGNORECASE,
)
_RESERVED = re.compile(r"(?:all rights? reserved\b|सर्वाधिकार सुरक्षित).*", re.IGNORECASE)
# A full stop that belongs to the name: "Pvt. Ltd.", "प्रा. लि."
_ABBREVIATED = re.compile(r"\b(?:ltd|inc|co|corp|pvt|llc|लि|लिमि|प्रा|कं)\.$", re.IGNORECASE)
_LINK_HEADER = re.compile(r"<([^<>]*)>([^<]*)")
_IS_LICENSE = re.compile(r"""\brel\s*=\s*["']?[^"']*\blicense\b""", re.IGNORECASE)


class PageRights:
    """Reads the statements of one page about access and use. ArticleMetadata makes it.

    Args:
        response: The page, with its headers.
        root: The root element of the page.
        microdata: The microdata of the page.
        json_ld: The JSON-LD of the page.
        open_graph: The meta tags of the page.
        absolute: Returns the absolute http or https URL of a link on the page; else None.
    """

    def __init__(
        self,
        response: Response,
        root: _Element,
        microdata: Microdata,
        json_ld: JsonLd,
        open_graph: OpenGraph,
        absolute: Callable[[str], str | None],
    ) -> None:
        self._headers, self._root = response.headers, root
        self._microdata = microdata
        self._json_ld, self._open_graph, self._absolute = json_ld, open_graph, absolute

    @property
    def free_access(self) -> tuple[bool, str] | None:
        """(whether everyone may read the whole article, source); None if it is not stated."""
        return strictest_flag(self._access_flags())

    def _access_flags(self) -> Iterator[tuple[bool | None, str]]:
        name = "isAccessibleForFree"
        for value in self._json_ld.values(name):
            yield read_flag(value), "json-ld"
        for value in self._json_ld.values("hasPart"):
            part = self._json_ld.resolved(value)
            if not part or ("@type" in part and not is_a(part, PARTS)):
                continue
            if read_flag(part.get(name)) is False:  # if a part is free, the whole may not be free
                yield False, "json-ld"
        for tier in self._open_graph.all("article:content_tier"):
            yield CONTENT_TIERS.get(tier.lower()), "opengraph"
        for element in self._microdata.elements(name):
            value = element.get("content") or element.get("href") or element.text
            yield read_flag(value), "selector"

    @property
    def rights(self) -> Rights:
        """The statements about the use of the article."""
        policies = [Statement(url, source) for url, source in self._tdm("tdm-policy")]
        reservation, policy = self._reservation(policies)
        return Rights(
            strictest_license(self._licenses()),
            next(self._holders(), None),
            _directives(self._meta_directives(), "meta"),
            _directives(self._header_directives(), "http-header"),
            reservation,
            policy,
            strictest_signals(self._signals()),
        )

    def _reservation(
        self, policies: list[Statement]
    ) -> tuple[Reservation | None, Statement | None]:
        """Return the strictest reservation and the policy from the same source, else any policy."""
        flags = ((read_flag(text), source) for text, source in self._tdm("tdm-reservation"))
        reservations = [Reservation(flag, source) for flag, source in flags if flag is not None]
        strictest = strictest_reservation(reservations)
        beside = (policy for policy in policies if strictest and policy.source == strictest.source)
        return strictest, next(beside, policies[0] if policies else None)

    def _tdm(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield (value, source) of a property of the TDM reservation protocol."""
        values = [(text, "http-header") for text in self._header(name)]
        values += [(text, "meta") for text in self._open_graph.all(name)]
        for text, source in values:
            value = self._absolute(text) if name == "tdm-policy" else text
            if value and len(value) <= MAX_LENGTH:
                yield value, source

    def _signals(self) -> Iterator[AiSignal]:
        for name in ("Content-Signal", "Content-Usage"):
            for text in self._header(name):
                for preference in preferences_in(text):
                    yield AiSignal(preference.use, preference.allowed, [], "http-header")

    def _header(self, name: str) -> list[str]:
        """Return the values of a header, one for each time that the response has the header."""
        values = (value.decode("latin-1").strip() for value in self._headers.getlist(name))
        return [value for value in islice(values, MAX_VALUES) if value]

    def _meta_directives(self) -> Iterator[str]:
        for agent in AGENTS:
            for text in self._open_graph.all(agent):
                yield from re.split("[,;]", text)

    def _header_directives(self) -> Iterator[str]:
        """Yield the directives of X-Robots-Tag for one of AGENTS or without a robot's name."""
        for text in self._header("X-Robots-Tag"):
            agent = AGENTS[0]
            for part in re.split("[,;]", text[:MAX_LENGTH]):
                name, colon, rest = (piece.strip() for piece in part.partition(":"))
                if colon and _AGENT.fullmatch(name) and name.lower() not in _WITH_VALUE:
                    agent, part = name.lower(), rest
                if agent in AGENTS:
                    yield part

    def _licenses(self) -> Iterator[Statement]:
        for value in self._json_ld.values("license"):
            if address := _address_of(value):
                yield from self._license(address, "json-ld")
        for header in self._header("Link"):
            for url, parameters in _LINK_HEADER.findall(header[:MAX_LENGTH]):
                if _IS_LICENSE.search(parameters):
                    yield from self._license(url, "http-header", is_url=True)
        for href in self._license_links:
            yield from self._license(href, "link", is_url=True)
        for element in self._microdata.elements("license"):
            link = element.get("href")
            stated = link or element.get("content") or element.text or ""
            yield from self._license(stated, "microdata", is_url=bool(link))
        for name in LICENSE_METAS:
            for text in self._open_graph.all(name):
                yield from self._license(text, "meta")

    def _license(self, text: str, source: str, is_url: bool = False) -> Iterator[Statement]:
        text = " ".join(text.split())
        is_url = is_url or text.startswith(("http://", "https://", "/"))
        value = self._absolute(text) if is_url and text else text or None
        if value and len(value) <= MAX_LENGTH:
            yield Statement(value, source)

    @property
    def _license_links(self) -> list[str]:
        """The hrefs of links with ``rel="license"``, except in figures: these are for pictures."""
        links = (
            link
            for link in self._root.iter("link", "a")
            if (rel := link.get("rel")) and "license" in rel.lower().split()
        )
        outside_figures = (
            link for link in links if next(link.iterancestors("figure"), None) is None
        )
        return [link.get("href") or "" for link in islice(outside_figures, MAX_VALUES)]

    def _holders(self) -> Iterator[Statement]:
        names = self._json_ld.names_of("copyrightHolder")
        if text := ", ".join(dict.fromkeys(names)):
            yield Statement(text[:MAX_LENGTH], "json-ld")
        for element in self._microdata.elements("copyrightHolder"):
            notice = element.get("content") or "".join(element.itertext())
            yield from _holder(notice, "microdata")
        for name in HOLDER_METAS:
            for text in self._open_graph.all(name):
                yield from _holder(text, "meta")


def _directives(words: Iterable[str], source: str) -> Directives | None:
    """Return the restricting directives among words; None if there are none."""
    named: set[str] = set()
    for word in map(str.lower, words):
        for piece in ("".join(word.split()), *word.split()):  # "max-snippet: 0", "noindex nofollow"
            named.update(_DIRECTIVES_OF.get(piece, ()))
    return (
        Directives([directive for directive in DIRECTIVES if directive in named], source)
        if named
        else None
    )


def _holder(notice: str, source: str) -> Iterator[Statement]:
    """Yield the name in a copyright notice; nothing for a notice without a name."""
    text = " ".join(notice[:MAX_LENGTH].split())
    if begin := _NOTICE.match(text):
        text = text[begin.end() :]
    text = _RESERVED.sub("", text).removeprefix("by ").strip(" ,|-–")
    if not _ABBREVIATED.search(text):
        text = text.rstrip(" .,|-–")
    if text and "://" not in text:
        yield Statement(text, source)


def _address_of(value: Any) -> str | None:
    """Return the URL, else the name, of a licence in JSON-LD."""
    if is_thing(value):
        addresses = (value.get(name) for name in ("url", "@id", "name"))
        value = next((text for text in addresses if isinstance(text, str) and text.strip()), None)
    return value if isinstance(value, str) else None
