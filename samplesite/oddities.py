"""URLs of the site that are linked like articles and are none; what a crawl should say of them."""

from __future__ import annotations

from dataclasses import dataclass

from samplesite.links import DEAD_RELATED, DEAD_RELATED_HEADLINE
from samplesite.markup import FRAME, LISTING, ORIGIN, PREFIXES, prefixed


@dataclass(frozen=True, slots=True)
class Oddity:
    """`reason` is the reject's, `shown` where it is linked, `block` the markup that it answers."""

    path: str
    headline: str
    reason: str
    shown: str
    block: str

    @property
    def status(self) -> int:
        return 404 if self.block == "not_found" else 200

    def body(self) -> bytes:
        if not self.block:
            return b""
        return _page(self.block, headline=self.headline, url=ORIGIN + self.path)


def _page(block: str, **facts: str) -> bytes:
    return prefixed(LISTING[block].format(**FRAME, **facts), PREFIXES[0])


def not_found() -> bytes:
    """The 404 page."""
    return _page("not_found")


ODDITIES = (
    Oddity(
        "/india/story-removed-from-the-archive-news-39001",
        "अभिलेख से हटाई गई खबर",
        "http_404",
        "sitemap",
        "not_found",
    ),
    Oddity(
        "/india/evening-bulletin-headlines-news-39002",
        "शाम की दस बड़ी खबरें",
        "empty_page",
        "listing",
        "",
    ),
    Oddity(
        "/utility/train-timetable-change-full-list-news-39003",
        "ट्रेनों के समय में बदलाव की पूरी सूची",
        "no_headline",
        "rss",
        "broken_off",
    ),
    Oddity(
        "/sports/live-scorecard-of-the-day-news-39004",
        "आज के मैचों का स्कोरकार्ड",
        "no_body",
        "home",
        "no_body",
    ),
    Oddity(
        "/desk/internal-note-for-the-shift-news-39005",
        "डेस्क के लिए सूचना",
        "robots_txt",
        "sitemap",
        "desk",
    ),
    Oddity(DEAD_RELATED, DEAD_RELATED_HEADLINE, "http_404", "related", "not_found"),
)
BY_PATH = {oddity.path: oddity for oddity in ODDITIES}


def shown(where: str) -> list[Oddity]:
    """The oddities that a channel shows."""
    return [oddity for oddity in ODDITIES if oddity.shown == where]
