"""Distinguish breadcrumb trails from other lists; find the section in a trail. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from newsbot.hindi import fold, words
from newsbot.hindi.data_files import read_table
from newsbot.page.html.elements import address_parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsbot.urls import ArticleRef

MAX_DEPTH = 6  # sections in a trail; a list of more is a menu
MIN_MENU = 3  # entries of a menu; two sections may be a trail: "News → India"
MAX_SECTION = 25  # characters of a section; a longer name may be the headline
MIN_TITLE_WORDS = 3  # words of a name that is judged to be a title by its words alone
HOME_NAMES = frozenset(map(fold, read_table("page_phrases.toml")["home"]["names"]))


class Crumb(NamedTuple):
    """A breadcrumb: a name, and the absolute URL of its link (None if it is not a link)."""

    name: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Here:
    """The page that a breadcrumb trail should lead to.

    Attributes:
        urls: The URLs of the page, the canonical one first.
        headline: The headline of the page.
        titles: The titles in its metadata.
        article: Returns the article of the site that a URL stands for, else None.
        section: The section in its metadata, "" if there is none.
    """

    urls: tuple[str, ...]
    headline: str
    titles: tuple[str | None, ...]
    article: Callable[[str], ArticleRef | None]
    section: str

    def is_at(self, crumb: Crumb) -> bool:
        """Return whether a crumb leads to the page or to any article, so that it is no section."""
        if crumb.href is None:
            return False
        page_urls = (url.rstrip("/") for url in self.urls)
        return crumb.href.rstrip("/") in page_urls or self.article(crumb.href) is not None

    def is_named(self, name: str) -> bool:
        """Return whether a name is one of the page's titles, or the words of its URL."""
        if _is_title(name, self.headline) or _is_slug(name, self.urls[0]):
            return True
        return len(name) > MAX_SECTION / 2 and any(_is_title(name, each) for each in self.titles)


def sections_of(trail: list[Crumb], here: Here) -> list[Crumb]:
    """Return the crumbs that are sections, without the home page and without the page itself."""
    crumbs = [crumb for at, crumb in enumerate(trail) if not _is_home(crumb, first=at == 0)]
    if len(crumbs) > 1 and crumbs[-1].href is None and _ends_with_page(crumbs, here):
        crumbs.pop()
    while crumbs and (here.is_at(crumbs[-1]) or _is_named(crumbs, here)):
        crumbs.pop()
    return crumbs


def _ends_with_page(crumbs: list[Crumb], here: Here) -> bool:
    """Return whether a last crumb without a link is the page itself.

    It is the page if its name is too long for a section, or if the page's URL is in the folder of
    the section before. It is a section if the page's URL or metadata names it.
    """
    name, outer = crumbs[-1].name, crumbs[-2].href
    folder = _address(here.urls[0]).rpartition("/")[0]
    if len(name) > MAX_SECTION:
        return True
    slug = "-".join(words(name.casefold()))
    if outer is None or slug in folder.split("/") or fold(name) == fold(here.section):
        return False
    is_inside = bool(folder) and folder.rpartition("/")[2] == _path(outer).rpartition("/")[2]
    return is_inside or len(words(name)) >= MIN_TITLE_WORDS


def _is_named(crumbs: list[Crumb], here: Here) -> bool:
    """Return whether the last crumb has the page's title.

    A short crumb that is the only one is a section even then: राशिफल above the headline "राशिफल".
    """
    name = crumbs[-1].name
    return (len(crumbs) > 1 or len(name) > MAX_SECTION) and here.is_named(name)


def trail_problem(trail: list[Crumb], here: Here) -> str | None:
    """Return why a list is not a breadcrumb trail of the page; None for a trail of the page."""
    last = here.article(trail[-1].href or "")
    page_ref = here.article(here.urls[0])
    if last and page_ref and last.id != page_ref.id:
        return "another_article"
    return "menu" if _is_menu(trail, sections_of(trail, here), here) else None


def _is_menu(trail: list[Crumb], sections: list[Crumb], here: Here) -> bool:
    """Return whether a list is a menu of sections side by side, not a trail to one page."""
    if len(sections) > MAX_DEPTH:
        return True
    if len(sections) < MIN_MENU:
        return False
    paths = [_path(crumb.href) for crumb in sections]
    if not any(paths):
        return len(sections) >= MAX_DEPTH
    if any(inner.startswith(outer + "/") for outer, inner in pairwise(paths) if outer):
        return False
    if (len(sections) == MIN_MENU and sections[-1] is not trail[-1]) or _leads_to(
        paths[-1], here.urls[0]
    ):
        return False  # the list ends with the page itself, or with the section of its URL
    return fold(sections[-1].name) != fold(here.section)


def _is_title(name: str, title: str | None) -> bool:
    """Return whether a crumb's name is a title of the page, or the beginning of one."""
    folded, folded_title = fold(name), fold(title or "")
    cut = name.rstrip().endswith(("...", "…")) and len(folded) > MAX_SECTION / 2
    return folded == folded_title or (cut and folded_title.startswith(folded))


def _is_slug(name: str, url: str) -> bool:
    """Return whether the words of a name are those of the last step of the page's URL."""
    if not name.isascii():
        return False
    named = words(name.casefold())
    slug = words(address_parts(url).path.rpartition("/")[2].casefold().replace("-", " "))
    return bool(named) and (
        named == slug or (len(named) >= MIN_TITLE_WORDS and set(named) <= set(slug))
    )


def _is_home(crumb: Crumb, *, first: bool) -> bool:
    if fold(crumb.name) in HOME_NAMES:
        return True
    return first and crumb.href is not None and not _path(crumb.href)


def _leads_to(path: str, page: str) -> bool:
    """Return whether the last folder of a section's path is a folder in the page's path."""
    parts = _path(page).split("/")
    return bool(path) and path.rpartition("/")[2] in parts[:-1]


def _address(url: str) -> str:
    """Return the path of a page up to its slug, without a number after the slug."""
    path, _, number = _path(url).rpartition("/")
    is_slug = path.rpartition("/")[2].count("-") >= MIN_TITLE_WORDS - 1
    return path if number.isdigit() and is_slug else _path(url)


def _path(url: str | None) -> str:
    return address_parts(url or "").path.rstrip("/")
