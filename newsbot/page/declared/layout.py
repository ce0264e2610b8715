"""Define the attributes with which a page class declares the markup of a site."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeAlias

if TYPE_CHECKING:
    from datetime import date

# One selector, or a tuple of selectors that are tried in order. "" selects nothing.
# newsbot.page.declared.selectors describes the forms.
Selectors: TypeAlias = str | tuple[str, ...]
# Name that ``required`` may contain and that newsbot.pipelines.count_fields counts → the fields of
# an article, of which one must have a value.
COUNTED = {
    "headline": ("headline",),
    "summary": ("summary",),
    "authors": ("authors",),
    "tags": ("tags",),
    "section": ("section",),
    "date": ("published_at", "updated_at"),
    "sections": ("sections", "live_updates", "videos"),
    "images": ("images",),
    "related": ("related",),
}


class Layout:
    """The attributes that a page class may declare; docs/adding-a-site.md has a table of them.

    ``summary``, ``authors``, ``breadcrumbs``, ``section``, ``tags`` and ``highlights`` can be
    declared too. A page has properties with these names, so ArticleMetadata moves their values out
    of its subclasses.
    """

    # The first day on which the site shows this layout, see newsbot.page.parsing.
    since: ClassVar[date | None] = None
    # The names of the site that may stand in place of a headline or a summary.
    site_names: ClassVar[tuple[str, ...]] = ()
    # Names of COUNTED that every page fills if it is read correctly.
    required: ClassVar[tuple[str, ...]] = ("headline", "sections")
    # Language of the texts (BCP 47). The script does not distinguish Marathi from Hindi.
    language: ClassVar[str] = "hi"
    # The place of the article's id in the page, if the URL has no number. "canonical" stands for
    # the canonical link.
    article_id: ClassVar[Selectors] = ""

    title: ClassVar[Selectors] = ""
    byline: ClassVar[Selectors] = ""
    date: ClassVar[Selectors] = ""
    published: ClassVar[Selectors] = ""
    updated: ClassVar[Selectors] = ""
    breadcrumb: ClassVar[Selectors] = ""
    hero: ClassVar[Selectors] = ""
    caption: ClassVar[Selectors] = ""
    # Without a selector the body is guessed, see newsbot.page.body.body_heuristics.
    content: ClassVar[Selectors] = ""
    tag_list: ClassVar[Selectors] = ""
    highlight_box: ClassVar[Selectors] = ""
    also_read: ClassVar[Selectors] = ""
    related_box: ClassVar[Selectors] = ""
    # A live blog: its box, each entry, the time of an entry.
    live_box: ClassVar[Selectors] = ""
    live_entry: ClassVar[Selectors] = ""
    live_time: ClassVar[Selectors] = ""
    # A photo story: each picture, its text. A web story: the author's line, the credit line.
    photo: ClassVar[Selectors] = ""
    photo_text: ClassVar[Selectors] = ""
    story_byline: ClassVar[Selectors] = ""
    story_credit: ClassVar[Selectors] = ""
    # Further elements inside the body that are not body. All these selectors count.
    boxes: ClassVar[tuple[str, ...]] = ()
    # Lines that are never body on this site, written as in newsbot/data/hindi_boilerplate.toml.
    not_body: ClassVar[tuple[str, ...]] = ()


# Attributes with the name of a property of a page.
OF_PROPERTIES = ("summary", "authors", "breadcrumbs", "section", "tags", "highlights")
TUPLES = ("site_names", "required", "boxes", "not_body")
_OTHERS = (*TUPLES, "since", "language")
ATTRIBUTES = (*(name for name in vars(Layout) if name[0] != "_"), *OF_PROPERTIES)
# Attributes with selectors that are tried in order: the first selector that finds something counts.
SELECTORS = tuple(name for name in ATTRIBUTES if name not in _OTHERS)
