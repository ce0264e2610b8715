"""Text that was encoded or decoded wrongly: HTML entities, UTF-8 read as cp1252 or latin-1."""

import html
import re
from html.entities import html5

# Only entities that end in a semicolon: "&copy=1" and "&para" are parts of a URL. &nbsp; and
# &quot; alone are also resolved where a careless cut took the semicolon.
_ENTITY = re.compile(
    r"&(?:#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};"
    r"|(?:nbsp|quot)(?![A-Za-z0-9;=]))"
)


_ESCAPED = 2  # times that a text is escaped, at most
# What might be read as an entity, once spaces and invisible characters within it are gone.
_LIKE_ENTITY = re.compile(r"&(?=[#A-Za-z])")
_SURROGATE_REFERENCE = re.compile(r"&#(?:5[5-7]\d{3}|[xX][dD][89a-fA-F][0-9a-fA-F]{2});")


def _resolved(match: re.Match[str]) -> str:
    entity = match[0]
    if entity[1] != "#" and entity[1:] not in html5:
        return entity
    if _SURROGATE_REFERENCE.fullmatch(entity):
        # Half an emoji as JavaScript escapes it; html.unescape would give U+FFFD for it.
        code = int(entity[3:-1], 16) if entity[2] in "xX" else int(entity[2:-1])
        return chr(code) if 0xD800 <= code <= 0xDFFF else html.unescape(entity)
    return html.unescape(entity)


def resolve_entities(text: str) -> str:
    """Resolve the entities in text that was escaped once or twice (``&amp;quot;`` → ``"``)."""
    for _ in range(_ESCAPED):
        if "&" not in text:
            break
        text = _ENTITY.sub(_resolved, text)
    return text


def part_entities(text: str) -> str:
    """Text in which nothing can be read as an entity any more: a space stands behind each ``&``."""
    return _LIKE_ENTITY.sub("& ", text)


def _bytes_by_character() -> dict[int, int]:
    """The byte of each character that a cp1252 or latin-1 decoder makes of 0x80 to 0xFF.

    cp1252 leaves 81, 8D, 8F, 90 and 9D undefined; decoders as browsers have them give the C1
    control of the same number, which is what latin-1 gives for all of 80 to 9F.
    """
    table = {byte: byte for byte in range(0x80, 0x100)}
    for byte in range(0x80, 0xA0):
        character = bytes([byte]).decode("cp1252", errors="ignore")
        if character:
            table[ord(character)] = byte
    return table


_BYTES = _bytes_by_character()
_BYTE_LIKE = "".join(map(re.escape, map(chr, _BYTES)))
_MISREAD_RUN = re.compile(f"[{_BYTE_LIKE}]+")
# E0 A4 xx and E0 A5 xx are Devanagari in UTF-8; read wrongly twice, E0 A4 is C3 A0 C2 A4.
_MISREAD_DEVANAGARI = re.compile("\u00e0[\u00a4\u00a5]|\u00c3\u00a0\u00c2[\u00a4\u00a5]")
_DEVANAGARI = re.compile("[\u0900-\u097f]")


# Punctuation that cp1252 has among its bytes: rightly read, it may stand against a misread run.
_PUNCTUATION = "‘’“”–—…•"


def _reread(run: str) -> str | None:
    """The run as the UTF-8 it was, read wrongly once or more; None where it is no whole UTF-8."""
    core = run.lstrip(_PUNCTUATION)
    encoded = bytes(_BYTES[ord(character)] for character in core)
    try:
        end = len(core)
        encoded.decode("utf-8")
    except UnicodeDecodeError as error:
        end = error.start
    if not end or core[end:].strip(_PUNCTUATION):
        return None
    reread = run[: len(run) - len(core)] + encoded[:end].decode("utf-8") + core[end:]
    if _MISREAD_RUN.fullmatch(reread):
        return _reread(reread) or reread
    return reread


def repair_misread_utf8(text: str) -> str:
    """Undo a wrong decoding of Devanagari; the text unchanged where anything would be lost.

    Runs of misread characters are re-read one by one, so text that is only partly broken is
    mended too. One run of Devanagari that is cut or altered leaves the whole text alone: mending
    the rest would hide that something is missing.
    """
    if not _MISREAD_DEVANAGARI.search(text):
        return text
    pieces: list[str] = []
    end = 0
    for match in _MISREAD_RUN.finditer(text):
        run = match[0]
        reread = _reread(run)
        if _MISREAD_DEVANAGARI.search(run) and (reread is None or not _DEVANAGARI.search(reread)):
            return text
        pieces += text[end : match.start()], run if reread is None else reread
        end = match.end()
    return "".join(pieces) + text[end:]
