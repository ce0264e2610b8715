"""The extractors that benchmarks.comparison puts side by side: what each reads from a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from unittest.mock import patch

import newsbot
from newsbot.extraction import extract as extraction
from newsbot.extraction import sites

FETCHED_AT = datetime(2026, 11, 28, tzinfo=UTC)


@dataclass
class Said:
    """The fields that an extractor reads from a page; None where it does not give the field.

    Attributes:
        headings: The lines of the body that it says to be sub-heads.
    """

    headline: str | None = None
    published: datetime | str | None = None
    authors: list[str] | None = None
    body: str = ""
    headings: list[str] | None = None


Extractor = Callable[[bytes, str], Said]


def by_newsbot(page: bytes, url: str) -> Said:
    item = newsbot.extract(page, url, fetched_at=FETCHED_AT)
    if not isinstance(item, newsbot.Article):
        return Said()
    headings = [section.heading for section in item.sections if section.heading]
    return Said(item.headline, item.published_at, item.authors, item.body, headings)


def by_newsbot_undeclared(page: bytes, url: str) -> Said:
    site = sites.undeclared_site(url)
    with patch.object(extraction, "site_of", lambda _: site):
        return by_newsbot(page, url)


def by_trafilatura(page: bytes, url: str) -> Said:
    said = _module("trafilatura").bare_extraction(page, url=url, with_metadata=True)
    if said is None:
        return Said()
    authors = said.author.split("; ") if said.author else []
    headings = ["".join(head.itertext()) for head in said.body.iter("head")]
    return Said(said.title, said.date, authors, said.text or "", headings)


def by_newspaper4k(page: bytes, url: str) -> Said:
    # It would ask the publishers' servers for the pictures of each page.
    article = _module("newspaper").Article(url, language="hi", fetch_images=False)
    article.download(input_html=page.decode("utf-8", "replace"))
    article.parse()
    return Said(article.title, article.publish_date, article.authors, article.text)


def by_goose3(page: bytes, url: str) -> Said:
    goose = _module("goose3").Goose({"use_meta_language": False, "target_language": "hi"})
    article = goose.extract(raw_html=page.decode("utf-8", "replace"))
    return Said(
        article.title, article.publish_datetime_utc, article.authors, article.cleaned_text or ""
    )


def by_resiliparse(page: bytes, url: str) -> Said:
    tree = _module("resiliparse.parse.html").HTMLTree.parse_from_bytes(page, "utf-8")
    extract = _module("resiliparse.extract.html2text").extract_plain_text
    return Said(body=extract(tree, main_content=True))


# Name in the table → the module that must be there, and the function.
EXTRACTORS: dict[str, tuple[str, Extractor]] = {
    "newsbot, by declarations": ("newsbot", by_newsbot),
    "newsbot, without a declaration": ("newsbot", by_newsbot_undeclared),
    "trafilatura": ("trafilatura", by_trafilatura),
    "newspaper4k": ("newspaper", by_newspaper4k),
    "goose3": ("goose3", by_goose3),
    "resiliparse": ("resiliparse", by_resiliparse),
}


def named_version(name: str) -> str | None:
    """Return an extractor's name and version; None where it is not installed."""
    if EXTRACTORS[name][0] == "newsbot":
        return f"{name} ({newsbot.__version__})"
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return None


def _module(name: str) -> Any:
    return import_module(name)
