"""``urls=`` means these articles, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crawling import PATH, SmallSite, crawl, listing, read_lines, serving, story


@pytest.fixture
def pages() -> dict[str, object]:
    """1 → 2 → 3 by related links; the home page names 1."""
    return {"/": listing(1), **{PATH(n): story(n, n + 1) for n in (1, 2, 3)}, PATH(4): story(4)}


def numbers(file: Path) -> list[str]:
    return [line["id"].partition(":")[2] for line in read_lines(file)]


def test_just_the_named_articles_come_out(tmp_path: Path, pages: dict[str, object]) -> None:
    out = tmp_path / "one.jsonl"
    with serving(SmallSite(pages)) as site:
        for _ in range(2):  # known or not
            run = crawl(tmp_path, "-O", str(out), root=site.url, urls=PATH(2))
            assert run.status == 0, run.stderr
            assert run.report["outcome"] == "ok"
            assert numbers(out) == ["2"]
        assert site.asked.count(PATH(2)) == 2
        run = crawl(tmp_path, "-O", str(out), root=site.url, urls=PATH(1), related_depth="1")
        assert numbers(out) == ["1"]  # 2 is known, and was not named
        run = crawl(tmp_path, "-O", str(out), root=site.url, urls=PATH(2), related_depth="1")
        assert sorted(numbers(out)) == ["2", "3"]
        run = crawl(tmp_path, root=site.url)
    assert run.report["articles"] == 0, "all within two hops of the home page are known"
    assert sorted({line["id"] for line in run.articles}) == [f"indiadaily:{n}" for n in (1, 2, 3)]


def test_an_edit_is_delivered_as_a_revision(tmp_path: Path, pages: dict[str, object]) -> None:
    first = str(pages[PATH(2)])
    pages[PATH(2)] = [first, first.replace("पहला अनुच्छेद", "बदला हुआ अनुच्छेद")]
    out = tmp_path / "one.jsonl"
    with serving(SmallSite(pages)) as site:
        for _ in range(3):
            crawl(tmp_path, "-o", str(out), root=site.url, urls=PATH(2))
    assert [line["revision"] for line in read_lines(out)] == [1, 2, 2]


def test_what_an_earlier_run_owes_is_not_mixed_in(
    tmp_path: Path, pages: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "one.jsonl"
    with serving(SmallSite(pages)) as site:
        monkeypatch.setenv("NEWSBOT_FAILPOINT", "after-transaction:2")
        assert crawl(tmp_path, root=site.url).status == -9
        monkeypatch.delenv("NEWSBOT_FAILPOINT")
        crawl(tmp_path, "-O", str(out), root=site.url, urls=PATH(3))
        assert numbers(out) == ["3"]
        run = crawl(tmp_path, root=site.url)
    assert sorted(line["id"] for line in run.articles) == [f"indiadaily:{n}" for n in (1, 2, 3)]


def test_a_named_copy_brings_the_article_that_it_copies(tmp_path: Path) -> None:
    same = story(1)
    out = tmp_path / "one.jsonl"
    with serving(SmallSite({"/": listing(1), PATH(1): same, PATH(2): same})) as site:
        crawl(tmp_path, root=site.url)
        run = crawl(tmp_path, "-O", str(out), root=site.url, urls=PATH(2))
    assert numbers(out) == ["1"]
    assert run.report["outcome"] == "ok"


def test_a_named_article_that_moved_is_followed(tmp_path: Path) -> None:
    moved = (301, {"Location": PATH(2)}, b"")
    out = tmp_path / "one.jsonl"
    with serving(SmallSite({"/": listing(2), PATH(1): moved, PATH(2): story(2)})) as site:
        crawl(tmp_path, root=site.url)
        crawl(tmp_path, "-O", str(out), root=site.url, urls=PATH(1))
    assert numbers(out) == ["2"]


def test_an_amp_page_that_a_named_story_links_to_is_remembered(tmp_path: Path) -> None:
    amp = f"<html amp><link rel=canonical href='{PATH(9)}'>" + story(9).partition("<body>")[2]
    linking = story(1).replace(
        "<div class=x-rel-slider>",
        f"<div class=x-rel-slider><a href='/amp{PATH(9)}'><h3>खबर संख्या 9</h3></a>",
    )
    pages = {"/": listing(1), PATH(1): linking, f"/amp{PATH(9)}": amp}
    with serving(SmallSite(pages)) as site:
        crawl(tmp_path, root=site.url, urls=PATH(1))
        for _ in range(2):
            run = crawl(tmp_path, root=site.url)
    assert sorted(line["id"] for line in run.articles) == ["indiadaily:1", "indiadaily:9"]
    assert run.rejects == {}


def test_a_named_article_that_since_leaves_out_is_taken_up_by_a_plain_run(
    tmp_path: Path, pages: dict[str, object]
) -> None:
    with serving(SmallSite(pages)) as site:
        run = crawl(tmp_path, root=site.url, urls=PATH(2), since="2026-02-01")
        assert run.articles == []
        run = crawl(tmp_path, root=site.url)
    assert sorted(line["id"] for line in run.articles) == [f"indiadaily:{n}" for n in (1, 2, 3)]
