"""A made site of plain pages, to be varied: how its articles are addressed, and what names them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import format_datetime
from urllib.parse import quote

from tests.crawling import SmallSite
from tests.undeclared.stories import SECTIONS, Told, tell

PER_PAGE = 6
Address = Callable[[Told], str]


@dataclass
class PlainSite(SmallSite):
    """``address``: the path of a story; ``section`` and ``page``: how listings are addressed."""

    address: Address = lambda story: f"/{story.section}/{story.slug}"
    section: str = "/{}"
    page: str = "{}/page/{}"
    count: int = 45
    home: bool = True  # names stories and sections
    machine: dict[str, str] = field(default_factory=dict)  # path → "feed", "sitemap", "tags"
    in_head: str = ""
    robots: str = "User-agent: *\n"
    seed: str = "plain"
    origin: str = "https://nagar-vani.example"

    def __post_init__(self) -> None:
        self.stories = tell(self.count, self.seed)
        self.gold = {self.address(story): story for story in self.stories}
        self.pages["/robots.txt"] = (200, {}, self.robots.encode())
        for story in self.stories:
            self.pages[self.address(story)] = self._story(story)
        names = dict.fromkeys(story.section for story in self.stories)
        for number, name in enumerate(names, 1):
            of_it = [each for each in self.stories if each.section == name]
            self._listing(self.section.format(name, number), SECTIONS[name], of_it)
        shown = self.stories[:9]
        menu = "".join(
            f"<li><a href='{self.section.format(name, number)}'>{SECTIONS[name]}</a></li>"
            for number, name in enumerate(names, 1)
        )
        self.pages["/"] = self._shell(
            "मुखपृष्ठ", f"<ul>{menu}</ul>{self._cards(shown)}" if self.home else "<div id=app></div>"
        )
        for path, kind in self.machine.items():
            self.pages[path] = getattr(self, f"_{kind}")()

    def _shell(self, title: str, main: str, head: str = "") -> str:
        return (
            f"<html lang=hi><head><meta charset=utf-8><title>{title}</title>{self.in_head}{head}</head><body>"
            f"<div><a href='/'>नगर वाणी</a> <a href='/hamara-parichay'>हमारा परिचय</a></div><div>{main}</div></body></html>"
        )

    def _cards(self, stories: list[Told]) -> str:
        return "".join(
            f"<div><h3><a href='{self.address(each)}'>{each.headline}</a></h3><p>{each.paragraphs[0]}</p></div>"
            for each in stories
        )

    def _listing(self, path: str, title: str, stories: list[Told]) -> None:
        pages = [stories[at : at + PER_PAGE] for at in range(0, len(stories), PER_PAGE)]
        for number, shown in enumerate(pages, 1):
            here = path if number == 1 else self.page.format(path, number)
            numbers = "".join(
                f"<a href='{self.page.format(path, each)}'>{each}</a> "
                if each > 1
                else f"<a href='{path}'>1</a> "
                for each in range(1, len(pages) + 1)
                if each != number
            )
            self.pages[here] = self._shell(
                title, f"<h1>{title}</h1>{self._cards(shown)}<div class=pagination>{numbers}</div>"
            )

    def _story(self, story: Told) -> str:
        text = "".join(f"<p>{each}</p>" for each in story.paragraphs)
        date = f"<time itemprop='datePublished' datetime='{story.at.isoformat()}'>{story.at:%d/%m/%Y}</time>"
        tags = "".join(f"<a href='/vishay/{quote(w)}'>{w}</a> " for w in story.headline.split()[:2])
        return self._shell(
            story.headline,
            f"<article><h1>{story.headline}</h1>{date}<div>{text}</div></article><div>{tags}</div>",
        )

    def _feed(self) -> tuple[int, dict[str, str], bytes]:
        items = "".join(
            f"<item><title>{each.headline}</title><link>{self.origin}{self.address(each).replace('&', '&amp;')}</link>"
            f"<pubDate>{format_datetime(each.at)}</pubDate></item>"
            for each in self.stories
        )
        return (
            200,
            {"Content-Type": "application/rss+xml"},
            f"<rss><channel>{items}</channel></rss>".encode(),
        )

    def _sitemap(self) -> tuple[int, dict[str, str], bytes]:
        paths = [*self.gold, *(self.section.format(name, 1) for name in SECTIONS)]
        return self._urlset(paths)

    def _tags(self) -> tuple[int, dict[str, str], bytes]:
        """Thirty lists of one story, in addresses that look as those of stories."""
        paths = [
            f"/{self.stories[n].section}/khas/{self.stories[n].slug}-se-judi-khabren"
            for n in range(30)
        ]
        for number, path in enumerate(paths):
            shown = self._cards(self.stories[number : number + 5])
            self.pages[path] = self._shell("खास", f"<h1>इससे जुड़ी खबरें</h1>{shown}")
        return self._urlset(paths)

    def _urlset(self, paths: list[str]) -> tuple[int, dict[str, str], bytes]:
        entries = "".join(
            f"<url><loc>{self.origin}{each.replace('&', '&amp;')}</loc></url>" for each in paths
        )
        return 200, {"Content-Type": "text/xml"}, f"<urlset>{entries}</urlset>".encode()
