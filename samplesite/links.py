"""Which stories an article links to, and how the links are written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from samplesite.article import Brief, Writer
from samplesite.markup import ORIGIN
from samplesite.mixing import mix
from samplesite.plan import Plan

DEAD_RELATED = "/india/page-taken-down-by-the-desk-news-39011"
DEAD_RELATED_HEADLINE = "यह खबर अब वेबसाइट पर मौजूद नहीं है"


@dataclass(slots=True)
class Link:
    """A link to a story: `href` as written, `path` the story's own."""

    path: str
    href: str
    headline: str


@dataclass(slots=True)
class Related:
    also_read_box: list[Link]
    also_read_line: list[Link]
    slider: list[Link]


def written(path: str, choice: int) -> str:
    """An address of the site as an editor may write it: half absolute, some with baggage."""
    href = ORIGIN + path if choice & 1 else path
    baggage = choice >> 1 & 31
    if baggage < 3:
        return href + "?utm_source=related&utm_medium=web"
    return href + "#comments" if baggage == 3 else href


def as_amp(path: str, choice: int) -> str:
    """An address of the AMP page of an article, mostly the page's own."""
    forms = (f"/amp{path}", f"{ORIGIN}/amp{path}", f"{ORIGIN}/amp{path}", f"{path}?amp=1")
    at = choice % 5
    return forms[at] if at < 4 else ORIGIN.replace("//www.", "//amp.") + path


class Linker:
    """Finds the related stories of an article: bulk ones, and its own children."""

    def __init__(self, plan: Plan, writer: Writer) -> None:
        self.plan = plan
        self.brief = lru_cache(maxsize=1 << 13)(writer.brief)
        self.dead_parent = plan.bulk_near(plan.articles // 2, plan.articles)

    def link(self, n: int, m: int, slot: int) -> Link:
        """How article n writes a link to article m."""
        brief: Brief = self.brief(m)
        choice = mix("href", n, slot)
        href = written(brief.linked, choice)
        if self.plan.lot(m) == "amp" and choice >> 8 & 1:
            href = as_amp(brief.path, choice >> 9)
        return Link(brief.path, href, brief.first_headline)

    def related(self, n: int) -> Related:
        plan = self.plan
        limit = plan.generation(n)[1]
        choice = mix("related", n)

        def others(count: int, first: int) -> list[Link]:
            used = [n]
            for slot in range(first, first + count):
                used.append(plan.bulk_near(mix("target", n, slot), limit, used))
            return [self.link(n, used[at], first + at) for at in range(1, count + 1)]

        related = Related([], [], others(3 + choice % 3, 0))
        if choice // 10 % 100 < 28:
            related.also_read_box = others(3, 10)
        if choice // 1000 % 100 < 36:
            related.also_read_line = others(1, 20)
        self._children(n, related)
        if choice // 100_000 % 100 < 4:  # sliders hold the page itself now and then
            related.slider.insert(1, self.link(n, n, 30))
        if related.also_read_line and choice // 10_000_000 % 100 < 15:
            related.slider.append(related.also_read_line[0])
        if n == self.dead_parent:
            related.slider.append(Link(DEAD_RELATED, DEAD_RELATED, DEAD_RELATED_HEADLINE))
        return related

    def web_stories(self, n: int) -> list[Link]:
        """Links to one or two web stories, which may be the page's own."""
        limit = self.plan.generation(n)[1]
        near = {self.plan.web_story_near(mix("web stories", n, slot), limit) for slot in range(2)}
        return [self.link(n, m, 50) for m in sorted(near)]

    def _children(self, n: int, related: Related) -> None:
        """Stories that are linked from here and nowhere else."""
        for child in self.plan.children(n):
            link = self.link(n, child, 40)
            if child % 40 in (23, 35) or child >= self.plan.total:
                related.slider.insert(2, link)
            elif child % 40 == 27:
                related.also_read_box = [*related.also_read_box[:2], link]
            else:
                related.also_read_line.append(link)
