"""Find the element that shows a page's headline, on a page without a declaration."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from newsbot.hindi import fold, words
from newsbot.page.html.box_names import names_of
from newsbot.page.html.elements import HEADINGS, address_parts, inline_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

MAX_H1 = 20  # h1 elements that are read
MAX_ELEMENTS = 3000  # elements that are searched for the words of the title
MAX_TITLE = 500  # characters
MAX_FIRST = 20  # characters of the first word of an element that are compared
MAX_TRIED = 100  # elements that begin with a word of the title and are read whole
MIN_WORDS = 4  # words of a headline; a part of the title with fewer may be the site's name
MIN_MENU = 4  # labels of a menu; fewer labels may be breadcrumbs
MAX_LABEL = 25  # characters of a label
MIN_TEXT = 100  # characters of a text node of the article
# ASP.NET prefixes ids with the ids of the parent controls: ctl00_main_lblHeadline.
_HEADLINE_NAME = re.compile(
    r"(?:^|[\s_-])(?:lbl)?(?:(?:news|story|article|post|entry)[_-]?(?:title|heading|headline)"
    r"|headline)(?:\s|$)",
    re.IGNORECASE,
)
_POST_TITLE = re.compile(r"(?:^|\s)(?:entry|post)-title(?:\s|$)")  # hAtom, Blogger, WordPress
_ELSEWHERE = re.compile(r"#|//|[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_LARGE = re.compile(r"[4-7]|\+[1-4]")  # sizes of a <font>
_NOT_AROUND = frozenset("a li nav aside footer label option".split())
# Elements that are never the headline, although the title may begin with their words.
OTHERS = frozenset("title script style noscript template option a li button label marquee".split())


def headline_element(root: _Element) -> _Element | None:
    """Return the element that shows the headline; None if no element surely does.

    The headline is the page's only h1; an h1 with a link to the home page shows the site's name and
    does not count. If there are several h1 or none, the headline is the element with the words of
    the page's ``<title>``. On a page without such an h1, the last choice is the only element whose
    class or id names it the headline.
    """
    h1s = [h1 for h1 in islice(root.iter("h1"), MAX_H1) if inline_text(h1)]
    candidates = [h1 for h1 in h1s if not _leads_home(h1)]
    if len(candidates) == 1 and len(words(inline_text(candidates[0]))) >= MIN_WORDS:
        return candidates[0]
    title = _title(root)
    titled = next((h1 for h1 in candidates if _is_in(inline_text(h1), title)), None)
    if titled is None and len(candidates) < 2:
        titled = next(_elements_in(root, title), None)
    if titled is None and not candidates:
        titled = _named_headline(root, title)
    return titled if titled is not None or len(candidates) != 1 else candidates[0]


def _named_headline(root: _Element, title: str) -> _Element | None:
    """Return the only element whose class or id names it the headline, if it is not a link.

    The heading of a blog's post may be a single word, if the title has it too.
    """
    named = (
        element
        for element in islice(next(root.iter("body"), root).iter(), MAX_ELEMENTS)
        if _HEADLINE_NAME.search(names_of(element))
    )
    texts = ((element, inline_text(element)) for element in named if not _is_in_link(element))
    found = [
        element
        for element, text in texts
        if len(text) <= MAX_TITLE
        and (len(words(text)) >= MIN_WORDS or _is_post_title(element, text, title))
    ]
    return found[0] if len(found) == 1 else None


def _is_post_title(element: _Element, text: str, title: str) -> bool:
    is_named = element.tag in HEADINGS and _POST_TITLE.search(element.get("class") or "")
    return bool(is_named) and _is_in(text, title, least=1)


def heading_before_text(root: _Element) -> str | None:
    """Return the text of the highest heading before the text of a page without an h1.

    Only headings as long as a headline count; large type ranks below headings. A heading before a
    menu is the site's name and does not count. Return None if there are several headings of the
    highest rank, or if another line after the heading may be the headline.
    """
    ranked: list[tuple[int, str]] = []  # (rank, text) of each heading
    lines: list[str] = []  # lines after the heading of the highest rank
    menu: set[str] = set()  # hrefs of the labels after the last heading
    for element in islice(next(root.iter("body"), root).iter(), MAX_ELEMENTS):
        if element.tag == "a" and _is_label_of_menu(element):
            menu.add(element.get("href") or "")
        if element.tag in OTHERS:
            continue
        texts = [(text or "").strip() for text in (element.text, element.tail)]
        if max(map(len, texts)) >= MIN_TEXT:
            highest = min((rank for rank, _ in ranked), default=0)
            found = {text for rank, text in ranked if rank == highest}
            return found.pop() if len(found) == 1 and not lines else None
        rank = _rank(element)
        text = inline_text(element) if rank else ""
        if 0 < len(text) <= MAX_TITLE and len(words(text)) >= MIN_WORDS:
            if not _is_in_link(element):
                if len(menu) >= MIN_MENU:
                    ranked.clear()
                menu.clear()
                lines = lines if any(rank >= other for other, _ in ranked) else []
                ranked.append((rank, text))
        elif ranked and any(map(_may_be_headline, texts)) and not _is_in_link(element):
            lines += texts
            lines = [
                line for line in lines if line and not any(line in title for _, title in ranked)
            ]
    return None


def _is_label_of_menu(link: _Element) -> bool:
    """Return whether a link has a short text and leads to a page of the same site."""
    is_short = 0 < len(inline_text(link)) <= MAX_LABEL
    return is_short and _ELSEWHERE.match((link.get("href") or "#").strip()) is None


def _may_be_headline(line: str) -> bool:
    return len(words(line)) >= MIN_WORDS and not any(map(str.isdigit, line))


def _rank(element: _Element) -> int:
    """Return 1 for an h1, …, 6 for an h6, 7 for large type, 0 for other elements."""
    if element.tag in HEADINGS:
        return int(element.tag[1])
    is_large = element.tag == "font" and _LARGE.fullmatch((element.get("size") or "").strip())
    return 7 if is_large else 0


def _is_in_link(element: _Element) -> bool:
    around = {ancestor.tag for ancestor in element.iterancestors()}
    return not around.isdisjoint(_NOT_AROUND) or next(element.iter("a"), None) is not None


def _leads_home(h1: _Element) -> bool:
    """Return whether all text of an h1 is a link to a home page."""
    link = next(h1.iter("a"), None)
    link = link if link is not None else next(h1.iterancestors("a"), None)
    if link is None or inline_text(link) not in ("", inline_text(h1)):
        return False
    parts = address_parts((link.get("href") or "#").strip())
    return not (parts.query or parts.fragment) and (
        parts.path == "/" or bool(parts.netloc and not parts.path)
    )


def _title(root: _Element) -> str:
    """Return the folded ``<title>`` of the page; "" if it is missing or too long."""
    title = next(root.iter("title"), None)
    text = "" if title is None else inline_text(title)
    return fold(text) if len(text) <= MAX_TITLE else ""


def _is_in(text: str, title: str, least: int = MIN_WORDS) -> bool:
    """Return whether a text has ``least`` words, and is the beginning or end of the title."""
    if not title or len(text) > MAX_TITLE or len(words(text)) < least:
        return False
    folded = fold(text)
    return title == folded or title.startswith(f"{folded} ") or title.endswith(f" {folded}")


def _elements_in(root: _Element, title: str) -> Iterator[_Element]:
    """Yield the elements whose text is the beginning or end of the title, headings first."""
    if not title:
        return
    body, tried = next(root.iter("body"), root), 0
    for tags in (tuple(sorted(HEADINGS)), ("*",)):
        for element in islice(body.iter(*tags), MAX_ELEMENTS):
            text = (element.text or "").strip()
            if element.tag in OTHERS or (tags == ("*",) and not text):
                continue
            if any(ancestor.tag in OTHERS for ancestor in islice(element.iterancestors(), 2)):
                continue
            # The first word is compared before the whole text, because this is faster.
            first = text.partition(" ")[0][:MAX_FIRST]
            if tried > MAX_TRIED or fold(first) not in title:
                continue
            tried += 1
            if _is_in(inline_text(element), title):
                yield element
