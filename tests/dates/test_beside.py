"""newsbot.dates: what stands beside a date, clock or label and changes what it means."""

from datetime import datetime

import pytest

from newsbot.dates import IST, parse_date, split_label
from newsbot.dates.words import TABLES
from tests.dates.test_parse_date import NOW, plain

DAY = "2026-02-02T00:00:00 day"
LATE = "2026-02-02T22:23:00 minute"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("02:15 अपराह्ण", "14:15"),
        ("02:15 अपराण्ह", "14:15"),
        ("10:15 पूर्वाह्ण", "10:15"),
        ("10:23 रात्री", "22:23"),
        ("05:23 सायंकालीन", "17:23"),
        ("05:23 सायंकाल", "17:23"),
        ("02:23 मध्याह्न", "14:23"),
        ("02:23 मध्यान्ह", "14:23"),
        ("02:23 मध्याह्ण", "14:23"),
        ("12:23 मध्यरात्री", "00:23"),
        ("12:23 अर्द्धरात्रि", "00:23"),
        ("08:10 प्रातःकालीन", "08:10"),
        ("12:00 noon", "12:00"),
        ("12:00 midnight", "00:00"),
        ("10:23 पी एम", "22:23"),
        ("10:23 पी॰एम॰", "22:23"),
        ("10:23 पी. एम.", "22:23"),
        ("10:23 पीएम", "22:23"),
        ("12:23 ए एम", "00:23"),
        ("12:23 ए॰एम॰", "00:23"),
        ("10:23 P M", "22:23"),
        ("10:23 p m", "22:23"),
        ("10:23 ＰＭ", "22:23"),
        ("１０：２３ PM", "22:23"),
        ("शाम को 6 बजे", "18:00"),
        ("शाम करीब 6 बजे", "18:00"),
        ("सुबह लगभग 10 बजे", "10:00"),
        ("दोपहर बाद 3 बजे", "15:00"),
        ("दोपहर बाद 1 बजे", "13:00"),
        # a word that no table has may be a part of the day
        ("05:23 गोधूलि", None),
        ("05:23 (गोधूलि)", None),
        ("05:23 गोधूलिवेला में", None),
        ("10:23 pmram", None),
        ("10:23 रातको", None),
        ("10:23 Raat", None),
        # it need not be known where the clock is plain
        ("05:23 PM राम", "17:23"),
        ("17:23 गोधूलि", "17:23"),
        ("05:23 IST राम", "05:23"),
        ("05:23 | राम", "05:23"),
        ("05:23 लखनऊ", "05:23"),
        ("05:23 न्यूज़ डेस्क", "05:23"),
        ("05:23 द्वारा राम", "05:23"),
    ],
)
def test_what_a_clock_means_is_said_beside_it(words: str, expected: str | None) -> None:
    instant = f"2026-02-02T{expected}:00 minute" if expected else None
    assert plain(parse_date(f"2 फरवरी 2026 {words}", NOW)) == instant
    assert plain(parse_date(f"2 Feb 2026, {words}", NOW)) == instant


@pytest.mark.parametrize(
    "text",
    ["गोधूलि 05:23, 2 फरवरी 2026", "05:23, 2 फरवरी 2026 गोधूलि", "05:23 गोधूलि, 2 फरवरी 2026"],
)
def test_an_unknown_word_beside_a_clock_before_the_date(text: str) -> None:
    assert parse_date(text, NOW) is None


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("G.M.T.", "2026-02-03T03:53:00 minute"),
        ("(G.M.T)", "2026-02-03T03:53:00 minute"),
        ("जी.एम.टी.", "2026-02-03T03:53:00 minute"),
        ("जी॰ एम॰ टी॰", "2026-02-03T03:53:00 minute"),
        ("यूटीसी", "2026-02-03T03:53:00 minute"),
        ("I.S.T.", LATE),
        ("आई.एस.टी.", LATE),
        ("भारतीय समय", LATE),
        ("भारतीय समयानुसार", LATE),
        ("(भारतीय मानक समय)", LATE),
        ("India Standard Time", LATE),
        ("(Indian Standard Time)", LATE),
        ("India time", LATE),
        ("Asia/Kolkata", LATE),
        ("(Asia/Calcutta)", LATE),
        ("(Local Time)", None),
        ("local", None),
        ("स्थानीय समय", None),
        ("स्थानीय समयानुसार", None),
        ("Pacific Time", None),
        ("U.S. Eastern", None),
        ("US Eastern", None),
        ("(Dubai time)", None),
        ("| Dubai time", None),
        ("(Dubai)", None),
        ("[दुबई]", None),
        ("(एजेंसी)", LATE),
        ("बांग्लादेश समय", None),
        ("पाकिस्तान मानक समय", None),
        ("America/New_York", None),
        (", America/New_York", None),
        ("Asia/Dubai", None),
        ("Eastern Standard Time", None),
        ("Q.Q.T.", None),
        (", BST", None),
        ("(CST)", None),
        ("| P.T.I.", LATE),
        ("PTI", LATE),
        ("R. K. Ram", LATE),
    ],
)
def test_zones(zone: str, expected: str | None) -> None:
    assert plain(parse_date(f"2 Feb 2026 10:23 PM {zone}", NOW)) == expected
    assert plain(parse_date(f"10:23 PM, 2 Feb 2026 {zone}", NOW)) == expected


@pytest.mark.parametrize(
    "text",
    [
        # the number counts another thing
        "Windows 11 October 2021",
        "Windows (11) October 2021",
        "iPhone 15 September 2023",
        "Class 12 March 2024",
        "Class 12, March 2024",
        "Top 10 March 2024",
        "Part 2 May 2025",
        "Phase 2 May 2024",
        "Super 8 June 2024",
        "Version 1.2.2025",
        "सीजन 2 मई 2025",
        "भाग 2 मार्च 2025",
        "कक्षा 10 मार्च 2025",
        "वार्ड 5 मई 2025",
        "News 18 October 2021",
        "न्यूज़ 18 अक्टूबर 2021",
        "भारत 24 मई 2025",
        # the date is another thing's
        "जन्मतिथि: 2 फरवरी 2001",
        "आवेदन शुरू: 15 जनवरी 2026",
        "आवेदन शुरू, 15 जनवरी 2026",
        "Result: 15 Jan 2026",
        "Result - 15 Jan 2026",
        "Apply by 15 January 2026",
        "By 15 January 2026",
        "Submit by: 15 January 2026",
        "एडमिट कार्ड 15 जनवरी 2026",
        "मैच: 15 जनवरी 2026, शाम 7 बजे",
        "15 जनवरी 2026: मैच",
        "15 जनवरी 2026, शाम 7 बजे मैच",
        "Match on 15 Jan 2026",
        "IND vs AUS 15 Jan 2026",
        "IND vs AUS, 15 Jan 2026",
        "मुंबई बनाम चेन्नई, 15 जनवरी 2026",
        "अगला अपडेट 2 फरवरी 2026",
        "Next update: 2 Feb 2026",
        "वैधता 2 फरवरी 2026",
        "बरसी, 2 फरवरी 2026",
        "वर्षगांठ: 2 फरवरी 2026",
        "लॉन्च 2 फरवरी 2026",
        "उद्घाटन समारोह 2 फरवरी 2026",
        "Aaj Ka Rashifal 2 Feb 2026",
        "किराया सूची 2 फरवरी 2026",
        "सोना चांदी भाव 2 फरवरी 2026, 10:23 PM",
        "मौसम अपडेट 2 फरवरी 2026",
        "Weather Update: 2 Feb 2026",
        "संविधान संशोधन 2 फरवरी 2026",
        "हादसा 2 दिन पहले",
        "Match 2 days ago",
        # two dates, and a label that is neither's beyond doubt
        "2 फरवरी 2026 को प्रकाशित 3 फरवरी 2026",
        "1 फरवरी 2026 प्रकाशित | 2 फरवरी 2026",
        "Updated: 1 Feb 2026 | Updated: 2 Feb 2026",
        # a day of another zone; a weekday that is not the date's
        "2 Feb 2026 GMT",
        "Tue, 2 Feb 26 22:23:00 +0530",
        "2026-02-02T22:23:00+05:30 (GMT)",
        "2026-02-02T22:23:00 BST",
    ],
)
def test_another_things_date(text: str) -> None:
    assert parse_date(text, NOW) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("लखनऊ 2 फरवरी 2026", DAY),
        ("Patna February 2, 2026", DAY),
        ("नई दिल्ली – 2 फरवरी 2026", DAY),
        ("ज़ी न्यूज़ 2 फरवरी 2026", DAY),
        ("नगर संवाददाता 2 फरवरी 2026", DAY),
        ("राम | 2 फरवरी 2026", DAY),
        ("राम, सोमवार 2 फरवरी 2026", DAY),
        ("राम • 2 फरवरी 2026", DAY),
        ("By Ram 2 Feb 2026", DAY),
        ("लेखक: राम, 2 फरवरी 2026", DAY),
        ("राम 🕒 2 Feb 2026", DAY),
        ("आज तक 2 फरवरी 2026", DAY),
        ("लाइव हिन्दुस्तान 2 फरवरी 2026", DAY),
        ("aajtak.in 02 Feb 2026", DAY),
        ("www.example.co.in 02 Feb 2026", DAY),
        ("News18 2 Feb 2026", DAY),
        ("2 फरवरी 2026 नई दिल्ली", DAY),
        ("2 Feb 2026 PTI", DAY),
        ("2 Feb 2026 - Ram", DAY),
        ("2 Feb 2026 IST", DAY),
        ("2 Feb 2026 (IST)", DAY),
        ("aajtak.in, नई दिल्ली, 02 फरवरी 2026, अपडेटेड 22:23 IST", LATE),
        ("2026-02-02T22:23:00 IST", LATE),
        ("2026-02-02T22:23:00+05:30 (IST)", LATE),
        ("2026-02-02T16:53:00 GMT", LATE),
        ("समय: 22:23 दिनांक: 02-02-2026", LATE),
        ("Time: 10:23 PM, Date: 2 Feb 2026", LATE),
        ("Mon, 2 Feb 26 22:23:00 +0530", LATE),
        ("Mon, 02 Feb 26 16:53:00 GMT", LATE),
        ("नई दिल्ली, 1 फरवरी 2026, (अपडेटेड 02 फरवरी 2026, 10:23 PM IST)", LATE),
        ("1 फ़रवरी 2026 अपडेटेड 2 फ़रवरी 2026", DAY),
        ("1 Feb 2026 | Updated: Mon, Feb 2, 2026 10:23 PM", LATE),
        ("1 Feb 2026 | Updated: 10:23 PM, Feb 2, 2026", LATE),
        ("7 जुलाइ 2025", "2025-07-07T00:00:00 day"),
        ("2 फरवरि 2026", DAY),
        ("7 अकटूबर 2025", "2025-10-07T00:00:00 day"),
        ("नई दिल्ली1 दिन पहलेलेखक: राम", "2026-02-02T12:00:00 minute"),
        ("बड़नगर3 मिनट पहलेलेखक: राम", "2026-02-03T11:57:00 minute"),
        ("2 घंटे पहले लेखक: राम", "2026-02-03T10:00:00 minute"),
        ("2 घंटे पहले News18", "2026-02-03T10:00:00 minute"),
        ("राम | 2 घंटे पहले", "2026-02-03T10:00:00 minute"),
        ("2 घंटो पहले", "2026-02-03T10:00:00 minute"),
        ("बत्तीस मिनट पहले", "2026-02-03T11:28:00 minute"),
        ("चौंतीस मिनट पहले", "2026-02-03T11:26:00 minute"),
        ("अड़तालीस मिनट पहले", "2026-02-03T11:12:00 minute"),
        ("उनसठ मिनट पहले", "2026-02-03T11:01:00 minute"),
    ],
)
def test_words_that_leave_a_date_its_meaning(text: str, expected: str) -> None:
    assert plain(parse_date(text, NOW)) == expected


@pytest.mark.parametrize("word", " ".join(TABLES["names"].values()).split())
def test_a_known_place_or_source_before_a_date(word: str) -> None:
    assert plain(parse_date(f"{word} 2 फरवरी 2026", NOW)) == DAY


def test_every_number_to_59_has_a_hindi_word() -> None:
    hindi = {
        number for number, words in TABLES["numbers"].items() if not words.split()[0].isascii()
    }
    assert hindi >= {str(number) for number in range(1, 60)}


def test_compatibility_forms_do_not_outgrow_the_limit() -> None:
    assert parse_date("\ufdfa" * 200, NOW) is None
    assert parse_date("２ Ｆｅｂ ２０２６", NOW) == parse_date("2 Feb 2026", NOW) is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 फ़रवरी 2026 अपडेटेड 3 फ़रवरी 2026", ("updated", "3 फ़रवरी 2026")),
        (
            "पटना, 1 फरवरी 2026, (अपडेटेड 02 फरवरी 2026, 10:23 PM IST)",
            ("updated", "02 फरवरी 2026, 10:23 PM IST"),
        ),
        (
            "1 फरवरी 2026 को प्रकाशित 2 फरवरी 2026",
            (None, "1 फरवरी 2026 को प्रकाशित 2 फरवरी 2026"),
        ),
        ("अंतिम संशोधन: 2 फरवरी 2026", ("updated", "2 फरवरी 2026")),
        ("अपलोड: 2 फरवरी 2026", ("published", "2 फरवरी 2026")),
        ("प्रकाशित हुआ: 2 फरवरी 2026", ("published", "2 फरवरी 2026")),
        ("2 फरवरी 2026 को प्रकाशित हुआ था", ("published", "2 फरवरी 2026")),
        ("ताज़ा अपडेट: 2 फरवरी 2026", ("updated", "2 फरवरी 2026")),
        ("अगला अपडेट: 2 फरवरी 2026", (None, "अगला अपडेट: 2 फरवरी 2026")),
        ("मौसम अपडेट: 2 फरवरी 2026", (None, "मौसम अपडेट: 2 फरवरी 2026")),
        ("राम कुमार Updated: 2 Feb 2026", ("updated", "2 Feb 2026")),
        ("अपडेटेड：2 फरवरी 2026", ("updated", "2 फरवरी 2026")),
    ],
)
def test_split_label(text: str, expected: tuple[str | None, str]) -> None:
    assert split_label(text) == expected


def test_two_digit_years_of_mail_before_2000_are_none() -> None:
    assert parse_date("Mon, 2 Feb 70 22:23:00 +0530", datetime(2026, 2, 3, tzinfo=IST)) is None
