"""Dates that stand in the text: a day, perhaps a time, perhaps words around them.

Every token must have its place: one that has none makes the line no date at all.
"""

import re
from datetime import UTC, date, time, timedelta, timezone

from newsbot.dates.beside import check_clock, names_follow, names_only
from newsbot.dates.clock import clock_of
from newsbot.dates.reading import Contradiction, Reading
from newsbot.dates.tokens import Line
from newsbot.dates.words import NAMES_TOO
from newsbot.dates.zones import ZONES

_SEP = "[,.]?"

DATE = re.compile(
    rf"(?P<d1>[no]){_SEP}(?:O,?)?(?P<m1>M){_SEP}(?P<y1>y)"
    rf"|(?P<m2>M){_SEP}(?P<d2>[no]){_SEP}(?P<y2>y)"
    rf"|(?P<y3>y){_SEP}(?P<m3>M){_SEP}(?P<d3>[no])"
    r"|(?P<numeric>d)"
)
_DAY_WORD = re.compile("r")
# Mon Feb 2 22:23:00 IST 2026: the year after the time (C's asctime, Java's Date).
_ASCTIME = re.compile(r"(?P<day>M[,.]?[no]),?(?P<time>c,?A?,?z?),?(?P<year>y)")

# Mon, 2 Feb 26 22:23:00 +0530: mail's year of two digits, with all that mail's dates have around.
_MAIL = re.compile(r"W,?nM(?P<year>n)(?=c,?[zZ])")

# A time, its zone twice at most: 22:23 GMT+0530 (IST).
_TIME = (
    rf"(?P<before>(?:[kP],?)*P{_SEP}[Fp]?~?|A)?,?"
    r"(?:(?P<clock>c),?(?:(?P<oclock>b)|H)?|(?P<fraction>h)?(?P<hour>[nq]),?(?:J,?(?P<minute>[nq]),?u?|b|(?=A)))"
    rf"{_SEP}(?P<meridiem>A)?{_SEP}(?P<after>(?:[kP],?)*P)?,?b?"
    rf"{_SEP}(?P<zone>z)?,?(?P<offset>Z)?,?(?P<zone2>z)?"
)
# A weekday among words stands in front of another one; the one beside the date is the date's.
_WORD = "(?:[xXvBCsD]|W(?=[,.]?[xXvWBCs])|L(?=,?B))[,.]?"
# Desk, city or writer before the date (beside.py says which); never a sentence (f), a number or an
# unknown symbol.
_BEFORE = re.compile(
    rf"(?P<words>[,.S]*(?:t[,.S]*|(?:{_WORD}S*|r[,.]?){{0,8}}))(?P<on>p,?)?(?P<weekday>[WM])?{_SEP}"
    rf"(?P<timed>{_TIME}{_SEP}[pt]?{_SEP}(?P<weekday2>W)?{_SEP})?"
)
_END = "[,.S]*"
_AFTER_DAY = re.compile(
    rf"{_SEP}(?P<weekday>W)?(?:,?(?P<day_zone>z),?)?"
    rf"(?P<words>(?:(?:,S*|(?=[BCs])|(?<=[z,]))(?:{_WORD}){{1,6}})?){_END}"
)
_AFTER_DAY_TIME = re.compile(
    rf"{_SEP}(?P<weekday>W)?{_SEP}[apt]?{_SEP}{_TIME}{_SEP}[ap]?"
    rf"(?P<words>[,.S]*(?:{_WORD}|t[,.]?){{0,10}}){_END}"
)
_AFTER_TIME_DAY = re.compile(
    rf"{_SEP}(?P<weekday>W)?{_SEP}(?P<zone>z)?,?(?P<offset>Z)?,?(?P<zone2>z)?"
    rf"(?P<words>[,.S]*(?:{_WORD}|t[,.]?){{0,10}}){_END}"
)
# 03:00 बजे शाम: a part of the day and "o'clock" name a time without its date.
_UNDATED = re.compile(rf"(?=.*P)(?=.*b)[,.S]*{_TIME}[,.S]*")


def read_dated(line: Line, today: date) -> Reading | None:
    """Return the one day that ``line`` names, with its time; None where it is not such a line.

    Raises:
        Contradiction: the parts exclude each other (``31 फरवरी``, a wrong weekday, ``शाम 7 AM``).
    """
    line = _year_beside_day(line)
    found = DATE.search(line.signature) or _DAY_WORD.search(line.signature)
    if not found:
        return _undated(line, today)
    before = _BEFORE.fullmatch(line.signature, 0, found.start())
    if not before or not names_only(line, *before.span("words"), on=before["on"] is not None):
        return None
    after = _after(line, found.end(), timed=before["timed"] is not None)
    if not after:
        return None
    by_word = found.re is _DAY_WORD
    if by_word and (before["words"].strip(",.") or after["words"].strip(",.")):
        return None  # "आज" among words is prose
    day = _day(line, found, today)
    _check_weekdays(line, day, before, after)
    timed = before if before["timed"] else after if "clock" in after.re.groupindex else None
    if timed is None:
        return _whole_day(line, day, after)
    clock = clock_of(line, timed)
    if clock and by_word and day < today and _may_be_next_morning(timed, clock):
        raise Contradiction("yesterday's night after midnight: yesterday or today?")
    zone = _zone(line, before if timed is before else None, after)
    if zone is None:
        plain = not 1 <= line.values[timed.start("clock")][0] <= 12 if timed["clock"] else True
        plain = plain or any(timed[group] for group in ("before", "meridiem", "after"))
        check_clock(line, *after.span("words"), plain=plain and clock is not None)
    if clock is None and zone not in (None, ZONES[5.5]):
        return None  # abroad, the hour decides of which day it is
    return Reading(day, clock, zone)


def _whole_day(line: Line, day: date, after: re.Match[str]) -> Reading | None:
    if after["day_zone"] and line.values[after.start("day_zone")] != ZONES[5.5]:
        raise Contradiction("a day of another zone is two of ours")
    start, end = after.span("words")
    return Reading(day) if start == end or names_follow(line, start, end) else None


def _year_beside_day(line: Line) -> Line:
    """Return the line with its year of four digits beside month and day."""
    if mail := _MAIL.match(line.signature):
        start, end = mail.span("year")
        year = line.values[start] + (2000 if line.values[start] < 50 else 1900)
        signature = f"{line.signature[:start]}y{line.signature[end:]}"
        return line._replace(
            signature=signature, values=[*line.values[:start], year, *line.values[end:]]
        )
    found = _ASCTIME.search(line.signature)
    if not found:
        return line
    day_end, (start, end) = found.end("day"), found.span("year")
    order = [*range(day_end), *range(start, end), *range(day_end, start)]
    return line.take([*order, *range(end, len(line.signature))])


def _after(line: Line, start: int, *, timed: bool) -> re.Match[str] | None:
    signature = line.signature
    if timed:
        return _AFTER_TIME_DAY.fullmatch(signature, start)
    return _AFTER_DAY_TIME.fullmatch(signature, start) or _AFTER_DAY.fullmatch(signature, start)


def _day(line: Line, found: re.Match[str], today: date) -> date:
    if found.re is _DAY_WORD:
        return today - timedelta(days=line.values[found.start()])
    if found["numeric"]:
        numeric: date | None = line.values[found.start()]
        if numeric is None:
            raise Contradiction("no such date")
        return numeric
    order = next(order for order in "123" if found[f"d{order}"])
    year, month, day = (line.values[found.start(f"{part}{order}")] for part in "ymd")
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Contradiction(str(error)) from None


def _check_weekdays(line: Line, day: date, *matches: re.Match[str]) -> None:
    """Refuse a weekday that is not the date's, wherever in the line it stands.

    A month in a weekday's place (PHP's F for D: ``January, 29 Jan 2021``) must be the date's too.
    """
    if "W" not in line.signature and line.signature.count("M") < 2:
        return
    beside = {match.start(g) for match in matches for g in match.re.groupindex if "weekday" in g}
    if any(line.signature[i] == "M" and line.values[i] != day.month for i in beside):
        raise Contradiction("another month than the date's")
    for index, kind in enumerate(line.signature):
        if kind != "W" or line.values[index] == day.weekday():
            continue
        if index in beside or line.word(index) not in NAMES_TOO:
            raise Contradiction("another weekday than the date's")


def _may_be_next_morning(timed: re.Match[str], clock: time) -> bool:
    said_part = any(timed[group] and "P" in timed[group] for group in ("before", "after"))
    return said_part and clock.hour < 5


def _zone(line: Line, *matches: re.Match[str] | None) -> timezone | None:
    """Return the zone printed, None for none. An offset makes the name before it more exact."""
    if "z" not in line.signature and "Z" not in line.signature:
        return None
    names: list[timezone | None] = []
    offsets: list[timezone | None] = []
    for match in matches:
        if match is None or "zone" not in match.re.groupindex:
            continue
        names += [line.values[match.start(g)] for g in ("zone", "zone2") if match[g]]
        offsets += [line.values[match.start("offset")]] if match["offset"] else []
    if None in offsets or None in names:
        raise Contradiction("an offset that no place keeps, or a name of two meanings")
    zones = {*offsets, *(name for name in names if name != UTC or not offsets)}
    if len(zones) > 1:
        raise Contradiction("two zones")
    return zones.pop() if zones else None


def _undated(line: Line, today: date) -> Reading | None:
    found = _UNDATED.fullmatch(line.signature)
    if not found:
        return None
    clock = clock_of(line, found)
    return Reading(today, clock, _zone(line, found), undated=True) if clock else None
