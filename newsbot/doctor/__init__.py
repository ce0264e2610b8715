"""Look at a site as somebody does who adds it, or mends its declaration: ``scrapy doctor``.

A visit (visit.py) is no crawl: it has no ledger and no feed, and sends MAX_REQUESTS at most
(budget.py, fetcher.py). It takes down Findings (findings.py): of robots.txt (robots.py), of sources
(source_pages.py), of articles (pages.py), with the places in which values stand (places.py).
no_answer.py, judge.py and notes.py say what is missing and what to do; draft.py writes the
declaration, its ``article_url`` by article_urls.py; text.py and as_json.py make the report.

Imported by commands/. May import all but commands/.
"""
