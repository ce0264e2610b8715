"""Parse the XML of sitemaps and feeds, in spite of small faults. Pure functions."""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from html import unescape
from html.entities import html5
from io import BytesIO
from typing import TYPE_CHECKING, Any

from lxml import etree

from newsbot.discovery.sources.json_feed import json_feed_root
from newsbot.page.html.charset import utf8_xml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BEGINNING = 1000  # bytes in which the first tag of XML is looked for
# Control characters that XML does not allow. They are not bytes of longer UTF-8 characters.
CONTROLS = bytes({*range(32)} - {*b"\t\n\r"})
# Comments and CDATA, in which `&` has no meaning; and references that XML does not define.
REFERENCE = re.compile(
    rb"<!\[CDATA\[(?:.*?\]\]>|.*)|<!--(?:.*?-->|.*)"
    rb"|&(?!(?:amp|lt|gt|quot|apos);)(?:\#(?:(\d{1,7})|[xX]([0-9A-Fa-f]{1,6}));|(\w[\w.-]*;))?",
    re.DOTALL,
)
# Faults after which libxml2 goes on and loses only the wrong character or name.
HARMLESS_ERRORS = frozenset(
    (
        "ERR_UNDECLARED_ENTITY WAR_UNDECLARED_ENTITY ERR_INVALID_CHAR ERR_INVALID_ENCODING "
        "ERR_UNSUPPORTED_ENCODING ERR_UNKNOWN_ENCODING ERR_ATTRIBUTE_REDEFINED "
        "ERR_RESERVED_XML_NAME ERR_INVALID_CHARREF"
    ).split()
)
MAX_DOCUMENTS = 100  # XML documents in one file
# A file with more references is not repaired: that would take hundreds of megabytes. 50,000 URLs
# may have 40 references each.
MAX_REFERENCES = 2_000_000
SITEMAP_ROOTS, FEED_ROOTS = ("urlset", "sitemapindex"), ("rss", "feed", "RDF")
OPTIONS: Any = {"recover": True, "resolve_entities": False, "no_network": True}
LOC = re.compile(rb"<loc\s*>([^<]*(?:<!\[CDATA\[[^\]]*\]\]>[^<]*)?)</loc\s*>")


def repair(body: bytes) -> bytes:
    """Return XML without the faults that can be found without parsing.

    The result is UTF-8 if the body can be decoded. HTML's entities (``&nbsp;``) become characters
    and a lone ``&`` becomes ``&amp;``. Removed are control characters, text before the XML
    declaration, and text after the last tag: half a URL, if the file was cut.
    """
    if body.startswith((BOM_UTF16_BE, BOM_UTF16_LE)) or b"\0" in body[:4]:
        return body
    start = body.find(b"<?xml", 0, BEGINNING)
    end = body.rfind(b">") + 1
    cut = b"<" if b"<" in body[end:] else b""  # the parser must report a tag that was cut
    body = utf8_xml(body[max(start, 0) : end] + cut).translate(None, CONTROLS)
    return REFERENCE.sub(_reference, body) if 0 < body.count(b"&") <= MAX_REFERENCES else body


def _reference(match: re.Match[bytes]) -> bytes:
    """Return a reference that XML defines, in place of a reference that it may not define."""
    decimal, hexadecimal, name = match.groups()
    if decimal or hexadecimal:
        code = int(decimal) if decimal else int(hexadecimal, 16)
        return match[0] if _is_xml_character(code) else b""
    if name:
        text = html5.get(name.decode("ascii", "replace"))
        # A name that HTML does not define may be declared in the file.
        return text.encode("ascii", "xmlcharrefreplace") if text else match[0]
    return match[0] if match[0] != b"&" else b"&amp;"


def _is_xml_character(code: int) -> bool:
    return (
        code in (9, 10, 13)
        or 32 <= code < 0xD800
        or 0xE000 <= code < 0xFFFE
        or (0x10000 <= code < 0x110000)
    )


def is_damaged(errors: Iterable[etree._LogEntry]) -> bool:
    """Return whether a parser met a fault after which it may have lost part of the file."""
    return any(
        error.level == etree.ErrorLevels.FATAL and error.type_name not in HARMLESS_ERRORS
        for error in errors
    )


def feed_root(body: bytes) -> tuple[etree._Element | None, bool]:
    """Parse an RSS or Atom feed, or a JSON feed, which is converted to Atom.

    Returns:
        The root, or None if nothing can be read; and whether the feed is damaged.
    """
    is_json = body[:BEGINNING].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    if is_json and (root := json_feed_root(body)) is not None:
        return root, False
    parser = etree.XMLParser(**OPTIONS)
    try:
        root = etree.fromstring(repair(body), parser)
    except etree.XMLSyntaxError:
        return None, True
    return root, root is None or is_damaged(parser.error_log)


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace, but with a prefix that is not declared."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def feed_entries(root: etree._Element | None) -> Iterator[etree._Element]:
    """Return an iterator over the entries of an RSS or Atom feed; empty for None."""
    return iter(()) if root is None else root.iter("{*}item", "{*}entry")


def entry_fields(entry: etree._Element, damaged: bool) -> Iterator[etree._Element]:
    """Yield the fields of an entry of a feed.

    In a damaged feed, fields within a field are yielded too: the end tag of the outer field may be
    missing.
    """
    todo = list(reversed(entry))
    while todo:
        field = todo.pop()
        if local_name(field) not in ("", "item", "entry"):
            yield field
            if damaged:
                todo.extend(reversed(field))


class SitemapEntries:
    """The entries of a sitemap or sitemap index.

    After the iteration, ``damaged`` says whether entries may be missing, and ``is_feed`` whether
    the file is a feed instead.
    """

    def __init__(self, body: bytes) -> None:
        self._body = body
        self.damaged = False
        self.is_feed = False

    def __iter__(self) -> Iterator[tuple[str, str, str | None]]:
        """Yield (``url`` or ``sitemap``, location, time of change or of publication or None).

        A plain text sitemap has one URL a line.
        """
        if b"<" not in self._body[:BEGINNING]:
            lines = map(str.strip, self._body.decode("utf-8-sig", "replace").splitlines())
            locations = [line for line in lines if line.startswith("http")]
            self.damaged = not locations
            yield from (("url", location, None) for location in locations)
            return
        body = repair(self._body)
        seen: set[str] = set()
        # Some sites concatenate several sitemaps into one file.
        documents = re.split(rb"(?=<\?xml\s)", body, maxsplit=MAX_DOCUMENTS)
        for document in filter(bytes.strip, documents):
            for entry in self._of_document(document):
                seen.add(entry[1])
                yield entry
        if self.damaged:
            # The parser may have stopped early, or missed the end of an entry.
            kind = "sitemap" if b"<sitemapindex" in body else "url"
            for text in LOC.findall(body):
                text = text.strip().removeprefix(b"<![CDATA[").removesuffix(b"]]>")
                location = unescape(text.decode("utf-8", "replace")).strip()
                if location and location not in seen:
                    yield kind, location, None

    def _of_document(self, body: bytes) -> Iterator[tuple[str, str, str | None]]:
        # The argument tag= would make a reference cycle of the parser and its events, and the tree
        # would stay in memory until a garbage collection.
        entries = etree.iterparse(BytesIO(body), **OPTIONS)
        try:
            for _, entry in entries:
                kind = local_name(entry)
                if kind not in ("url", "sitemap"):
                    continue
                location = (entry.findtext("{*}loc") or "").strip()
                # Google's news sitemaps have news:publication_date in place of lastmod.
                published = (element.text for element in entry.iter("{*}publication_date"))
                changed = entry.findtext("{*}lastmod") or next(published, None)
                if location:
                    yield kind, location, changed
                entry.clear()
                before = entry.getprevious()
                if before is not None and local_name(before) == kind:
                    before.getparent().remove(before)  # 400,000 empty elements take 50 MB
        except etree.XMLSyntaxError:
            self.damaged = True
        root = None if entries.root is None else local_name(entries.root)
        self.is_feed |= root in FEED_ROOTS
        self.damaged |= is_damaged(entries.error_log) or root not in SITEMAP_ROOTS
