"""Distinguish the page of an article from a listing and from the publisher's own pages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from lxml import etree

from newsbot.hindi import fold, words
from newsbot.items import Reject
from newsbot.ledger.crawl_state.revisits import NOT_AN_ARTICLE
from newsbot.page import ArticlePage, read_article
from newsbot.page.html.elements import inline_text
from newsbot.page.not_found import SOFT_404, says_not_found
from newsbot.undeclared.links import STATIC, is_headline, links_of
from newsbot.undeclared.urls import UndeclaredUrls

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.http import Response

    from newsbot.urls import ArticleRef, SiteUrls

LISTING_TYPES = frozenset({"CollectionPage", "SearchResultsPage", "ProfilePage", "ItemList"})
# schema.org types of the publisher's own pages, and of pages that are not news.
STATIC_TYPES = frozenset(
    (
        "AboutPage ContactPage FAQPage CheckoutPage QAPage Product ProductGroup JobPosting "
        "DiscussionForumPosting"
    ).split()
)
MIN_STORIES = 3  # other stories to which a listing links
MANY_STORIES = 8
TEXT_PER_STORY = 60  # characters in a listing per story: a line or two
MAX_LABEL_WORDS = 3  # words of a listing's headline

_pictures = etree.XPath("//img[not(ancestor::a or ancestor::header or ancestor::footer)]")
PageKind = Literal["article", "listing", "static", "gallery"]


def page_kind(
    page: ArticlePage,
    fields: Mapping[str, Any],
    is_named: bool,
    are_dated: bool = False,
    is_media: bool = False,
) -> PageKind:
    """Return the kind of a page that was requested as an article.

    Args:
        page: The page.
        fields: The fields of the page.
        is_named: Whether a feed, or a link with a headline, names the page.
        are_dated: Whether the articles of the site have dates.
        is_media: Whether the page is in a folder of photos or videos.

    Returns:
        "article" also for an article whose text could not be read.
    """
    if kind := _stated_kind(page):
        return kind
    is_list = page.json_ld.is_of(LISTING_TYPES) and page.open_graph.type != "article"
    if is_named and page.has_article and not is_list:
        return "article"
    stories = _stories(page)
    if is_list and stories >= MIN_STORIES:
        return "listing"
    has_label = len(words(page.headline)) <= MAX_LABEL_WORDS
    if not page.has_article:
        # A page with only pictures or a film looks like a listing, except for its long headline.
        is_gallery = is_media and (is_named or not has_label)
        if stories >= MIN_STORIES:
            return "gallery" if is_gallery else "listing"
        # "article" if the page is not a gallery: its text could not be read
        return "gallery" if is_gallery and _shows_media(page) else "article"
    is_dated = _is_dated(fields)
    if _is_short_beside(page, stories, has_label, is_dated):
        return "listing"
    if is_dated:
        return "article"
    # The publisher's own pages have no date.
    return "static" if has_label or are_dated else "article"


def _stated_kind(page: ArticlePage) -> PageKind | None:
    """Return the kind that a page's headline or JSON-LD states; None if they state none."""
    if fold(page.headline) in STATIC:
        return "static"
    if page.json_ld.has_article and page.has_article:
        return "article"  # an article may also describe questions (FAQPage) or a product
    if page.json_ld.is_of(STATIC_TYPES) and page.open_graph.type != "article":
        return "static"
    return None


def _shows_media(page: ArticlePage) -> bool:
    """Return whether a page has a player, or a picture outside links (cards link pictures)."""
    return bool(page.videos or _pictures(page.root))


def _is_short_beside(page: ArticlePage, stories: int, has_label: bool, is_dated: bool) -> bool:
    """Return whether the text of a page is as short as that of a listing of ``stories`` stories.

    ``has_label``: the headline is as short as the name of a section.
    """
    if stories < MIN_STORIES or sum(map(len, _texts(page))) >= TEXT_PER_STORY * stories:
        return False
    if has_label or not is_dated:
        return True
    is_many = stories >= MANY_STORIES and page.open_graph.type != "article"
    return is_many and not _follows_headline(page)


def article_shown(response: Response, urls: UndeclaredUrls) -> ArticleRef | None:
    """Return the article on a page that was requested as a section; None if it is a listing.

    Some themes give listings the ``og:type`` "article". So an article must also have a date, and
    more text than a listing of the same number of stories.

    Args:
        response: The page.
        urls: The URLs of the site.
    """
    address, ref = urls.address(response.url), urls.ref(response.url)
    if address is None or ref is None or not address.may_be_article:
        return None
    read = read_article(ArticlePage, response, urls, ref.url, datetime.now(UTC))
    if isinstance(read, Reject):
        return None
    page, fields = read
    is_said = page.json_ld.has_article or page.open_graph.type == "article"
    if not (is_said and page.has_article and _is_dated(fields)):
        return None
    length, stories = sum(map(len, _texts(page))), max(_stories(page), MIN_STORIES)
    is_long = length >= TEXT_PER_STORY * stories
    return ref if is_long and page_kind(page, fields, is_named=False) == "article" else None


def why_not_an_article(
    urls: SiteUrls, page: ArticlePage, fields: Mapping[str, Any]
) -> tuple[str, str] | None:
    """Return (reason, detail) if a page that a user names is not a news article; else None.

    Args:
        urls: The URLs of the site, which are UndeclaredUrls.
        page: The page.
        fields: The fields of the page.
    """
    assert isinstance(urls, UndeclaredUrls)
    if not page.has_article or page.json_ld.has_article:
        is_static = page_kind(page, fields, is_named=True) == "static"
        return (NOT_AN_ARTICLE, "static") if is_static else None
    if says_not_found(page.headline):
        return SOFT_404, page.headline
    address = urls.address(page.url)
    if address and address.is_never_read:
        return NOT_AN_ARTICLE, "address"
    is_named = is_headline(page.headline) and not (address and address.is_listing)
    kind = page_kind(page, fields, is_named and urls.article(page.url) is not None)
    return None if kind == "article" else (NOT_AN_ARTICLE, kind)


def _follows_headline(page: ArticlePage) -> bool:
    """Return whether the text follows the headline, without another story's headline between them.

    In a listing, the headline of a story stands between them.
    """
    first = next(iter(_texts(page)), "")
    if not first or not page.headline:
        return False
    before, is_found, _ = inline_text(page.root).partition(first[:TEXT_PER_STORY])
    _, has_headline, between = before.rpartition(page.headline)
    if not (is_found and has_headline):
        return False
    return not any(is_headline(text) and text in between for _, text in links_of(page.root))


def _is_dated(fields: Mapping[str, Any]) -> bool:
    return bool(fields["published_at"] or fields["updated_at"])


def _texts(page: ArticlePage) -> list[str]:
    """Return the paragraphs of a page, and the entries of a live blog."""
    texts = [text for section in page.sections for text in section.paragraphs]
    return [*texts, *(update.text for update in page.live_updates)]


def _stories(page: ArticlePage) -> int:
    """Return the number of other articles to which a page links with a headline."""
    found = set()
    for href, text in links_of(page.root):
        if is_headline(text):
            url = page.urls.join(page.url, href)
            ref = page.urls.article(url) if url else None
            if ref is not None:
                found.add(ref.id)
    article_ref = page.urls.article(page.url)
    return len(found - {article_ref.id} if article_ref else found)
