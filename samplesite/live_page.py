"""A live blog: an article whose news stands in entries with a clock time, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from samplesite.article import Article
from samplesite.article_page import ArticlePage
from samplesite.body_html import Decoration, decoration_html
from samplesite.clock import entry_clock, iso
from samplesite.dirt import Dirt
from samplesite.drawer import Drawer
from samplesite.links import Link, Linker
from samplesite.markup import BODY, LIVE
from samplesite.mixing import mix
from samplesite.plan import HOUR, Plan

# A clock time names an instant only while the page shows less than a day.
SHOWN = 20 * HOUR
_CLOCKS = ("second",) * 7 + ("minute",) * 2 + ("24",)
_PAD = "\n" + " " * 32


@dataclass(slots=True)
class Entry:
    """`at` in Unix seconds, full minutes where the clock shows no seconds."""

    at: int
    clock: str
    heading: str | None
    paragraphs: list[str]
    one_element: bool  # its paragraphs are parted by <br><br>
    tweet: bool


class LivePage(ArticlePage):
    """A live blog's page. Its also-read box stands between the entries."""

    def __init__(self, plan: Plan, linker: Linker, article: Article) -> None:
        super().__init__(plan, linker, article)
        self.entries = _entries(plan, article, self.updated)
        choice = mix("live layout", article.n)
        boxes = [Decoration(1 + choice % 3, "ad", {"number": choice // 10})]
        if self.box:
            boxes.append(Decoration(1 + choice // 100 % 4, "also_read_box", {"links": self.box}))
        self.between = [(min(box.at, len(self.entries)), decoration_html(box)) for box in boxes]

    def decorate(self, rng: Random) -> list[Decoration]:
        self.box, self.related.also_read_box = self.related.also_read_box, []
        return super().decorate(rng)

    def inner_links(self) -> list[Link]:
        return super().inner_links() + self.box

    def gold_live_updates(self) -> list[dict[str, str | None]]:
        return [
            {
                "time": iso(entry.at),
                "heading": entry.heading,
                "text": "\n\n".join(entry.paragraphs),
            }
            for entry in self.entries
        ]

    def inside_body(self, dirt: Dirt) -> str:
        rows = []
        for at, entry in enumerate(self.entries, 1):
            rows.append(LIVE["entry"].format(clock=entry.clock, inside=_inside(entry, dirt)))
            rows += [html for place, html in self.between if place == at]
        return LIVE["updates"].format(entries="\n".join(rows)) + "\n"


def _inside(entry: Entry, dirt: Dirt) -> str:
    texts = [dirt.paragraph(text) for text in entry.paragraphs]
    if entry.one_element:
        rows = [f"<p>{'<br><br>'.join(texts)}&nbsp; <br> &nbsp; </p>"]
    else:
        rows = [f"<p>{text}</p>" for text in texts]
    if entry.heading:
        rows.insert(0, f"<h4>{dirt.heading(entry.heading)}</h4>")
    if entry.tweet:
        rows.append(BODY["tweet"].format(number=entry.at % 10**9))
    return _PAD.join(rows)


def _entry(n: int, at: int, drawer: Drawer) -> Entry:
    """An entry of the minute that `at` begins."""
    choice = mix("live entry", n, at)
    clock = _CLOCKS[choice % len(_CLOCKS)]
    if clock == "second":
        at += choice // 10 % 60
    frames = (drawer.topic.point, drawer.topic.sub)[choice // 1000 % 2]
    heading = drawer.title(frames) if choice // 10_000 % 100 < 75 else None
    paragraphs = [drawer.some(1, 3) for _ in range(1 + choice // 10**6 % 2)]
    together = choice // 10**7 % 100 < 40
    tweet = choice // 10**9 % 100 < 12
    return Entry(at, entry_clock(at, clock), heading, paragraphs, together, tweet)


def _minute(instant: int) -> int:
    return instant - instant % 60


def _entries(plan: Plan, article: Article, updated: int) -> list[Entry]:
    """The newest first; each edit has brought one. None is later than the minute of the update."""
    n = article.n
    span = plan.first_span(n)
    count = min(4 + mix("live count", n) % 5, span // 130)  # no two in one minute
    newest = plan.published(n) + span - 60
    times = [newest - i * (span // count) - mix("live time", n, i) % 60 for i in range(count)]
    entries = [_entry(n, _minute(at), article.drawer) for at in times]
    for epoch in plan.edits(n):
        at = _minute(plan.edited(n, epoch) - 60)
        entries.insert(0, _entry(n, at, article.drawer.edited(n, epoch)))
    return [entry for entry in entries if entry.at > updated - SHOWN]
