"""What an article's page shows beside its text, and the gold that follows from it."""

from __future__ import annotations

from html import escape
from random import Random
from typing import Any

from samplesite.article import HOUSE_DESKS, Article
from samplesite.body_html import Decoration
from samplesite.clock import iso, printed
from samplesite.dirt import Dirt
from samplesite.grammar import sections
from samplesite.links import Link, Linker
from samplesite.markup import ARTICLE, IMAGES, ORIGIN, PREFIXES
from samplesite.mixing import mix
from samplesite.plan import HOUR, Plan

CREDITS = ("ANI", "Social Media", "X", "IANS", "PTI", "India Daily")
ALL_DESKS = list(dict.fromkeys([*HOUSE_DESKS, *(d for s in sections() for d in s.desks)]))
YEAR = 365 * 24 * HOUR
# Forms of the date label.
UPDATED_SHORT, UPDATED_LONG, BOTH, NO_LABEL = range(4)


def body_of(parts: list[dict[str, Any]]) -> str:
    """The text of sections: headings and paragraphs joined by a blank line."""
    return "\n\n".join(
        text
        for part in parts
        for text in ([part["heading"]] if part["heading"] else []) + part["paragraphs"]
    )


class ArticlePage:
    """One article's page: its facts, and its gold. `article_html` makes the markup.

    Other kinds of pages are subclasses, which also know the markup that they alone have.
    """

    def __init__(self, plan: Plan, linker: Linker, article: Article) -> None:
        self.plan = plan
        self.article = article
        self.trap = plan.lot(article.n)
        if self.trap == "site_name_summary":
            article.summary = None
        self.published = plan.published(article.n)
        self.updated = plan.updated(article.n)
        self.related = linker.related(article.n)
        self.prefix = PREFIXES[mix("prefix", article.n) % 100 < 14]
        self.choose_dates(mix("dates", article.n))
        self._choose_authors(mix("authors", article.n))
        self.choose_image(mix("image", article.n))
        rng = Random(mix("layout", article.n))
        self.decorations = self.decorate(rng)

    def choose_dates(self, choice: int) -> None:
        share = choice % 100
        bounds = ((34, UPDATED_SHORT), (64, UPDATED_LONG), (93, BOTH), (100, NO_LABEL))
        self.label = next(label for bound, label in bounds if share < bound)
        bad_label = self.trap in ("future_label", "ancient_label")
        if bad_label and self.label == NO_LABEL:
            self.label = UPDATED_SHORT
        self.json_ld = choice // 100 % 100 < 48 or self.label == NO_LABEL
        self.json_ld = self.json_ld or bad_label or self.trap == "no_h1"
        either = self.label == BOTH and choice // 10**6 % 2 == 0
        self.long_month = either or self.label == UPDATED_LONG

    def _choose_authors(self, choice: int) -> None:
        desks = next(s.desks for s in sections() if s.slug == self.article.section_slug)
        house = HOUSE_DESKS[choice // 100 % 2]
        desk = desks[choice // 1000 % len(desks)]
        share = choice % 100
        self.authors_in_markup = share < 86
        self.authors = [house] if share < 45 else [desk] if share < 72 else [desk, house]
        if not self.authors_in_markup and not self.json_ld:
            self.authors = []

    def choose_image(self, choice: int) -> None:
        self.image: dict[str, str | None] | None = None
        self.alt, self.visible_caption, self.credit = "", "", None
        if choice % 100 < 7:
            return
        url = f"{IMAGES}/16_9/16_9_0/{self.article.topic.key}-{choice % 10**9}.webp"
        shape = choice // 100 % 100
        if shape < 68:
            self.alt = f"{self.article.place} {self.article.topic.tags[0]}"
        if shape < 25 or 60 <= shape < 66 or 80 <= shape < 86:
            self.visible_caption = self.article.caption
        if 25 <= shape < 66 or shape >= 93:
            self.credit = CREDITS[choice // 10_000 % len(CREDITS)]
        caption = self.visible_caption or self.alt or None
        self.image = {"url": url, "caption": caption, "credit": self.credit}

    def decorate(self, rng: Random) -> list[Decoration]:
        """What the editor put between the paragraphs, in page order."""
        count = sum(len(blocks) for _, blocks in self.article.sections)
        found: list[Decoration] = []

        def put(kind: str, **facts: Any) -> None:
            at = 1 + int(rng.random() * count) if count > 1 else 1
            found.append(Decoration(min(at, count), kind, facts))

        for kind, chance in (("ad", 0.7), ("ad", 0.5), ("tweet", 0.16), ("instagram", 0.08),
                             ("empty", 0.15), ("comment", 0.1), ("script", 0.1)):  # fmt: skip
            if rng.random() < chance:
                put(kind, number=int(rng.random() * 10**9))
        if rng.random() < 0.06:
            put("youtube", url=f"https://www.youtube.com/embed/{int(rng.random() * 10**11):011}")
        if rng.random() < 0.12:
            key = f"{self.article.topic.key}-body-{int(rng.random() * 10**9)}"
            alt = self.article.caption if rng.random() < 0.6 else ""
            put("image", url=f"{IMAGES}/16_9/16_9_2/{key}.webp", alt=alt)
        if self.related.also_read_box:
            put("also_read_box", links=self.related.also_read_box)
        for link in self.related.also_read_line:
            put("also_read_line", links=[link], label=int(rng.random() * 3))
        if self.article.highlights:
            put("highlights", lines=self.article.highlights)
        if self.article.agency:
            found.append(Decoration(count + 1, "agency", {"text": self.article.agency[0]}))
        return sorted(found, key=lambda decoration: decoration.at)

    def label_instant(self, name: str) -> int:
        """What the label of `published` or `updated` prints, which a trap makes untrue."""
        if self.trap == "ancient_label" and (name == "published") == (self.label == BOTH):
            return 0
        if self.trap == "future_label" and name == "updated":
            return self.updated + 60 * YEAR
        return self.published if name == "published" else self.updated

    @property
    def amp(self) -> str:
        """The address of its AMP page; empty where it has none."""
        if not self.plan.has_amp(self.article.n):
            return ""
        return self.article.url.replace(ORIGIN, ORIGIN + "/amp")

    @property
    def canonical(self) -> str:
        """What the page names as its own address."""
        if self.trap == "canonical_elsewhere":
            return self.article.url.replace(ORIGIN, "https://news.example.org")
        if self.trap == "canonical_of_another":
            return ORIGIN + self.related.slider[0].path
        return self.article.url

    @property
    def json_ld_section(self) -> str | None:
        return self.article.section

    def hero(self, dirt: Dirt) -> str:
        """What stands above the body: the picture with its caption."""
        if not self.image:
            return ""
        return ARTICLE["hero"].format(
            url=self.image["url"],
            alt=escape(self.alt),
            caption=dirt.heading(self.visible_caption) if self.visible_caption else "",
            credit=f"<b>Courtesy:</b> {self.credit}" if self.credit else "",
        )

    @property
    def has_body(self) -> bool:
        """Whether the body's element is there at all."""
        return True

    def inside_body(self, dirt: Dirt) -> str:
        """What this kind of page has at the end of its body's element."""
        return ""

    def after_body(self, dirt: Dirt) -> str:
        """What this kind of page has between its body and its tags."""
        return ""

    def gold(self) -> dict[str, Any]:
        """The article as it must come out of the page."""
        article = self.article
        parts = self.gold_sections()
        known = {} if article.number is None else {"id": f"indiadaily:{article.number}"}
        return known | {
            "url": article.url,
            "site": "indiadaily",
            "kind": article.kind,
            "headline": article.headline,
            "summary": article.summary,
            "authors": self.authors,
            "tags": article.tags,
            "breadcrumbs": self.breadcrumbs(),
            "section": article.section,
            "dateline": article.dateline,
            "agency": article.agency[1] if article.agency else None,
            **self.gold_dates(),
            "language": "hi",
            "sections": parts,
            "body": body_of(parts),
            "highlights": article.highlights,
            "live_updates": self.gold_live_updates(),
            "images": self.gold_images(),
            "videos": self.gold_videos(),
            "related": self._gold_related(),
        }

    def gold_sections(self) -> list[dict[str, Any]]:
        return [
            {"heading": heading, "paragraphs": [block.text for block in blocks]}
            for heading, blocks in self.article.sections
        ]

    def gold_live_updates(self) -> list[dict[str, str | None]]:
        return []

    def gold_videos(self) -> list[dict[str, str | None]]:
        return [
            {"url": d.facts["url"], "provider": "youtube", "credit": None}
            for d in self.decorations
            if d.kind == "youtube"
        ]

    def gold_dates(self) -> dict[str, str | None]:
        """Markup before JSON-LD, for each of the two by itself, where it can be true."""
        dates: dict[str, tuple[str | None, str | None, str | None]] = {}
        for name, instant, labelled in (
            ("published", self.published, self.label == BOTH),
            ("updated", self.updated, self.label != NO_LABEL),
        ):
            if labelled and self.label_instant(name) == instant:
                dates[name] = (iso(instant, False), printed(instant, self.long_month), "minute")
            elif self.json_ld:
                # Full minutes count as such: the shared date table reads `…:00` so.
                dates[name] = (iso(instant), iso(instant), "second" if instant % 60 else "minute")
            else:
                dates[name] = (None, None, None)
        published, updated = dates["published"], dates["updated"]
        return {
            "published_at": published[0],
            "updated_at": updated[0],
            "published_raw": published[1],
            "updated_raw": updated[1],
            "published_precision": published[2],
            "updated_precision": updated[2],
        }

    def gold_images(self) -> list[dict[str, str | None]]:
        body = [
            {"url": d.facts["url"], "caption": d.facts["alt"] or None, "credit": None}
            for d in self.decorations
            if d.kind == "image"
        ]
        return ([self.image] if self.image else []) + body

    def inner_links(self) -> list[Link]:
        """Links to other stories before the slider's, in page order."""
        return [link for d in self.decorations for link in d.facts.get("links", ())]

    def _gold_related(self) -> list[dict[str, str]]:
        first: dict[str, str] = {}
        for link in [*self.inner_links(), *self.related.slider]:
            url = ORIGIN + link.path
            if url != self.article.url:
                first.setdefault(url, link.headline)
        return [{"url": url, "headline": headline} for url, headline in first.items()]

    def breadcrumbs(self) -> list[str]:
        crumbs = ["होम", self.article.section]
        if mix("crumbs", self.article.n) % 10 < 7:
            crumbs.append(self.article.headline)
        return crumbs
