"""Find the news agency that a credit names: ``(भाषा)``, ``इनपुट: एएनआई``."""

import re

from newsbot.hindi.caching import cached_if_short
from newsbot.hindi.data_files import read_table
from newsbot.hindi.folding import alternatives, fold, fold_all
from newsbot.hindi.verbs import is_finite
from newsbot.hindi.word_filter import ContainsAny

_TABLE = read_table("hindi_boilerplate.toml")
_MAX_LINE = 400  # characters at the end of a paragraph that are searched for a credit
_MAX_CREDIT = 120  # characters of a line that is only a credit
_AGENCIES: dict[str, str] = {
    fold(name): key for key, names in _TABLE["agencies"].items() for name in names
}
_has_agency_word = ContainsAny(max(name.split(), key=len) for name in _AGENCIES)
_NAME = rf"(?:{alternatives(_AGENCIES)})"
_CREDIT = re.compile(
    rf"(?P<before>(?:{alternatives(_TABLE['credits']['before'])}) )?"
    rf"(?P<names>{_NAME}(?: (?:(?:{alternatives(_TABLE['credits']['joined_by'])}) )?{_NAME})*)"
    rf"(?P<after> (?:{alternatives(_TABLE['credits']['after'])}))?"
)
_FIND_NAME = re.compile(rf"(?:^|(?<= )){_NAME}(?= |$)")
_WEAK = fold_all(_TABLE["credits"]["weak"])
_DESK_NAMES = fold_all(_TABLE["credits"]["desk"])
_MAX_DESK_NAMES = 4
_ORDINARY_WORDS = fold_all(_TABLE["credits"]["ordinary_words"])

# A credit on a separate line: "(भाषा)", "-एजेंसी", "--आईएएनएस एसकेके/एबीएम" with the desk's initials.
_MARKED = re.compile(r"^\s*(?:[(\[].*[)\]]|[-–—]+\s*\S.*)[.।\s]*$", re.DOTALL)
_DESK = re.compile(r"\s+[^\s/]{1,12}/(?:[^\s/]{1,12})?\s*$")
_SLASHED = re.compile(r"\s*/\s*[^\s/]+(?:\s[^\s/.।]+)?\s*$")  # a name after "हिन्दुस्थान समाचार/"
# The initials of a desk, and its sources: "वीके/एए (एएफपी, डीपीए)".
_INITIALS = re.compile(r"\s*[^\W\d_][^\s/()]{0,6}(?:/[^\s/()]{1,6})+\s*\(([^()]{2,60})\)\s*")
_UNI = "UNI"
_REPORTERS = re.compile(r"[\u0900-\u0963]{2,10}(?:\s?\.\s?[\u0900-\u0963]{2,10}){1,2}")
# A credit after the last sentence of a paragraph. A credit in brackets may also stand before the
# stop, see _STOPPED.
_TRAILING = re.compile(
    r"[.।?!][\"'”’]?\s*(?:[(\[](?P<bracketed>[^()\[\]]{2,60})[)\]]|[-–—]+\s*(?P<dashed>[^.।?!]{2,60})"
    rf"|(?P<worded>(?i:{'|'.join(map(re.escape, _TABLE['credits']['before']))})[^.।?!]{{2,60}}))"
    r"[.।\s]*$"
)
_STOPPED = re.compile(r"(?P<word>\S+)\s*[(\[](?P<bracketed>[^()\[\]]{2,60})[)\]]\s*[.।]\s*$")


def agency(paragraph: str) -> str | None:
    """Return the agency that a credit names, as ``[agencies]`` of the table spells it, or None.

    The credit is the whole paragraph (``इनपुट: एएनआई`` → ``ANI``), or it follows the last sentence
    in brackets or after a dash. Several names are joined by ", ".
    """
    end = paragraph[-_MAX_LINE:]
    # A quick check: a credit is a short paragraph or at the end of a paragraph.
    if not _has_agency_word(end.rstrip(" \t\n.।")[-_MAX_CREDIT:]):
        return None
    if name := _credit(paragraph):
        return name
    stopped = _STOPPED.search(end)
    if stopped and is_finite(fold(stopped["word"])):
        return _names(fold(stopped["bracketed"]))
    trailing = _TRAILING.search(end)
    if not trailing:
        return None
    if trailing["worded"]:
        return _names(fold(trailing["worded"]), bare=False)
    return _names(fold(_DESK.sub("", trailing["bracketed"] or trailing["dashed"])))


def is_agency_credit(paragraph: str) -> bool:
    """Return whether a whole paragraph is the credit of an agency."""
    return _credit(paragraph) is not None


def is_ordinary_word(name: str) -> bool:
    """Return whether an agency's name is also an ordinary word, such as भाषा or वार्ता."""
    return not name.isupper() and fold(name) in _ORDINARY_WORDS


@cached_if_short(256, 120)  # ``agency`` and ``boilerplate`` call it with the same paragraphs
def _credit(paragraph: str) -> str | None:
    """Return the agencies in a paragraph that is only a credit; None for other paragraphs."""
    if len(paragraph) > _MAX_CREDIT or not _has_agency_word(paragraph):
        return None
    folded = fold(paragraph)
    if _MARKED.match(paragraph):
        folded = fold(_DESK.sub("", paragraph))
    elif is_ordinary_word(paragraph.strip(" .।")):
        return None
    return _names(folded) or _signed(paragraph)


def is_reporters(line: str, below: str) -> bool:
    """Return whether a line is reporters' names and the line below is "UNI": ``राम.श्रवण``."""
    is_bare = _AGENCIES.get(fold(below)) == _UNI and not _MARKED.match(below)
    return is_bare and _REPORTERS.fullmatch(line) is not None


def _signed(paragraph: str) -> str | None:
    """Return the agency in a line that holds its name and names of its desk or reporter."""
    name = fold(_SLASHED.sub("", paragraph))
    if "/" in paragraph and name in _AGENCIES and name not in _ORDINARY_WORDS:
        return _AGENCIES[name]
    if initials := _INITIALS.fullmatch(paragraph):
        return _names(fold(initials[1]))
    agency, *desk = re.split(r"\s+", paragraph.strip())
    # The last name may be repeated on the next line: "भाषा कुंज नोमान\nनोमान".
    if 2 < len(desk) <= _MAX_DESK_NAMES and paragraph.strip().endswith(f"{desk[-2]}\n{desk[-2]}"):
        return _AGENCIES.get(fold(agency))
    if not 2 <= len(desk) <= _MAX_DESK_NAMES or not _DESK_NAMES.issuperset(map(fold, desk)):
        return None
    return _AGENCIES.get(fold(agency))


def _names(folded: str, *, bare: bool = True) -> str | None:
    """Return the agencies in a folded credit, joined by ", "; None for other text.

    ``bare``: a credit without words such as इनपुट or से counts too.
    """
    credit = _CREDIT.fullmatch(folded)
    if not credit:
        return None
    before, after = (credit["before"] or "").strip(), (credit["after"] or "").strip()
    if not (before or after):
        return ", ".join(_named(credit["names"])) if bare else None
    if {before, after} <= _WEAK | {""}:
        return None
    return ", ".join(_named(credit["names"]))


def _named(names: str) -> list[str]:
    return list(dict.fromkeys(_AGENCIES[name] for name in _FIND_NAME.findall(names)))
