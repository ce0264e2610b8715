"""Hold all that a visit finds, as plain data; judgement and reports are made of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from newsbot.items.rights import AiSignal

# Fields of an article that the doctor looks at, in the order in which it shows them.
FIELDS = (
    *("headline", "sections", "published_at", "updated_at", "summary", "authors", "section"),
    *("breadcrumbs", "tags", "images", "related"),
)
# Without which a site is not healthy: name for people → fields, of which one is enough.
NEEDED = {
    "headline": ("headline",),
    "body": ("sections",),
    "a date": ("published_at", "updated_at"),
}
NAMES = {"sections": "body"}  # field → its name for people


@dataclass(frozen=True, slots=True)
class Failure:
    """A URL that gave no page. ``reason``: as of a reject."""

    url: str
    reason: str
    detail: str | None = None

    @property
    def words(self) -> str:
        """Why it gave none, for people."""
        words = self.detail or self.reason.replace("http_", "status ").replace("_", " ")
        return words.rstrip(".;")  # of a network's errors; sentences are made of the words


@dataclass(slots=True)
class RobotsFound:
    """The content of a robots.txt.

    Attributes:
        url: Its address.
        status: Of its answer; None where nothing is known of it.
        failure: Why it could not be had, and nothing may be fetched.
        is_html: It is a page, which has no rules.
        rules: Those of the group that is for newsbot, as they stand there.
        delay: The seconds between two requests that it asks for.
        sitemaps: Those that it names.
        ai: What it, ai.txt and tdmrep.json say of uses by AI.
        forbids_home: Whether newsbot may not fetch the home page.
        forbidden: Addresses of articles that sources name and that it forbids.
    """

    url: str
    status: int | None = None
    failure: Failure | None = None
    is_html: bool = False
    rules: list[str] = field(default_factory=list)
    delay: float = 0.0
    sitemaps: list[str] = field(default_factory=list)
    ai: list[AiSignal] = field(default_factory=list)
    forbids_home: bool = False
    forbidden: list[str] = field(default_factory=list)


@dataclass(slots=True)
class SourceFound:
    """One page of a source: a sitemap, a feed, a listing.

    Attributes:
        kind: ``sitemap``, ``index``, ``feed`` or ``listing``.
        url: Its address.
        is_declared: The spider names it, or the user; else it was found or guessed.
        failure: Why it could not be had.
        articles: How many articles it names, by the declaration or as the visit learned.
        others: How many further addresses of the site it names; of a listing, that is not counted.
        examples: Some of those.
        undeclared: How many of its addresses are articles' by what was learned without declaration.
        newest: The latest change that it tells of.
        pages: How many further sitemaps, feeds, sections or pages it names.
        is_damaged: It could be read in part only, or not at all.
        has_button: A button brings more stories.
        needs_browser: It names nothing, and has scripts that may.
        seconds: After which it was there.
    """

    kind: str
    url: str
    is_declared: bool = True
    failure: Failure | None = None
    articles: int = 0
    others: int = 0
    examples: list[str] = field(default_factory=list)
    undeclared: int = 0
    newest: datetime | None = None
    pages: int = 0
    is_damaged: bool = False
    has_button: bool = False
    needs_browser: bool = False
    seconds: float | None = None


@dataclass(slots=True)
class PageFound:
    """The page of an article.

    Attributes:
        url: Its address.
        failure: Why it could not be had, or what it shows in place of an article.
        found_via: ``sitemap``, ``feed``, ``listing`` or ``argument``.
        kind: Of the article.
        values: Field → its value in short, of those that have one.
        provenance: Field → where its value comes from.
        selectors: (attribute, selector) of the declaration → whether it finds something.
        elsewhere: Field → its value in short as it is read without the declaration.
        places: Attribute of a declaration → the selector of the place where its value stands.
        published_at: When the article was published.
        needs_browser: It shows no article, and has scripts that may bring one.
        text_length: Characters of all its text, of a page without an article.
        scripts: How many it has.
        seconds: After which it was there.
    """

    url: str
    failure: Failure | None = None
    found_via: str = ""
    kind: str = ""
    values: dict[str, str] = field(default_factory=dict)
    provenance: dict[str, str] = field(default_factory=dict)
    selectors: dict[tuple[str, str], bool] = field(default_factory=dict)
    elsewhere: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    published_at: datetime | None = None
    needs_browser: bool = False
    text_length: int = 0
    scripts: int = 0
    seconds: float | None = None


@dataclass(slots=True)
class Findings:
    """All that a visit found.

    Attributes:
        url: The address that the visit was asked for; of a spider, its origin.
        origin: The site's own.
        spider: The name of the declared spider; None for a site without declaration.
        declared_as: The spider that declares a site which was visited without declaration.
        article_url: The declared pattern.
        page_class: (module, name) of the declared page class.
        needs_browser: The declared need.
        root: The origin that stood in for the site.
        seen_at: When the visit began.
        addresses: Addresses of articles that sources name → the name of the shape.
        listings: Addresses of pages that are no articles.
        other_language: Why the site is not a Hindi one.
        site_name: By which the site calls itself.
        named_origins: Of other sites, which pages name as their own → on how many pages.
        failures: Requests that gave no page, robots.txt and retries aside.
        requests: How many were sent; ``is_spent``: there would have been more to ask.
        stopped: Why the visit ended before its end; ``is_interrupted``: by a signal.
        traffic: See newsbot.downloader.traffic.
    """

    url: str
    origin: str
    seen_at: datetime
    spider: str | None = None
    declared_as: str | None = None
    article_url: str | None = None
    page_class: tuple[str, str] | None = None
    needs_browser: str = "never"
    root: str | None = None
    robots: RobotsFound | None = None
    sources: list[SourceFound] = field(default_factory=list)
    pages: list[PageFound] = field(default_factory=list)
    addresses: dict[str, str] = field(default_factory=dict)
    listings: list[str] = field(default_factory=list)
    other_language: str | None = None
    site_name: str | None = None
    named_origins: dict[str, int] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    answered: int = 0
    requests: int = 0
    is_spent: bool = False
    stopped: str | None = None
    is_interrupted: bool = False
    traffic: dict[str, object] = field(default_factory=dict)

    @property
    def copied_from(self) -> str | None:
        """The origin of another site, which most articles name as their own: this is a copy."""
        most = max(self.named_origins, key=lambda origin: self.named_origins[origin], default=None)
        return most if most and self.named_origins[most] * 2 > len(self.articles) else None

    @property
    def articles(self) -> list[PageFound]:
        """The pages that show an article, if perhaps not all of it."""
        return [page for page in self.pages if page.failure is None]

    def filled(self, *names: str) -> int:
        """Return on how many articles one of some fields has a value."""
        return sum(any(name in article.values for name in names) for article in self.articles)

    def sources_of(self, name: str) -> Counter[str]:
        """Return how often the value of a field comes from where."""
        return Counter(
            article.provenance.get(name, "derived")
            for article in self.articles
            if name in article.values
        )


def count(number: int, noun: str) -> str:
    """Return a number with its noun: ``1 article``, ``2 articles``."""
    return f"{number} {noun}{'s' * (number != 1)}"
