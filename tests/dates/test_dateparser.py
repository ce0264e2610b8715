"""newsbot.dates and dateparser: which of the two decides, and where dateparser alone is wrong."""

import os
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from dateparser.date import DateDataParser

from benchmarks.dates import decided, gold
from newsbot.dates import IST, parse_date
from newsbot.dates.decide import Clock, DateParts, decide, decide_ago
from tests.dates.test_parse_date import NOW, needs_gold

DOCS = Path(__file__).parents[2] / "docs"
ROW = re.compile(
    r"\| `(?P<printed>.*?)` \| (?P<alone>.*?) \| (?P<newsbot>.*?) \| (?P<upstream>.*?) \|"
)
FAULTS = list(ROW.finditer((DOCS / "dates.md").read_text(encoding="utf-8")))
YAML = (DOCS / "dateparser-hi.yaml").read_text(encoding="utf-8")
SETTINGS = {"DATE_ORDER": "DMY", "STRICT_PARSING": True, "REQUIRE_PARTS": ["day", "month", "year"]}


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """Return the list of the instants that dateparser finds from here on."""
    found: list[datetime] = []
    ask = DateDataParser.get_date_data

    def spy(self: DateDataParser, *args: Any) -> Any:
        data = ask(self, *args)
        if data.date_obj:
            found.append(data.date_obj)
        return data

    monkeypatch.setattr(DateDataParser, "get_date_data", spy)
    return found


@needs_gold
def test_dateparser_decides_the_printed_dates_of_the_gold() -> None:
    count, read = decided(gold())
    assert read > 100
    assert count >= 0.95 * read


@pytest.mark.parametrize(
    "text",
    [
        "2 घंटे पहले",
        "कल रात 10:23 बजे",
        "अभी-अभी",
        "03:00 बजे शाम",
        "2026 Feb 2, 10:23 PM",
        "02/02/2026",
    ],
)
def test_dateparser_decides_every_kind(text: str, answers: list[datetime]) -> None:
    parsed = parse_date(text, NOW)
    assert parsed
    assert parsed.at in answers


PARTS = DateParts((2026, 2, 2), (datetime(2026, 2, 2, 22, 23).time(), "PM"), 330, frozenset({0}))


@pytest.mark.parametrize(
    "answer",
    [
        "2026-02-02T22:23:00+05:30",
        "2026-02-03T22:23:00+05:30",
        "2026-02-02T10:23:00+05:30",
        "2026-02-02T22:23:00+02:00",
        "2026-02-02T22:23:00",
        "2025-02-02T22:23:00+05:30",
    ],
)
def test_an_answer_stands_only_if_it_is_what_is_printed(
    answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Answer:
        date_obj = datetime.fromisoformat(answer)

    monkeypatch.setattr(DateDataParser, "get_date_data", lambda *_: Answer)
    right = datetime(2026, 2, 2, 22, 23, tzinfo=IST)
    assert decide(PARTS, NOW) == (
        right if Answer.date_obj.isoformat() == right.isoformat() else None
    )
    assert decide(PARTS._replace(weekdays=frozenset({1})), NOW) is None
    assert decide_ago({"hour": 2}, NOW) is None
    assert decide(DateParts(1), NOW) is None


def test_dateparser_refuses_a_day_that_there_is_not() -> None:
    clock: Clock = (datetime(2026, 2, 2, 22, 23).time(), "")
    for day in (
        (2026, 2, 30),
        (2025, 2, 29),
        (2025, 4, 31),
        (2025, 13, 1),
        (2025, 0, 1),
        (0, 1, 1),
    ):
        assert decide(DateParts(day), NOW) is None
        assert decide(DateParts(day, clock), NOW) is None


@pytest.mark.parametrize("zone", ["IST-5:30", "America/New_York", "Asia/Kolkata"])
def test_the_zone_of_the_machine_makes_no_difference(zone: str) -> None:
    texts = [
        "2 Feb 2026, 10:23 PM",
        "2 फरवरी 2026",
        "2 Feb 2026 16:53:09.250 GMT",
        "2 घंटे पहले",
        "कल 10:23 PM",
    ]
    code = (
        "from datetime import datetime; from newsbot.dates import IST, parse_date\n"
        f"for text in {texts}: print(parse_date(text, datetime(2026, 2, 3, 12, tzinfo=IST)).at)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "TZ": zone},
        cwd=DOCS.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [str(parse_date(text, NOW).at) for text in texts]


def test_the_table_of_faults_is_read() -> None:
    assert len(FAULTS) >= 15
    for row in FAULTS:
        assert re.search(r"dateparser/issues/\d+\)|not reported", row["upstream"])


@pytest.mark.parametrize("row", FAULTS, ids=lambda row: row["printed"])
def test_dateparser_still_has_the_fault(row: re.Match[str]) -> None:
    parser = DateDataParser(
        languages=["hi", "en"], settings={**SETTINGS, "RELATIVE_BASE": NOW.replace(tzinfo=None)}
    )
    alone = parser.get_date_data(row["printed"]).date_obj
    assert row["alone"] == (f"`{alone.isoformat(timespec='minutes')}`" if alone else "none")
    parsed = parse_date(row["printed"], NOW)
    if not parsed:
        assert row["newsbot"] == "none"
    elif parsed.precision == "day":
        assert row["newsbot"] == f"`{parsed.at.date()}`"
    else:
        assert row["newsbot"] == f"`{parsed.at.isoformat(timespec='minutes')}`"


MONTHS = "january february march april may june july august september october november december"
LAYOUTS = {
    **{month: f"7 {{}} 2025 = 2025-{i:02}-07" for i, month in enumerate(MONTHS.split(), start=1)},
    "thursday": "{}, 2 जनवरी 2025 = 2025-01-02",
    "saturday": "{}, 4 जनवरी 2025 = 2025-01-04",
    "sunday": "{}, 5 जनवरी 2025 = 2025-01-05",
    "am": "7 जनवरी 2025 10:23 {} = 2025-01-07T10:23",
    "pm": "7 जनवरी 2025 10:23 {} = 2025-01-07T22:23",
    "year": "3 {} पहले = 2023-02-03T12:00",
    "month": "3 {} पहले = 2025-11-03T12:00",
    "week": "3 {} पहले = 2026-01-13T12:00",
    "day": "3 {} पहले = 2026-01-31T12:00",
    "hour": "3 {} पहले = 2026-02-03T09:00",
    "minute": "3 {} पहले = 2026-02-03T11:57",
    "second": "3 {} पहले = 2026-02-03T11:59:57",
    "1 day ago": "{} = 2026-02-02",
    "0 second ago": "{} = 2026-02-03T12:00",
}


def missing_words() -> list[tuple[str, str]]:
    """Return section and word of each line of the file for upstream."""
    section, words = "", []
    for line in YAML.splitlines():
        if word := re.fullmatch(r" +- (.+)", line):
            words.append((section, word[1]))
        elif heading := re.fullmatch(r" *(.+):", line):
            section = heading[1]
    return words


@pytest.mark.parametrize(("section", "word"), missing_words())
def test_dateparser_lacks_the_word(section: str, word: str) -> None:
    text, _, instant = LAYOUTS[section].format(word).partition(" = ")
    parsed = parse_date(text, NOW)
    assert parsed
    assert parsed.at == datetime.fromisoformat(instant).replace(tzinfo=IST)
    alone = DateDataParser(languages=["hi"], settings={"RELATIVE_BASE": NOW.replace(tzinfo=None)})
    answer = alone.get_date_data(text)
    assert not answer.date_obj or answer.date_obj != parsed.at.replace(tzinfo=None)
