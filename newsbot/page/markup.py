"""Read the fields of an article from the markup of its page, each under its name in Article.

The selectors that the site's Layout declares come first. The fallback is what HTML and microdata
define themselves (``h1``, ``itemprop``). Texts and URLs are as printed.
"""

from __future__ import annotations

from functools import cached_property, partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from newsbot.items import Image, LiveUpdate, PhotoSection, Section, Video
from newsbot.page.body.body_heuristics import guess_body, set_long_headings_as_text
from newsbot.page.body.declared_body import DeclaredBody
from newsbot.page.body.page_links import box_links
from newsbot.page.body.script_body import body_in_scripts
from newsbot.page.byline.authors import authors_in
from newsbot.page.byline.printed_dates import (
    PrintedDate,
    WithDates,
    date_of,
    dates_in,
    declared_date,
    hatom_dates,
)
from newsbot.page.declared.body_types import MAX_ENTRIES, Body
from newsbot.page.declared.selectors import text_of_result
from newsbot.page.html.elements import canonical_link, inline_text, pieces_of, split_tags, texts_in
from newsbot.page.html.headline_element import headline_element
from newsbot.page.html.microdata import inside
from newsbot.page.kinds.gallery import gallery_under, is_standfirst, read_gallery
from newsbot.page.kinds.live import entries_like, read_entries, shown_entries
from newsbot.page.kinds.photo_story import photos_in, texts_among
from newsbot.page.pictures.figures import hero_figure, lead_picture
from newsbot.page.pictures.media import PICTURES, PLAYERS, image_of, video_of
from newsbot.page.pictures.text_patterns import caption_and_credit
from newsbot.page.taxonomy.breadcrumbs import Crumb
from newsbot.page.taxonomy.printed_trails import printed_trails

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lxml.etree import _Element

    from newsbot.dates.labels import DateKind
    from newsbot.items import Kind
    from newsbot.page.declared.places import Places
    from newsbot.page.html.microdata import Microdata

BETWEEN_CRUMBS = " /⁄›»>|•→"
MAX_VALUES = 20  # h1 elements of a page that are read; items of a breadcrumb trail
DATES: tuple[tuple[DateKind, str], ...]
DATES = (("published", "datePublished"), ("updated", "dateModified"))


class Markup(WithDates):
    """The reader of a page's markup: a property for each field of Article.

    Args:
        root: The root element of the page.
        microdata: The microdata of the page.
        places: The elements of the page that the layout declares.
        is_of_another: Returns whether a link leads to another article.
        is_of_other_page: Returns whether a link leads to another page of the site.
    """

    def __init__(
        self,
        root: _Element,
        microdata: Microdata,
        places: Places,
        is_of_another: Callable[[str], bool],
        is_of_other_page: Callable[[str], bool],
    ) -> None:
        self._root = root
        self._places = places
        self._is_of_another, self._is_of_other_page = is_of_another, is_of_other_page
        self._microdata = microdata
        self._declared = DeclaredBody(microdata, places, is_of_another)
        self._entries: list[_Element] = []  # the entries of an undeclared live blog

    @property
    def url(self) -> str | None:
        """The canonical link of the page."""
        return canonical_link(self._root)

    @cached_property
    def kind(self) -> Kind:
        """``live``, ``photo`` or ``video`` if the elements that the layout declares are found."""
        if self.live_updates:
            return "live"
        if self._photos:
            return "photo"
        return "video" if self._players else "article"

    @property
    def headline(self) -> str | None:
        """The h1 of the title block, else its whole text, else that of ``headline_element``."""
        in_title = self._places.text_inside("title", "h1", or_own=True)
        if in_title:
            return in_title
        if self._places.is_declared("title"):
            everywhere = texts_in(islice(self._root.iter("h1"), MAX_VALUES))
            return everywhere[0] if len(everywhere) == 1 else None
        element = headline_element(self._root)
        if element is not None:
            return inline_text(element)
        named = self._undeclared("headline", "content")
        return named[0] if len(named) == 1 else None

    @property
    def summary(self) -> str | None:
        """The declared text, else the h2 of the title block."""
        summary = next(iter(self._places.texts("summary")), None)
        return summary or self._places.text_inside("title", "h2")

    @property
    def authors(self) -> list[str]:
        """The declared texts, else the byline's links, else the byline's text without dates."""
        if names := self._places.texts("authors"):
            return names
        links = texts_in(self._places.inside("byline", "a"))
        if authors_in(links):
            return links
        date = self._places.marked("date")
        bylines = self._places.elements("byline")
        texts = [" | ".join(pieces_of(byline, date)) for byline in bylines]
        texts = texts or self._places.strings("byline")
        return texts or self._undeclared("author", "authors", "byline")

    @property
    def tags(self) -> list[str]:
        """The declared texts, else the links of the tag list, each once."""
        tags = self._places.texts("tags") or self._places.strings("tag_list")
        links = self._places.inside("tag_list", "a")
        return split_tags(tags) or list(dict.fromkeys(texts_in(links)))

    @property
    def trails(self) -> list[list[Crumb]]:
        """The declared breadcrumbs, else those of microdata, else lists that look like a trail."""
        if self._places.is_declared("breadcrumbs", "breadcrumb"):
            items: list[Any] = [found for _, found in self._places.matches("breadcrumbs")]
            items.append(
                self._places.inside("breadcrumb", "li") or self._places.inside("breadcrumb", "a")
            )
            return list(map(_crumbs, items))
        return list(map(_crumbs, self._microdata.trails or printed_trails(self._root)))

    @property
    def section(self) -> str | None:
        """The declared text, else ``articleSection`` if no breadcrumbs are declared."""
        sections = self._places.texts("section")
        declared = ("section", "breadcrumb", "breadcrumbs")
        return next(iter(sections or self._undeclared("articleSection", *declared)), None)

    def _undeclared(self, name: str, *attributes: str) -> list[str]:
        """Return the values in microdata; empty if the layout declares one of the attributes."""
        return [] if self._places.is_declared(*attributes) else self._microdata.texts(name)

    @cached_property
    def _dates(self) -> dict[DateKind, PrintedDate]:
        """The declared dates, else those in microdata or in the hAtom microformat."""
        dates: dict[DateKind, PrintedDate] = {}
        for kind, _ in DATES:
            dates_of_kind = (
                declared_date(one, kind) for _, found in self._places.matches(kind) for one in found
            )
            if date := next((date for date in dates_of_kind if date.words), None):
                dates[kind] = date
        if self._places.is_declared("date", *dict(DATES)):
            labelled = (dates_in(found) for _, found in self._places.matches("date"))
            return next(filter(None, labelled), {}) | dates
        for kind, name in DATES:
            for element in self._microdata.elements(name):
                if (date := date_of(element)).words:
                    dates.setdefault(kind, date)
        return hatom_dates(self._root) | dates

    @property
    def sections(self) -> list[Section]:
        """The body's sections, then the texts of a photo story's pictures."""
        sections: list[Section] = self._declared.body.sections
        if self._photos:
            sections = [PhotoSection(section.heading, section.paragraphs) for section in sections]
        boxes = self._declared.boxes_except("photo_text")
        return [*sections, *texts_among(self._places, partial(self._declared.read, boxes=boxes))]

    @property
    def highlights(self) -> list[str]:
        """The declared texts, else the items of the highlights box."""
        highlights = self._places.texts("highlights") or self._places.strings("highlight_box")
        return highlights or texts_in(self._places.inside("highlight_box", "li"))

    @cached_property
    def live_updates(self) -> list[LiveUpdate]:
        """The declared entries of a live blog. Times are words as printed."""
        entries = self._places.elements("live_entry", MAX_ENTRIES)
        if not entries:
            return []
        time_of = self._places.marked("live_time")
        boxes = self._declared.boxes_except("live_entry", time_of)
        updates = []
        for entry in entries:
            times = (inner for inner in entry.iter() if inner in time_of)
            time = next(filter(None, map(inline_text, times)), None)
            section = self._declared.read(entry, boxes).as_one_section()
            if section:
                text = "\n\n".join(section.paragraphs)
                updates.append(LiveUpdate(time, section.heading, text))
        return updates

    @property
    def images(self) -> list[Image]:
        """The picture at the top, the pictures of the body, the pictures of a photo story."""
        images: list[Image] = []
        for url in self._places.strings("hero")[:1]:
            images.append(Image(url, *caption_and_credit(self._caption_line())))
        for picture in self._places.inside("hero", *PICTURES):
            line = "" if self._photos else self._caption_line() or _figure_caption(picture)
            if image := image_of(picture, line):
                images.append(image)
                break
        shown = self._shown_body.images if self._is_gallery else self._declared.body.images
        return [*images, *shown, *self._photos]

    @property
    def figures(self) -> tuple[Image | None, list[Image]]:
        """For a guessed body: the captioned picture before the text, and those in the text."""
        return hero_figure(self._root, self._is_of_another), self._shown_body.captioned

    @property
    def pictures(self) -> tuple[Image | None, list[Image]]:
        """The same as ``figures``, but for all pictures, with or without a caption."""
        hero = self.figures[0] or lead_picture(self._root, self._is_of_another)
        return hero, self._shown_body.images

    @property
    def is_truncated(self) -> bool:
        """True if the parts that were read so far hold more than an article can have, see Body."""
        names = ("live_entry", "photo", "photo_text")
        return self._declared.cut or any(self._places.count(name) > MAX_ENTRIES for name in names)

    @property
    def videos(self) -> list[Video]:
        """The players at the top and those of the body."""
        return [*self._players, *self._shown_body.videos]

    @property
    def related(self) -> list[tuple[str, str]]:
        """(href, headline) of the also-read links and the links of the related block."""
        links = list(self._shown_body.links)
        for box in self._places.elements("related_box"):
            links.extend(box_links(box))
        return links

    @property
    def _shown_body(self) -> Body:
        """The declared body, else the guessed body."""
        if self._places.is_declared("content") or self._declared.body.sections:
            return self._declared.body
        return self.guessed[0]

    @cached_property
    def guessed(self) -> tuple[Body, str]:
        """The body guessed from the page's structure, and all the text of its element."""
        entries = frozenset(self._entries)
        read = partial(guess_body, self._root, self._is_of_another, entries, self._is_of_other_page)
        body, whole = read()
        if not body.sections and set_long_headings_as_text(self._root):
            body, whole = read()
        if is_standfirst(body):
            # Under a text, figures that link to other pages are an offer of the site: its photos.
            leads_away = self._is_of_other_page if body.sections else self._is_of_another
            body = gallery_under(body, read_gallery(self._root, leads_away))
        return body, whole

    @property
    def _is_gallery(self) -> bool:
        return any(isinstance(section, PhotoSection) for section in self._shown_body.sections)

    def body_in_scripts(self, headline: str) -> Body:
        """Return the body that the page keeps in the data of a script, not in its HTML."""
        return body_in_scripts(self._root, headline, self._declared.boxes) if headline else Body()

    def more_updates(self, known: list[LiveUpdate]) -> list[LiveUpdate]:
        """Return all entries of the live blog that the page shows; empty if they are not found.

        Args:
            known: Entries in the metadata, by which the others are found. If empty, blocks with a
                time are searched for.
        """
        if known:
            entries = entries_like(self._root, known)
        else:
            entries = shown_entries(self._root, self._is_of_another)
        updates = read_entries(entries, self._declared.boxes, known)
        self._entries = entries if updates else []
        return updates

    @cached_property
    def _players(self) -> list[Video]:
        """The players in the place of the picture at the top."""
        players = self._places.inside("hero", *PLAYERS)
        videos = [video for player in players if (video := video_of(player, surely=True))]
        for video in videos[:1]:
            video.credit = caption_and_credit(self._caption_line())[1]
        return videos

    @cached_property
    def _photos(self) -> list[Image]:
        """The pictures of a photo story."""
        return photos_in(self._places)

    def _caption_line(self) -> str:
        """Return the line under the picture at the top; "" if there is none.

        A caption line inside the body belongs to a picture of the body.
        """
        bodies = set(self._places.elements("content"))
        for element in self._places.elements("caption"):
            if not bodies.isdisjoint(element.iterancestors()):
                return ""
            if line := inline_text(element):
                return line
        return next(iter(self._places.strings("caption")), "")


def _crumbs(items: Sequence[_Element | str]) -> list[Crumb]:
    """Return the name and the href of each item of a breadcrumb trail."""
    crumbs = []
    for item in items[:MAX_VALUES]:
        if isinstance(item, str):
            crumbs.append(Crumb(text_of_result(item)))
            continue
        link = item if item.tag == "a" else next(item.iter("a"), None)
        names = texts_in(inside(item, name="name"))
        if name := (names[0] if names else inline_text(item)).strip(BETWEEN_CRUMBS):
            crumbs.append(Crumb(name, link.get("href") if link is not None else None))
    return crumbs


def _figure_caption(picture: _Element) -> str:
    """Return the ``<figcaption>`` of a picture's figure; "" if there is none."""
    figure = next(picture.iterancestors("figure"), None)
    captions = () if figure is None else texts_in(figure.iter("figcaption"))
    return next(iter(captions), "")
