"""Pages that list stories: home, sections, topics; and the small pages that hold none."""

from __future__ import annotations

from html import escape

from samplesite.markup import FRAME, LISTING, ORIGIN, PREFIXES, chunk, prefixed

Card = tuple[str, str]  # href, headline
PREFIX = PREFIXES[0]
# Title, link and icon of the sidebar's columns of five stories.
_SIDEBAR_COLUMNS = (
    ("लेटेस्ट न्यूज़", "/", "photoic"),
    ("वायरल न्यूज़", "/entertainment", "videoic"),
    ("बड़ी ख़बरें", f"{ORIGIN}/india", "photoic"),
    ("काम की खबर", "/utility", "videoic"),
)


def written(path: str, at: int) -> str:
    """An address as a listing writes it: half absolute, half rooted."""
    return ORIGIN + path if at % 2 else path


def _rows(block: str, items: list[Card], **facts: str) -> str:
    template = LISTING[block] if block in LISTING else FRAME[block]
    return "\n".join(
        template.format(
            href=escape(href), headline=escape(headline, quote=False), number=at, **facts
        )
        for at, (href, headline) in enumerate(items)
    )


def sidebar(items: list[Card], prefix: str) -> bytes:
    """The right sidebar: twenty other stories in four columns."""
    columns = [
        FRAME["sidebar_column"].format(
            title=title,
            href=href,
            items=_rows("sidebar_item", items[at * 5 : at * 5 + 5], icon=icon),
        )
        for at, (title, href, icon) in enumerate(_SIDEBAR_COLUMNS)
    ]
    return prefixed(FRAME["sidebar"].format(columns="\n".join(columns)) + "\n", prefix)


def _head(title: str, path: str, extra: str = "") -> bytes:
    return (
        FRAME["head_start"].format(title=escape(title))
        + f'\n    <link rel="canonical" href="{ORIGIN}{escape(path)}">{extra}\n</head>\n'
    ).encode()


def _page(title: str, path: str, crumb: str, content: str, column: bytes) -> bytes:
    body = FRAME["page"].format(crumb=escape(crumb), content=content) + "\n"
    return b"".join(
        [
            _head(title, path),
            chunk("header", PREFIX),
            chunk("before_content", PREFIX),
            prefixed(body, PREFIX),
            column,
            chunk("footer", PREFIX),
        ]
    )


def cards(items: list[Card]) -> str:
    """The card grid. A whole card is one link; it has no date, no summary, no author.

    The first card shows a placeholder, names its pictures in `srcset` and has an empty title.
    """
    rows = [
        LISTING["card"].format(
            title=escape(headline) if at else "",
            href=escape(href),
            image=LISTING["card_image" if at else "card_first_image"].format(number=at),
            headline=escape(headline, quote=False),
        )
        for at, (href, headline) in enumerate(items)
    ]
    return LISTING["cards"].format(items="\n".join(rows))


def _pagination(slug: str, page: int, pages: int) -> str:
    links = [f'<a href="/{slug}">1</a>']
    if page > 1:
        back = f"/{slug}" if page == 2 else f"/{slug}?page={page - 1}"
        links.insert(0, f'<a rel="prev" href="{back}">पिछला</a>')
    if page < pages:
        onward = written(f"/{slug}?page={page + 1}", page)
        links.append(f'<a rel="next" href="{onward}">अगला</a>')
    return LISTING["pagination"].format(links=" ".join(links))


def section_page(
    slug: str, name: str, page: int, pages: int, items: list[Card], column: bytes
) -> bytes:
    """A page of a section; beyond the last one there are no cards."""
    content = [LISTING["section_title"].format(name=name), _pagination(slug, page, pages)]
    if items:
        content.insert(1, cards(items))
    path = f"/{slug}" if page == 1 else f"/{slug}?page={page}"
    return _page(f"{name} की ताजा ख़बरें", path, name, "\n".join(content), column)


def topic_page(slug: str, name: str, items: list[Card], column: bytes) -> bytes:
    content = LISTING["topic"].format(name=escape(name)) + "\n" + cards(items)
    return _page(name, f"/topic/{slug}", "टैग", content, column)


def plain_page(path: str, title: str, column: bytes) -> bytes:
    """A static page, an author's page, a search: no stories of its own."""
    content = LISTING["plain"].format(title=escape(title))
    return _page(title, path, title, content, column)


def home(
    items: list[Card],
    ticker: list[Card],
    strip: list[tuple[str, str]],
    web_story: Card,
    column: bytes,
) -> bytes:
    """The home page. `strip` is the live strip's (clock, text), which are no stories."""
    live = [LISTING["live"].format(clock=clock, text=escape(text)) for clock, text in strip]
    body = LISTING["home"].format(
        flips=_rows("flip", ticker),
        grid=_rows("home_item", items[:1], wide=" §full-grid")
        + "\n"
        + _rows("home_item", items[1:], wide=""),
        off_site=LISTING["off_site"].format(
            web_story=escape(web_story[0]), headline=escape(web_story[1], quote=False)
        ),
        live="\n".join(live),
    )
    feed = '<link rel="alternate" type="application/rss+xml" title="India Daily"'
    head = _head("India Daily: हिंदी समाचार", "/", f'\n    {feed} href="{ORIGIN}/rss/latest.xml">')
    return b"".join(
        [
            head,
            chunk("header", PREFIX),
            prefixed(body + "\n", PREFIX),
            column,
            b"</div>\n",
            chunk("footer", PREFIX),
        ]
    )
