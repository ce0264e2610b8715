"""One article as a reader should read it: clean text, its parts in order; dirt comes later."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from samplesite.drawer import Drawer
from samplesite.grammar import SECTION_SLUGS, Story, Topic, render, sections
from samplesite.markup import ORIGIN
from samplesite.mixing import mix
from samplesite.plan import FIRST_NUMBER, Plan
from samplesite.style import Style
from samplesite.tables import table_lines

HOUSE_DESKS = ("India Daily 24X7", "India Daily Live")
HEADLINE_EDITS = ("", "अपडेट: ", "बड़ी खबर: ", "जानिए पूरा मामला: ")
AGENCIES = (
    ("(इनपुट: भाषा)", "भाषा"),
    ("(एजेंसी)", "एजेंसी"),
    ("इनपुट: भाषा", "भाषा"),
    ("(इनपुट: एजेंसी)", "एजेंसी"),
)
SLUG_ENDS = ("", "-know-details", "-full-story", "-latest", "-explained", "-brmp", "-brmp")
# How many in a hundred have no body at all, and how many sections the others keep at most.
BODIES = {"live": (25, 2), "photo": (30, 1), "video": (20, 9), "webstory": (100, 0)}
# Sections that web stories have in other words.
WEB_STORY_SECTIONS = {"astro": "lifestyle", "utility": "technology"}
BODY_EDITED = ("article", "video")  # the others have edits of their own


@dataclass(slots=True)
class Block:
    """A paragraph. `kind` is p, split (in one <p> with the next), br, ul, ol, table or quote."""

    kind: str
    lines: list[str]

    @property
    def text(self) -> str:
        if self.kind == "ol":  # the numbers that a browser shows
            return "\n".join(f"{number}. {line}" for number, line in enumerate(self.lines, 1))
        return "\n".join(self.lines)


@dataclass(slots=True)
class Article:
    """What the page says, clean. `place` is the town, or abroad the country.

    `drawer` has more to tell of the same story.
    """

    n: int
    kind: str
    drawer: Drawer
    revision: int
    topic: Topic
    place: str
    url: str
    number: int | None
    section: str
    section_slug: str
    headline: str
    first_headline: str
    summary: str | None
    dateline: str | None
    agency: tuple[str, str] | None
    sections: list[tuple[str | None, list[Block]]] = field(default_factory=list)
    highlights: list[str] = field(default_factory=list)
    caption: str = ""
    tags: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Brief:
    """What other pages show of an article: its address and its headlines.

    `linked` is the path that links name where they name one only: the AMP page's of some.
    """

    n: int
    path: str
    linked: str
    first_headline: str
    headline: str
    topic: Topic


class Writer:
    """Writes the articles of a plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def _begin(self, n: int) -> tuple[Story, Topic, str, str]:
        """The story with its slug and its first headline: always the same first draws."""
        section = sections()[self.plan.section(n)]
        topic = section.topics[self.plan.topic(n)]
        story = Story(Random(mix("article text", n)))
        story.get("place")
        headline = render(story.pick(topic.head), story)
        slug = render(topic.slug, story) + story.pick(SLUG_ENDS)
        return story, topic, headline, slug

    def _path(self, n: int, slug: str) -> str:
        section = SECTION_SLUGS[self.plan.section(n)]
        if self.plan.kind(n) == "webstory":
            place = WEB_STORY_SECTIONS.get(section, section)
            return f"/webstory/{place}/{slug}-{FIRST_NUMBER + n}"
        if self.plan.is_old(n):
            return f"/{section}/{slug}-{self.plan.published(n)}"
        return f"/{section}/{slug}-news-{FIRST_NUMBER + n}"

    def _headline(self, n: int, first: str) -> str:
        edits = sum(self.edit_kind(n, e) == "headline" for e in self.plan.edits(n))
        return HEADLINE_EDITS[edits % len(HEADLINE_EDITS)] + first

    @staticmethod
    def edit_kind(n: int, epoch: int) -> str:
        return ("headline", "add", "remove", "date")[mix("edit kind", n, epoch) % 4]

    def brief(self, n: int) -> Brief:
        _, topic, headline, slug = self._begin(n)
        first = Style(n).apply(headline)
        path = self._path(n, slug)
        linked = f"/amp{path}" if self.plan.lot(n) in ("amp_linked", "amp_only") else path
        return Brief(n, path, linked, first, self._headline(n, first), topic)

    def article(self, n: int) -> Article:
        plan = self.plan
        story, topic, headline, slug = self._begin(n)
        style = Style(n)
        section = sections()[plan.section(n)]
        first = style.apply(headline)
        choice = mix("article", n)
        drawer = Drawer(story, style, plan.section(n), topic)
        article = Article(
            n=n,
            kind=plan.kind(n),
            drawer=drawer,
            revision=len(plan.edits(n)) + 1,
            topic=topic,
            place=story.get("country" if section.slug == "international" else "place"),
            url=ORIGIN + self._path(n, slug),
            number=None if plan.is_old(n) else FIRST_NUMBER + n,
            section=section.name,
            section_slug=section.slug,
            headline=self._headline(n, first),
            first_headline=first,
            summary=None,
            dateline=None,
            agency=AGENCIES[choice // 100 % len(AGENCIES)] if choice % 100 < 22 else None,
        )
        if choice // 1000 % 100 < 92:
            article.summary = style.summary(render(story.pick(topic.sum), story))
        self._write_body(article, drawer)
        article.caption = drawer.title(topic.cap)
        if choice // 10_000 % 100 < 25:
            count = 2 + choice // 1_000_000 % 2
            article.highlights = [drawer.title(topic.point) for _ in range(count)]
        if choice // 10_000_000 % 100 < 90:
            article.tags = [*topic.tags[: 2 + choice % 3], article.place]
        self._shorten(article)
        if article.kind in BODY_EDITED:
            for epoch in plan.edits(n):
                self._edit_body(article, epoch)
        return article

    @staticmethod
    def _shorten(article: Article) -> None:
        """Kinds that tell their story elsewhere have a short body, or none."""
        if article.kind == "article":
            return
        none, most = BODIES[article.kind]
        if mix("short body", article.n) % 100 < none:
            most = 0
        del article.sections[most:]
        if not most:
            article.dateline = article.agency = None

    def _write_body(self, article: Article, drawer: Drawer) -> None:
        story, style, topic = drawer.story, drawer.style, article.topic
        random = story.rng.random
        lead = style.sentence(drawer.draw(topic.lead))
        lead += " " + drawer.some(2, 3)
        if random() < 0.55:
            abroad = article.section_slug == "international"
            article.dateline = story.get("capital" if abroad else "place")
            lead = f"{article.dateline}: {lead}"
        blocks = [Block("p", [lead])]
        if random() < 0.7:
            blocks.append(Block("p", [drawer.some(2, 4)]))
        article.sections.append((None, blocks))
        for _ in range(1 + int(random() * 4)):
            heading = drawer.title(topic.sub)
            blocks = [Block("p", [drawer.some(2, 4)]) for _ in range(1 + int(random() * 2.4))]
            article.sections.append((heading, blocks))
        self._vary_blocks(article, drawer)

    def _vary_blocks(self, article: Article, drawer: Drawer) -> None:
        """Turn some paragraphs into the shapes that the site's editor makes."""
        random = drawer.story.rng.random
        style = drawer.style
        shape = random()
        blocks = article.sections[-1][1]
        if shape < 0.2:
            lines = self._list_lines(article, drawer)
            numbered = [style.apply(f"{i}. {line}") for i, line in enumerate(lines, 1)]
            blocks.append(Block("br", numbered))
        elif shape < 0.4:
            lines = [style.apply(line) for line in self._list_lines(article, drawer)]
            blocks.append(Block("ul" if shape < 0.32 else "ol", lines))
        elif shape < 0.5:
            blocks[-1].kind = "quote"
        elif shape < 0.58:
            blocks.append(Block("table", table_lines(drawer, article.section_slug)))
        if random() < 0.25:
            for _, several in article.sections:
                if len(several) > 1 and several[0].kind == several[1].kind == "p":
                    several[0].kind = "split"
                    break

    @staticmethod
    def _list_lines(article: Article, drawer: Drawer) -> list[str]:
        frames = article.topic.steps
        return [drawer.draw(frames) for _ in range(min(len(frames), 3 + article.n % 3))]

    def _edit_body(self, article: Article, epoch: int) -> None:
        """A paragraph more or a paragraph less; headline and date are changed elsewhere."""
        kind = self.edit_kind(article.n, epoch)
        if kind == "remove":
            for _, blocks in reversed(article.sections):
                plain = [i for i, block in enumerate(blocks) if block.kind == "p"]
                last = plain[-1] if plain else 0
                if last and blocks[last - 1].kind != "split":
                    del blocks[last]
                    return
            kind = "add"
        if kind == "add":
            drawer = article.drawer.edited(article.n, epoch)
            if not article.sections:
                article.sections.append((None, []))
            article.sections[-1][1].append(Block("p", [drawer.sentences(2)]))
