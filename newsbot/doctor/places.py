"""Find the elements of a page that have an article's values, and make selectors for them."""

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

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{1,60}")  # a class or id that needs no escapes
NUMBERED = re.compile(r"\d{3,}|[0-9a-f]{8,}")  # in a class of one page, or of one build of the site
MAX_ELEMENTS = 20_000  # elements; a page with more is not searched
MIN_SHARE = 0.6  # share of the paragraphs that an element must have to be the body
MAX_LOST = 0.1  # share of the pages that may lose values by a selector
MAX_AROUND = 3  # nested elements for which selectors are made
MAX_TRIES = 5  # selectors that are tried for an attribute
ATTRIBUTES = ("byline", "date", "title", "content")  # in the order in which they are tried
MIN_PAGES = 3  # pages on which a selector must find the value
BLOCKS = ("p", "div", "span", "li", "h2", "h3", "blockquote", "td")
MIN_END = 2  # characters that the end of a class name must have
SEPARATOR = " | "  # between the selectors of one place


def places_of(page: ArticlePage, article: Article) -> dict[str, str]:
    """Return attribute of a declaration → selectors of the element that has its value.

    Args:
        page: The page, parsed without a declaration.
        article: The article of the page.
    """
    elements = [node for node in page.root.iter() if isinstance(node.tag, str)]
    if len(elements) > MAX_ELEMENTS:
        return {}
    texts = {
        element: inline_text(element) for element in elements if element.tag in (*BLOCKS, "h1", "a")
    }
    printed = {"published_at": article.published_raw, "updated_at": article.updated_raw}
    for_machines = (None, "json-ld", "opengraph")  # provenances of values that no element shows
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
        by_text[text] = element  # the innermost element with the text replaces the others
    found = [by_text[text] for text in wanted if text in by_text]
    if len(found) < 2 or len(found) < MIN_SHARE * len(wanted):
        return ()
    box = _common(found)
    return () if box is None else tuple(_selectors(box, page.root))


def _common(elements: Sequence[_Element]) -> _Element | None:
    """Return the innermost element around all elements; None if that is the body of the page."""
    above = [set(element.iterancestors()) for element in elements[1:]]
    for ancestor in elements[0].iterancestors():
        if ancestor.tag in ("body", "html"):
            return None
        if all(ancestor in one for one in above):
            return ancestor
    return None


def _holding(words: Sequence[str], texts: dict[_Element, str]) -> tuple[str, ...]:
    """Return selectors of the innermost element with all words, and of the elements around it."""
    holding = [element for element, text in texts.items() if all(word in text for word in words)]
    if not words or not holding:
        return ()
    around = [holding[-1], *holding[-1].iterancestors()][:MAX_AROUND]
    root = holding[-1].getroottree().getroot()
    return tuple(
        name for ancestor in around if ancestor.tag != "body" for name in _names(ancestor, root)
    )


def _selectors(element: _Element, root: _Element) -> Iterator[str]:
    """Yield selectors of an element, the simplest first."""
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
    # If the first part of a class differs between pages, the end of the name can be declared.
    yield from (
        f"-{end}" for class_name in names if len(end := class_name.partition("-")[2]) >= MIN_END
    )
    id_ = str(element.get("id") or "")
    if NAME.fullmatch(id_) and not NUMBERED.search(id_):
        yield f"#{id_}"


def common_places(pages: Sequence[PageFound]) -> dict[str, tuple[str, int]]:
    """Return attribute → the selector that finds its value on most pages, and their number."""
    found = {}
    for name in ATTRIBUTES:
        for selector, number in _votes(pages, name).most_common(1):
            if number >= MIN_PAGES:
                found[name] = selector, number
    return found


def _votes(pages: Sequence[PageFound], name: str) -> Counter[str]:
    """Return selector → the number of pages on which it finds the value of an attribute."""
    found = (page.places[name] for page in pages if name in page.places)
    return Counter(selector for joined in found for selector in joined.split(SEPARATOR))


def agreed_places(pages: Sequence[tuple[Response, ArticlePage, PageFound]]) -> dict[str, str]:
    """Return attribute → a selector with which the pages give the same values as without it.

    A declaration may lose values that newsbot finds by itself, such as the date near a headline
    that is declared. So each selector is tried on all pages, together with those found before.

    Args:
        pages: (response, page parsed without a declaration, findings of the page).
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
    """Return whether a page class with these selectors gives the known values of the pages."""
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
