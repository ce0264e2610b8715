from __future__ import annotations

from typing import Any

import pytest

from newsbot.discovery.sources import Outlink, SourceResult
from newsbot.discovery.unrecognised import count_unrecognised, unrecognised_notice
from newsbot.urls import ArticleRef


class Stats(dict[str, Any]):
    """As much of Scrapy's stats collector as is used."""

    def get_value(self, key: str, default: Any = None) -> Any:
        return self.get(key, default)

    def set_value(self, key: str, value: Any) -> None:
        self[key] = value

    def inc_value(self, key: str, count: int = 1) -> None:
        self[key] = self.get(key, 0) + count


def count(stats: Stats, known: int, strange: int, url: str = "https://x/s.xml") -> None:
    found = SourceResult(
        [Outlink(ArticleRef(f"https://x/{n}", f"x:{n}", None)) for n in range(known)]
    )
    for n in range(strange):
        found.note_unrecognised(f"https://x/photos/{n}")
    stats.inc_value("newsbot/leads/sitemap", known)
    count_unrecognised(stats, url, "sitemap", found)


@pytest.mark.parametrize(
    ("known", "strange", "said"),
    [(40, 10, True), (41, 10, False), (0, 9, False), (0, 10, True), (300, 53, False), (212, 53, True)],
)  # fmt: skip
def test_many(known: int, strange: int, said: bool) -> None:
    stats = Stats()
    count(stats, known, strange)
    notice = unrecognised_notice(stats)
    assert stats["newsbot/unrecognised_urls/sitemap"] == strange
    assert len(stats["newsbot/unrecognised_urls/examples"]) == 3
    assert (notice is not None) is said
    if notice:
        assert notice.startswith(
            f"{strange} of {known + strange} URLs of the site in https://x/s.xml "
        )
        assert "https://x/photos/0, https://x/photos/1, https://x/photos/2" in notice


def test_the_source_with_the_most_is_named() -> None:
    stats = Stats()
    for n in range(1, 40):
        count(stats, 0, 10 + n % 25, f"https://x/{n}.xml")
    assert "in https://x/14.xml" not in str(unrecognised_notice(stats))
    assert len(stats["newsbot/unrecognised_urls/sources"]) <= 20


def test_sitemaps_of_a_day_are_few_each_and_many_together() -> None:
    stats = Stats()
    for day in range(30):
        count(stats, 12, 6, f"https://x/{day}.xml")
    assert str(unrecognised_notice(stats)).startswith(
        "180 of 540 URLs of the site in the sitemaps "
    )


def test_nothing_strange_counts_nothing() -> None:
    stats = Stats()
    count(stats, 3, 0)
    assert stats == {"newsbot/leads/sitemap": 3}
    assert unrecognised_notice(stats) is None
