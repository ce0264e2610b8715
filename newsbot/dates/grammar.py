"""Find the parts of a printed date: a day, perhaps a time, perhaps words around them.

The patterns must match all tokens: otherwise the text is not a date.
"""

import re

from newsbot.dates.clock import clock_of
from newsbot.dates.context import are_known_names, check_after_clock, may_follow
from newsbot.dates.decide import AmbiguousDateError, DateParts
from newsbot.dates.tokens import Tokens
from newsbot.dates.words import IST_MINUTES, SETS

_SEP = "[,.]?"

_IN = f"{_SEP}(?:[WO]{_SEP})?"  # between the parts of a date: its weekday or "of" are allowed
DATE = re.compile(f"[no]{_IN}M{_IN}y|M{_IN}[no]{_IN}y|y{_IN}M{_IN}[no]|d")
_DAY_WORD = re.compile("r")
# A text of these parts alone is sorted into this order: "PM 10:23, 2026 Feb 2" has one meaning.
_USUAL_ORDER = "noMyWcAz"
_PARTS_ALONE, _IN_ORDER = re.compile(f"[{_USUAL_ORDER}a]+"), re.compile("W?(nM|Mn)y(a?cA?z?)?")
# Mon Feb 2 22:23:00 IST 2026: the year after the time (C's asctime, Java's Date).
_ASCTIME = re.compile(r"(?P<day>M[,.]?[no]),?(?P<time>c,?A?,?z?),?(?P<year>y)")
# Mon, 2 Feb 26 22:23:00 +0530: mail's year of two digits, with all that mail's dates have around.
_MAIL = re.compile(r"W,?nM(?P<year>n)(?=c,?[zZ])")

ZONE = r"(?P<zone>z)?,?(?P<offset>Z)?,?(?P<zone2>z)?"  # twice at most: GMT+0530 (IST)
_TIME = (
    rf"(?P<before>(?:[kP],?)*P{_SEP}[Fp]?~?|A)?,?"
    r"(?:(?P<clock>c),?(?:(?P<oclock>b)|H)?|(?P<fraction>h)?(?P<hour>[nq]),?(?:J,?(?P<minute>[nq]),?u?|b|(?=A)))"
    rf"{_SEP}(?P<meridiem>A)?{_SEP}(?P<after>(?:[kP],?)*P)?,?b?{_SEP}{ZONE}"
)
# A weekday among words stands in front of another one; the one beside the date is the date's.
_WORD = "(?:[xXvBCsD]|W(?=[,.]?[xXvWBCs])|L(?=,?B))[,.]?"
_WORDS_AFTER_TIME = rf"(?P<words>[,.S]*(?:{_WORD}|t[,.]?){{0,10}})[,.S]*"
# Desk, city or writer before the date (context.py says which); never a sentence (f), a number or an
# unknown symbol.
_BEFORE = re.compile(
    rf"(?P<words>[,.S]*(?:t[,.S]*|(?:{_WORD}S*|r[,.]?){{0,8}}))(?P<on>p,?)?(?P<weekday>[WM])?{_SEP}"
    rf"(?P<timed>{_TIME}{_SEP}[apt]?{_SEP}(?P<weekday2>W)?{_SEP})?"
)
_AFTER_DAY = re.compile(
    rf"{_SEP}(?P<weekday>W)?,?{ZONE},?"
    rf"(?P<words>(?:(?:,S*|(?=[BCs])|(?<=[zZ,]))(?:{_WORD}){{1,6}})?)[,.S]*"
)
_AFTER_DAY_TIME = re.compile(
    rf"{_SEP}(?P<weekday>W)?{_SEP}[apt]?{_SEP}{_TIME}{_SEP}[ap]?{_WORDS_AFTER_TIME}"
)
_AFTER_TIME_DAY = re.compile(rf"{_SEP}(?P<weekday>W)?{_SEP}{ZONE}{_WORDS_AFTER_TIME}")
# 03:00 बजे शाम: a part of the day and "o'clock" name a time without its date.
_UNDATED = re.compile(rf"(?=.*P)(?=.*b)[,.S]*{_TIME}[,.S]*")


def read_dated(tokens: Tokens) -> DateParts | None:
    """Return the parts of the one date in the tokens; None where they are not such a text.

    Raises:
        AmbiguousDateError: The parts exclude each other (``शाम 7 AM``) or have two meanings.
    """
    tokens = _in_usual_order(tokens)
    kinds = tokens.kinds
    found = DATE.search(kinds) or _DAY_WORD.search(kinds)
    if not found:
        return _undated(tokens)
    before = _BEFORE.fullmatch(kinds, 0, found.start())
    if not before or not are_known_names(
        tokens, *before.span("words"), requires_author=before["on"] is not None
    ):
        return None
    forms = (_AFTER_TIME_DAY,) if before["timed"] else (_AFTER_DAY_TIME, _AFTER_DAY)
    after = next(filter(None, (form.fullmatch(kinds, found.end()) for form in forms)), None)
    if not after:
        return None
    if found.re is _DAY_WORD and (before["words"] + after["words"]).strip(",."):
        return None  # "आज" among words is prose
    date = _dated(tokens, found, before, after)
    if before["timed"]:
        return _timed(tokens, date, before, before, after)
    if after.re is _AFTER_DAY_TIME:
        return _timed(tokens, date, after, after)
    if offset_of(tokens, after) not in (None, IST_MINUTES):
        raise AmbiguousDateError("a day of another zone is two of ours")
    return date if may_follow(tokens, *after.span("words")) else None


def _timed(
    tokens: Tokens, date: DateParts, time: re.Match[str], *zoned: re.Match[str]
) -> DateParts | None:
    """Return the date with the clock of ``time`` and the zone of the matches ``zoned``."""
    clock, offset = clock_of(tokens, time), offset_of(tokens, *zoned)
    has_part = "P" in (time["before"] or "") + (time["after"] or "")
    if clock and has_part and isinstance(date.day, int) and date.day and clock[0].hour < 5:
        raise AmbiguousDateError("yesterday's night after midnight: yesterday or today?")
    if offset is None:
        says_half = any(time[group] for group in ("before", "meridiem", "after"))
        is_of_24 = not time["clock"] or not 1 <= tokens.values[time.start("clock")][0] <= 12
        is_plain = clock is not None and (says_half or is_of_24)
        check_after_clock(tokens, *zoned[-1].span("words"), is_plain=is_plain)
    if clock is None and offset not in (None, IST_MINUTES):
        return None  # abroad, the hour decides of which day it is
    return date._replace(clock=clock, offset=offset)


def _undated(tokens: Tokens) -> DateParts | None:
    found = _UNDATED.fullmatch(tokens.kinds)
    clock = clock_of(tokens, found) if found else None
    if not found or not clock:
        return None
    return DateParts(0, clock, offset_of(tokens, found), is_undated=True)


def _in_usual_order(tokens: Tokens) -> Tokens:
    """Return the tokens with day, month and year side by side, and the year in full."""
    if mail := _MAIL.match(tokens.kinds):
        start = mail.start("year")
        century = 2000 if tokens.values[start] < 50 else 1900
        return tokens.replace(start, start + 1, "y", century + tokens.values[start])
    letters = re.sub("[,.]", "", tokens.kinds).replace("o", "n")
    parts = letters.replace("a", "")
    is_alone = _PARTS_ALONE.fullmatch(letters) and len(set(parts)) == len(parts)
    if is_alone and not _IN_ORDER.fullmatch(letters):
        places = [i for i, kind in enumerate(tokens.kinds) if kind in _USUAL_ORDER]
        return tokens.take(sorted(places, key=lambda i: _USUAL_ORDER.index(tokens.kinds[i])))
    if not (found := _ASCTIME.search(tokens.kinds)):
        return tokens
    day_end, (start, end) = found.end("day"), found.span("year")
    order = [*range(day_end), *range(start, end), *range(day_end, start)]
    return tokens.take([*order, *range(end, len(tokens.kinds))])


def _dated(
    tokens: Tokens, found: re.Match[str], before: re.Match[str], after: re.Match[str]
) -> DateParts:
    """Return the day, and the weekdays that must be its, wherever in the text they stand.

    A month in a weekday's place (PHP's F for D: ``January, 29 Jan 2021``) must be the date's too.
    """
    kinds, values = tokens.kinds, tokens.values
    day = values[found.start()]
    if len(found[0]) > 1:
        printed = {kinds[i].replace("o", "n"): values[i] for i in range(*found.span())}
        day = printed["y"], printed["M"], printed["n"]
    place = before.start("weekday")
    if before["weekday"] == "M" and (isinstance(day, int) or values[place] != day[1]):
        raise AmbiguousDateError("another month than the date's")
    date_places = {place, before.start("weekday2"), after.start("weekday"), *range(*found.span())}
    places = [i for i, kind in enumerate(kinds) if kind == "W"]
    names = SETS["weekdays_and_names"]
    weekdays = [values[i] for i in places if i in date_places or tokens.word(i) not in names]
    return DateParts(day, weekdays=frozenset(weekdays))


def offset_of(tokens: Tokens, *matches: re.Match[str]) -> int | None:
    """Return the zone printed, None for none. An offset makes the name before it more exact."""
    places = [m.start(g) for m in matches for g in ("zone", "offset", "zone2") if m[g]]
    offsets = {tokens.values[place] for place in places}
    if None in offsets:
        raise AmbiguousDateError("an offset that no place keeps, or a name of two meanings")
    digits = {tokens.values[place] for place in places if tokens.kinds[place] == "Z"}
    if digits:
        offsets = digits | offsets - {0}  # GMT+0530
    if len(offsets) > 1:
        raise AmbiguousDateError("two zones")
    return offsets.pop() if offsets else None
