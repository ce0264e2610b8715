"""The pages that are requested next: from sources, from related stories, from the ledger.

``Frontier`` (frontier.py) decides which articles are requested and ``SourceFrontier``
(source_frontier.py) which sources (sources/); Scrapy's scheduler orders the requests. Both note
each page in the ledger first. What is due by the ledger comes by due_requests.py, as far as
backlog.py has room. All know the spider as a ``Crawl`` (crawl.py).

links.py, pagers.py, lenient_xml.py and json_feed.py read what sources hold. selection.py and
sections.py say what the user asked for. address_budget.py, source_budget.py, pagination.py and
not_found.py bound what a run asks for in vain; soft_404.py and second_look.py doubt answers.

Imported by spider.py, callbacks/, spiders/, declarations/, undeclared/, doctor/, settings.py, and
by the middlewares/, extensions/ and pipelines/ that are a hook into it; archive/ knows its
addresses that cannot exist. Imports browser/, dates/, downloader/, hindi/, ledger/ and page/.
"""
