"""Parse the XML of sitemaps and feeds, small faults and gzip included. Pure functions."""

from __future__ import annotations

import re
import zlib
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

# The sitemap protocol's own limit for one file, uncompressed (sitemaps.org); the settings'
# DOWNLOAD_MAXSIZE bounds what arrives, this what it unpacks to.
MAX_SITEMAP_BYTES = 50 * 1024 * 1024
# Bytes of a gzip file that are unpacked at a time. A member is unpacked with a copy of all bytes
# behind it, and a hostile file has a member every twenty bytes.
GZIP_SLICE = 4096
GZIP_MAGIC = b"\x1f\x8b"
BEGINNING = 1000  # bytes in which the first tag of XML is looked for
# Control characters that XML does not allow. No byte of a longer UTF-8 character is one.
CONTROLS = bytes({*range(32)} - {*b"\t\n\r"})
# Comments and CDATA, where `&` is only a character; and references that XML itself does not know.
REFERENCE = re.compile(
    rb"<!\[CDATA\[(?:.*?\]\]>|.*)|<!--(?:.*?-->|.*)"
    rb"|&(?!(?:amp|lt|gt|quot|apos);)(?:\#(?:(\d{1,7})|[xX]([0-9A-Fa-f]{1,6}));|(\w[\w.-]*;))?",
    re.DOTALL,
)
# Faults of which libxml2 recovers without losing anything but the character or name at fault.
HARMLESS_ERRORS = frozenset(
    (
        "ERR_UNDECLARED_ENTITY WAR_UNDECLARED_ENTITY ERR_INVALID_CHAR ERR_INVALID_ENCODING "
        "ERR_UNSUPPORTED_ENCODING ERR_UNKNOWN_ENCODING ERR_ATTRIBUTE_REDEFINED "
        "ERR_RESERVED_XML_NAME ERR_INVALID_CHARREF"
    ).split()
)
MAX_DOCUMENTS = 100  # in one file
# Of a file with more, mending would take hundreds of megabytes: 50,000 URLs may have 40 each.
MAX_REFERENCES = 2_000_000
SITEMAP_ROOTS, FEED_ROOTS = ("urlset", "sitemapindex"), ("rss", "feed", "RDF")
OPTIONS: Any = {"recover": True, "resolve_entities": False, "no_network": True}
LOC = re.compile(rb"<loc\s*>([^<]*(?:<!\[CDATA\[[^\]]*\]\]>[^<]*)?)</loc\s*>")


def gunzip(body: bytes) -> tuple[bytes, bool]:
    """Return ``body``, unpacked if it is gzip, and whether that is all of it.

    A file may have several members, as tools make it that compress in parallel or append. All of
    them are read, MAX_SITEMAP_BYTES in total at most; of a damaged file, what stands before that.
    """
    if not body.startswith(GZIP_MAGIC):
        return body, True
    unpacked = BytesIO()  # it gives its value without a copy
    member = zlib.decompressobj(wbits=31)
    at = 0
    try:
        while at < len(body) and unpacked.tell() <= MAX_SITEMAP_BYTES:
            if member.eof:
                if not body.startswith(GZIP_MAGIC, at):
                    break
                member = zlib.decompressobj(wbits=31)
            piece = body[at : at + GZIP_SLICE]
            unpacked.write(member.decompress(piece, MAX_SITEMAP_BYTES + 1 - unpacked.tell()))
            at += len(piece) - len(member.unused_data) - len(member.unconsumed_tail)
    except zlib.error:
        return unpacked.getvalue(), False
    # Some tools fill the last block up with zeros.
    whole = member.eof and not body[at:].strip(b"\0") and unpacked.tell() <= MAX_SITEMAP_BYTES
    unpacked.truncate(MAX_SITEMAP_BYTES)
    return unpacked.getvalue(), whole


def mend(body: bytes) -> bytes:
    """Return XML without the faults that can be told from its text.

    It is in UTF-8 if that is what it can be read in. HTML's entities (``&nbsp;``) become characters
    and a lone ``&`` becomes ``&amp;``; control characters go, and so does what stands before the
    XML declaration, and behind the last tag: of a file that is cut, half a URL.
    """
    if body.startswith((BOM_UTF16_BE, BOM_UTF16_LE)) or b"\0" in body[:4]:
        return body
    start = body.find(b"<?xml", 0, BEGINNING)
    end = body.rfind(b">") + 1
    cut = b"<" if b"<" in body[end:] else b""  # a tag that is cut stays an error
    body = utf8_xml(body[max(start, 0) : end] + cut).translate(None, CONTROLS)
    return REFERENCE.sub(_reference, body) if 0 < body.count(b"&") <= MAX_REFERENCES else body


def _reference(match: re.Match[bytes]) -> bytes:
    """Return a reference that XML understands, in place of one that it may not."""
    decimal, hexadecimal, name = match.groups()
    if decimal or hexadecimal:
        code = int(decimal) if decimal else int(hexadecimal, 16)
        return match[0] if _is_xml_character(code) else b""
    if name:
        text = html5.get(name.decode("ascii", "replace"))
        # Another name may be declared in the file.
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
    """Return True if a parser met a fault that may have cost it part of the file."""
    return any(
        error.level == etree.ErrorLevels.FATAL and error.type_name not in HARMLESS_ERRORS
        for error in errors
    )


def feed_root(body: bytes) -> tuple[etree._Element | None, bool]:
    """Return the root of an RSS or Atom feed, as far as it can be read; and if it is damaged.

    A JSON feed is read as the Atom feed that says the same.
    """
    is_json = body[:BEGINNING].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    if is_json and (root := json_feed_root(body)) is not None:
        return root, False
    parser = etree.XMLParser(**OPTIONS)
    try:
        root = etree.fromstring(mend(body), parser)
    except etree.XMLSyntaxError:
        return None, True
    return root, root is None or is_damaged(parser.error_log)


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace. One whose prefix is not declared keeps it."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def feed_entries(root: etree._Element | None) -> Iterator[etree._Element]:
    """Return an iterator over the entries of an RSS or Atom feed; empty for None."""
    return iter(()) if root is None else root.iter("{*}item", "{*}entry")


def entry_fields(entry: etree._Element, damaged: bool) -> Iterator[etree._Element]:
    """Yield the fields of a feed's entry.

    Of a damaged entry, the fields within a field are yielded too: the end of the outer one is
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

    When they are read, ``damaged`` says whether some may be missing, and ``is_feed`` whether the
    file is a feed instead.
    """

    def __init__(self, body: bytes) -> None:
        self._body = body
        self.damaged = False
        self.is_feed = False

    def __iter__(self) -> Iterator[tuple[str, str, str | None]]:
        """Yield (``url`` or ``sitemap``, location, last change or publication).

        A plain text sitemap is a URL a line.
        """
        if b"<" not in self._body[:BEGINNING]:
            lines = map(str.strip, self._body.decode("utf-8-sig", "replace").splitlines())
            locations = [line for line in lines if line.startswith("http")]
            self.damaged = not locations
            yield from (("url", location, None) for location in locations)
            return
        body = mend(self._body)
        seen: set[str] = set()
        # Several files that were only put one behind the other are several documents.
        documents = re.split(rb"(?=<\?xml\s)", body, maxsplit=MAX_DOCUMENTS)
        for document in filter(bytes.strip, documents):
            for entry in self._of_document(document):
                seen.add(entry[1])
                yield entry
        if self.damaged:
            # The parser may have stopped early, or not have seen where an entry ends.
            kind = "sitemap" if b"<sitemapindex" in body else "url"
            for text in LOC.findall(body):
                text = text.strip().removeprefix(b"<![CDATA[").removesuffix(b"]]>")
                location = unescape(text.decode("utf-8", "replace")).strip()
                if location and location not in seen:
                    yield kind, location, None

    def _of_document(self, body: bytes) -> Iterator[tuple[str, str, str | None]]:
        # Without the argument tag=: with it the parser and its events hold each other, and the
        # tree lives until the garbage is collected.
        entries = etree.iterparse(BytesIO(body), **OPTIONS)
        try:
            for _, entry in entries:
                kind = local_name(entry)
                if kind not in ("url", "sitemap"):
                    continue
                location = (entry.findtext("{*}loc") or "").strip()
                # Google's news sitemaps give no lastmod but news:publication_date.
                published = (element.text for element in entry.iter("{*}publication_date"))
                changed = entry.findtext("{*}lastmod") or next(published, None)
                if location:
                    yield kind, location, changed
                entry.clear()
                before = entry.getprevious()
                if before is not None and local_name(before) == kind:
                    before.getparent().remove(before)  # 400,000 empty ones take 50 MB
        except etree.XMLSyntaxError:
            self.damaged = True
        root = None if entries.root is None else local_name(entries.root)
        self.is_feed |= root in FEED_ROOTS
        self.damaged |= is_damaged(entries.error_log) or root not in SITEMAP_ROOTS
