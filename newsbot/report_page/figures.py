"""Compute the numbers in the tables and charts of the page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from newsbot import IST

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsbot.report_page.articles import Story
    from newsbot.report_page.record import RunRecord

MAX_SECTIONS = 25  # rows of the table
MIN_DROP = 0.1  # a field is marked if its share of filled pages fell by at least this much
# Seconds by which the gap between two requests may be shorter than the delay, because clocks and
# timers are not exact.
TOLERANCE = 0.05
TIMES = ("median", "p95", "longest")  # keys of the response times in the report


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a bar chart; ``share``: its length relative to the longest bar, from 0 to 1."""

    name: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class FieldFill:
    """The share of pages on which a field was filled; shares are from 0 to 1.

    Attributes:
        name: The field.
        filled: The number of pages with the field.
        pages: The number of all pages.
        usual: The median share of the runs before; None without such a run.
        history: The shares of the runs before, oldest first, and of this run.
        examples: URLs of pages without the field.
    """

    name: str
    filled: int
    pages: int
    usual: float | None
    history: list[float]
    examples: list[str]

    @property
    def share(self) -> float:
        """The share in this run."""
        return self.filled / self.pages

    @property
    def is_low(self) -> bool:
        """Whether the field was filled clearly less often than in the runs before."""
        return self.usual is not None and self.usual - self.share >= MIN_DROP


@dataclass(frozen=True, slots=True)
class Host:
    """The requests to one host; times are in seconds."""

    name: str
    requests: int
    per_second: float | None
    shortest_gap: float | None
    delay: float
    waited: float

    @property
    def is_kept(self) -> bool | None:
        """Whether the delay was kept between all requests; None if there was no delay or no gap."""
        if not self.delay or self.shortest_gap is None:
            return None
        return self.shortest_gap >= self.delay - TOLERANCE


@dataclass(frozen=True, slots=True)
class Network:
    """The requests and responses of a run.

    Attributes:
        size: The bytes of all responses.
        statuses: The number of responses for each status.
        answer_ms: Response times in milliseconds: the median, the 95th percentile and the longest;
            [] without a response.
        hosts: The hosts with most requests.
        more_hosts: The number of further hosts.
    """

    size: float
    statuses: list[Bar]
    answer_ms: list[float]
    hosts: list[Host]
    more_hosts: int

    @property
    def waited(self) -> float:
        """The seconds of all backoffs of the hosts."""
        return sum(host.waited for host in self.hosts)


def bars(counts: Iterable[tuple[str, int]]) -> list[Bar]:
    """Return counts as the bars of a chart, in the same order."""
    rows = list(counts)
    longest = max((count for _, count in rows), default=0)
    return [Bar(name, count, count / longest if longest else 0) for name, count in rows]


def by_section(stories: Iterable[Story]) -> tuple[list[Bar], int]:
    """Return the number of articles of each section, largest first, and of omitted sections.

    The name of the bar for articles without a section is "".
    """
    rows = Counter(story.section for story in stories).most_common()
    rows.sort(key=lambda row: (-row[1], row[0]))
    return bars(rows[:MAX_SECTIONS]), max(0, len(rows) - MAX_SECTIONS)


def by_hour(stories: Iterable[Story]) -> tuple[list[Bar], int]:
    """Return the articles of each hour of the day in India, and the number without a time."""
    hours: Counter[int] = Counter()
    unknown = 0
    for story in stories:
        if story.published_at is None or not story.is_exact:
            unknown += 1
        else:
            hours[story.published_at.astimezone(IST).hour] += 1
    return bars((f"{hour:02}", hours[hour]) for hour in range(24)), unknown


def field_fill(record: RunRecord, before: Sequence[RunRecord]) -> list[FieldFill]:
    """Return the FieldFill of each field in a run; ``before``: the runs before, newest first."""
    found = []
    for name, of_run in record.dictionary("fields").items():
        shares = [share for run in before if (share := _share(run, name)) is not None]
        filled, pages = _filled(of_run)
        if not pages:
            continue
        examples = of_run.get("examples")
        found.append(
            FieldFill(
                name=name,
                filled=filled,
                pages=pages,
                usual=median(shares) if shares else None,
                history=[*reversed(shares), filled / pages],
                examples=[example for example in examples or () if isinstance(example, str)],
            )
        )
    return found


def _share(record: RunRecord, name: str) -> float | None:
    filled, pages = _filled(record.dictionary("fields").get(name))
    return filled / pages if pages else None


def _filled(counts: Any) -> tuple[int, int]:
    """Return (filled, all) numbers of pages from a report's counts of a field."""
    if not isinstance(counts, dict):
        return 0, 0
    filled, missing = (counts.get(name) for name in ("filled", "missing"))
    if not isinstance(filled, int) or not isinstance(missing, int) or min(filled, missing) < 0:
        return 0, 0
    return filled, filled + missing


def network(record: RunRecord) -> Network:
    """Return the Network of a run; values that its report lacks are empty."""
    found = record.dictionary("network")
    hosts = found.get("hosts")
    statuses = found.get("statuses")
    times = found.get("answer_ms")
    answers = [_number(times.get(name)) for name in TIMES] if isinstance(times, dict) else []
    return Network(
        size=_number(found.get("bytes")) or 0,
        statuses=bars(
            (str(name), count)
            for name, count in (statuses if isinstance(statuses, dict) else {}).items()
            if isinstance(count, int)
        ),
        answer_ms=[answer for answer in answers if answer is not None],
        hosts=[
            Host(
                name=name,
                requests=int(_number(figures.get("requests")) or 0),
                per_second=_number(figures.get("per_second")),
                shortest_gap=_number(figures.get("shortest_gap")),
                delay=_number(figures.get("delay")) or 0,
                waited=_number(figures.get("waited")) or 0,
            )
            for name, figures in (hosts if isinstance(hosts, dict) else {}).items()
            if isinstance(figures, dict)
        ],
        more_hosts=int(_number(found.get("more_hosts")) or 0),
    )


def _number(value: Any) -> float | None:
    return value if isinstance(value, int | float) else None
