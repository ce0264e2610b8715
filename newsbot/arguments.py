"""Spider arguments (``-a name=value``): typed and checked before anything is fetched."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, fields
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from newsbot import IST
from newsbot.exceptions import ArgumentError
from newsbot.urls import origin_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BROWSER_CHOICES = ("never", "auto")  # of the setting NEWSBOT_BROWSER too
SCRAPYD_JOB = "_job"  # Scrapyd hands its job id to every spider as an argument


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of a run, as the user gave them with ``-a``.

    Attributes:
        url: The home pages of the sites to crawl; for the spider ``hindi`` alone.
        path: A pattern of paths of WARC files; for the spider ``warc`` alone.
        spider: The spider whose site is read from the WARC files; for the spider ``warc`` alone.
        root: The origin that gets the requests in place of the site's origin.
        urls: The articles to fetch; empty: the run looks for articles itself.
        sections: The sections to crawl, as in the URLs or the site's menu (see
            newsbot.discovery.sections); empty: all.
        since: Only articles that were published or changed at this time or later are wanted.
        limit: The largest number of articles.
        related_depth: Hops of related stories to follow from the sources. With ``urls``: from
            these articles, and 0 by default.
        full: Known articles are delivered too.
        reparse: The saved pages are read, and nothing is fetched.
        browser: ``never`` or ``auto``, in place of the setting NEWSBOT_BROWSER.
        archive: The folder for WARC files of all responses, in place of NEWSBOT_ARCHIVE.
        job: Scrapyd's job id.
    """

    url: tuple[str, ...] = ()
    path: str | None = None
    spider: str | None = None
    root: str | None = None
    urls: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    since: datetime | None = None
    limit: int | None = None
    related_depth: int = 2
    full: bool = False
    reparse: bool = False
    browser: str | None = None
    archive: str | None = None
    job: str | None = None

    @property
    def partial(self) -> bool:
        """Whether the arguments restrict the run to a part of the site."""
        return bool(self.urls or self.sections or self.since or self.limit or self.reparse)

    @classmethod
    def parse(cls, given: Mapping[str, str]) -> Self:
        """Return the typed arguments of ``-a`` strings.

        Raises:
            ArgumentError: An argument is unknown, its value cannot be used, or two exclude each
                other.
        """
        values: dict[str, Any] = {}
        for name, text in given.items():
            if name == SCRAPYD_JOB:
                values["job"] = text
                continue
            if name not in READERS:
                known = ", ".join(
                    f"{argument}=" for argument in READERS if argument not in OF_OTHERS
                )
                raise ArgumentError(f"unknown argument {name!r}; known are {known}")
            try:
                values[name] = READERS[name](text.strip())
            except ValueError as error:
                shown = text.rpartition("@")[2] if name in ("root", "url") else text
                raise ArgumentError(f"argument {name}={shown!r}: {error}") from None
        if "urls" in values:
            values.setdefault("related_depth", 0)  # the user wants these articles alone
        chosen = cls(**values)
        if chosen.urls and chosen.sections:
            raise ArgumentError("arguments urls= and sections= exclude each other")
        if chosen.reparse and (chosen.urls or chosen.full):
            raise ArgumentError("argument reparse=1 excludes urls= and full=")
        return chosen


def _root(text: str) -> str:
    if "@" in text:
        # Scrapyd logs the arguments of its jobs, and reports of runs name the root.
        raise ValueError("must not contain a user name or password")
    try:
        return origin_of(text)
    except ValueError:
        raise ValueError("must be an origin such as http://127.0.0.1:8000") from None


def _sites(text: str) -> tuple[str, ...]:
    """Return the home pages of sites, each with its scheme and path."""
    return tuple(dict.fromkeys(map(_home, _list(text))))


def _home(text: str) -> str:
    url = text if "://" in text else f"https://{text}"
    try:
        host = urlsplit(origin_of(url)).hostname or ""
    except ValueError:
        host = ""
    if "@" in text or not re.search(r"[^\W_]", host) or ".." in host:
        raise ValueError("must be a site's home page such as https://any.example/")
    return origin_of(url) + (urlsplit(url).path or "/")


def _text(text: str) -> str:
    if not text:
        raise ValueError("is empty")
    return text


def _list(text: str) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if not values:
        raise ValueError("is empty")
    return values


def _sections(text: str) -> tuple[str, ...]:
    values = tuple(unicodedata.normalize("NFC", value.strip("/")) for value in _list(text))
    for value in values:
        # A name in Hindi is looked up in the site's menu.
        if not is_slug(value) and not re.fullmatch(r"[^/?#]*[\u0900-\u097f][^/?#]*", value):
            raise ValueError(
                f"{value!r} is not a section; name sections as in the URLs, e.g. india, or as in"
                " the site's menu, e.g. खेल"
            )
    return values


def is_slug(section: str) -> bool:
    """Return whether a text has the form of a section in URLs: ``india``, ``states/bihar``."""
    return bool(re.fullmatch(r"[\w-]+(?:/[\w-]+)*", section, re.ASCII))


def _since(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("must be a date or time such as 2026-02-03 or 2026-02-03T10:00") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=IST)
    if moment > datetime.now(IST):
        raise ValueError("is in the future")
    return moment


def whole(minimum: int) -> Callable[[str], int]:
    """Return a function that parses a whole number from ``minimum`` on, or raises ValueError."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,18}", text) or int(text) < minimum:
            raise ValueError(f"must be a whole number, at least {minimum}")
        return int(text)

    return read


def _switch(text: str) -> bool:
    values = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    try:
        return values[text.lower()]
    except KeyError:
        raise ValueError("must be 1 or 0") from None


def _browser(text: str) -> str:
    if text not in BROWSER_CHOICES:
        raise ValueError("must be never or auto")
    return text


def read_archive(text: str) -> str:
    """Return the folder of an archive.

    Raises:
        ValueError: The text does not name a folder of this machine, or warcio is not installed.
    """
    if not text:
        raise ValueError("must name a folder")
    if "://" in text:
        raise ValueError("must name a folder of this machine")
    if Path(text).exists() and not Path(text).is_dir():
        raise ValueError("is not a folder")
    try:
        import_module("warcio")
    except ImportError:
        raise ValueError("archives need warcio: pip install warcio") from None
    return text


# Arguments of the spiders hindi and warc; the message about an unknown argument leaves them out.
OF_OTHERS = ("url", "path", "spider")
READERS: dict[str, Callable[[str], Any]] = {
    "url": _sites,
    "path": _text,
    "spider": _text,
    "root": _root,
    "urls": _list,
    "sections": _sections,
    "since": _since,
    "limit": whole(1),
    "related_depth": whole(0),
    "full": _switch,
    "reparse": _switch,
    "browser": _browser,
    "archive": read_archive,
}
assert {*READERS, "job"} == {field.name for field in fields(Arguments)}
