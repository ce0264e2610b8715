"""Tell the page of an article from a listing and from the publisher's own pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from newsbot.hindi import fold, words
from newsbot.ledger.crawl_state.revisits import NOT_AN_ARTICLE
from newsbot.page.html.elements import inline_text
from newsbot.page.not_found import SOFT_404, says_not_found
from newsbot.undeclared.evidence import STATIC, is_headline, links_of
from newsbot.undeclared.urls import UndeclaredUrls

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsbot.page import ArticlePage
    from newsbot.urls import SiteUrls

LISTING_TYPES = frozenset({"CollectionPage", "SearchResultsPage", "ProfilePage", "ItemList"})
# Of pages that no publisher of news makes, too.
STATIC_TYPES = frozenset(
    (
        "AboutPage ContactPage FAQPage CheckoutPage QAPage Product ProductGroup JobPosting "
        "DiscussionForumPosting"
    ).split()
)
MIN_STORIES = 3  # other stories that a listing offers
MANY_STORIES = 8
TEXT_PER_STORY = 60  # characters; of a listing with a line or two of each story
MAX_LABEL_WORDS = 3  # of a listing's headline

PageKind = Literal["article", "listing", "static", "gallery"]


def page_kind(
    page: ArticlePage,
    fields: Mapping[str, Any],
    is_named: bool,
    are_dated: bool = False,
    is_media: bool = False,
) -> PageKind:
    """Return what a page shows that was fetched for an article.

    Args:
        page: The page.
        fields: Of the page.
        is_named: Whether a feed, or a link with a headline, names it.
        are_dated: Whether the articles of its site have dates.
        is_media: Whether it is in a folder of photos or videos.
    """
    if fold(page.headline) in STATIC:
        return "static"
    if page.json_ld.has_article and page.has_article:
        return "article"  # one with questions and answers, or of a product
    if page.json_ld.is_of(STATIC_TYPES) and page.open_graph.type != "article":
        return "static"
    is_said = page.json_ld.is_of(LISTING_TYPES) and page.open_graph.type != "article"
    if is_named and page.has_article and not is_said:
        return "article"
    stories = _stories(page)
    if is_said and stories >= MIN_STORIES:
        return "listing"
    has_label = len(words(page.headline)) <= MAX_LABEL_WORDS
    if not page.has_article:
        if stories < MIN_STORIES:
            return "article"  # one that could not be read
        # Pictures or a film beside other stories look like a list, but for their headline.
        return "gallery" if is_media and (is_named or not has_label) else "listing"
    length = sum(map(len, _texts(page)))
    is_dated = bool(fields["published_at"] or fields["updated_at"])
    is_short = length < TEXT_PER_STORY * stories
    if stories >= MIN_STORIES and is_short and (has_label or not is_dated):
        return "listing"
    is_many = stories >= MANY_STORIES and is_short and page.open_graph.type != "article"
    if is_many and not (is_dated and _follows_headline(page)):
        return "listing"
    if is_dated:
        return "article"
    # The publisher's own pages have no date.
    return "static" if has_label or are_dated else "article"


def why_not_an_article(
    urls: SiteUrls, page: ArticlePage, fields: Mapping[str, Any]
) -> tuple[str, str] | None:
    """Return (reason, detail) why a page that a user names shows no article of news; else None.

    Args:
        urls: Those of the site.
        page: The page.
        fields: Of the page.
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
    """Return whether the text stands behind the headline, with no other story's between them.

    In a listing, the headline of a story stands before its lines.
    """
    first = next(iter(_texts(page)), "")
    if not first or not page.headline:
        return False
    before, is_found, _ = inline_text(page.root).partition(first[:TEXT_PER_STORY])
    _, has_headline, between = before.rpartition(page.headline)
    if not (is_found and has_headline):
        return False
    return not any(is_headline(text) and text in between for _, text in links_of(page.root))


def _texts(page: ArticlePage) -> list[str]:
    """Return the paragraphs of a page, and the entries of a live blog."""
    texts = [text for section in page.sections for text in section.paragraphs]
    return [*texts, *(update.text for update in page.live_updates)]


def _stories(page: ArticlePage) -> int:
    """Return how many other stories a page offers by their headlines."""
    found = set()
    for href, text in links_of(page.root):
        if is_headline(text):
            url = page.urls.join(page.url, href)
            ref = page.urls.article(url) if url else None
            if ref is not None:
                found.add(ref.id)
    article_ref = page.urls.article(page.url)
    return len(found - {article_ref.id} if article_ref else found)
