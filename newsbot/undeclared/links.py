"""Read the links of a page: their texts (headlines, labels of menus) and where they lead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsbot.hindi import fold, words
from newsbot.hindi.data_files import read_table
from newsbot.hindi.folding import fold_all
from newsbot.page.html.elements import inline_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

_TABLE = read_table("undeclared.toml")
MORE, MEDIA, LOOKUP = (fold_all(_TABLE["links"][name]) for name in ("more", "media", "lookup"))
STATIC = fold_all(_TABLE["headlines"]["static"])
NO_NEWS = STATIC | fold_all(_TABLE["links"]["no_news"])
MIN_HEADLINE_WORDS, MIN_HEADLINE = 4, 20  # words and characters of a link that is a headline
MAX_LABEL_WORDS, MAX_LABEL = 3, 30  # words and characters of a link that is a label of a menu
MAX_SCRIPT = 1000  # characters of a link's script that are read
# A URL in a script: location.href='/khabar/12'; openNews("news.php?id=12")
_NAVIGATION = re.compile(
    r"""(?P<mark>["'])(?P<address>(?:https?://|/|[\w-]{1,30}\.(?:php|aspx?|jsp|html?)\b)[^"'<>\s]{0,500})(?P=mark)"""
)


def is_headline(text: str) -> bool:
    """Return whether the text of a link is long enough for a headline."""
    return len(text) >= MIN_HEADLINE and len(words(text)) >= MIN_HEADLINE_WORDS


def is_label(text: str) -> bool:
    """Return whether the text of a link is a label of a menu or a tag, not of photos or videos."""
    return is_section_label(text) and fold(text) not in MEDIA


def is_section_label(text: str) -> bool:
    """Return whether the text of a link may name a section, also one of photos or videos."""
    if not text or len(text) > MAX_LABEL or fold(text) in MORE:
        return False
    return 0 < len(words(text)) <= MAX_LABEL_WORDS and not text.isdigit()


def is_lookup(text: str) -> bool:
    """Return whether a label names a look-up page: the weather, prices, a horoscope."""
    return not LOOKUP.isdisjoint(fold(text).split())


def link_text(link: etree._Element) -> str:
    """Return the text of a link, else the ``alt`` of its picture, else its ``title``."""
    if text := inline_text(link):
        return text
    pictures = (image.get("alt") for image in link.iter("img"))
    return next(filter(None, pictures), None) or link.get("title") or ""


def links_of(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield (href, text) of a page's links."""
    for link in root.iter("a"):
        if href := href_of(link):
            yield href, link_text(link)


def href_of(link: etree._Element) -> str | None:
    """Return the href of a link; if the link runs a script, the URL in the script."""
    href: str | None = link.get("href")
    script = link.get("onclick") or ""
    if href and href.lstrip()[:11].lower() == "javascript:":
        script = f"{href};{script}"
    elif href and (href != "#" or not script):
        return href
    match = _NAVIGATION.search(script[:MAX_SCRIPT])
    return match["address"] if match else href
