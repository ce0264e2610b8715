"""The files that runs leave: articles in feeds/, rejects in rejects/, and none that is empty."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.crawling import Run, SmallSite, crawl, listing, read_lines, serving, story
from tests.test_crashes import finish, start


def site_of(*numbers: int, missing: int | None = None) -> SmallSite:
    pages = {f"/india/khabar-news-{n}": story(n) for n in numbers}
    named = (*numbers, missing) if missing else numbers
    return SmallSite({"/": listing(*named), **pages})


def files(data: Path, folder: str) -> list[Path]:
    return sorted(each.relative_to(data) for each in data.glob(f"{folder}/**/*") if each.is_file())


def ids(data: Path) -> list[str]:
    return sorted(line["id"].partition(":")[2] for line in Run(0, "", data).articles)


def test_articles_and_rejects_are_in_folders_of_their_own(tmp_path: Path) -> None:
    with serving(site_of(1, 2, missing=3)) as site:
        run = crawl(tmp_path, root=site.url)
    (feed,), (rejects,) = files(tmp_path, "feeds"), files(tmp_path, "rejects")
    assert feed.parts[:2] == ("feeds", "indiadaily")
    assert rejects == Path("rejects", *feed.parts[1:])
    assert run.report["feeds"] == [str(tmp_path / feed), str(tmp_path / rejects)]
    assert ids(tmp_path) == ["1", "2"]
    assert set(run.rejects.values()) == {"http_404"}


@pytest.mark.slow
def test_a_run_without_anything_new_leaves_no_file(tmp_path: Path) -> None:
    with serving(site_of(1, 2)) as site:
        crawl(tmp_path, root=site.url)
        before = files(tmp_path, "feeds"), files(tmp_path, "rejects")
        run = crawl(tmp_path, root=site.url)
        assert (run.status, run.report["outcome"], run.report["feeds"]) == (0, "nothing_new", [])
        assert (files(tmp_path, "feeds"), files(tmp_path, "rejects")) == before
        # It is over all the same: the next one has nothing to settle.
        assert "crashed" not in crawl(tmp_path, root=site.url).stderr
    run = crawl(tmp_path, root=site.url)  # nobody answers
    assert (run.status, files(tmp_path, "feeds")) == (69, before[0])


@pytest.mark.parametrize(
    "failpoint",
    [
        "after-discovery:1",
        "after-transaction:1",
        "after-transaction:2",  # a line is on its way to the feed
        "mid-line:1",
        "mid-line:2",
        "before-feed-closed",
        "after-feed-closed",
    ],
)
def test_what_a_killed_run_left_empty_is_removed_by_the_next(
    tmp_path: Path, failpoint: str
) -> None:
    with serving(site_of(1, 2, 3)) as site:
        killed = start(tmp_path, site.url, NEWSBOT_FAILPOINT=failpoint)
        assert finish(killed)[0] == -signal.SIGKILL
        assert crawl(tmp_path, root=site.url).status == 0
        assert ids(tmp_path) == ["1", "2", "3"]
        assert all((tmp_path / file).stat().st_size for file in files(tmp_path, "feeds"))
        # One that has nothing to say dies too.
        before = files(tmp_path, "feeds")
        killed = start(tmp_path, site.url, NEWSBOT_FAILPOINT="before-feed-closed")
        assert finish(killed)[0] == -signal.SIGKILL
        assert crawl(tmp_path, root=site.url).report["outcome"] == "nothing_new"
    assert files(tmp_path, "feeds") == before


@pytest.mark.slow
def test_a_file_that_is_replaced_by_nothing_is_named(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "one.jsonl"
    with serving(site_of(1, 2)) as site:
        run = crawl(data, "-O", str(out), root=site.url)
        assert len(read_lines(out)) == 2
        assert str(out) not in run.report["message"]
        run = crawl(data, "-o", str(out), root=site.url)
        assert str(out) not in run.report["message"]
        assert len(read_lines(out)) == 2
        run = crawl(data, "-O", str(out), root=site.url)
    assert (run.status, run.report["outcome"]) == (0, "nothing_new")
    assert f"nothing went into {out}, which is empty now" in run.report["message"]
    assert out.read_bytes() == b""
    run = crawl(data, "-O", str(out), root=site.url)  # nobody answers
    assert run.report["outcome"] == "unreachable"
    assert f"nothing went into {out}" in run.report["message"]
    assert f"nothing went into {out}" in run.stderr


@pytest.mark.parametrize("folder", ["feeds", "rejects"])
def test_a_folder_that_cannot_be_used_ends_the_run_at_its_start(
    tmp_path: Path, folder: str
) -> None:
    (tmp_path / folder).write_text("यहां एक फ़ाइल है\n")
    with serving(site_of(1)) as site:
        run = crawl(tmp_path, root=site.url)
        assert (run.status, run.report["outcome"]) == (74, "storage_error")
        assert site.asked == []
        (tmp_path / folder).unlink()
        assert crawl(tmp_path, root=site.url).status == 0
    assert ids(tmp_path) == ["1"]


def test_rejects_of_an_older_newsbot_are_no_articles(tmp_path: Path) -> None:
    with serving(site_of(1, 2, missing=3)) as site:
        crawl(tmp_path, root=site.url)
        (feed,), (rejects,) = files(tmp_path, "feeds"), files(tmp_path, "rejects")
        old = (tmp_path / feed).with_suffix(".rejects.jsonl")
        (tmp_path / rejects).rename(old)
        before = old.read_bytes()
        for file in tmp_path.glob("ledger.sqlite*"):
            file.unlink()
        run = crawl(tmp_path, root=site.url)
    assert "rebuilt from 1 feeds" in run.stderr
    assert "is not an article" not in run.stderr
    assert old.read_bytes() == before
    assert run.report["counts"]["known_articles"] == 2
