"""Return the text of a response as UTF-8, whatever its charset label says. Pure functions.

Sites send UTF-8 under any label. Sometimes a byte of a character is lost: a database column was too
short, a proxy changed the byte, a program cut the text by bytes.
"""

from __future__ import annotations

import codecs
import re

from scrapy.http import TextResponse
from w3lib.encoding import (
    html_body_declared_encoding,
    http_content_type_encoding,
    read_bom,
    to_unicode,
)

from newsbot.hindi.mojibake import repair_misread_spaces

MAX_GUESSED = 100_000  # bytes for charset_normalizer, which takes seconds for a large page
MAX_BROKEN = 10_000  # broken characters that are replaced one by one, in about 20 ms
MARKUP = 1000  # bytes at the beginning of a document that are surely markup
WIDE = ("utf-16", "utf-32")
_DECLARED = re.compile(rb"""(<\?xml\s[^<>]*?)\sencoding\s*+=\s*+["'][^"'<>]*["']""")
_CHARACTER = re.compile(
    rb"[\x00-\x7f]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_LONGEST = dict.fromkeys(range(240, 245), 4)  # lead byte → bytes of the character; 3 for others
# A letter of Devanagari that was decoded once or twice as latin-1, cp1252, cp1250, cp1251 or
# KOI8-R, and whose last byte is white space in that encoding. After one decoding the second
# character is ¤ or ¥ (Ą, Ґ, ╓, ╔); after two the first one is Ã (Â, В). The pattern begins with the
# white space, because its first byte is rare in Hindi pages.
_MISREAD_SPACE = re.compile(
    rb"\xc2[\x85\xa0](?:(?<=\xe2\x95[\x93\x94]..)"
    rb"|(?<=(?:\xc2[\xa4\xa5]|\xc4\x84|\xd2\x90|\xc3[\x82\x83]|\xd0\x92)..))",
    re.DOTALL,
)
ONE_BY_ONE = "newsbot.one_by_one"  # name of the error handler


def _broken_character(error: UnicodeError) -> tuple[str, int]:
    """Return one U+FFFD for all bytes of a broken character, and where the next one begins."""
    assert isinstance(error, UnicodeDecodeError)
    body, start = error.object, error.start
    end = start + 1
    last = min(start + _LONGEST.get(body[start], 3), len(body))
    while end < last and not _CHARACTER.match(body, end):
        end += 1
    return "\ufffd", end


codecs.register_error(ONE_BY_ONE, _broken_character)


def decoded(body: bytes) -> str:
    """Decode UTF-8, with one U+FFFD in place of each broken character.

    If more than MAX_BROKEN are broken, a character may become several U+FFFD.
    """
    text = body.decode("utf-8", "replace")
    return text if text.count("\ufffd") > MAX_BROKEN else body.decode("utf-8", ONE_BY_ONE)


def is_utf8(body: bytes) -> bool:
    """Return whether a body is surely UTF-8, even if some of its characters are broken.

    Text in another encoding hardly ever contains the bytes of a whole UTF-8 character. The answer
    for an ASCII body is False, because ASCII is valid in most encodings.
    """
    return not body.isascii() and (_is_valid(body) or _is_nearly_valid(body))


def _is_valid(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_nearly_valid(body: bytes) -> bool:
    text = decoded(body)
    broken = text.count("\ufffd") - body.count(b"\xef\xbf\xbd")
    whole = len(text) - len(text.encode("ascii", "ignore")) - broken
    return whole > broken


def _repair(body: bytes) -> bytes:
    return body if _is_valid(body) else decoded(body).encode()


def _is_wide(body: bytes, mark: str | None) -> bool:
    """Return whether a body is markup in UTF-16 or UTF-32; other markup has few NUL bytes.

    ``mark``: the encoding of the byte order mark, which ``body`` lacks; None if there was none.
    """
    beginning = body[:MARKUP]
    if b"\0" not in beginning:
        return False
    if mark is not None and mark.startswith(WIDE):
        return True
    return beginning[:2] in (b"<\0", b"\0<") or beginning.count(b"\0") * 4 > len(beginning)


def utf8_body(response: TextResponse) -> bytes:
    """Return the text of a response as UTF-8.

    Mojibake with white space is repaired here, before any code folds white space and makes the
    repair impossible. See ``_utf8_body`` for the choice of the encoding.
    """
    body = _utf8_body(response)
    if _MISREAD_SPACE.search(body):
        return repair_misread_spaces(body.decode("utf-8", "replace")).encode()
    return body


def _utf8_body(response: TextResponse) -> bytes:
    """Return the text of a response as UTF-8, without the repair of mojibake.

    A body that is surely UTF-8 is taken as UTF-8 whatever its label, because labels may be wrong.
    Else the byte order mark, the header, a ``<meta>`` and a guess are used, in this order.
    """
    marked, mark = read_bom(response.body)
    body = response.body.removeprefix(mark or b"")
    if _is_wide(body, marked):
        return body.decode(marked or _wide_encoding(body), "replace").encode()
    is_plain = b"\x1b" not in body if body.isascii() else _is_valid(body)
    if is_plain:  # ISO 2022 is ASCII with escapes
        return body
    if marked == "utf-8" or is_utf8(body):
        return _repair(body)
    label = _label(response)
    if label == "utf-8" or (body.isascii() and "2022" not in (label or "")):
        return _repair(body)
    if label is None or (label.startswith(WIDE) and b"\0" not in body[:MARKUP]):
        label = _guess(response)
    return to_unicode(body, label).encode()


def _wide_encoding(body: bytes) -> str:
    width = 32 if body[:4].count(b"\0") == 3 else 16
    order = "be" if body[:1] == b"\0" else "le"
    return f"utf-{width}-{order}"


def _label(response: TextResponse) -> str | None:
    """Return Python's name of the encoding in the header or in a ``<meta>``; else None."""
    content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
    return http_content_type_encoding(content_type) or html_body_declared_encoding(response.body)


def _guess(response: TextResponse) -> str:
    if len(response.body) > MAX_GUESSED:
        response = TextResponse(response.url, body=response.body[:MAX_GUESSED])
    return response.encoding


def utf8_xml(body: bytes) -> bytes:
    """Return XML in UTF-8 without its declared encoding, with U+FFFD for broken characters.

    XML in another encoding is returned unchanged.
    """
    if _is_wide(body, read_bom(body)[0]) or not (body.isascii() or is_utf8(body)):
        return body
    return _DECLARED.sub(rb"\1", _repair(body))
