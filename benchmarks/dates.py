"""How fast and how right ``newsbot.dates`` is, beside dateparser.

Run ``python -m benchmarks.dates``. Needs ``../shared/gold`` for the table; without it, times only.
"""

import csv
import re
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

import dateparser
from dateparser.date import DateDataParser

from newsbot.dates import IST, parse_date

GOLD = Path(__file__).parents[1].parent / "shared" / "gold"
NUMERIC = re.compile(r"\d{4}-\d\d-\d\d|\d{10,}$")  # ISO 8601 and epoch numbers
NOW = datetime(2026, 2, 3, 12, 0, tzinfo=IST)

TEXTS = {
    "ISO": ["2026-02-02T22:23:00+05:30", "2026-02-02T16:53:00.000Z", "2026-02-02"],
    "site": [
        "Date Updated Last Updated : 02 February 2026, 10:23 PM IST",
        "Updated on :  15 Jun 2024, 12:07 PM IST",
        "23 Jun 2024 10:57 AM (IST)",
        "Saturday, 16 March 2024",
        "2024/07/15 13:25:25 IST",
    ],
    "failures": [
        "संबंधित खबरें",
        "Read More",
        "10:23 PM",
        "मई",
        "सरकार ने 2 फरवरी 2026 को नई योजना की घोषणा की",
        "नहर की मरम्मत का काम पिछले सप्ताह शुरू हुआ था और अब तक आधा भी पूरा नहीं हुआ है, लोग परेशान हैं",
        "2 Feb " * 33,
    ],
}

Parse = Callable[[str, datetime], datetime | None]


def ours(text: str, now: datetime) -> datetime | None:
    """Return newsbot's reading."""
    parsed = parse_date(text, now)
    return parsed.at if parsed else None


def default(text: str, now: datetime) -> datetime | None:
    """Return dateparser's reading with nothing set but what relative dates count from."""
    return _aware(dateparser.parse(text, settings={"RELATIVE_BASE": now.replace(tzinfo=None)}))


def tuned(text: str, now: datetime) -> datetime | None:
    """Return dateparser's reading with every setting that helps on Indian text."""
    settings: dict[str, Any] = {
        "RELATIVE_BASE": now.replace(tzinfo=None),
        "DATE_ORDER": "DMY",
        "TIMEZONE": "Asia/Kolkata",
        "TIMEZONE_ABBREVIATIONS": {"IST": timedelta(hours=5, minutes=30)},
        "PREFER_DATES_FROM": "past",
        "STRICT_PARSING": True,
    }
    return _aware(dateparser.parse(text, languages=["hi", "en"], settings=settings))


PARSERS: dict[str, Parse] = {
    "newsbot": ours,
    "dateparser default": default,
    "dateparser tuned": tuned,
}


def _aware(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=IST) if at and at.tzinfo is None else at


def microseconds(parse: Parse, texts: Iterable[str], rounds: int) -> float:
    """Return the median time of one call, in microseconds, over ``texts``."""
    times = []
    for text in texts:
        parse(text, NOW)  # tables and caches are filled
        for _ in range(rounds):
            start = time.perf_counter_ns()
            parse(text, NOW)
            times.append(time.perf_counter_ns() - start)
    return median(times) / 1000


def gold() -> list[tuple[str, str, datetime]]:
    """Return (text, instant or date in ISO 8601 or "", now) of every row that is a date's text."""
    if not GOLD.is_dir():
        return []
    rows = [(row[0], row[1], NOW) for row in _rows("dates.tsv") + _rows("dates_field.tsv")]
    now = datetime.now(IST)
    for row in _rows("dates_real.tsv"):
        text = row[0].replace("\\n", "\n")
        if row[-1] in ("visible", "feed"):
            meaning = re.match(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?", row[3])
            rows.append((text, meaning[0] if meaning else "", now))
        elif row[-1] == "visible-relative":
            count, unit = re.findall(r"-(\d+) (\w+)", row[3])[0]
            units = {"d": "days", "h": "hours", "min": "minutes"}
            rows.append((text, (now - timedelta(**{units[unit]: int(count)})).isoformat(), now))
    return rows


def _rows(name: str) -> list[list[str]]:
    with (GOLD / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    return [[*row, "", ""] if len(row) < 3 else row for row in rows]


def score(parse: Parse, rows: Iterable[tuple[str, str, datetime]]) -> dict[str, int]:
    """Return how many rows are right, wrong, and none where the gold has an instant."""
    counts = {"right": 0, "wrong": 0, "none": 0}
    for text, instant, now in rows:
        at = parse(text, now)
        expected = _aware(datetime.fromisoformat(instant)) if instant else None
        counts["right" if at == expected else "wrong" if at else "none"] += 1
    return counts


def decided(rows: Iterable[tuple[str, str, datetime]]) -> tuple[int, int]:
    """Return how many printed dates dateparser decides, of how many that newsbot reads.

    It decides a date if newsbot's instant is an answer of dateparser's. ISO 8601 and epoch numbers
    do not count.
    """
    answers: list[datetime | None] = []
    ask = DateDataParser.get_date_data

    def noted(parser: DateDataParser, *arguments: Any) -> Any:
        data = ask(parser, *arguments)
        answers.append(data.date_obj)
        return data

    read, count = 0, 0
    with patch.object(DateDataParser, "get_date_data", noted):
        for text, _, now in rows:
            answers.clear()
            if not NUMERIC.match(text) and (at := ours(text, now)):
                read += 1
                count += any(at == _aware(answer) for answer in answers)
    return count, read


def run(rounds: int = 3000) -> dict[str, dict[str, Any]]:
    """Return, for each parser, its times in microseconds and its counts on the gold."""
    rows = gold()
    rounds_of = {"newsbot": rounds}
    return {
        name: {
            "microseconds": {
                kind: round(microseconds(parse, texts, rounds_of.get(name, 10)), 1)
                for kind, texts in TEXTS.items()
            },
            "gold": score(parse, rows),
        }
        for name, parse in PARSERS.items()
    }


def main() -> None:
    """Print the table."""
    print(f"{'':20}{'µs, median':>30}{'gold':>24}")
    print(f"{'':20}{'ISO':>10}{'site':>10}{'failures':>10}{'right':>10}{'wrong':>7}{'none':>7}")
    for name, result in run().items():
        times = "".join(f"{value:>10,.1f}" for value in result["microseconds"].values())
        right, wrong, none = result["gold"].values()
        print(f"{name:20}{times}{right:>10}{wrong:>7}{none:>7}")
    count, read = decided(gold())
    print(f"dateparser decides {count} of the {read} printed dates of the gold that newsbot reads")


if __name__ == "__main__":
    main()
