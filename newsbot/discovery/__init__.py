"""The pages that are requested next: from sources, from related stories, from the ledger.

``Frontier`` (frontier.py) makes the requests for articles and ``SourceFrontier``
(source_frontier.py) those for sources (sources.py); Scrapy's scheduler orders them. Both note
each page in the ledger first. They know the spider as a ``Crawl`` (crawl.py).

Imported by spider.py, callbacks/, spiders/, declarations/, undeclared/, doctor/, settings.py, and
by the middlewares/, extensions/ and pipelines/ that are a hook into it; archive/ knows its
addresses that cannot exist.
"""
