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
    """The wishes of a run, as the user gave them with ``-a``.

    Attributes:
        url: The site's home page, or several; for the spider ``hindi``.
        path: Archives, as a pattern of paths; for the spider ``warc``.
        spider: The spider whose site's pages are read; for the spider ``warc``.
        root: An origin in place of the site's.
        urls: Just these articles.
        sections: Just these sections, as in the URLs or the site's menu (see
            newsbot.discovery.sections).
        since: Articles published or changed at or after this.
        limit: At most so many articles.
        related_depth: Hops of related stories to follow, from the sources, or from ``urls`` (then 0
            by default).
        full: Deliver known articles too.
        reparse: Read the saved pages and fetch nothing.
        browser: ``never`` or ``auto``, in place of the setting NEWSBOT_BROWSER.
        archive: The folder for WARC files of what is fetched, in place of NEWSBOT_ARCHIVE.
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
        """True where a run is asked for less than all that the site has."""
        return bool(self.urls or self.sections or self.since or self.limit or self.reparse)

    @classmethod
    def parse(cls, given: Mapping[str, str]) -> Self:
        """Return the typed arguments of ``-a`` strings.

        Raises:
            ArgumentError: The message names what is wrong.
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
            values.setdefault("related_depth", 0)  # just these articles
        chosen = cls(**values)
        if chosen.urls and chosen.sections:
            raise ArgumentError("arguments urls= and sections= exclude each other")
        if chosen.reparse and (chosen.urls or chosen.full):
            raise ArgumentError("argument reparse=1 excludes urls= and full=")
        return chosen


def _root(text: str) -> str:
    if "@" in text:
        # Scrapyd logs the arguments of its jobs, and a report names the root.
        raise ValueError("must have neither user nor password in it")
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
                f"{value!r} is no section; sections are as in the URLs, e.g. india, or as in the"
                " site's menu, e.g. खेल"
            )
    return values


def is_slug(section: str) -> bool:
    """Return whether a text is a section as it stands in URLs: ``india``, ``states/bihar``."""
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


def whole(least: int) -> Callable[[str], int]:
    """Return what reads a whole number from ``least`` on; it raises ValueError for other texts."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < least:
            raise ValueError(f"must be a whole number from {least}")
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
    """Return a folder for an archive; raise ValueError for none, and without the extra."""
    if not text:
        raise ValueError("must name a folder")
    if "://" in text:
        raise ValueError("must name a folder of this machine")
    if Path(text).exists() and not Path(text).is_dir():
        raise ValueError("is no folder")
    try:
        import_module("warcio")
    except ImportError:
        raise ValueError("archives need warcio: pip install warcio") from None
    return text


OF_OTHERS = ("url", "path", "spider")  # arguments of the spiders hindi and warc
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
