"""Compute what the tables and charts of the page show."""

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
MIN_DROP = 0.1  # a field that was filled on so much less of the pages than usual is marked
# Two requests may be so many seconds nearer than the delay: clocks and timers are not exact.
TOLERANCE = 0.05
TIMES = ("median", "p95", "longest")  # of answers, in the report


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a bar chart: ``share`` is that of the longest bar, from 0 to 1."""

    name: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class FieldFill:
    """On which share of the pages a field was filled, from 0 to 1.

    Attributes:
        usual: The median of the runs before; None where there was none.
        history: The shares of the runs before, oldest first, and of this one.
        examples: URLs of pages without it.
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
    """The requests to one host; ``is_kept``: the delay was, None where there was none to keep."""

    name: str
    requests: int
    per_second: float | None
    shortest_gap: float | None
    delay: float
    waited: float

    @property
    def is_kept(self) -> bool | None:
        """Whether no two requests were nearer than the delay between them."""
        if not self.delay or self.shortest_gap is None:
            return None
        return self.shortest_gap >= self.delay - TOLERANCE


@dataclass(frozen=True, slots=True)
class Network:
    """The requests of a run and their answers.

    Attributes:
        size: Bytes of all answers.
        statuses: How many answers had which status.
        answer_ms: Milliseconds until an answer was there: the median, the 95th percentile, the
            longest; [] where no answer came.
        hosts: Those that were asked most.
        more_hosts: How many further hosts were asked.
    """

    size: float
    statuses: list[Bar]
    answer_ms: list[float]
    hosts: list[Host]
    more_hosts: int

    @property
    def waited(self) -> float:
        """Seconds for which hosts were left alone because they asked for that."""
        return sum(host.waited for host in self.hosts)


def bars(counts: Iterable[tuple[str, int]]) -> list[Bar]:
    """Return counts as the bars of a chart, in the same order."""
    rows = list(counts)
    longest = max((count for _, count in rows), default=0)
    return [Bar(name, count, count / longest if longest else 0) for name, count in rows]


def by_section(stories: Iterable[Story]) -> tuple[list[Bar], int]:
    """Return the articles of each section, the most first, and how many sections are left out.

    The name of the articles without a section is "".
    """
    rows = Counter(story.section for story in stories).most_common()
    rows.sort(key=lambda row: (-row[1], row[0]))
    return bars(rows[:MAX_SECTIONS]), max(0, len(rows) - MAX_SECTIONS)


def by_hour(stories: Iterable[Story]) -> tuple[list[Bar], int]:
    """Return the articles published in each hour of the day in India, and how many have no time."""
    hours: Counter[int] = Counter()
    unknown = 0
    for story in stories:
        if story.published_at is None or not story.is_exact:
            unknown += 1
        else:
            hours[story.published_at.astimezone(IST).hour] += 1
    return bars((f"{hour:02}", hours[hour]) for hour in range(24)), unknown


def field_fill(record: RunRecord, before: Sequence[RunRecord]) -> list[FieldFill]:
    """Return the fill of each field in a run beside the runs before it, which are newest first."""
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
    """Return (filled, all) pages of what a report says of a field."""
    if not isinstance(counts, dict):
        return 0, 0
    filled, missing = (counts.get(name) for name in ("filled", "missing"))
    if not isinstance(filled, int) or not isinstance(missing, int) or min(filled, missing) < 0:
        return 0, 0
    return filled, filled + missing


def network(record: RunRecord) -> Network:
    """Return what a run asked of whom, and what came; what its report lacks is empty."""
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
