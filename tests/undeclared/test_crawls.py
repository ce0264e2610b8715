"""``scrapy crawl hindi`` of two made sites in markups that nobody declared."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crawling import serving
from tests.undeclared.crawling import assert_all_found, crawl_any, wasted
from tests.undeclared.portal import PortalSite
from tests.undeclared.wordpress import WordPressSite

MAX_WASTED = 0.05


@pytest.mark.slow
@pytest.mark.parametrize("make", [WordPressSite, PortalSite])
def test_all_articles_of_a_site_are_found(
    tmp_path: Path, make: type[WordPressSite | PortalSite]
) -> None:
    with serving(make()) as site:
        assert isinstance(site, WordPressSite | PortalSite)
        run = crawl_any(tmp_path, site.origin, root=site.url)
        assert_all_found(run, site)
        assert len(wasted(site)) <= MAX_WASTED * len(site.asked), wasted(site)
        assert len(site.asked) == len(set(site.asked))
        host = site.origin.partition("://")[2].removeprefix("www.")
        assert {each["site"] for each in run.articles} == {f"hindi:{host}"}
        assert all(each["id"].startswith(f"hindi:{host}:") for each in run.articles)
        before = len(run.articles)
        site.asked.clear()
        again = crawl_any(tmp_path, site.origin, "-s", "NEWSBOT_REVISIT=[]", root=site.url)
        assert again.status == 0, again.stderr
        assert len(again.articles) == before
        assert f"{before} articles are known" in again.report["message"]
        assert not set(site.asked) & set(site.gold)
