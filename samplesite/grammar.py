"""Sentence frames and their slots, read from the text files in `grammar/`.

A frame is a line of Hindi. `[a|b]` is one of a and b; `{name}` a slot; `{+name}` the same slot
filled with another; `{5-15}` a number. Within one article a slot of the topic keeps its filler, so
that headline and body agree; those in `FRESH` (officials, days in the body, amounts) change from
sentence to sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from random import Random
from typing import TypeVar

T = TypeVar("T")
SECTION_SLUGS = ("india", "international", "entertainment", "sports", "astro", "utility")

FRESH = frozenset(
    "said official dept weekday priest team minister filmmaker institute pct most small rs".split()
)
# Headline, summary and lead speak of one day.
_FRESH_BEFORE_BODY = FRESH - {"weekday"}
# A topic's numbers hold for the whole article; those of the shared pools are told of other things.
STORY_WIDE = frozenset(
    "place place_en state country country_en capital country2 zodiac deity bank phone month".split()
)

ENGLISH = {
    "weekday": "monday tuesday wednesday thursday friday saturday sunday".split(),
    "month": (
        "january february march april may june july august september october november december"
    ).split(),
    "zodiac": (
        "aries taurus gemini cancer leo virgo libra scorpio sagittarius capricorn aquarius pisces"
    ).split(),
}

_DAY_PARTS = ("सुबह", "सुबह", "दोपहर", "शाम", "रात")
_DAY_PART_HOURS = ((6, 8), (9, 11), (12, 3), (4, 7), (8, 11))


def _read(name: str) -> list[str]:
    text = (files("samplesite") / "grammar" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _slots() -> dict[str, tuple[str, ...]]:
    slots: dict[str, list[str]] = {}
    current: list[str] = []
    for line in _read("slots.txt"):
        if line.startswith("@"):
            current = slots.setdefault(line[1:], [])
        else:
            current.append(line)
    return {name: tuple(fillers) for name, fillers in slots.items()}


SLOTS = _slots()
PLACES = [tuple(line.split("\t")) for line in _read("places.tsv")]
COUNTRIES = [tuple(line.split("\t")) for line in _read("countries.tsv")]


class Story:
    """The fillers of one article: what its sentences agree on."""

    __slots__ = ("memo", "rng")

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.memo: dict[str, str] = {}

    def pick(self, options: Sequence[T]) -> T:
        return options[int(self.rng.random() * len(options))]

    def get(self, name: str) -> str:
        """The story's own filler of a slot."""
        if name not in self.memo:
            self.memo[name] = fill(name, self)
        return self.memo[name]


def _place(story: Story) -> None:
    hindi, english, state = PLACES[int(story.rng.random() * len(PLACES))]
    story.memo |= {"place": hindi, "place_en": english, "state": state}


def _country(story: Story) -> None:
    at = int(story.rng.random() * len(COUNTRIES))
    other = (at + 1 + int(story.rng.random() * (len(COUNTRIES) - 1))) % len(COUNTRIES)
    hindi, english, capital = COUNTRIES[at]
    story.memo |= {
        "country": hindi,
        "country_en": english,
        "capital": capital,
        "country2": COUNTRIES[other][0],
    }


def _clock(story: Story) -> str:
    random = story.rng.random
    part = int(random() * len(_DAY_PARTS))
    low, high = _DAY_PART_HOURS[part]
    hour = 12 + int(random() * 4) if high < low else low + int(random() * (high - low + 1))
    return f"{_DAY_PARTS[part]} {(hour - 1) % 12 + 1}:{int(random() * 60):02} बजे"


def _rupees(story: Story) -> str:
    thousands = 15 + int(story.rng.random() * 900)
    rest = ("000", "000", "500")[int(story.rng.random() * 3)]
    if thousands < 100:
        return f"{thousands},{rest} रुपये"
    return f"{thousands // 100},{thousands % 100:02},{rest} रुपये"


def _crore(story: Story) -> str:
    amount = 40 + int(story.rng.random() * 1900)
    return f"{amount:,} करोड़ रुपये"


def _percent(low: int, high: int) -> Callable[[Story], str]:
    def percent(story: Story) -> str:
        tenths = low * 10 + int(story.rng.random() * (high - low) * 10)
        return f"{tenths // 10}.{tenths % 10} फीसदी" if tenths % 10 else f"{tenths // 10} फीसदी"

    return percent


_MAKERS: dict[str, Callable[[Story], str]] = {
    "clock": _clock,
    "rs": _rupees,
    "crore": _crore,
    "pct": _percent(11, 48),
    "most": _percent(52, 89),
    "small": _percent(1, 5),
    "rate": lambda story: f"{6 + int(story.rng.random() * 3)}.{story.pick(['25', '5', '75', '1'])}",
    "quake": lambda story: f"{5 + int(story.rng.random() * 2)}.{1 + int(story.rng.random() * 8)}",
}
_TOGETHER = dict.fromkeys(("place", "place_en", "state"), _place) | dict.fromkeys(
    ("country", "country_en", "capital", "country2"), _country
)
_RANGE = re.compile(r"(\d+)-(\d+)")


def fill(name: str, story: Story) -> str:
    """A filler for a slot, chosen by the story's generator."""
    if match := _RANGE.fullmatch(name):
        low, high = int(match[1]), int(match[2])
        return str(low + int(story.rng.random() * (high - low + 1)))
    if maker := _MAKERS.get(name):
        return maker(story)
    if together := _TOGETHER.get(name):
        together(story)
        return story.memo[name]
    if name.endswith("_en"):
        base = name.removesuffix("_en")
        return ENGLISH[base][SLOTS[base].index(story.get(base))]
    return story.pick(SLOTS[name])


def _another(name: str, story: Story) -> str:
    """A filler other than the story's own."""
    options = [row[0] for row in PLACES] if name == "place" else list(SLOTS[name])
    at = options.index(story.get(name))
    return options[(at + 1 + int(story.rng.random() * (len(options) - 1))) % len(options)]


Part = Callable[[Story], str] | str


def _slot(name: str, shared: bool, fresh: frozenset[str]) -> Callable[[Story], str]:
    if name.startswith("+"):
        return lambda story: _another(name[1:], story)
    if name in fresh or (shared and name not in STORY_WIDE):
        return lambda story: fill(name, story)
    return lambda story: story.memo[name] if name in story.memo else story.get(name)


def _choice(options: list[tuple[Part, ...]]) -> Callable[[Story], str]:
    return lambda story: render(options[int(story.rng.random() * len(options))], story)


_TOKEN = re.compile(r"\[[^\]]*\]|\{[^}]*\}")


def _compile(frame: str, shared: bool = False, fresh: frozenset[str] = FRESH) -> tuple[Part, ...]:
    parts: list[Part] = []
    end = 0
    for match in _TOKEN.finditer(frame):
        if match.start() > end:
            parts.append(frame[end : match.start()])
        token = match[0]
        if token.startswith("["):
            parts.append(
                _choice([_compile(option, shared, fresh) for option in token[1:-1].split("|")])
            )
        else:
            parts.append(_slot(token[1:-1], shared, fresh))
        end = match.end()
    if end < len(frame):
        parts.append(frame[end:])
    return tuple(parts)


def render(frame: tuple[Part, ...], story: Story) -> str:
    """The frame's text for a story."""
    return "".join([part if isinstance(part, str) else part(story) for part in frame])


Frames = list[tuple[Part, ...]]


@dataclass
class Topic:
    """What can be told of one kind of event. `slug` is the English slug's frame."""

    key: str
    slug: tuple[Part, ...]
    tags: list[str] = field(default_factory=list)
    head: Frames = field(default_factory=list)
    sum: Frames = field(default_factory=list)
    lead: Frames = field(default_factory=list)
    body: Frames = field(default_factory=list)
    point: Frames = field(default_factory=list)
    sub: Frames = field(default_factory=list)
    steps: Frames = field(default_factory=list)
    cap: Frames = field(default_factory=list)


@dataclass
class Section:
    """A section of the site: its path, its name in Hindi, who writes it, what it tells of."""

    slug: str
    name: str = ""
    desks: list[str] = field(default_factory=list)
    pool: Frames = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)


def _key(slug: str) -> str:
    return "-".join(word for word in slug.split("-") if "{" not in word and "}" not in word)


def _section(slug: str) -> Section:
    section = Section(slug)
    topic: Topic | None = None
    for line in _read(f"{slug}.txt"):
        label, text = line.split(": ", 1)
        if label == "section":
            section.name = text
        elif label == "desk":
            section.desks = text.split(", ")
        elif label == "topic":
            topic = Topic(_key(text), _compile(text))
            section.topics.append(topic)
        elif topic is None:
            section.pool.append(_compile(text, shared=True))
        elif label == "tags":
            topic.tags = text.split(", ")
        else:
            frames: Frames = getattr(topic, "body" if label == "B" else label)
            frames.append(_compile(text, fresh=FRESH if label == "B" else _FRESH_BEFORE_BODY))
    return section


@cache
def sections() -> tuple[Section, ...]:
    """The site's sections, in the order of `SECTION_SLUGS`."""
    return tuple(_section(slug) for slug in SECTION_SLUGS)


@cache
def common() -> Frames:
    """Frames that fit any story."""
    return [_compile(line.removeprefix("B: "), shared=True) for line in _read("common.txt")]
