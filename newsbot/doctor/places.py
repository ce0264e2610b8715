"""Find where in a page the values of an article stand, and write that as selectors."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from newsbot.exceptions import UnreadablePage
from newsbot.page import ArticlePage, parse_page
from newsbot.page.html.elements import inline_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element
    from scrapy.http import Response

    from newsbot.doctor.findings import PageFound
    from newsbot.items import Article

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{1,60}")  # of a class or an id that is written as it is
NUMBERED = re.compile(r"\d{3,}|[0-9a-f]{8,}")  # of one page, or of one build of the site
MAX_ELEMENTS = 20_000  # of a page that is looked through
MIN_SHARE = 0.6  # of the paragraphs that stand in one element
MAX_LOST = 0.1  # of the pages that give less with a selector
MAX_AROUND = 3  # elements, each in the next
MAX_TRIES = 5  # selectors of one attribute
ATTRIBUTES = ("byline", "date", "title", "content")  # in the order in which they are tried
MIN_PAGES = 3  # that agree
BLOCKS = ("p", "div", "span", "li", "h2", "h3", "blockquote", "td")
MIN_END = 2  # characters of the end of a class name
SEPARATOR = " | "  # between the selectors of one place


def places_of(page: ArticlePage, article: Article) -> dict[str, str]:
    """Return attribute of a declaration → the selectors of the place where its value stands.

    Args:
        page: As it is read without a declaration.
        article: Which came out of it.
    """
    elements = [node for node in page.root.iter() if isinstance(node.tag, str)]
    if len(elements) > MAX_ELEMENTS:
        return {}
    texts = {
        element: inline_text(element) for element in elements if element.tag in (*BLOCKS, "h1", "a")
    }
    printed = {"published_at": article.published_raw, "updated_at": article.updated_raw}
    for_machines = (None, "json-ld", "opengraph")  # sources of values that no element shows
    dates = [
        text
        for name, text in printed.items()
        if text and article.provenance.get(name) not in for_machines
    ]
    found = {
        "title": _title(page, texts),
        "content": _content(page, texts),
        "byline": _holding(article.authors[:1], texts),
        "date": _holding(dates, texts),
    }
    return {name: SEPARATOR.join(selectors) for name, selectors in found.items() if selectors}


def _title(page: ArticlePage, texts: dict[_Element, str]) -> tuple[str, ...]:
    titles = [element for element, text in texts.items() if text and text == page.headline]
    heads = [element for element in titles if element.tag == "h1"] or titles
    return tuple(_selectors(heads[-1], page.root)) if heads else ()


def _content(page: ArticlePage, texts: dict[_Element, str]) -> tuple[str, ...]:
    wanted = [text for section in page.sections for text in section.paragraphs]
    by_text: dict[str, _Element] = {}
    for element, text in texts.items():
        by_text[text] = element  # the innermost comes last
    found = [by_text[text] for text in wanted if text in by_text]
    if len(found) < 2 or len(found) < MIN_SHARE * len(wanted):
        return ()
    box = _common(found)
    return () if box is None else tuple(_selectors(box, page.root))


def _common(elements: Sequence[_Element]) -> _Element | None:
    """Return the innermost element that holds all elements; None for the body of the page."""
    above = [set(element.iterancestors()) for element in elements[1:]]
    for ancestor in elements[0].iterancestors():
        if ancestor.tag in ("body", "html"):
            return None
        if all(ancestor in one for one in above):
            return ancestor
    return None


def _holding(words: Sequence[str], texts: dict[_Element, str]) -> tuple[str, ...]:
    """Return the selectors of the innermost element with all words, and of those around it."""
    holding = [element for element, text in texts.items() if all(word in text for word in words)]
    if not words or not holding:
        return ()
    around = [holding[-1], *holding[-1].iterancestors()][:MAX_AROUND]
    root = holding[-1].getroottree().getroot()
    return tuple(
        name for ancestor in around if ancestor.tag != "body" for name in _names(ancestor, root)
    )


def _selectors(element: _Element, root: _Element) -> Iterator[str]:
    """Yield the selectors that find an element first, the plainest first."""
    yield from _names(element, root)
    parent = element.getparent()
    if parent is not None and isinstance(parent.tag, str):
        names = [name for name in _names(parent, root) if name[0] != "-"]
        yield from (f"{name} > {element.tag!s}" for name in names)


def _names(element: _Element, root: _Element) -> Iterator[str]:
    if element.tag in ("h1", "article", "main") and sum(1 for _ in root.iter(element.tag)) == 1:
        yield element.tag
    classes = str(element.get("class") or "")
    names = [class_name for class_name in classes.split() if NAME.fullmatch(class_name)]
    for name in sorted(names, key=lambda class_name: bool(NUMBERED.search(class_name))):
        yield f".{name}"
    # Where a prefix differs from page to page, the end of the name says what it is.
    yield from (
        f"-{end}" for class_name in names if len(end := class_name.partition("-")[2]) >= MIN_END
    )
    id_ = str(element.get("id") or "")
    if NAME.fullmatch(id_) and not NUMBERED.search(id_):
        yield f"#{id_}"


def common_places(pages: Sequence[PageFound]) -> dict[str, tuple[str, int]]:
    """Return attribute → the selector that finds its value on most pages, and on how many."""
    found = {}
    for name in ATTRIBUTES:
        for selector, number in _votes(pages, name).most_common(1):
            if number >= MIN_PAGES:
                found[name] = selector, number
    return found


def _votes(pages: Sequence[PageFound], name: str) -> Counter[str]:
    """Return selector → on how many pages it finds the value of an attribute, in page order."""
    found = (page.places[name] for page in pages if name in page.places)
    return Counter(selector for joined in found for selector in joined.split(SEPARATOR))


def agreed_places(pages: Sequence[tuple[Response, ArticlePage, PageFound]]) -> dict[str, str]:
    """Return attribute → a selector with which the pages give what they give without.

    A declaration may lose what newsbot finds by itself: the date near a headline that is declared.
    So each selector is tried on all pages, beside those before it.

    Args:
        pages: (response, page as it is read without declaration, what was found on it).
    """
    pages = [page for page in pages if page[2].kind == "article"]
    known = [_essence(page) for _, page, _ in pages]
    agreed: dict[str, str] = {}
    if len(pages) < MIN_PAGES:
        return agreed
    for name in ATTRIBUTES:
        votes = _votes([found for *_, found in pages], name)
        for one, number in votes.most_common(MAX_TRIES):
            if number >= MIN_PAGES and _reads_the_same({**agreed, name: one}, pages, known):
                agreed[name] = one
                break
    return agreed


def _reads_the_same(
    selectors: dict[str, str],
    pages: Sequence[tuple[Response, ArticlePage, PageFound]],
    known: Sequence[tuple[set[str], list[object]]],
) -> bool:
    """Return whether a page class with these selectors gives what is known of the pages."""
    layout: type[ArticlePage] = type("Draft", (ArticlePage,), dict(selectors))
    lost = 0
    for (response, page, _), (paragraphs, others) in zip(pages, known, strict=True):
        try:
            read, read_others = _essence(parse_page(layout, response, page.urls, page.fetched_at))
        except UnreadablePage:
            read, read_others = set(), []
        is_like = len(read & paragraphs) >= MIN_SHARE * max(len(read), len(paragraphs))
        lost += not (is_like and read_others == others)
    return lost <= MAX_LOST * len(pages)


def _essence(page: ArticlePage) -> tuple[set[str], list[object]]:
    """Return the paragraphs of a page, and its headline, authors and dates."""
    fields = page.fields()
    texts = {text for section in fields["sections"] for text in section.paragraphs}
    dates = (fields["published_at"], fields["updated_at"])
    minutes = [at.replace(second=0) if at else None for at in dates]
    return texts, [fields["headline"], fields["authors"], *minutes]
