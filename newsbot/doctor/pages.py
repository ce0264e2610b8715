"""Read the page of an article, by the site's declaration and without one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsbot import IST
from newsbot.browser.requests import has_script
from newsbot.doctor.findings import FIELDS, Failure, PageFound
from newsbot.doctor.places import places_of
from newsbot.downloader.responses import fetched_response
from newsbot.extraction.extract import PIPELINES, read_item
from newsbot.items import Article, Reject, has_content
from newsbot.page import declaration_of
from newsbot.page.declared.declaration import NAMED
from newsbot.page.declared.places import Places
from newsbot.page.html.tree import html_root

if TYPE_CHECKING:
    from datetime import datetime

    from scrapy.http import Response

    from newsbot.extraction.sites import Site
    from newsbot.page import ArticlePage

MAX_VALUE = 120  # characters of a value in the report
INCOMPLETE = ("no_headline", "no_body")  # reasons of rejects whose other fields are checked


def read_page(
    site: Site, any_site: Site, response: Response, url: str, now: datetime
) -> tuple[PageFound, ArticlePage | None]:
    """Read a page with the declaration and without it.

    Args:
        site: The declared site; the same object as ``any_site`` without a declaration.
        any_site: The site without a declaration.
        response: The page.
        url: The URL of the article.
        now: When the page was fetched (UTC).

    Returns:
        The findings, and the page as it is parsed without the declaration.
    """
    found = PageFound(url)
    article, page = _article(site, response, url, now, is_declared=site is not any_site)
    if isinstance(article, Reject):
        found.failure = Failure(url, article.reason, article.detail)
    else:
        found.kind, found.provenance = article.kind, dict(article.provenance)
        found.values, found.published_at = _values(article), article.published_at
    if site is not any_site:
        if page is not None:
            found.selectors = dict(_selectors(page))
        article, page = _article(any_site, response, url, now, is_declared=False)
        if isinstance(article, Article):
            found.elsewhere = _values(article)
    if page is not None and isinstance(article, Article):
        found.places = places_of(page, article)
    if "sections" not in found.values and found.kind != "video":
        _note_scripts(found, response)
    return found, page


def _article(
    site: Site, response: Response, url: str, now: datetime, *, is_declared: bool
) -> tuple[Article | Reject, ArticlePage | None]:
    """Return the article of a page, also if it lacks headline or body; a Reject for others."""
    fetched = fetched_response(response)
    item, page = read_item(site, response, url, now, fetched, is_declared=is_declared)
    for pipeline in PIPELINES:
        if isinstance(item, Reject):
            break
        whole, item = item, pipeline.process_article(item)
        if isinstance(item, Reject) and item.reason in INCOMPLETE:
            return whole, page
    return item, page


def _values(article: Article) -> dict[str, str]:
    """Return field → shortened value, for the fields with a value."""
    found = {}
    for name in FIELDS:
        value = getattr(article, name)
        if name == "sections":
            if has_content(article):
                paragraphs = sum(len(section.paragraphs) for section in article.sections)
                found[name] = f"{paragraphs} paragraphs, {len(article.body):,} characters"
        elif value:
            found[name] = _short(name, value)
    return found


def _short(name: str, value: Any) -> str:
    if name in ("published_at", "updated_at"):
        return f"{value.astimezone(IST):%Y-%m-%d %H:%M} IST"
    if name in ("images", "related"):
        return str(len(value))
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= MAX_VALUE else text[: MAX_VALUE - 1] + "…"


def _selectors(page: ArticlePage) -> Any:
    """Yield ((attribute, selectors), whether one of them finds an element) of a page class."""
    declaration = declaration_of(type(page))
    places = Places(page.root, declaration)
    for name, selectors in declaration.selectors.items():
        if name not in NAMED:
            selector_list = ", ".join(selector.text for selector in selectors)
            yield (name, selector_list), places.count(name) > 0


def _note_scripts(found: PageFound, response: Response) -> None:
    """Note whether scripts may add the text that a page lacks."""
    root = html_root(response)
    if root is None:
        return
    unseen = "ancestor::script or ancestor::style or ancestor::noscript or ancestor::template"
    texts = root.xpath(f"//body//text()[not({unseen})]")
    found.text_length = sum(len(" ".join(text.split())) for text in texts)
    found.scripts = sum(1 for _ in root.iter("script"))
    found.needs_browser = has_script(response)
