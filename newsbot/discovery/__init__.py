"""The pages that are requested next: from sources, from related stories, from the ledger.

``Frontier`` (frontier.py) makes the requests for articles and ``SourceFrontier``
(source_frontier.py) those for sources (sources.py); Scrapy's scheduler orders them. Both note
each page in the ledger first. Imported by spider.py and spiders/. Knows the spider as a ``Crawl``
(crawl.py).
"""
