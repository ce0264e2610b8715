"""Define the findings of a visit as plain data, for the judgement and the reports."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from newsbot.items.rights import AiSignal

# Fields of an article that the doctor checks, in the order in which it shows them.
FIELDS = (
    *("headline", "sections", "published_at", "updated_at", "summary", "authors", "section"),
    *("breadcrumbs", "tags", "images", "related"),
)
# Fields that a healthy site has: name for people → fields, of which one is enough.
NEEDED = {
    "headline": ("headline",),
    "body": ("sections",),
    "a date": ("published_at", "updated_at"),
}
NAMES = {"sections": "body"}  # field → its name for people


@dataclass(frozen=True, slots=True)
class Failure:
    """A URL that gave no page; ``reason`` is the same as a reject's."""

    url: str
    reason: str
    detail: str | None = None

    @property
    def words(self) -> str:
        """The reason in words, for use within a sentence."""
        words = self.detail or self.reason.replace("http_", "status ").replace("_", " ")
        return words.rstrip(".;")  # messages of network errors end with a full stop


@dataclass(slots=True)
class RobotsFound:
    """The content of a robots.txt.

    Attributes:
        url: The URL of the robots.txt.
        status: The status of the answer; None if there was no answer.
        failure: Why the robots.txt could not be fetched, so that nothing may be fetched.
        is_html: Whether the answer is a page of HTML, which has no rules.
        rules: The rules of the group for newsbot, as they are written.
        delay: The ``Crawl-delay`` (seconds); 0 without one.
        sitemaps: The URLs of sitemaps in it.
        ai: The declarations of robots.txt, ai.txt and tdmrep.json about uses by AI.
        forbids_home: Whether newsbot must not fetch the home page.
        forbidden: Addresses of articles that sources name and robots.txt forbids.
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
        url: The URL of the page.
        is_declared: Whether the spider or the user names the source; else it was found or guessed.
        failure: Why the page could not be fetched.
        articles: The number of articles that the page names, by the declaration if there is one.
        others: The number of other addresses of the site on the page; not counted for a listing.
        examples: Some of these other addresses.
        undeclared: The number of articles that the page names by rules without a declaration.
        newest: The latest time of a change on the page.
        pages: The number of further sitemaps, feeds, sections or pages that the page names.
        is_damaged: Whether the page could be read in part only, or not at all.
        has_button: Whether a button loads more stories.
        needs_browser: Whether the page names no article, and has scripts that may add some.
        seconds: The time from the request to the answer (seconds).
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
        url: The URL of the page.
        failure: Why the page could not be fetched, or is not an article.
        found_via: ``sitemap``, ``feed``, ``listing`` or ``argument``.
        kind: The kind of the article.
        values: Field with a value → the value, shortened.
        provenance: Field → the provenance of its value.
        selectors: (attribute, selector) of the declaration → whether it finds an element.
        elsewhere: Field → the value that is read without the declaration, shortened.
        places: Attribute of a declaration → the selectors that find its value.
        published_at: When the article was published.
        needs_browser: Whether the page has no article, and has scripts that may add one.
        text_length: The number of characters of all text on a page without an article.
        scripts: The number of scripts on such a page.
        seconds: The time from the request to the answer (seconds).
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
    """All findings of a visit.

    Attributes:
        url: The URL that the user gave; the origin, if the user named a spider.
        origin: The origin of the site.
        spider: The name of the spider that declares the site; None without a declaration.
        declared_as: The spider that declares the site, if the visit did not use it.
        article_url: The declared pattern.
        page_class: (module, name) of the declared page class.
        needs_browser: The declared ``needs_browser``.
        root: The origin from which the pages were fetched (``root=``).
        seen_at: When the visit began.
        addresses: Address of an article that a source names → its shape in words.
        listings: Addresses of pages that are not articles.
        other_language: Why the site does not count as Hindi; None if it does.
        site_name: The name that the site gives itself.
        named_origins: Origin of another site that pages have in their canonical URL → number of
            such pages.
        failures: The requests that failed, without robots.txt and retries.
        requests: The number of requests sent.
        is_spent: Whether the budget ended the visit.
        stopped: Why the visit ended early; None if it did not.
        is_interrupted: Whether a signal ended the visit.
        traffic: The figures of newsbot.downloader.traffic.
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
        """The origin in the canonical URLs of most articles, if the site is a copy; else None."""
        most = max(self.named_origins, key=lambda origin: self.named_origins[origin], default=None)
        return most if most and self.named_origins[most] * 2 > len(self.articles) else None

    @property
    def articles(self) -> list[PageFound]:
        """The pages with an article, which may lack some fields."""
        return [page for page in self.pages if page.failure is None]

    def filled(self, *names: str) -> int:
        """Return the number of articles in which at least one of the fields has a value."""
        return sum(any(name in article.values for name in names) for article in self.articles)

    def sources_of(self, name: str) -> Counter[str]:
        """Return provenance → number of articles, for the values of a field."""
        return Counter(
            article.provenance.get(name, "derived")
            for article in self.articles
            if name in article.values
        )


def count(number: int, noun: str) -> str:
    """Return a number with its noun: ``1 article``, ``2 articles``."""
    return f"{number} {noun}{'s' * (number != 1)}"
