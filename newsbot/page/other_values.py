"""List the values of a page that its article does not have, for people who inspect one page.

A crawl does not list these values. The page is read a second time, and each field is read from all
sources, not only from the first source that has the field.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsbot.hindi import fold
from newsbot.items import Image, LiveUpdate, RelatedLink, Section, Video
from newsbot.page.compare import is_part_of, text_of_sections
from newsbot.page.html.tree import html_root
from newsbot.page.readers import LESS_TRUSTED
from newsbot.page.taxonomy.breadcrumbs import Crumb

if TYPE_CHECKING:
    from scrapy.http import TextResponse

    from newsbot.page.article import ArticlePage
    from newsbot.page.readers import DiscardedValue


def discarded_values(page: ArticlePage, response: TextResponse) -> list[DiscardedValue]:
    """Return the values that failed their check, and different values of less trusted sources.

    A value that differs from the article's value only in spelling is left out.

    Args:
        page: The page that the article was read from.
        response: The response that ``page`` was made of.
    """
    root = html_root(response)
    assert root is not None  # ``page`` was made of the same response
    again = type(page)(response, root, page.urls, page.fetched_at)
    found = again.all_discarded()
    return [
        value
        for value in found
        if value.problem != LESS_TRUSTED or _is_other(value, getattr(again, value.field, None))
    ]


def texts_of(value: Any) -> list[str]:
    """Return the texts of a field's value; for pictures, players and links, the URLs."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, Image | Video | RelatedLink):
        return [value.url]
    if isinstance(value, Crumb):
        return [value.name]
    if isinstance(value, Section):
        return [text_of_sections([value])]
    if isinstance(value, LiveUpdate):
        return ["\n".join(filter(None, (value.heading, value.text)))]
    return [text for entry in value or () for text in texts_of(entry)]


def _is_other(discarded: DiscardedValue, taken: Any) -> bool:
    """Return whether a value has text that the article's value of the same field lacks."""
    discarded_texts, taken_texts = texts_of(discarded.value), texts_of(taken)
    if discarded.field in ("sections", "live_updates"):
        text = "\n".join(taken_texts)
        return not is_part_of("\n".join(discarded_texts), text, text)
    return not {fold(text) for text in discarded_texts} <= {fold(text) for text in taken_texts}
