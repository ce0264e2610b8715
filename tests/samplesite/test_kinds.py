"""Each kind of page: how many there are, how edits fall on them, what only they have."""

from __future__ import annotations

import functools
import re
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from samplesite import Site
from samplesite.plan import Plan
from tests.samplesite.crawler import ORIGIN, get

SHARES = {"live": 0.03, "photo": 0.03, "video": 0.04, "webstory": 0.03}


@functools.cache
def _gold(kind: str, articles: int = 1000, epoch: int = 0) -> list[dict[str, Any]]:
    site = Site(articles, epoch)
    return [site.page(n).gold() for n in range(site.plan.total) if site.plan.kind(n) == kind]


def _page(site: Site, article: dict[str, Any]) -> str:
    return get(site, article["url"].removeprefix(ORIGIN)).decode()


@pytest.mark.parametrize(("articles", "least"), [(20, 1), (200, 4), (2000, 40)])
def test_every_kind_occurs(articles: int, least: int) -> None:
    counts = Counter(article["kind"] for article in Site(articles).gold())
    assert set(counts) == {"article", *SHARES}
    for kind, share in SHARES.items():
        assert counts[kind] >= least
        assert articles < 2000 or abs(counts[kind] / articles - share) < 0.005


@pytest.mark.parametrize("kind", SHARES)
def test_a_kind_is_found_in_every_way(kind: str) -> None:
    """Some of each kind are found in one way only."""
    plans = [Plan(articles, 0) for articles in range(200, 6000, 200)]
    roles = {p.role(n) for p in plans for n in range(p.total) if p.kind(n) == kind}
    assert roles == {"bulk", "sitemap", "news", "rss", "listing", "home", "hop1", "hop2"}


@pytest.mark.parametrize("kind", SHARES)
def test_every_edit_shows(kind: str) -> None:
    edited = 0
    for epoch in range(1, 5):
        before, after = Site(1000, epoch - 1), Site(1000, epoch)
        for n in range(before.plan.total):
            if before.plan.kind(n) == kind and after.plan.edits(n) != before.plan.edits(n):
                edited += 1
                old, new = before.page(n).gold(), after.page(n).gold()
                assert {**old, "related": 0} != {**new, "related": 0}
                assert old["url"] == new["url"]
                assert after.plan.updated(n) > before.plan.updated(n)
    assert edited >= 3


def test_an_edited_live_blog_has_a_new_entry_on_top() -> None:
    before, after = Site(1000, 0), Site(1000, 6)
    edited = [n for n in range(1000) if after.plan.edits(n) and after.plan.kind(n) == "live"]
    assert edited
    for n in edited:
        old, new = before.page(n).gold(), after.page(n).gold()
        more = len(after.plan.edits(n))
        times = [entry["time"] for entry in new["live_updates"]]
        assert times[0] > old["live_updates"][0]["time"]
        kept = new["live_updates"][more:]
        assert kept == old["live_updates"][: len(kept)]
        assert new["updated_at"] > old["updated_at"]


def test_entries_of_live_blogs() -> None:
    before_midnight = 0
    clocks: Counter[str] = Counter()
    gold = _gold("live", epoch=4)
    for article in gold:
        updated = datetime.fromisoformat(article["updated_at"])
        times = [datetime.fromisoformat(entry["time"]) for entry in article["live_updates"]]
        assert times == sorted(set(times), reverse=True)
        assert updated - timedelta(hours=20, minutes=1) < times[-1]
        assert times[0] <= updated
        before_midnight += times[-1].date() < updated.date()
        entries = "".join(entry["text"] for entry in article["live_updates"])
        assert not any(text and text in entries for text in article["body"].split("\n\n"))
        page = _page(Site(1000, 4), article)
        for clock in re.findall(r"-livedetails-time\">\s*<p>(.*?)</p>", page):
            clocks[re.sub("[0-9]", "0", clock)[:-2]] += 1
    assert before_midnight >= 3
    assert set(clocks) == {"00:00:00 ", "00:00 ", "00:"}
    assert {bool(article["body"]) for article in gold} == {True, False}
    entries = [entry for article in gold for entry in article["live_updates"]]
    assert {entry["heading"] is None for entry in entries} == {True, False}
    assert {entry["text"].count("\n\n") for entry in entries} == {0, 1}


def test_between_entries_stand_boxes_and_within_them_tweets() -> None:
    site = Site(1000)
    pages = [_page(site, article).split('-live-updates">')[1] for article in _gold("live")]
    lists = [page.split("-feature-tag")[0] for page in pages]
    for mark in ("-alsoread", "twitter-tweet", "-ads1", "<br><br>"):
        assert any(mark in each for each in lists), mark


def test_photo_stories() -> None:
    site = Site(1000, 3)
    gold = _gold("photo", epoch=3)
    lines = set()
    for article in gold:
        page = _page(site, article)
        counts = re.findall(r'-photo-count">(\d+)/ <span>(\d+)</span>', page)
        assert [int(at) for at, _ in counts] == list(range(1, len(counts) + 1))
        assert {int(count) for _, count in counts} == {len(counts)}
        assert 3 <= len(counts) <= len(article["images"])
        assert "-story-feature" not in page
        for alt, caption, credit in re.findall(
            r'galleryVertical">\s*<img[^>]* alt="(.*?)".*?-cap-follow">(.*?)(<b>.*?)?</div>',
            page,
            re.S,
        ):
            lines.add((bool(alt), bool(caption.strip()), bool(credit)))
    assert len(lines) == 8
    texts = [part for article in gold for part in article["sections"]]
    assert {part["heading"] is None for part in texts} == {True, False}
    assert any("-editior-content" not in _page(site, article) for article in gold)
    assert any(not article["sections"][0]["heading"] for article in gold)
    assert any(len(article["sections"]) < len(article["images"]) for article in gold)


def test_an_edit_of_a_photo_story_brings_a_photo_or_a_caption() -> None:
    before, after = Site(1000, 0), Site(1000, 12)
    seen = set()
    for n in range(1000):
        if len(after.plan.edits(n)) == 1 and after.plan.kind(n) == "photo":
            old, new = before.page(n).gold(), after.page(n).gold()
            more = len(new["images"]) - len(old["images"])
            captions = sum(a != b for a, b in zip(old["images"], new["images"], strict=False))
            headline = new["headline"] != old["headline"]
            seen.add((more, captions, headline))
    assert seen == {(1, 0, False), (0, 1, False), (0, 0, True)}


def test_players_of_video_stories() -> None:
    site = Site(2000)
    gold = _gold("video", 2000)
    providers, relative = set(), 0
    for article in gold:
        first, *others = article["videos"]
        providers.add(first["provider"])
        assert first["url"].startswith("https://")
        assert all(other["provider"] == "youtube" for other in others)
        page = _page(site, article)
        src = first["url"].replace("&", "&amp;")
        feature = re.findall(r'-story-feature">\s*<iframe[^>]* src="([^"]*)"', page)
        relative += feature == [src.removeprefix("https:")]
        assert feature in ([src], [src.removeprefix("https:")])
        assert ('id="vidgyor_iframe"' in page) == (first["provider"] == "vidgyor")
    assert providers == {"vidgyor", "youtube", "dailymotion.com", "player.vimeo.com"}
    assert 0 < relative < len(gold) / 2
    assert {bool(article["body"]) for article in gold} == {True, False}
    assert any("-cap-follow" in _page(site, article) for article in gold if not article["images"])


def test_web_stories() -> None:
    site = Site(1000, 2)
    gold = _gold("webstory", epoch=2)
    seen = set()
    for article in gold:
        page = _page(site, article)
        assert re.fullmatch(
            r"/webstory/[a-z]+/[a-z0-9-]+-\d{5}", article["url"].removeprefix(ORIGIN)
        )
        assert page.count("<amp-story-page") == len(article["sections"]) + 2
        assert article["images"][0]["credit"] is None
        said = "articleSection" in page or "BreadcrumbList" in page
        assert said or article["section"] == article["url"].split("/")[4]
        assert f'<link rel="canonical" href="{article["url"]}">' in page
        assert not re.search('og:|name="description"', page)
        assert all(part["paragraphs"] for part in article["sections"])
        seen |= {("section", said), ("authors", len(article["authors"]))}
        seen |= {("updated", article["updated_at"] is None)}
        seen |= {("heading", part["heading"] is None) for part in article["sections"]}
        seen |= {("paragraphs", len(part["paragraphs"])) for part in article["sections"]}
        seen |= {("credit", image["credit"] is None) for image in article["images"]}
        seen |= {("caption", image["caption"] is None) for image in article["images"]}
        seen |= {("story", "/webstory/" in link["url"]) for link in article["related"]}
        seen |= {("pictures", len(article["images"]) == len(article["sections"]) + 1)}
    flags = {"section", "updated", "heading", "credit", "caption", "story", "pictures"}
    assert {(name, flag) for name in flags for flag in (True, False)} <= seen
    assert {("paragraphs", 1), ("paragraphs", 2), ("authors", 1), ("authors", 2)} <= seen


def test_pages_link_to_web_stories() -> None:
    site = Site(200)
    story = re.compile(r'href="(?:https://www.theindiadaily.com)?(/webstory/[a-z]+/[a-z0-9-]+-\d+)')
    linked = set(story.findall(get(site, "/").decode()))
    linked |= set(story.findall(_page(site, site.page(100).gold())))
    assert linked
    assert {site.response(path)[0] for path in linked} == {200}
    other = site.brief(14).path.replace("-40015", "-x-40015")
    site = Site(50)
    assert site.plan.kind(14) == "webstory"
    assert site.response(other)[:1] == (301,)
    assert site.response("/webstory/lifestyle")[0] == 200
    assert site.response("/webstory/lifestyle/nothing-here-49999")[0] == 404
