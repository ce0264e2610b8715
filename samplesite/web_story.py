"""A web story: an amp-story whose pages hold a picture and a few words each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape
from random import Random
from typing import Any

from samplesite.article import Article
from samplesite.article_page import ALL_DESKS, CREDITS, NO_LABEL, ArticlePage
from samplesite.body_html import Decoration
from samplesite.clock import IST, iso
from samplesite.dirt import Dirt
from samplesite.drawer import Drawer
from samplesite.json_ld import WITH_CRUMBS, crumbs_of, json_ld, shape_of
from samplesite.links import Link, Linker
from samplesite.markup import IMAGES, WEB_STORY
from samplesite.mixing import mix
from samplesite.plan import Plan

_PAD = "\n" + " " * 14
_MOVE = ' animate-in="fly-in-bottom" animate-in-duration="1s"'


@dataclass(slots=True)
class Slide:
    """A page after the first. `image` is None where it has no picture."""

    image: dict[str, str | None] | None
    heading: str | None
    paragraphs: list[str]


class WebStory(ArticlePage):
    """A web story's page: no summary, no tags, no breadcrumbs; one date, which has no label."""

    def __init__(self, plan: Plan, linker: Linker, article: Article) -> None:
        article.summary, article.tags, article.highlights = None, [], []
        super().__init__(plan, linker, article)
        related, others = self.related, linker.web_stories(article.n)
        self.links = [*related.slider[:2], *others, *related.slider[2:]]
        self.links += related.also_read_box + related.also_read_line
        choice = mix("web story", article.n)
        self.slides = [_slide(article, at, article.drawer) for at in range(2, 5 + choice % 5)]
        for epoch in plan.edits(article.n):
            drawer = article.drawer.edited(article.n, epoch)
            self.slides.append(_slide(article, len(self.slides) + 2, drawer))

    def choose_dates(self, choice: int) -> None:
        super().choose_dates(choice)
        self.label, self.json_ld = NO_LABEL, choice // 100 % 100 < 48

    def choose_image(self, choice: int) -> None:
        super().choose_image(choice)
        alt = self.alt if choice // 10**6 % 4 == 0 else ""
        key = f"{self.article.topic.key}-{choice % 10**9}"
        self.image = _picture(key, alt, None)

    def decorate(self, rng: Random) -> list[Decoration]:
        return []

    def inner_links(self) -> list[Link]:
        return self.links

    @property
    def json_ld_section(self) -> str | None:
        return self.article.section if self.article.n % 2 else None

    def breadcrumbs(self) -> list[str]:
        return []

    @property
    def date(self) -> str:
        return datetime.fromtimestamp(self.published, IST).strftime("%Y/%m/%d %H:%M:%S IST")

    def gold_dates(self) -> dict[str, str | None]:
        dates = super().gold_dates()  # by JSON-LD alone
        return dates | {
            "published_at": iso(self.published),
            "published_raw": self.date,
            "published_precision": "second",
        }

    def gold_sections(self) -> list[dict[str, Any]]:
        return [
            {
                "heading": slide.heading,
                "paragraphs": slide.paragraphs,
                "image": slide.image["url"] if slide.image else None,
            }
            for slide in self.slides
        ]

    def gold_images(self) -> list[dict[str, str | None]]:
        pictures = [self.image, *(slide.image for slide in self.slides)]
        return [picture for picture in pictures if picture]

    def gold(self) -> dict[str, Any]:
        """Nothing is printed of a section; metadata may name one, and a trail; the address does."""
        said = self.json_ld and shape_of(self.article.n) in WITH_CRUMBS
        crumbs = crumbs_of(self.article.section_slug) if said else []
        section = self.json_ld_section if self.json_ld else None
        return super().gold() | {
            "breadcrumbs": crumbs,
            "section": section or (crumbs or self.article.url.split("/"))[-1 if crumbs else -2],
        }


def _picture(key: str, alt: str, credit: str | None) -> dict[str, str | None]:
    url = f"{IMAGES}/9_16/9_16_0/{key}.webp"
    return {"url": url, "caption": alt or None, "credit": credit}


def _slide(article: Article, at: int, drawer: Drawer) -> Slide:
    choice = mix("slide", article.n, at)
    topic = article.topic
    image = None
    if choice % 100 < 93:
        credit = CREDITS[choice // 1000 % len(CREDITS)] if choice // 100 % 10 < 7 else None
        alt = drawer.title(topic.cap) if choice // 10**4 % 10 < 3 else ""
        image = _picture(f"{topic.key}-slide-{choice % 10**9}", alt, credit)
    heading = None
    if choice // 10**5 % 100 < 88:
        heading = drawer.title((topic.sub, topic.point)[choice // 10**7 % 2])
    two = choice // 10**8 % 100 < 25
    return Slide(image, heading, [drawer.fact() for _ in range(1 + two)])


def _picture_html(image: dict[str, str | None] | None, at: int) -> str:
    """Now and then the element is not closed, as in the site's own template."""
    if image is None:
        return ""
    html = WEB_STORY["picture"].format(
        hero=" data-hero" if at == 1 else "",
        url=image["url"],
        alt=f' alt="{escape(image["caption"])}"' if image["caption"] else "",
    )
    return html if at % 3 == 2 else f"{html}\n          </amp-img>"


def _slide_html(slide: Slide, at: int, dirt: Dirt) -> str:
    rows = []
    if slide.heading:
        rows.append(f"<h2{_MOVE}><span>{dirt.heading(slide.heading)}</span></h2>")
    tag = "p" if len(slide.paragraphs) > 1 or at % 5 == 0 else "h3"
    rows += [f"<{tag}{_MOVE}>{dirt.paragraph(text)}</{tag}>" for text in slide.paragraphs]
    if slide.image and slide.image["credit"]:
        rows.append(f'<div class="amp-Credit"{_MOVE}>Credit: {slide.image["credit"]}</div>')
    picture = _picture_html(slide.image, at)
    return WEB_STORY["slide"].format(at=at, picture=picture, inside=_PAD.join(rows))


def web_story_html(story: WebStory) -> bytes:
    """The whole page."""
    article = story.article
    dirt = Dirt(Random(mix("dirt", article.n)))
    assert story.image
    authors = [
        f'<a href="/author/desk-{ALL_DESKS.index(name)}">{name}</a>'
        for name in story.authors
        if story.authors_in_markup
    ]
    cover = WEB_STORY["cover"].format(
        picture=_picture_html(story.image, 1),
        headline=dirt.heading(article.headline),
        author=" ".join(authors),
        date=story.date,
        number=article.n % 9,
    )
    pages = [cover, *(_slide_html(slide, at, dirt) for at, slide in enumerate(story.slides, 2))]
    links = [
        WEB_STORY["link"].format(
            href=escape(link.href), number=at, headline=escape(link.headline, quote=False)
        )
        for at, link in enumerate(story.links)
    ]
    pages.append(WEB_STORY["more"].format(at=len(pages) + 1, links="\n".join(links)))
    head = "".join(f"\n    {row}" for row in json_ld(story))
    return (
        WEB_STORY["story"]
        .format(
            title=escape(article.headline),
            url=article.url,
            head=head,
            poster=story.image["url"],
            pages="\n".join(pages),
        )
        .encode()
    )
