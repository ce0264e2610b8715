"""The pages that are requested next: from sources, from related stories, from the ledger.

``Frontier`` (frontier.py) decides which articles are requested and ``SourceFrontier``
(source_frontier.py) which sources (sources/); Scrapy's scheduler orders the requests. Both note
each page in the ledger first. What is due by the ledger comes by due_requests.py, as far as
backlog.py has room. All know the spider as a ``Crawl`` (crawl.py).

Imported by spider.py, callbacks/, spiders/, declarations/, undeclared/, doctor/, settings.py, and
by the middlewares/, extensions/ and pipelines/ that are a hook into it; archive/ knows its
addresses that cannot exist.
"""
