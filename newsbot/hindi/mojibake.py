"""Text that was encoded or decoded wrongly: HTML entities, UTF-8 read as a code page."""

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
# Texts that might be read as an entity, once spaces and invisible characters within it are gone.
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


def break_entities(text: str) -> str:
    """Return a text in which nothing can be read as an entity: a space follows each ``&``."""
    return _LIKE_ENTITY.sub("& ", text)


class _Misreading:
    """UTF-8 that was decoded as a single-byte encoding."""

    def __init__(self, encoding: str, third: str = "") -> None:
        """Prepare for ``encoding``.

        Args:
            encoding: Python's name of it.
            third: The characters of which one stands third, as the body of a character class,
                where the first two are letters that stand together in the encoding's own words.
        """
        # Bytes that the encoding leaves undefined are read by browsers as the C1 control of their
        # number, which is what latin-1, else like cp1252, gives for all of 80 to 9F.
        self._bytes = {byte: byte for byte in range(0x80, 0xA0)}
        for byte in range(0x80, 0xF5):  # what is above never stands in UTF-8
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
        """Return the run as the UTF-8 it was, misread once or more; None if that is not whole."""
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
        """Return the text with its misread runs as they were, or as it is if one of them is cut."""
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
_TEXT = re.compile("[^<>]+")  # of markup, or the inside of a tag
# The bytes 85 and A0, of अ and ठ say, as latin-1, cp1250 to cp1252 read them; 9A as KOI8-R does.
_SPACE_OF_MISREADING = re.compile("[\x85\xa0]")
# Punctuation that cp1252 has among its bytes: rightly read, it may stand against a misread run.
_PUNCTUATION = "‘’“”–—…•"
# In cp866 the first two are Russian letters (рд, ре); a capital or the piece of a frame behind them
# stands in no Russian word.
_MISREADINGS = [
    _Misreading("cp1252"),
    _Misreading("cp866", third="А-Я\u2500-\u259f"),
    *map(_Misreading, ("cp437", "cp850", "cp852", "cp1250", "cp1251", "koi8_r", "mac_roman")),
]
_SPACED_MISREADINGS = [_MISREADINGS[0], *map(_Misreading, ("cp1250", "cp1251", "koi8_r"))]
_LEAD = re.compile(f"[{''.join(lead for misreading in _MISREADINGS for lead in misreading.leads)}]")


def repair_misread_utf8(text: str) -> str:
    """Undo a wrong decoding of Devanagari; return the text unchanged where that loses anything.

    Runs of misread characters are re-read one by one, so text that is only partly broken is mended
    too. One run of Devanagari that is cut or altered leaves the whole text alone: mending the rest
    would hide that something is missing.
    """
    if not _LEAD.search(text):
        return text
    for misreading in _MISREADINGS:
        text = misreading.repair(text)
    return text


def repair_misread_spaces(markup: str) -> str:
    """Undo a wrong decoding of Devanagari in the texts of markup that white space came into by it.

    To be called before white space is folded: बैठक is à¤¬à¥ˆà¤, a no-break space and à¤• then.
    """
    return _TEXT.sub(_with_spaces_repaired, markup)


def _with_spaces_repaired(match: re.Match[str]) -> str:
    text = match[0]
    if _SPACE_OF_MISREADING.search(text):
        for misreading in _SPACED_MISREADINGS:
            text = misreading.repair(text)
    return text
