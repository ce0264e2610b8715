"""List the attributes with which a page class declares the markup of a site."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeAlias

if TYPE_CHECKING:
    from datetime import date

# One selector, or a tuple of selectors that are tried in order. "" selects nothing.
# newsbot.page.declared.selectors describes the forms.
Selectors: TypeAlias = str | tuple[str, ...]
# Counted name → the fields of an article that fill it: by newsbot.pipelines.count_fields, and what
# ``required`` may name.
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
    """What a site declares of its pages; docs/adding-a-site.md has a table of it.

    ``summary``, ``authors``, ``breadcrumbs``, ``section``, ``tags`` and ``highlights`` are declared
    too: a page's properties have these names, so that ArticlePage takes them out of its subclasses.
    """

    # The day from which on the site shows it, see newsbot.page.parsing.
    since: ClassVar[date | None] = None
    # The names by which the site calls itself where a headline or a summary should be.
    site_names: ClassVar[tuple[str, ...]] = ()
    # Fields that every page fills if it is read right, of COUNTED.
    required: ClassVar[tuple[str, ...]] = ("headline", "sections")
    # Of the texts (BCP 47): Devanagari alone does not tell Marathi from Hindi.
    language: ClassVar[str] = "hi"
    # Where the page says its article's id, if the URL has no number; "canonical" is its canonical
    # link.
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
    # Of a live blog: all of it, each entry, and its time.
    live_box: ClassVar[Selectors] = ""
    live_entry: ClassVar[Selectors] = ""
    live_time: ClassVar[Selectors] = ""
    # Of a photo story: each picture, and its text. Of a web story: author and credit lines.
    photo: ClassVar[Selectors] = ""
    photo_text: ClassVar[Selectors] = ""
    story_byline: ClassVar[Selectors] = ""
    story_credit: ClassVar[Selectors] = ""
    # Elements inside the body that are not body, beside those named above: all of these selectors.
    boxes: ClassVar[tuple[str, ...]] = ()
    # Lines that are never body on this site, written as in newsbot/data/hindi_boilerplate.toml.
    not_body: ClassVar[tuple[str, ...]] = ()


# Declared under the name of a property of a page.
OF_PROPERTIES = ("summary", "authors", "breadcrumbs", "section", "tags", "highlights")
TUPLES = ("site_names", "required", "boxes", "not_body")
_OTHERS = (*TUPLES, "since", "language")
ATTRIBUTES = (*(name for name in vars(Layout) if name[0] != "_"), *OF_PROPERTIES)
# Those that hold selectors of which the first that finds something counts.
SELECTORS = tuple(name for name in ATTRIBUTES if name not in _OTHERS)
