"""Check whether newsbot can read a site, and draft or repair its declaration: ``scrapy doctor``.

A visit (visit.py) is not a crawl: it has no ledger and no feed, and sends at most MAX_REQUESTS
requests (budget.py, fetcher.py). It collects Findings (findings.py) about robots.txt (robots.py),
sources (source_pages.py) and articles (pages.py), with selectors for their values (places.py).
no_answer.py, judge.py and notes.py name problems and their remedies; draft.py writes the
declaration, article_urls.py its ``article_url``; text.py and as_json.py make the report.

Imported by commands/. May import all but commands/.
"""
