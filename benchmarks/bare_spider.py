"""The bare Scrapy spider that benchmarks.crawl compares with: it reads only the headline.

Run with ``scrapy runspider`` outside the project, so with Scrapy's own defaults.
"""

import scrapy


class BareSpider(scrapy.Spider):
    name = "bare"
    custom_settings = {
        "CONCURRENT_REQUESTS": 16,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
        "DOWNLOAD_DELAY": 0,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_LEVEL": "WARNING",
        "FEED_EXPORT_ENCODING": "utf-8",
    }

    async def start(self):
        with open(self.paths, encoding="utf-8") as paths:
            for path in paths:
                yield scrapy.Request(self.root + path.strip())

    def parse(self, response):
        if isinstance(response, scrapy.http.HtmlResponse):
            yield {"url": response.url, "headline": response.css("h1::text").get()}
