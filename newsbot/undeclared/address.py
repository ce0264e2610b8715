"""Identify and classify the page of a URL by its words and its shape, on an undeclared site."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from newsbot.discovery.sources.pagers import PARAMETER
from newsbot.hindi.data_files import read_table
from newsbot.urls import PAGE_EXTENSION

if TYPE_CHECKING:
    from collections.abc import Hashable

_WORDS = read_table("undeclared.toml")["urls"]
NEVER, LISTING = frozenset(_WORDS["never"]), frozenset(_WORDS["listing"])
PUBLISHER, ARCHIVES = frozenset(_WORDS["publisher"]), frozenset(_WORDS["archives"])
FILES, PARAMETERS = frozenset(_WORDS["files"]), frozenset(_WORDS["parameters"])
# The usual forms of articles' URLs: a number of at least five digits in the last step or the step
# before; a number in the query; a slug of at least four words. The URL of one article shows which
# form its site uses.
NUMBER_PATH = r"/(?:[^?]*/)?[^/?]*\d{5}[^/?]*(?:/[^/?\d]*)?"
NUMBER_QUERY = r"[^?]*\?(?:[^?]*&)?\w*(?:id|no|p|article|story|news)=\d{3,}(?:&.*)?"
SLUG_PATH = r"/(?:[^?]*/)?[^/?-]+(?:-[^/?-]+){3,}-?"
ARTICLE_PATHS = tuple(map(re.compile, (NUMBER_PATH, NUMBER_QUERY, SLUG_PATH)))
# A parameter that identifies the article if the path does not.
IDENTIFYING = re.compile(r"\w*(?:id|no|article|story|news)|p", re.IGNORECASE)
# A parameter that identifies the listing of the article, not the article.
LISTED_IN = re.compile(
    r"c(?:id)?|itemid|\w*(?:cat|sec|menu|lang|type|state|dist|city|page|parent|user)\w*",
    re.IGNORECASE,
)
DATE = re.compile(r"/(?:19|20)\d\d(?:/\d{1,2}){1,2}(?=/)|/(?:19|20)\d\d-\d\d-\d\d(?=/)")
# A month or a day after an archive's name. A year alone may be an article's number.
ARCHIVE_DATE = re.compile(r"(?:19|20)\d\d(?:[/-][01]?\d){1,2}")
# An archive by month or day without a name, as blogs have it: /2026/01/.
DATE_ALONE = re.compile(r"/(?:19|20)\d\d/[01]?\d(?:/[0-3]?\d)?")
SLUG_WORDS = 3  # minimum number of words in a slug
LONG_NUMBER = 5  # minimum number of digits in a long number


@dataclass(frozen=True, slots=True)
class Address:
    """The part of a URL that identifies its page.

    Attributes:
        path: The path, percent-decoded, without extension and trailing slash.
        query: The parameters that identify the article: ``id=123``; "" if the path identifies it.
        extension: The extension of the path: ``.html``, or "".
        parameters: The names and values of all parameters.
    """

    path: str
    query: str
    extension: str
    parameters: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, path: str, query: str) -> Address:
        """Return the address of a path and a query, which have no AMP or tracking parts."""
        extension = match[0] if (match := PAGE_EXTENSION.search(path)) else ""
        bare = unquote(path.removesuffix(extension)).rstrip("/") or "/"
        pairs = parse_qsl(query)
        numbered = [(name, value) for name, value in sorted(pairs) if _identifies(name, value)]
        own = [pair for pair in numbered if not LISTED_IN.fullmatch(pair[0])]
        parts = [f"{name}={value}" for name, value in own or numbered]
        kept_query = ""
        if not ARTICLE_PATHS[0].fullmatch(bare):
            kept_query = "&".join(parts)
            if not parts and not ARTICLE_PATHS[2].fullmatch(bare):
                kept_query = query
        return cls(bare, kept_query, extension, tuple(pairs))

    @property
    def form(self) -> str:
        """The address as text, which is the same for all URLs of an article."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def steps(self) -> list[str]:
        """The steps of the path."""
        return self.path.strip("/").split("/")

    @property
    def section(self) -> str | None:
        """The folders of the path that are not a date or a number; None if there are none."""
        folders = DATE.sub("/", f"{self.path.rpartition('/')[0]}/").strip("/").split("/")
        names = [folder for folder in folders if folder and not folder.isdigit()]
        return "/".join(names) or None

    @property
    def shape(self) -> Hashable:
        """The features that the URLs of a site's articles share: slug, number, extension, …."""
        last = self.steps[-1]
        numbers = [len(digits) for digits in re.findall(r"\d+", last)]
        words = sum(bool(re.search(r"[^\W\d_]", word)) for word in re.split(r"[-_+., ]+", last))
        number = "long" if max(numbers, default=0) >= LONG_NUMBER else "short" if numbers else ""
        if words >= SLUG_WORDS and number != "long":
            number = ""  # a year, an amount
        kind = f"{words} words"
        if words >= SLUG_WORDS or (words and number == "long"):
            kind = "slug"
        elif self.query:
            kind = last  # the name of a script: send.php?id=12 and news.php?id=12 differ
        parameters = tuple(
            sorted({parameter.partition("=")[0] for parameter in self.query.split("&")})
        )
        return kind, number, self.extension, bool(DATE.search(self.path)), parameters

    @property
    def slug(self) -> str | None:
        """The slug, and the date before it; None if the last step is not a slug."""
        last = self.steps[-1]
        if self.query or len(last.split("-")) < SLUG_WORDS:
            return None
        date = DATE.search(self.path)
        return f"{date[0] if date else ''}/{last}"

    @property
    def families(self) -> tuple[Hashable, Hashable]:
        """(folder and shape, section and shape): the groups of similar URLs, the narrower first."""
        folder = (self.section or "").rpartition("/")[2]
        depth = len(self.steps)
        return (folder, depth, self.shape), (self.steps[0] if depth > 1 else "", self.shape)

    @property
    def is_never_read(self) -> bool:
        """Whether the URL is never news: a file, a listing of tags, a page about the publisher."""
        steps = [step.casefold() for step in self.steps]
        return (
            steps[-1].rpartition(".")[2] in FILES
            or not NEVER.isdisjoint(steps)
            or steps[-1] in PUBLISHER
            or _is_archive(steps)
            or DATE_ALONE.fullmatch(self.path) is not None
            or any(map(_is_idle_parameter, self.parameters))
        )

    @property
    def is_listing(self) -> bool:
        """Whether the words of the URL say that it is a listing."""
        if self.path == "/" and not self.query:
            return True
        if not LISTING.isdisjoint(step.casefold() for step in self.steps):
            return True
        is_paged = any(PARAMETER.fullmatch(name) for name, _ in self.parameters)
        return is_paged and "=" not in self.query

    @property
    def may_be_article(self) -> bool:
        """Whether the words of the URL allow that it is an article's."""
        return not (self.is_never_read or self.is_listing)


def _is_archive(steps: list[str]) -> bool:
    """Return whether the path ends with an archive's name, or with a date after this name."""
    at = next((at for at, step in enumerate(steps) if step in ARCHIVES), None)
    if at is None:
        return False
    rest = "/".join(steps[at + 1 :])
    return not rest or ARCHIVE_DATE.fullmatch(rest) is not None


def _is_idle_parameter(parameter: tuple[str, str]) -> bool:
    """Return whether a parameter never occurs in an article's URL, or names a publisher's page."""
    name, value = map(str.casefold, parameter)
    return name in PARAMETERS or (bool(PARAMETER.fullmatch(name)) and value in PUBLISHER)


def _identifies(name: str, value: str) -> bool:
    return bool(re.fullmatch(r"\d{2,}", value) and IDENTIFYING.fullmatch(name))


def article_path(url: str) -> str:
    """Return the pattern of ARTICLE_PATHS that fits the URL of an article, else the last one."""
    parts = urlsplit(url)
    path = PAGE_EXTENSION.sub("", parts.path.rstrip("/") or "/")
    forms = (path, f"{path}?{parts.query}")
    fitting = (pattern for pattern in ARTICLE_PATHS if any(map(pattern.fullmatch, forms)))
    return next(fitting, ARTICLE_PATHS[-1]).pattern


@lru_cache(5000)
def is_usual(form: str) -> bool:
    """Return whether the form of an address fits one of ARTICLE_PATHS."""
    return any(pattern.fullmatch(form) for pattern in ARTICLE_PATHS)
