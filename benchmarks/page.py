"""What it costs to read a page: the site's story template, beside lxml's bare parse of its bytes.

Run ``python -m benchmarks.page``. Needs ``../shared/pages``; without it, a page of the sample site.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

from lxml import etree
from scrapy.http import HtmlResponse

from newsbot.items import Article, new_article
from newsbot.page import parse_page
from newsbot.spiders.indiadaily import IndiaDailySpider
from samplesite import Site

TEMPLATE = Path(__file__).parents[1].parent / "shared/pages/indiadaily/storypage.html"
ROUNDS = 500


def main() -> None:
    if TEMPLATE.exists():
        name, body = TEMPLATE.name, TEMPLATE.read_bytes()
    else:
        site = Site(20)
        name, body = "a page of the sample site", site.response(site.brief(19).path)[2]
    spider = IndiaDailySpider()
    url = f"{spider.origin}/india/khabar-news-41"
    at = datetime(2026, 2, 3, 6, 30, tzinfo=UTC)

    def read() -> Article:
        response = HtmlResponse(url, body=body, encoding="utf-8")
        fields = parse_page(spider.page, response, spider.urls, at).fields()
        return new_article("indiadaily:41", spider.name, fields, ("argument", url, 0), at)

    def parse() -> etree._Element:
        return etree.fromstring(body, etree.HTMLParser(encoding="utf-8"))

    kind = read().kind
    print(f"{name}, {len(body):,} bytes, kind {kind}, {ROUNDS} times, interleaved:")
    times: dict[Callable[[], object], list[float]] = {parse: [], read: []}
    for _ in range(ROUNDS):
        for work, took in times.items():
            began = time.perf_counter()
            work()
            took.append(time.perf_counter() - began)
    for work, label in ((parse, "lxml's parse"), (read, "response to raw article")):
        took = [1000 * each for each in times[work]]
        p99 = quantiles(took, n=100)[98]
        print(f"  {label:<24} median {median(took):6.2f} ms   p99 {p99:6.2f} ms")
    print(f"  ratio of the medians {median(times[read]) / median(times[parse]):.1f}")


if __name__ == "__main__":
    main()
