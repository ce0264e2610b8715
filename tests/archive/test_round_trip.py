"""A live crawl with ``archive=``, and its archive read into fresh data, give the same lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from samplesite import Site, serve
from samplesite.scripted import ScriptedSite
from tests.archive.test_crawl import OF_THE_FETCH, read
from tests.archive.test_writing import archived, chromium
from tests.browser.scripted import SPIDERS, scripted
from tests.crawling import PATH, Run, SmallSite, crawl, listing, serving, story

pytestmark = pytest.mark.slow

__all__ = ["chromium"]


def lines(run: Run, *left_out: str) -> dict[tuple[str, int], Any]:
    """(id, revision) → the fields that are not of the fetch."""
    names = {*OF_THE_FETCH, *left_out}
    return {
        (each["id"], each["revision"]): {key: each[key] for key in each if key not in names}
        for each in run.articles
    }


def of_pages(rejects: dict[str, str]) -> dict[str, str]:
    """Those that are not of the fetch."""
    return {url: reason for url, reason in rejects.items() if reason != "robots_txt"}


def test_a_crawl_and_its_archive_give_the_same_lines(tmp_path: Path) -> None:
    folder = tmp_path / "warc"
    with serve(Site(articles=60)) as server:
        live = crawl(tmp_path / "live", root=server.url, archive=str(folder))
    run = read(tmp_path / "data", folder)
    assert (live.status, run.status) == (0, 0), run.stderr
    assert len(live.articles) == 60
    # The place in the archive is the same too.
    assert all(each["response"]["archive"] for each in live.articles)
    assert lines(run) == lines(live)
    assert run.rejects == of_pages(live.rejects)
    again = read(tmp_path / "live", folder)
    assert (again.report["outcome"], len(again.articles)) == ("nothing_new", 60)


def test_edits_are_the_same_revisions(tmp_path: Path) -> None:
    edited = story(1).replace("पहला", "सुधारा हुआ पहला")
    with serving(SmallSite({"/": listing(1, 2), PATH(1): story(1), PATH(2): story(2)})) as site:
        assert archived(tmp_path, site).status == 0
        site.pages[PATH(1)] = edited
        live = archived(tmp_path, site, urls=f"{PATH(1)},{PATH(2)}")
        site.pages[PATH(1)] = story(1)  # a revisit of the first record
        live = archived(tmp_path, site, urls=PATH(1))
    run = read(tmp_path / "read", tmp_path / "warc")
    assert run.status == 0, run.stderr
    assert sorted(lines(live)) == [
        (f"indiadaily:{n}", r) for n, r in ((1, 1), (1, 2), (1, 3), (2, 1))
    ]
    assert lines(run) == lines(live)


def test_what_a_browser_showed_is_read(tmp_path: Path, chromium: str) -> None:
    folder = tmp_path / "warc"
    with serve(ScriptedSite(40)) as server:
        live = scripted(tmp_path / "live", root=server.url, archive=str(folder))
    run = read(tmp_path / "data", folder, "-s", SPIDERS + "scripted,newsbot.spiders")
    assert (live.status, run.status) == (0, 0), run.stderr
    assert any("rendered" in each["provenance"].values() for each in live.articles)
    assert lines(run, "provenance") == lines(live, "provenance")
    assert run.rejects == of_pages(live.rejects)
