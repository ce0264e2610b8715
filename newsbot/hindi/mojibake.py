"""Repair text that was encoded or decoded wrongly: HTML entities, UTF-8 read as a code page."""

import html
import re
from html.entities import html5

# Only entities that end in a semicolon, because "&copy=1" and "&para" may be parts of a URL. Only
# &nbsp; and &quot; are also resolved without a semicolon, which some sites cut off.
_ENTITY = re.compile(
    r"&(?:#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};"
    r"|(?:nbsp|quot)(?![A-Za-z0-9;=]))"
)

_ESCAPED = 2  # a text may have been escaped up to this number of times
# An & that may begin an entity, after invisible characters within the entity are removed.
_LIKE_ENTITY = re.compile(r"&(?=[#A-Za-z])")
_SURROGATE_REFERENCE = re.compile(r"&#(?:5[5-7]\d{3}|[xX][dD][89a-fA-F][0-9a-fA-F]{2});")


def _resolved(match: re.Match[str]) -> str:
    entity = match[0]
    if entity[1] != "#" and entity[1:] not in html5:
        return entity
    if _SURROGATE_REFERENCE.fullmatch(entity):
        # One half of a surrogate pair, as JavaScript escapes emoji; html.unescape returns U+FFFD.
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


def break_entities(text: str) -> str:
    """Return a text without entities: a space is put after each ``&`` that may begin one."""
    return _LIKE_ENTITY.sub("& ", text)


class _Misreading:
    """Repairs UTF-8 that was decoded as one single-byte encoding."""

    def __init__(self, encoding: str, third: str = "") -> None:
        """Prepare the repair for one encoding.

        Args:
            encoding: Python's name of the encoding.
            third: The possible third characters of a misread letter, as the body of a character
                class. It is needed if the first two also occur in words of the encoding's language.
        """
        # Browsers read bytes that the encoding leaves undefined as C1 controls. Latin-1 does this
        # for all bytes from 80 to 9F and else equals cp1252.
        self._bytes = {byte: byte for byte in range(0x80, 0xA0)}
        for byte in range(0x80, 0xF5):  # UTF-8 has no higher bytes
            if character := bytes([byte]).decode(encoding, errors="ignore"):
                self._bytes[ord(character)] = byte
        self._run = re.compile(f"[{''.join(re.escape(chr(code)) for code in self._bytes)}]+")
        # E0 A4 xx and E0 A5 xx are Devanagari.
        once = [b"\xe0\xa4".decode(encoding), b"\xe0\xa5".decode(encoding)]
        twice = [pair.encode().decode(encoding, errors="ignore") for pair in once]
        third = f"[{third}]" if third else ""
        self._devanagari = re.compile(f"(?:{'|'.join(once)}){third}|{'|'.join(twice)}")
        self.leads = {pair[0] for pair in once + twice}

    def _reread(self, run: str) -> str | None:
        """Return the original text of a misread run; None if it is not complete UTF-8.

        The run may have been misread several times.
        """
        core = run.lstrip(_PUNCTUATION)
        encoded = bytes(self._bytes[ord(character)] for character in core)
        try:
            end = len(core)
            encoded.decode("utf-8")
        except UnicodeDecodeError as error:
            end = error.start
        if not end or core[end:].strip(_PUNCTUATION):
            return None
        reread = run[: len(run) - len(core)] + encoded[:end].decode("utf-8") + core[end:]
        if self._run.fullmatch(reread):
            return self._reread(reread) or reread
        return reread

    def repair(self, text: str) -> str:
        """Return the text with its misread runs repaired; unchanged if one run is incomplete."""
        if not self._devanagari.search(text):
            return text
        pieces: list[str] = []
        end = 0
        for match in self._run.finditer(text):
            run = match[0]
            reread = self._reread(run)
            if self._devanagari.search(run) and not (reread and _DEVANAGARI.search(reread)):
                return text
            pieces += text[end : match.start()], run if reread is None else reread
            end = match.end()
        return "".join(pieces) + text[end:]


_DEVANAGARI = re.compile("[\u0900-\u097f]")
_TEXT = re.compile("[^<>]+")  # text of markup, or the inside of a tag
# White space in misread text: the bytes 85 and A0 (the last ones of अ and ठ) in latin-1 and cp1250
# to cp1252, and 9A in KOI8-R.
_SPACE_OF_MISREADING = re.compile("[\x85\xa0]")
# Punctuation that is also in cp1252: correctly read marks may stand next to a misread run.
_PUNCTUATION = "‘’“”–—…•"
# In cp866 the first two characters are Russian letters (рд, ре). No Russian word has a capital
# letter or a box-drawing character after them.
_MISREADINGS = [
    _Misreading("cp1252"),
    _Misreading("cp866", third="А-Я\u2500-\u259f"),
    *map(_Misreading, ("cp437", "cp850", "cp852", "cp1250", "cp1251", "koi8_r", "mac_roman")),
]
_SPACED_MISREADINGS = [_MISREADINGS[0], *map(_Misreading, ("cp1250", "cp1251", "koi8_r"))]
_LEAD = re.compile(f"[{''.join(lead for misreading in _MISREADINGS for lead in misreading.leads)}]")


def repair_misread_utf8(text: str) -> str:
    """Undo a wrong decoding of Devanagari; return the text unchanged if anything would be lost.

    Runs of misread characters are repaired one by one, so partly broken text is repaired too. If
    one run of Devanagari is incomplete, the whole text stays unchanged: a repair of the rest would
    hide that something is missing.
    """
    if not _LEAD.search(text):
        return text
    for misreading in _MISREADINGS:
        text = misreading.repair(text)
    return text


def repair_misread_spaces(markup: str) -> str:
    """Undo a wrong decoding of Devanagari in texts of markup if it produced white space.

    Call this before white space is folded: misread, बैठक is à¤¬à¥ˆà¤, a no-break space and à¤•.
    """
    return _TEXT.sub(_with_spaces_repaired, markup)


def _with_spaces_repaired(match: re.Match[str]) -> str:
    text = match[0]
    if _SPACE_OF_MISREADING.search(text):
        for misreading in _SPACED_MISREADINGS:
            text = misreading.repair(text)
    return text
