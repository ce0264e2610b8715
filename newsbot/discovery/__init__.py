"""The pages that are requested next: from sources, from related stories, from the ledger.

``Frontier`` (frontier/) decides which articles and sources are requested; Scrapy's scheduler puts
the requests in order. Each page is noted in the ledger first. sources/ reads robots.txt, sitemaps,
feeds and listings; budgets/ limits requests that may bring nothing. All know the spider as a
``Crawl`` (crawl.py).

selection.py and sections.py say what the user asked for. soft_404.py and second_look.py doubt
answers. discovery_path.py says how an article was found; url_forms.py knows the other URLs of an
article. unrecognised.py counts URLs that ``article_url`` should perhaps match; patterns.py analyses
that regular expression. source_names.py writes sources for the ledger. read_ahead.py and
single_page.py read a page outside the order of a crawl.

Imported by spider.py, callbacks/, spiders/, declarations/, undeclared/, doctor/, settings.py, and
by the middlewares/, extensions/ and pipelines/ that are a hook into it; archive/ knows its
addresses that cannot exist. Imports browser/, dates/, downloader/, hindi/, ledger/ and page/.
"""
