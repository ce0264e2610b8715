"""newsbot.dates on generated text: what is written is read, and nothing else ever happens."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsbot.dates import (
    CLOCK_SKEW,
    DAY_HORIZON,
    EARLIEST,
    IST,
    UNDATED_HORIZON,
    ParsedDate,
    parse_date,
    split_label,
)
from newsbot.dates.words import WORDS
from tests.thorough import tries

NOW = datetime(2026, 2, 3, 12, 0, tzinfo=IST)
LIMIT_NS = 50_000_000

EN_MONTHS = "January February March April May June July August September October November December"
HI_MONTHS = "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर"
EN_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
HI_DAYS = "सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार"
HI_SHORT_MONTHS = "जन॰ फ़र॰ मार्च अप्रैल मई जून जुल॰ अग॰ सित॰ अक्तू॰ नव॰ दिस॰"
HI_PARTS = ["रात"] * 4 + ["तड़के"] * 2 + ["सुबह"] * 6 + ["दोपहर"] * 4 + ["शाम"] * 4 + ["रात"] * 4
DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")


def words_of(at: datetime, hindi: bool) -> dict[str, str | int]:
    """Return the parts that the formats are made of, in one of the two languages."""
    hour12 = at.hour % 12 or 12
    english = {
        "month": EN_MONTHS.split()[at.month - 1],
        "mon": EN_MONTHS.split()[at.month - 1][:3],
        "weekday": EN_DAYS.split()[at.weekday()],
        "wd": EN_DAYS.split()[at.weekday()][:3],
        "pm": "AM" if at.hour < 12 else "PM",
        "clock": f"{hour12}:{at.minute:02} {'am' if at.hour < 12 else 'pm'}",
        "published": "Published on",
        "updated": "Last Updated",
        "city": "Lucknow",
    }
    hindi_words = {
        "month": HI_MONTHS.split()[at.month - 1],
        "mon": HI_SHORT_MONTHS.split()[at.month - 1],
        "weekday": HI_DAYS.split()[at.weekday()],
        "wd": HI_DAYS.split()[at.weekday()].removesuffix("वार"),
        "pm": "पूर्वाह्न" if at.hour < 12 else "अपराह्न",
        "clock": f"{HI_PARTS[at.hour]} {hour12}:{at.minute:02} बजे",
        "published": "प्रकाशित",
        "updated": "अपडेटेड",
        "city": "लखनऊ",
    }
    return {
        **(hindi_words if hindi else english),
        "y": at.year,
        "m": f"{at.month:02}",
        "d": at.day,
        "dd": f"{at.day:02}",
        "h": hour12,
        "hh": f"{hour12:02}",
        "H": f"{at.hour:02}",
        "M": f"{at.minute:02}",
        "S": f"{at.second:02}",
        "epoch": int(at.timestamp()),
    }


SECONDS = """
{y}-{m}-{dd}T{H}:{M}:{S}+05:30
{y}-{m}-{dd}T{H}:{M}:{S}
{y}-{m}-{dd} {H}:{M}:{S}
{y}{m}{dd}T{H}{M}{S}+0530
{y}/{m}/{dd} {H}:{M}:{S} IST
{dd}-{m}-{y} {H}:{M}:{S}
{epoch}
{epoch}000
{wd}, {dd} {mon} {y} {H}:{M}:{S} +0530
{wd} {mon} {dd} {H}:{M}:{S} IST {y}
{wd} {mon} {dd} {y} {H}:{M}:{S} GMT+0530 (IST)
{weekday}, {d} {month} {y} {hh}:{M}:{S} {pm}
{d} {month} {y}, {H}:{M}:{S}
{hh}:{M}:{S} {pm}, {d} {month} {y}
""".split("\n")[1:-1]
MINUTES = """
{y}-{m}-{dd}T{H}:{M}+05:30
{y}-{m}-{dd} {H}:{M}
{dd}/{m}/{y} {hh}:{M} {pm}
{d}.{m}.{y} {H}:{M}
{d} {month} {y}, {hh}:{M} {pm} IST
{dd} {mon} {y}, {h}:{M} {pm} (IST)
{month} {d}, {y} {H}:{M} IST
{mon} {dd}, {y}, {hh}:{M} {pm} [IST]
{mon} {d},{y} | {h}:{M}{pm}
{weekday}, {month} {dd}, {y} {hh}:{M} {pm}
{wd}, {dd} {mon} {y} {H}:{M}
{dd}-{mon}-{y} {H}:{M}
{d} {month} {y}, {clock}
{d} {month} {y} {clock}
{clock}, {d} {month} {y}
{hh}:{M} {pm} {mon} {dd}, {y} IST
{H}:{M}, {weekday}, {d} {month} {y}
{updated}: {d} {month} {y}, {hh}:{M} {pm} IST
{published}: {wd}, {dd} {mon} {y} {hh}:{M} {pm} (IST)
{city}, {d} {month} {y}, {updated} {H}:{M} IST
{city} {dd} {mon} {y} {h}:{M} {pm}
""".split("\n")[1:-1]
DAYS = """
{y}-{m}-{dd}
{dd}-{m}-{y}
{d}/{m}/{y}
{y}/{m}/{dd}
{d} {month} {y}
{weekday}, {d} {month} {y}
{month} {d}, {y}
{dd} {mon} {y}, {weekday}
{city}, {d} {month} {y} ।
""".split("\n")[1:-1]

INSTANTS = st.datetimes(
    EARLIEST.replace(tzinfo=None), NOW.replace(tzinfo=None), timezones=st.just(IST)
)


def test_there_are_at_least_forty_formats() -> None:
    assert len({*SECONDS, *MINUTES, *DAYS}) >= 40


@pytest.mark.parametrize("devanagari", [False, True], ids=["0-9", "०-९"])
@pytest.mark.parametrize("hindi", [False, True], ids=["en", "hi"])
@pytest.mark.parametrize("layout", [*SECONDS, *MINUTES, *DAYS])
@settings(max_examples=tries(25))
@given(at=INSTANTS)
def test_what_is_written_is_read(layout: str, hindi: bool, devanagari: bool, at: datetime) -> None:
    if "{epoch}" in layout:
        at = max(at, datetime(2001, 9, 10, tzinfo=IST))  # before it epochs have nine digits
    text = layout.format(**words_of(at, hindi))
    text = text.translate(DEVANAGARI) if devanagari else text
    if layout in DAYS:
        expected = ParsedDate(at.replace(hour=0, minute=0, second=0, microsecond=0), "day")
    elif layout in SECONDS and at.second:
        expected = ParsedDate(at.replace(microsecond=0), "second")
    else:
        expected = ParsedDate(at.replace(second=0, microsecond=0), "minute")
    assert parse_date(text, NOW) == expected, text


def cost(call: Callable[[], object]) -> int:
    """Return the least CPU time of three calls, in nanoseconds: the machine's noise is not ours."""
    times = []
    for _ in range(3):
        start = time.process_time_ns()
        call()
        times.append(time.process_time_ns() - start)
    return min(times)


PIECES = [*WORDS, *"0123456789०१२३", *", . : / - | ( ) [ ] । + @ 🕒 © \n \u200b \u200d".split(" ")]
PIECES += ["2026", "10:23", "02-02-2026", "IST", "ISTBy", "XYZ", "नगर", "News", "+0530", " ", "  "]
DATE_LIKE = st.lists(st.sampled_from(PIECES), max_size=90).flatmap(
    lambda pieces: st.sampled_from([" ".join(pieces)[:200], "".join(pieces)[:200]])
)
REPEATED = st.builds(
    lambda pieces, end: ("".join(pieces) * 200)[:199] + end,
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=4),
    st.sampled_from(["", "x", "6", "Z", "।"]),
)


@settings(max_examples=tries(400))
@given(text=st.one_of(st.text(max_size=200), DATE_LIKE, REPEATED))
def test_any_text_is_read_in_time_and_in_bounds(text: str) -> None:
    results: list[ParsedDate | None] = []
    assert cost(lambda: results.append(parse_date(text, NOW))) < LIMIT_NS
    assert cost(lambda: split_label(text)) < LIMIT_NS
    parsed = results[0]
    assert results == [parsed] * 3
    if parsed:
        ahead = {"day": DAY_HORIZON, "minute": UNDATED_HORIZON, "second": CLOCK_SKEW}
        assert EARLIEST <= parsed.at <= NOW + ahead[parsed.precision]
        assert parsed.at.utcoffset() == timedelta(hours=5, minutes=30)


@settings(max_examples=tries(200))
@given(text=st.one_of(st.text(max_size=120), DATE_LIKE))
def test_the_label_split_off_is_all_that_goes(text: str) -> None:
    kind, rest = split_label(text)
    folded = " ".join(text.split())
    assert kind in (None, "published", "updated")
    assert rest == folded if kind is None else len(rest) <= len(folded)
    letters = [letter for letter in rest if letter.isalnum()]
    remaining = iter(folded)
    assert all(letter in remaining for letter in letters)  # a subsequence: nothing is added
