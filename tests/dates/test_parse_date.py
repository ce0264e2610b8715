"""newsbot.dates on the gold and on sentences of our own."""

import csv
import re
from datetime import UTC, datetime, timedelta, timezone

import pytest

from newsbot.dates import DAY_HORIZON, IST, ParsedDate, parse_date, split_label
from newsbot.dates.words import TABLES, WORDS
from tests.shared import SHARED

GOLD = SHARED / "gold"
NOW = datetime(2026, 2, 3, 12, 0, tzinfo=IST)

needs_gold = pytest.mark.skipif(not GOLD.is_dir(), reason="the gold in ../shared is not here")


def read_gold(name: str) -> list[list[str]]:
    if not GOLD.is_dir():
        return []
    with (GOLD / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def plain(parsed: ParsedDate | None) -> str | None:
    """Return ``2026-02-02T22:23:00 minute``: the instant at +05:30, and how exact it is."""
    if parsed is None:
        return None
    assert parsed.at.utcoffset() == timedelta(hours=5, minutes=30)
    return f"{parsed.at.replace(tzinfo=None).isoformat()} {parsed.precision}"


@needs_gold
@pytest.mark.parametrize(
    "row",
    [*read_gold("dates.tsv")[1:], *read_gold("dates_field.tsv")[1:]],
    ids=lambda row: row[0],
)
def test_gold(row: list[str]) -> None:
    text, instant, precision = (*row, "", "")[:3]
    parsed = parse_date(text, NOW)
    if not instant:
        assert parsed is None
    else:
        assert parsed is not None
        assert (parsed.at.isoformat(), parsed.precision) == (instant, precision)


REAL = [row for row in read_gold("dates_real.tsv")[1:] if row[-1] in ("visible", "feed", "meta")]
# Traps that the words show; the others are dates of a clock in the page's header.
TRAPS = [
    row
    for row in read_gold("dates_real.tsv")[1:]
    if row[-1] == "trap" and re.match("NOT A DATE|.*no day|.*unparseable", row[3])
]
COUNTS = [row for row in read_gold("dates_real.tsv")[1:] if row[-1] == "visible-relative"]


@needs_gold
@pytest.mark.parametrize("row", REAL, ids=lambda row: row[0])
def test_real_gold(row: list[str]) -> None:
    now = datetime.now(IST)
    parsed = parse_date(row[0].replace("\\n", "\n"), now)
    meaning = re.match(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(\+05:30)?)?", row[3])
    if not meaning:
        assert "missing" in row[3]
        assert parsed is None
        return
    assert parsed is not None
    assert parsed.at == datetime.fromisoformat(meaning[0]).replace(tzinfo=IST)
    assert (parsed.precision == "day") == (meaning[1] is None)


@needs_gold
@pytest.mark.parametrize("row", TRAPS, ids=lambda row: row[0])
def test_real_gold_that_is_no_date(row: list[str]) -> None:
    assert parse_date(row[0], datetime.now(IST)) is None


@needs_gold
@pytest.mark.parametrize("row", COUNTS, ids=lambda row: row[0])
def test_real_gold_counted_from_now(row: list[str]) -> None:
    now = datetime.now(IST)
    count = re.match(r"relative: -(\d+) (d|h|min)", row[3])
    assert count
    unit = {"d": "days", "h": "hours", "min": "minutes"}[count[2]]
    assert parse_date(row[0], now) == ParsedDate(
        now - timedelta(**{unit: int(count[1])}), precision="minute"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # ISO 8601
        ("2026-02-02T22:23:45+05:30", "2026-02-02T22:23:45 second"),
        ("2026-02-02T22:23:00.250Z", "2026-02-03T03:53:00.250000 second"),
        ("2026-02-02 22:23", "2026-02-02T22:23:00 minute"),
        ("2026-02-02T22:23:00 -0500", "2026-02-03T08:53:00 minute"),
        ("2026-02-02T16:53+00", "2026-02-02T22:23:00 minute"),
        ("20260202T222300+0530", "2026-02-02T22:23:00 minute"),
        ("20260202", "2026-02-02T00:00:00 day"),
        ("  2026-02-02\n", "2026-02-02T00:00:00 day"),
        ("Updated: 2026-02-02T22:23:45+05:30", "2026-02-02T22:23:45 second"),
        ("अपडेटेड: २०२६-०२-०२T२२:२३:००+०५:३०", "2026-02-02T22:23:00 minute"),
        ("2020-10-31T08:30:07+5:30", "2020-10-31T08:30:07 second"),
        ("2020-10-31T08:30:07-5:00", "2020-10-31T19:00:07 second"),
        ("2020-10-31 08:30 +5:30", "2020-10-31T08:30:00 minute"),
        ("Updated: 2020-10-31T08:30:07+530", "2020-10-31T08:30:07 second"),
        ("2020-10-31T08:30:07+5.30", "2020-10-31T08:30:07 second"),
        ("2 Feb 2026 22:23 (GMT+5.30)", "2026-02-02T22:23:00 minute"),
        ("2020-10-31T08:30:07+5:90", None),
        ("2026-W05-1", None),
        ("2026-02-30", None),
        ("2026-02-02T25:00:00", None),
        # epoch
        ("1769964783", "2026-02-01T22:23:03 second"),
        ("1769964780000", "2026-02-01T22:23:00 minute"),
        ("१७६९९६४७८०", "2026-02-01T22:23:00 minute"),
        ("9876543210", None),  # a telephone number
        # mail, C and JavaScript
        ("Mon, 2 Feb 2026 22:23:00 -0500", "2026-02-03T08:53:00 minute"),
        ("Mon, 02 Feb 2026 22:23:00 EST", "2026-02-03T08:53:00 minute"),
        ("Mon Feb  2 22:23:00 2026", "2026-02-02T22:23:00 minute"),
        ("Mon Feb 02 22:23:09 IST 2026", "2026-02-02T22:23:09 second"),
        (
            "Mon Feb 02 2026 22:23:00 GMT+0530 (India Standard Time)",
            "2026-02-02T22:23:00 minute",
        ),
        ("2 Feb 2026 20:53 GST", "2026-02-02T22:23:00 minute"),
        ("2 Feb 2026 16:53 UTC", "2026-02-02T22:23:00 minute"),
        ("2 Feb 2026 22:23 [IST]", "2026-02-02T22:23:00 minute"),
        ("2 Feb 2026 22:23 GMT-5", "2026-02-03T08:53:00 minute"),
        # zones that are unknown, of two meanings, or two of them
        ("2 Feb 2026 10:23 PM XYZ", None),
        ("2 Feb 2026 10:23 PM (QQT)", None),
        ("2 Feb 2026 22:23 BST", None),
        ("2 Feb 2026 22:23 CST", None),
        ("2 Feb 2026 22:23 +1730", None),
        ("2 Feb 2026 22:23 IST / GMT", None),
        # English
        ("2nd Feb 2026", "2026-02-02T00:00:00 day"),
        ("the 2nd of February, 2026", "2026-02-02T00:00:00 day"),
        ("Feb. 2, 2026 10:23 P.M. IST", "2026-02-02T22:23:00 minute"),
        ("FEB 2, 2026, 10:23 PM", "2026-02-02T22:23:00 minute"),
        ("Sept 2, 2025", "2025-09-02T00:00:00 day"),
        ("Sep2/ 2025", "2025-09-02T00:00:00 day"),
        ("Jan 2,2026 09:05 IST", "2026-01-02T09:05:00 minute"),
        ("10:23 PM, Feb 2, 2026 IST", "2026-02-02T22:23:00 minute"),
        ("2 February 2026, Monday", "2026-02-02T00:00:00 day"),
        ("2 Feb 2026 10 PM", "2026-02-02T22:00:00 minute"),
        ("2 Feb 2026 12:05 AM", "2026-02-02T00:05:00 minute"),
        ("2 Feb 2026 12:05 PM", "2026-02-02T12:05:00 minute"),
        ("2 Feb 2026 22:23 hrs", "2026-02-02T22:23:00 minute"),
        ("02.02.2026 10.23 PM", "2026-02-02T22:23:00 minute"),
        ("02.02.2026 समय: 22.23", "2026-02-02T22:23:00 minute"),
        ("समय - 22.23, दिनांक: 02.02.2026", "2026-02-02T22:23:00 minute"),
        ("2 Feb 2026 | Time 22.23", "2026-02-02T22:23:00 minute"),
        ("02.02.2026 22.23 IST", "2026-02-02T22:23:00 minute"),
        ("02.02.2026 22.23", None),
        ("02.02.2026 समय: 22.73", None),
        ("02-Feb-2026 22:23", "2026-02-02T22:23:00 minute"),
        ("02/02/2026 - 22:23", "2026-02-02T22:23:00 minute"),
        ("2026/2/3", "2026-02-03T00:00:00 day"),
        ("3-2-2026", "2026-02-03T00:00:00 day"),
        ("02-Feb-26", "2026-02-02T00:00:00 day"),
        ("Feb 2, 10:23 PM 2026", "2026-02-02T22:23:00 minute"),
        ("2 Monday Feb 2026 10:23 PM IST", "2026-02-02T22:23:00 minute"),
        ("2 Tuesday Feb 2026", None),
        # parts alone, in any order
        ("2026 2 Feb", "2026-02-02T00:00:00 day"),
        ("Feb 2026 2nd, 3 AM", None),
        ("2nd Feb 2026, 3 AM", "2026-02-02T03:00:00 minute"),
        ("PM 10:23 IST, Monday, 2026 Feb 2", "2026-02-02T22:23:00 minute"),
        ("22:23:09 GMT 2 2026 Feb", "2026-02-03T03:53:09 second"),
        ("2026 2 Feb GMT", None),
        ("10:23 PM at Feb 2, 2026 at", "2026-02-02T22:23:00 minute"),
        ("2 Feb 2026 +0530", "2026-02-02T00:00:00 day"),
        ("2 Feb 2026 -0500", None),
        ("2026-02-02T22:23:00 GMT+5:30", "2026-02-02T22:23:00 minute"),
        ("January 2026-02-02", None),
        # Hindi
        ("२ फ़रवरी २०२६", "2026-02-02T00:00:00 day"),
        ("2 सितम्‍बर 2025", "2025-09-02T00:00:00 day"),
        ("2 सित॰ 2025, 10:23 pm", "2025-09-02T22:23:00 minute"),
        ("फरवरी 2, 2026", "2026-02-02T00:00:00 day"),
        ("बृहस्पतिवार, 29 जनवरी 2026", "2026-01-29T00:00:00 day"),
        ("2 फरवरी 2026 शाम साढ़े पाँच बजे", "2026-02-02T17:30:00 minute"),
        ("2 फरवरी 2026, रात पौने 10 बजे", "2026-02-02T21:45:00 minute"),
        ("2 फरवरी 2026, दोपहर पौने एक बजे", "2026-02-02T12:45:00 minute"),
        ("2 फरवरी 2026, सुबह सवा दस बजे", "2026-02-02T10:15:00 minute"),
        ("2 फरवरी 2026, दोपहर डेढ़ बजे", "2026-02-02T13:30:00 minute"),
        ("2 फरवरी 2026, शाम 5 बजकर 30 मिनट पर", "2026-02-02T17:30:00 minute"),
        ("2 फरवरी 2026 को शाम के 5 बजे", "2026-02-02T17:00:00 minute"),
        ("2 फरवरी 2026, शाम 17:30", "2026-02-02T17:30:00 minute"),
        ("2 फरवरी 2026, रात 12:30 बजे", "2026-02-02T00:30:00 minute"),
        ("2 फरवरी 2026, देर रात 1 बजे", "2026-02-02T01:00:00 minute"),
        ("2 फरवरी 2026, आधी रात 12 बजे", "2026-02-02T00:00:00 minute"),
        ("2 फरवरी 2026, तड़के 4 बजे", "2026-02-02T04:00:00 minute"),
        ("2 फरवरी 2026, दोपहर 12 बजे", "2026-02-02T12:00:00 minute"),
        ("2 फरवरी 2026, प्रात: 10 बजे", "2026-02-02T10:00:00 minute"),
        ("2 फरवरी 2026, अपराह्न 3:15 बजे", "2026-02-02T15:15:00 minute"),
        ("2 फरवरी 2026, 10:23 पी.एम.", "2026-02-02T22:23:00 minute"),
        ("रात 10:23 बजे, 2 फरवरी 2026", "2026-02-02T22:23:00 minute"),
        ("सोमवार,\n2 फरवरी\n2026", "2026-02-02T00:00:00 day"),
        ("2 फरवरी 2026 ।", "2026-02-02T00:00:00 day"),
        # words around
        ("लखनऊ, 2 फरवरी 2026", "2026-02-02T00:00:00 day"),
        ("गया, 2 फरवरी 2026", "2026-02-02T00:00:00 day"),
        ("नई दिल्ली: 2 फरवरी 2026", "2026-02-02T00:00:00 day"),
        ("आज तक 2 फरवरी 2026 10:23 PM", "2026-02-02T22:23:00 minute"),
        ("By News Desk / Mumbai February 2, 2026", "2026-02-02T00:00:00 day"),
        ("Posted by Admin on Feb 2, 2026", "2026-02-02T00:00:00 day"),
        (
            "Edited By: News Desk | Updated: February 02, 2026, 22:23 IST",
            "2026-02-02T22:23:00 minute",
        ),
        ("Feb 2, 2026 10:23 pm ISTNews Desk लखनऊ", "2026-02-02T22:23:00 minute"),
        ("2 Feb 2026 10:23 PM IST | ANI", "2026-02-02T22:23:00 minute"),
        ("2 Feb 2026 10:23 PM IST • 5 min read", "2026-02-02T22:23:00 minute"),
        ("TV9 Hindi | 2 Feb 2026 10:23 PM", "2026-02-02T22:23:00 minute"),
        ("Date: 02-02-2026, Time: 10:23 PM", "2026-02-02T22:23:00 minute"),
        ("🕒 2 Feb 2026", "2026-02-02T00:00:00 day"),
        ("दिनांक: 2 फरवरी 2026", "2026-02-02T00:00:00 day"),
        ("रवि डेस्क, 3 फरवरी 2026", "2026-02-03T00:00:00 day"),  # no Sunday, a name
        ("लखनऊ, 2 सोमवार फरवरी 2026", "2026-02-02T00:00:00 day"),
        ("राम, 2026 2 फरवरी", None),
        ("लखनऊ, Mon Feb 2 22:23:00 2026", "2026-02-02T22:23:00 minute"),
        ("Khabar Daily 24X7 Updated on : 2 Feb 2026", "2026-02-02T00:00:00 day"),
        ("January, 29 Jan 2026 17:56:15 +0530", "2026-01-29T17:56:15 second"),
        ("2 फरवरी 2026, 17:30 बजे", "2026-02-02T17:30:00 minute"),
        ("2 फरवरी 2026, 05:30 बजे", "2026-02-02T05:30:00 minute"),
        # of the morning or the evening, and of that day
        ("2 फरवरी 2026, 9:07 बजे", "2026-02-02T00:00:00 day"),
        ("२ फरवरी २०२६, ९:०७ बजे", "2026-02-02T00:00:00 day"),
        ("9.07 बजे, 2 फरवरी 2026", "2026-02-02T00:00:00 day"),
        ("2 फरवरी 2026, 5 बजे", "2026-02-02T00:00:00 day"),
        ("2 फरवरी 2026 को साढ़े नौ बजे", "2026-02-02T00:00:00 day"),
        ("2 फरवरी 2026, 9:07 बजे IST", "2026-02-02T00:00:00 day"),
        ("2 फरवरी 2026, 9:07 बजे GMT", None),  # of that day, or of the next
        ("2 फरवरी 2026, 9:07 बजे मैच", None),
        ("2 फरवरी 2026, 9:67 बजे", None),
        ("सोमवार, 3 फरवरी 2026, 9:07 बजे", None),
        # how long the reading takes
        ("3 मिनट में पढ़ें | 02 Feb 2026, 10:23 PM", "2026-02-02T22:23:00 minute"),
        ("राम | 5 min read | Feb 2, 2026 22:23 IST", "2026-02-02T22:23:00 minute"),
        ("Feb 2, 2026 22:23 IST · 5-minute read", "2026-02-02T22:23:00 minute"),
        ("पढ़ने का समय: तीन मिनट | 2 फरवरी 2026", "2026-02-02T00:00:00 day"),
        ("Reading time: 5 minutes. Updated: 2 Feb 2026", "2026-02-02T00:00:00 day"),
        ("Read time: 3 mins read | 2 Feb 2026", "2026-02-02T00:00:00 day"),
        ("4 मिनट की रीडिंग | 2 Feb 2026, 10:23 PM", "2026-02-02T22:23:00 minute"),
        ("प्रविष्टि तिथि: 02 FEB 2026 6:34PM by PIB Delhi", "2026-02-02T18:34:00 minute"),
        ("लगभग 3 मिनट में पढ़ें | 2 फरवरी 2026", "2026-02-02T00:00:00 day"),
        ("राम | 2026 फरवरी 2 | 3 मिनट में पढ़ें", "2026-02-02T00:00:00 day"),
        ("2 घंटे पहले पढ़ें", None),
        ("3 मिनट में पढ़ें", None),
        ("2 दिन में पढ़ें 2 फरवरी 2026", None),
        # a label behind another word
        ("एबीएन , Publish Date - Feb 2 , 2026 | 10:23 PM", "2026-02-02T22:23:00 minute"),
        ("एबीएन | प्रकाशन तिथि: 2 फरवरी 2026", "2026-02-02T00:00:00 day"),
        ("राम - अपडेट: 2 फरवरी 2026", "2026-02-02T00:00:00 day"),
        ("एबीएन , Post Date - Feb 2 , 2026", "2026-02-02T00:00:00 day"),
        ("डाक Post, 2 Feb 2026", "2026-02-02T00:00:00 day"),
        ("02 फरवरी 2026, 10:23 PM को अपडेट किया गया", "2026-02-02T22:23:00 minute"),
    ],
)
def test_a_date_in_the_text(text: str, expected: str | None) -> None:
    assert plain(parse_date(text, NOW)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("कल", "2026-02-02T00:00:00 day"),
        ("बीता कल", "2026-02-02T00:00:00 day"),
        ("day before yesterday", "2026-02-01T00:00:00 day"),
        ("कल 10:23 PM", "2026-02-02T22:23:00 minute"),
        ("कल 9:07 बजे", "2026-02-02T00:00:00 day"),
        ("2 घंटे पहले | 3 मिनट में पढ़ें", "2026-02-03T10:00:00 minute"),
        ("कल रात 10:23 बजे", "2026-02-02T22:23:00 minute"),
        ("परसों शाम 5 बजे", "2026-02-01T17:00:00 minute"),
        ("Yesterday at 10:23 PM", "2026-02-02T22:23:00 minute"),
        ("10:00 AM, आज", "2026-02-03T10:00:00 minute"),
        ("कल रात 1 बजे", None),  # of the 2nd, or of the night that follows it
        ("आज 10:23 PM", None),  # ahead
        ("Tomorrow", None),
        ("डेढ़ घंटे पहले", "2026-02-03T10:30:00 minute"),
        ("ढाई घंटे पहले", "2026-02-03T09:30:00 minute"),
        ("आधा घंटा पहले", "2026-02-03T11:30:00 minute"),
        ("half an hour ago", "2026-02-03T11:30:00 minute"),
        ("सवा घंटे पहले", "2026-02-03T10:45:00 minute"),
        ("पौने दो घंटे पहले", "2026-02-03T10:15:00 minute"),
        ("साढ़े तीन घंटे पूर्व", "2026-02-03T08:30:00 minute"),
        ("डेढ़ साल पहले", "2024-08-03T12:00:00 minute"),
        ("डेढ़ महीने पहले", None),
        ("पांच मिनट पहले", "2026-02-03T11:55:00 minute"),
        ("1 घंटा 15 मिनट पहले", "2026-02-03T10:45:00 minute"),
        ("1 hour and 5 minutes ago", "2026-02-03T10:55:00 minute"),
        ("2h ago", "2026-02-03T10:00:00 minute"),
        ("about an hour ago", "2026-02-03T11:00:00 minute"),
        ("3 हफ्ते पहले", "2026-01-13T12:00:00 minute"),
        ("इंदौर 3 मिनट पहले", "2026-02-03T11:57:00 minute"),
        ("Posted 2 hours ago by Admin", "2026-02-03T10:00:00 minute"),
        ("अपडेटेड: 2 घंटे पहले", "2026-02-03T10:00:00 minute"),
        ("a few seconds ago", "2026-02-03T12:00:00 minute"),
        ("10 मिनट पहले अपडेट किया गया", "2026-02-03T11:50:00 minute"),
        ("23 mins ago · 3 min read", "2026-02-03T11:37:00 minute"),
        ("कुछ घंटे पहले", None),
        ("दो तीन घंटे पहले", None),
        ("2-3 घंटे पहले", None),
        ("2 घंटे बाद", None),
        ("in 2 hours", None),
        ("2 दिन", None),
        ("999 साल पहले", None),
        ("99999999999999999999 घंटे पहले", None),
    ],
)
def test_a_date_counted_from_now(text: str, expected: str | None) -> None:
    assert plain(parse_date(text, NOW)) == expected


def test_months_back_end_with_the_shorter_month() -> None:
    now = datetime(2024, 3, 31, 8, 0, tzinfo=IST)
    assert plain(parse_date("1 महीने पहले", now)) == "2024-02-29T08:00:00 minute"
    assert plain(parse_date("एक वर्ष पूर्व", now.replace(month=2, day=29))) == (
        "2023-02-28T08:00:00 minute"
    )


@pytest.mark.parametrize(
    "text",
    [
        # a part is missing
        "फरवरी 2026",
        "2026",
        "2 फरवरी",
        "Monday, 2 Feb",
        "सोमवार",
        "सोमवार 10:23 PM",
        "10:23",
        "शाम",
        "5 बजे",
        "Feb 26",
        # there is no such date or time
        "31 फरवरी 2026",
        "29 Feb 2025",
        "31-04-2025",
        "0 Feb 2026",
        "2 Feb 2026 25:10",
        "2 Feb 2026 10:70 PM",
        "2 Feb 2026 24:00",
        "2 फरवरी 2026 25 बजे",
        # the parts exclude each other
        "सोमवार, 3 फरवरी 2026",
        "3 February 2026, Monday",
        "शुक्रवार को लखनऊ, 3 फरवरी 2026",
        "2 फरवरी 2026 सुबह 17:30",
        "2 फरवरी 2026 दोपहर 10 बजे",
        "2 फरवरी 2026 शाम 7 AM",
        "2 Feb 2026 13:31 AM",
        "2 Feb 2026 00:23 PM",
        # two readings
        "02/13/2026",
        "13/02/26",
        "01-02-03",
        "February, 29 Jan 2026",
        "2 फरवरी 2026 रात 6 बजे",
        # more than one date or time
        "1-3 फरवरी 2026",
        "1 फरवरी 2026 से 3 फरवरी 2026",
        "Published: 1 Feb 2026 10:00 AM | Updated: 2 Feb 2026 11:00 AM",
        "2 Feb 2026 10:00-11:00",
        "2 Feb 2026 10:00 AM 11:00 AM",
        # sentences and other things' dates
        "गांव में 2 दिन पहले हुए",
        "मेले से 2 दिन पहले",
        "2 दिन पहले हुए हादसे",
        "बारिश कल सुबह 10 बजे",
        "आज का मौसम",
        "सरकार ने 2 फरवरी 2026 को कहा",
        "2 फरवरी 2026 की रात",
        "आज का राशिफल 3 फरवरी 2026",
        "अंतिम तिथि: 1 फरवरी 2026",
        "Last date: 1 Feb 2026",
        "Valid till 1 Feb 2026",
        "© 2 Feb 2026",
        "T20 World Cup 2 Feb 2026",
        "May the force",
        "192.168.20.26",
        "1.2.2026.4",
        "",
        " ",
        "।",
        "−",
    ],
)
def test_no_date(text: str) -> None:
    assert parse_date(text, NOW) is None


def test_bounds() -> None:
    at_limit = NOW + timedelta(minutes=15)
    assert parse_date(at_limit.isoformat(), NOW) == ParsedDate(at_limit, "minute")
    assert parse_date((at_limit + timedelta(seconds=1)).isoformat(), NOW) is None
    assert parse_date("3 Feb 2026 12:15 PM", NOW) is not None
    assert parse_date("3 Feb 2026 12:16 PM", NOW) is None
    assert parse_date("1 जनवरी 2000", NOW) is not None
    assert parse_date("31 दिसंबर 1999", NOW) is None
    for text in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"):
        assert parse_date(text, NOW) is None


def test_days_ahead_end_at_the_horizon() -> None:
    last = NOW + DAY_HORIZON
    assert parse_date(last.strftime("%d-%m-%Y"), NOW) is not None
    assert parse_date((last + timedelta(days=1)).strftime("%d-%m-%Y"), NOW) is None


def test_a_time_without_its_day_is_todays_and_at_most_three_hours_ahead() -> None:
    assert plain(parse_date("सुबह 9 बजे", NOW)) == "2026-02-03T09:00:00 minute"
    assert plain(parse_date("दोपहर 3:00 बजे", NOW)) == "2026-02-03T15:00:00 minute"
    assert parse_date("शाम 5 बजे", NOW) is None


def test_length() -> None:
    assert parse_date("2 Feb 2026" + " " * 190, NOW) is not None
    assert parse_date("2 Feb 2026" + " " * 191, NOW) is None
    assert split_label("Updated: " + "x" * 200) == (None, "Updated: " + "x" * 200)


def test_now_of_any_zone() -> None:
    # 2 a.m. on the 3rd in India
    for zone in (UTC, timezone(timedelta(hours=-8)), IST):
        now = datetime(2026, 2, 2, 20, 30, tzinfo=UTC).astimezone(zone)
        assert plain(parse_date("आज", now)) == "2026-02-03T00:00:00 day"
        assert plain(parse_date("2 घंटे पहले", now)) == "2026-02-03T00:00:00 minute"


def test_naive_now() -> None:
    with pytest.raises(ValueError, match="aware"):
        parse_date("2 Feb 2026", datetime(2026, 2, 3))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Date Updated Last Updated : 02 February 2026, 10:23 PM IST",
            ("updated", "02 February 2026, 10:23 PM IST"),
        ),
        ("Updated on :  15 Jun 2024, 12:07 PM IST", ("updated", "15 Jun 2024, 12:07 PM IST")),
        (
            "Publish Date:Sat, 28 Nov 2020 01:34 PM (IST)",
            ("published", "Sat, 28 Nov 2020 01:34 PM (IST)"),
        ),
        ("अपडेटेड: 2 फरवरी 2026", ("updated", "2 फरवरी 2026")),
        ("प्रकाशित: 2 फरवरी 2026", ("published", "2 फरवरी 2026")),
        ("Posted on Feb 2, 2026", ("published", "Feb 2, 2026")),
        ("First Published : Feb 2, 2026, 10:23 IST", ("published", "Feb 2, 2026, 10:23 IST")),
        ("Last Modified Friday, 30 January, 2026", ("updated", "Friday, 30 January, 2026")),
        ("अंतिम बार अपडेट किया गया: कल", ("updated", "कल")),
        ("2 फरवरी 2026 को प्रकाशित", ("published", "2 फरवरी 2026")),
        ("लखनऊ ब्यूरो Updated Mon, 02 Feb 2026", ("updated", "Mon, 02 Feb 2026")),
        ("Published By: Desk | Updated: 2 Feb 2026", ("updated", "2 Feb 2026")),
        ("Desk, Publish Date - 2 Feb 2026", ("published", "2 Feb 2026")),
        ("Updated: 2 Feb 2026 | 5 min read", ("updated", "2 Feb 2026")),
        ("5 min read | Updated: 2 Feb 2026", ("updated", "2 Feb 2026")),
        ("पटना, 2 फरवरी 2026, अपडेटेड 14:33 IST", ("updated", "पटना, 2 फरवरी 2026, 14:33 IST")),
        ("Updated (2 Feb 2026)", ("updated", "2 Feb 2026")),
        ("Updated", ("updated", "")),
        ("  2 फरवरी\n2026 ", (None, "2 फरवरी 2026")),
        (
            "Published: 1 Feb 2026 | Updated: 2 Feb 2026",
            (None, "Published: 1 Feb 2026 | Updated: 2 Feb 2026"),
        ),
        ("Edited by Desk", (None, "Edited by Desk")),
        ("", (None, "")),
    ],
)
def test_split_label(text: str, expected: tuple[str | None, str]) -> None:
    assert split_label(text) == expected


@pytest.mark.parametrize("month", TABLES["months"])
def test_every_spelling_of_a_month(month: str) -> None:
    for word in TABLES["months"][month].split():
        assert plain(parse_date(f"7 {word} 2025", NOW)) == f"2025-{month:>02}-07T00:00:00 day", word
        assert parse_date(word, NOW) is None


@pytest.mark.parametrize("weekday", TABLES["weekdays"])
def test_every_spelling_of_a_weekday(weekday: str) -> None:
    for word in TABLES["weekdays"][weekday].split():
        for day in range(5, 12):  # 5 January 2026 is a Monday
            parsed = parse_date(f"{word}, {day} जनवरी 2026", NOW)
            assert (parsed is not None) == (weekday == str(day - 5)), (word, day)


@pytest.mark.parametrize("unit", TABLES["units"])
def test_every_spelling_of_a_unit(unit: str) -> None:
    expected = parse_date(f"3 {unit}s ago", NOW)
    assert expected is not None
    for word in TABLES["units"][unit].split():
        assert parse_date(f"3 {word} पहले", NOW) == expected, word


@pytest.mark.parametrize("words", TABLES["day_parts"].values())
def test_clocks_of_a_day_part_keep_inside_it(words: str) -> None:
    hours = WORDS[words.split()[0].replace("_", "")][1]
    for word in words.replace("_", "\N{NO-BREAK SPACE}").split(" "):
        for hour in range(24):
            for text in (f"2 फरवरी 2026 {word} {hour:02}:15 बजे", f"{word} {hour}:15, 2 फरवरी 2026"):
                parsed = parse_date(text, NOW)
                assert parsed is None or parsed.at.hour in hours
                if hour > 12:
                    assert (parsed is not None) == (hour in hours)
