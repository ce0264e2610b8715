"""Addresses that answered "not found" in an earlier run."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace

import pytest
from scrapy import signals
from scrapy.exceptions import DontCloseSpider
from scrapy.utils.test import get_crawler

from newsbot.signals import address_answered
from newsbot.spiders.indiadaily import IndiaDailySpider
from tests.crawling import PATH, crawl, serving, story
from tests.discovery.traps import ARTICLES, robots, trap_site, urlset
from tests.test_crawl import ids

DEAD = range(1001, 1061)


def test_a_run_asks_for_a_bounded_number_again(tmp_path: Path) -> None:
    pages = {"/robots.txt": robots("/s.xml"), "/s.xml": urlset(*map(PATH, DEAD))}
    with serving(trap_site(pages=pages)) as site:
        crawl(tmp_path, root=site.url)
        site.asked.clear()
        run = crawl(tmp_path, root=site.url)
        again = [url for url in site.asked if "-news-1" in url and len(url) > len(PATH(99))]
    assert 0 < len(again) <= 22
    assert run.report["counts"]["pages/not_found_left"] == len(DEAD) - len(again)


@pytest.mark.slow
def test_after_an_outage_all_are_asked_for_again(tmp_path: Path) -> None:
    pages = {"/robots.txt": robots("/s.xml"), "/s.xml": urlset(*map(PATH, DEAD))}
    with serving(trap_site(pages=pages)) as site:
        crawl(tmp_path, root=site.url)
        site.pages |= {PATH(number): story(number) for number in DEAD}
        run = crawl(tmp_path, root=site.url)
    assert sorted(ids(run.articles)) == sorted(map(str, (*ARTICLES, *DEAD)))
    assert not run.report["counts"].get("pages/not_found_left")


def test_the_ledger_is_looked_through_a_few_times_after_a_large_outage(tmp_path: Path) -> None:
    """Each article that is found makes room for others; not each of them is a look."""
    crawler = get_crawler(IndiaDailySpider, {"NEWSBOT_DATA_DIR": str(tmp_path)})
    spider = IndiaDailySpider.from_crawler(crawler)
    spider.open_run()
    pages, looks, asked = spider.ledger.pages, [], []
    due = pages.due
    pages.due = lambda limits: looks.append(limits) or due(limits)  # type: ignore[method-assign]
    refs = [spider.resolve_article(PATH(number)) for number in range(2000)]
    pages.discover(refs, "sitemap", "/s.xml", 0, 1)
    for ref in refs:
        pages.failed(ref.id, "http_404", 1)
    crawler.engine = SimpleNamespace(  # type: ignore[assignment]
        crawl=asked.append, _slot=SimpleNamespace(closing=None)
    )

    async def run() -> None:
        asked.extend(request for some in spider.frontier.due() for request in some)
        answered = 0
        is_idle = False
        while not is_idle:
            for request in asked[answered:]:
                answered += 1
                ref = request.cb_kwargs["ref"]
                pages.done(ref.id, 0, 0)
                spider.frontier.note_answer(ref)
                crawler.signals.send_catch_log(address_answered, id_=ref.id, is_article=True)
                await asyncio.sleep(0)
            results = crawler.signals.send_catch_log(signals.spider_idle, spider=spider)
            is_idle = not any(
                isinstance(getattr(each, "value", None), DontCloseSpider) for _, each in results
            ) and answered == len(asked)
            await asyncio.sleep(0)

    asyncio.run(run())
    spider.ledger.close()
    assert len(asked) == len(refs)
    assert len(looks) <= 6
