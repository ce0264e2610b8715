"""A photo story: an introduction, then photos, each with a caption line and text below it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from random import Random
from typing import Any

from samplesite.article import Article, Writer
from samplesite.article_page import CREDITS, ArticlePage
from samplesite.body_html import Decoration
from samplesite.dirt import Dirt
from samplesite.drawer import Drawer
from samplesite.links import Linker
from samplesite.markup import IMAGES, PHOTO
from samplesite.mixing import mix
from samplesite.plan import Plan

_KEPT = ("also_read_box", "also_read_line")  # without an introduction nothing else is in its place
_PAD = "\n" + " " * 24


@dataclass(slots=True)
class Photo:
    """`caption` is what the line below shows, beside the credit; both may be empty."""

    url: str
    alt: str
    caption: str = ""
    credit: str = ""
    heading: str | None = None
    paragraphs: list[str] = field(default_factory=list)


class PhotoPage(ArticlePage):
    """A photo story's page. It has no picture at its head."""

    def __init__(self, plan: Plan, linker: Linker, article: Article) -> None:
        super().__init__(plan, linker, article)
        n = article.n
        self.photos = [
            _photo(article, at, article.drawer) for at in range(3 + mix("photos", n) % 6)
        ]
        for epoch in plan.edits(n):
            self._edit(epoch)

    def _edit(self, epoch: int) -> None:
        """Another caption, or another photo. A new headline stands by itself."""
        article = self.article
        kind = Writer.edit_kind(article.n, epoch)
        drawer = article.drawer.edited(article.n, epoch)
        if kind == "headline":
            return
        if kind == "remove":
            photo = self.photos[epoch % len(self.photos)]
            captions = (drawer.title(article.topic.cap) for _ in range(2))
            photo.caption = next(each for each in captions if each != photo.caption)
        else:
            self.photos.append(_photo(article, len(self.photos), drawer))

    def choose_image(self, choice: int) -> None:
        super().choose_image(choice)
        self.image = None

    def decorate(self, rng: Random) -> list[Decoration]:
        if self.article.sections:
            return super().decorate(rng)
        self.article.highlights = []
        return [d for d in super().decorate(rng) if d.kind in _KEPT]

    def gold_sections(self) -> list[dict[str, Any]]:
        return [part | {"image": None} for part in super().gold_sections()] + [
            {"heading": photo.heading, "paragraphs": photo.paragraphs, "image": photo.url}
            for photo in self.photos
            if photo.paragraphs
        ]

    def gold_images(self) -> list[dict[str, str | None]]:
        return super().gold_images() + [
            {
                "url": photo.url,
                "caption": photo.caption or photo.alt or None,
                "credit": photo.credit or None,
            }
            for photo in self.photos
        ]

    @property
    def has_body(self) -> bool:
        """Whether there is a place for an introduction."""
        return bool(self.article.sections or self.decorations or self.article.n % 2)

    def after_body(self, dirt: Dirt) -> str:
        rows = []
        for at, photo in enumerate(self.photos, 1):
            rows.append(_photo_html(photo, at, len(self.photos), dirt))
            if at % 3 == 0:
                rows.append(PHOTO["ad"])
        return "\n".join(rows)


def _photo(article: Article, at: int, drawer: Drawer) -> Photo:
    choice = mix("photo", article.n, at)
    topic = article.topic
    photo = Photo(
        url=f"{IMAGES}/16_9/16_9_0/{topic.key}-photo-{choice % 10**9}.webp",
        alt=f"{article.place} {topic.tags[at % len(topic.tags)]}" if choice % 10 < 7 else "",
    )
    line = choice // 10 % 10  # the credit, a caption, both or nothing
    if line < 5 or line == 8:
        photo.credit = CREDITS[choice // 100 % len(CREDITS)]
    if line >= 5 and line < 9:
        photo.caption = drawer.title(topic.cap)
    text = choice // 1000 % 10
    if at == 0 or text < 9:
        photo.paragraphs = [drawer.some(1, 3) for _ in range(1 + choice // 10_000 % 2)]
    if photo.paragraphs and text < 7:
        photo.heading = drawer.title((topic.point, topic.sub)[choice // 10**6 % 2])
    return photo


def _photo_html(photo: Photo, at: int, count: int, dirt: Dirt) -> str:
    rows = [
        PHOTO["photo"].format(
            url=photo.url,
            alt=escape(photo.alt),
            at=at,
            count=count,
            lazy="" if at == 1 else ' loading="lazy"',
            caption=dirt.heading(photo.caption) if photo.caption else "",
            credit=f"<b>Courtesy:</b> {photo.credit}" if photo.credit else "",
        )
    ]
    if photo.paragraphs or at % 2:
        inside = [f"<h3>{dirt.heading(photo.heading)}</h3>"] if photo.heading else []
        inside += [f"<p>{dirt.paragraph(text)}</p>" for text in photo.paragraphs]
        rows.append(PHOTO["text"].format(inside=_PAD.join(inside)))
    return "\n".join(rows)
