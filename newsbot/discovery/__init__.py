"""Decide which pages are requested next: from sources, from related stories, from the ledger.

``Frontier`` (frontier/) decides which articles and sources are requested; Scrapy's scheduler puts
the requests in order. Each page is noted in the ledger first. sources/ reads robots.txt, sitemaps,
feeds and listings; budgets/ limits requests that may lead to no article. All files see the spider
as a ``Crawl`` (crawl.py).

selection.py and sections.py decide what ``since=`` and ``sections=`` select. soft_404.py and
second_look.py handle answers that may be wrong. discovery_path.py describes how an article was
found; url_forms.py keeps the other URLs of an article. unrecognised.py counts URLs that
``article_url`` should perhaps match; patterns.py analyses that regular expression. source_names.py
writes sources for the ledger. read_ahead.py and single_page.py read a page outside the order of a
crawl.

Imported by spider.py, callbacks/, spiders/, declarations/, undeclared/, doctor/, settings.py, and
by the middlewares/, extensions/ and pipelines/ that are a hook into it; archive/ recognises the
addresses of soft_404.py. Imports browser/, dates/, downloader/, hindi/, ledger/ and page/.
"""
