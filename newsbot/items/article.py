"""Define Article and Reject. Their fields are a contract with the readers of the feeds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

from newsbot.items.described import choice, described, instant, nested, utc
from newsbot.items.parts import (
    SECTION_SCHEMA,
    Changes,
    FetchedResponse,
    Image,
    LiveUpdate,
    PhotoSection,
    RelatedLink,
    Section,
    Video,
)
from newsbot.items.rights import Rights

# The version of the fields of Article and its parts. Raise it with every change of the fields; the
# ledger stores it with each line.
SCHEMA_VERSION = 2

Kind = Literal["article", "live", "photo", "video", "webstory"]
Precision = Literal["second", "minute", "day"]
Provenance = Literal["selector", "json-ld", "opengraph", "derived", "rendered"]
# Kind → fields. An article without a paragraph must have at least one of them.
CONTENT: dict[Kind, tuple[str, ...]] = {
    "article": (),
    "live": ("live_updates",),
    "photo": ("images",),
    "video": ("videos",),
    "webstory": ("sections", "images"),
}
FoundVia = Literal["sitemap", "feed", "listing", "related", "argument"]


class SerializedItem:
    """Values that an item has in addition to its fields; feeds do not contain them.

    Attributes:
        line: The item as JSON in UTF-8. The ledger sets it, and the exporter writes it unchanged.
        validators: ETag and Last-Modified of the response, for the next visit.
        page_id: The id of the page in the ledger. Set only if it differs from the id of the
            article, which the page itself gave.
    """

    __slots__ = ("line", "page_id", "validators")
    line: bytes
    page_id: str
    validators: tuple[str | None, str | None]


@dataclass
class Article(SerializedItem):
    """One article. Texts are NFC; lists keep the order of the page."""

    id: str = field(
        metadata=described(
            "`<site>:<the site's own article number>`. If the URL has no number:"
            " `<site>:<digest of the URL>`"
        )
    )
    revision: int = field(
        metadata=described(
            "1 for the first delivery. An edit of headline, summary, text, dates, images or authors"
            " makes the next revision; so does a new entry of a live blog, or another player of a"
            " video story. Other fields alone never do",
            minimum=1,
        )
    )
    url: str = field(
        metadata=described(
            "absolute, on the site's own origin, without query: the URL that the page calls"
            " canonical if it means the same article, else the URL that answered"
        )
    )
    site: str = field(
        metadata=described(
            "the spider's name; of the spider `hindi` with the host, `hindi:any.example`"
        )
    )
    kind: str = field(metadata=choice("the kind of page, see [Kinds](#kinds)", get_args(Kind)))
    headline: str = field(metadata=described("as printed, cleaned"))
    summary: str | None = field(metadata=described("the standfirst, as printed, cleaned"))
    authors: list[str] = field(
        metadata=described(
            "names and desks, one an entry (`क, ख और ग` are three), without labels (`By`), dates,"
            " handles, and places beside a name"
        )
    )
    tags: list[str] = field(metadata=described("topics, as printed"))
    breadcrumbs: list[str] = field(
        metadata=described("as printed; a list that is the site's menu is not a breadcrumb trail")
    )
    section: str | None = field(
        metadata=described(
            "as printed: the last breadcrumb that is neither the home page nor the page itself (its"
            " address, its title). A web story without breadcrumbs has the section of its address"
        )
    )
    section_slug: str | None = field(
        default=None,
        kw_only=True,
        metadata=described(
            "the section in the URL, as the argument `sections=` takes it: `sports`,"
            " `states/uttar-pradesh`"
        ),
    )
    dateline: str | None = field(
        metadata=described(
            "the place that the first paragraph begins with; the paragraph keeps it, see"
            " [Text](#text)"
        )
    )
    agency: str | None = field(
        metadata=described(
            "the agency of a footer such as `(इनपुट: भाषा)`, else of the dateline (`नई दिल्ली, 2"
            " फरवरी (भाषा)`); the footer is not in the body"
        )
    )
    published_at: datetime | None = field(
        metadata=instant("with offset; never copied from `updated_at`, never guessed")
    )
    updated_at: datetime | None = field(
        metadata=instant("with offset; never copied from `published_at`, never guessed")
    )
    published_raw: str | None = field(
        metadata=described("the words of the date on the page, without label and trailing words")
    )
    updated_raw: str | None = field(metadata=described("the same for `updated_at`"))
    published_precision: str | None = field(
        metadata=choice(
            "how exact `published_at` is. `day`: the page prints no time, or a time that may be of"
            " the morning or the evening (`2 फरवरी 2026, 9:07 बजे`); the instant is the midnight"
            " that begins the day",
            (*get_args(Precision), None),
        )
    )
    updated_precision: str | None = field(
        metadata=choice("how exact `updated_at` is", (*get_args(Precision), None))
    )
    language: str = field(
        metadata=described("ISO 639-1 code by the text; `und` where the text does not say")
    )
    free_access: bool | None = field(
        default=None,
        kw_only=True,
        metadata=described(
            "whether everyone may read the whole article, as the page states it; false: it is paid"
            " or metered, and the body may be only its beginning, see [Rights](#rights)"
        ),
    )
    sections: list[Section] = field(
        metadata=nested("the body in reading order", items=SECTION_SCHEMA)
        | {"classes": (Section, PhotoSection)}
    )
    body: str = field(
        metadata=described("headings and paragraphs of `sections`, joined by a blank line")
    )
    highlights: list[str] = field(metadata=described("the page's highlights box"))
    live_updates: list[LiveUpdate] = field(metadata=nested("entries of a live blog in page order"))
    images: list[Image] = field(
        metadata=nested(
            "`Courtesy: X` and `(फोटो: X)` give the credit `X`, `(PTI Photo/X)` gives"
            " `PTI Photo/X`. Placeholders (`default_500.png`) are left out, and pictures of"
            " the site are too, see [Pictures of the site](#pictures-of-the-site)"
        )
    )
    videos: list[Video] = field(metadata=nested("players in page order"))
    related: list[RelatedLink] = field(
        metadata=nested("also-read links of the body, then the related block, without repeats")
    )
    duplicate_of: str | None = field(
        metadata=described(
            "the id of the original: the first article delivered before that has nearly the same"
            " text (half of the word pairs are the same) and is not a duplicate itself. A user who"
            " drops all lines with a `duplicate_of` keeps, for each, a text that is near to it"
        )
    )
    changes: dict[str, list[str]] | None = field(
        metadata=described("what the edit changed; `null` for revision 1") | {"classes": (Changes,)}
    )
    rights: Rights | None = field(
        default=None,
        kw_only=True,
        metadata=nested(
            "what page and site state about the use of the article, see [Rights](#rights); `null`"
            " in lines of schema version 1"
        ),
    )
    found_via: str = field(
        metadata=choice(
            "what led to the article first: `sitemap`, `feed`, `listing`, `related` or `argument`",
            get_args(FoundVia),
        )
    )
    found_on: str = field(metadata=described("the URL of the page that led to the article"))
    depth: int = field(metadata=described("hops of related stories from a source", minimum=0))
    fetched_at: datetime = field(metadata=utc("UTC: when this revision was fetched"))
    first_seen_at: datetime = field(metadata=utc("UTC: when the article was fetched first"))
    response: FetchedResponse | None = field(
        compare=False,  # two fetches of one article show the same article
        default=None,
        kw_only=True,
        metadata=nested(
            "the answer that this revision was read from; `null` in lines of schema version 1"
        ),
    )
    provenance: dict[str, str] = field(
        metadata=described(
            "field → `selector`, `json-ld`, `opengraph`, `derived` or `rendered` (only a browser"
            " showed it), for the fields that have a value"
        )
    )


@dataclass
class Reject:
    """A page that gave no article, with the reason and the fields that were read."""

    url: str = field(metadata=described("canonical where known"))
    reason: str = field(metadata=described("one word, e.g. http_404, no_body, robots_txt"))
    detail: str | None = field(metadata=described("more on the reason"))
    fields: dict[str, Any] = field(metadata=described("what the page did say"))
    fetched_at: datetime = field(metadata=utc("UTC"))


def text_length(value: Any) -> int:
    """Return the number of characters of all texts in an article, a part, a text or a list."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Section | LiveUpdate | Image | Video | RelatedLink | Article):
        value = list(vars(value).values())
    return sum(map(text_length, value)) if isinstance(value, list) else 0


def new_article(
    id_: str,
    site: str,
    fields: dict[str, Any],
    found: tuple[str, str, int],
    now: datetime,
    response: FetchedResponse | None = None,
) -> Article:
    """Return the article of a page, before the pipelines process it.

    Args:
        id_: ``<site>:<number or digest>``.
        site: The spider's name.
        fields: ArticlePage.fields() of the page; its ``language`` is that of the site.
        found: (found_via, found_on, depth).
        now: When the page was fetched (UTC).
        response: The HTTP response that contained the page.
    """
    via, on, depth = found
    return Article(
        id=id_,
        revision=1,
        site=site,
        agency=None,
        body="",
        duplicate_of=None,
        changes=None,
        found_via=via,
        found_on=on,
        depth=depth,
        fetched_at=now,
        first_seen_at=now,
        response=response,
        **fields,
    )


def page_id_of(article: Article) -> str:
    """Return the id of an article's page in the ledger."""
    return getattr(article, "page_id", article.id)


def has_content(page: Any) -> bool:
    """Return whether an Article or ArticlePage has paragraphs, or content that its kind allows."""
    if any(section.paragraphs for section in page.sections):
        return True
    # A paid page may show only its standfirst to readers who have not paid.
    if page.free_access is False and page.summary:
        return True
    return any(getattr(page, name) for name in CONTENT[page.kind])
