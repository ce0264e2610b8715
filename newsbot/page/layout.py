"""The declaration of a site's markup."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from datetime import date


class Layout:
    """The meaning-bearing ends of a site's class names.

    An element counts if one of its classes ends so, whatever the prefix; "" is none.
    """

    # The day from which on the site shows it, see newsbot.page.parsing.
    since: ClassVar[date | None] = None
    # The names by which the site calls itself where a headline or a summary should be.
    site_names: ClassVar[tuple[str, ...]] = ()
    # Fields that every page fills if it is read right; newsbot.pipelines.count_fields counts them.
    required: ClassVar[tuple[str, ...]] = ("headline", "sections")

    title: ClassVar[str] = ""
    byline: ClassVar[str] = ""
    date: ClassVar[str] = ""
    breadcrumb: ClassVar[str] = ""
    hero: ClassVar[str] = ""
    caption: ClassVar[str] = ""
    content: ClassVar[str] = ""  # without one the body is guessed, see newsbot.page.body
    tag_list: ClassVar[str] = ""
    highlight_box: ClassVar[str] = ""
    also_read: ClassVar[str] = ""
    related_box: ClassVar[str] = ""
    # Of a live blog: all of it, each entry, and its time.
    live_box: ClassVar[str] = ""
    live_entry: ClassVar[str] = ""
    live_time: ClassVar[str] = ""
    # Of a photo story: each picture, and its text. Of a web story: author and credit lines.
    photo: ClassVar[str] = ""
    photo_text: ClassVar[str] = ""
    story_byline: ClassVar[str] = ""
    story_credit: ClassVar[str] = ""
    # ExcludedElements inside the body that are not body, beside those named above.
    boxes: ClassVar[tuple[str, ...]] = ()
