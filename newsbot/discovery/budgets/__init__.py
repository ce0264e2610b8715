"""Limit the requests of a run that may lead to no new article.

address_budget.py limits addresses that lead to no article, and not_found.py addresses that were
answered with 404 in earlier runs; source_budget.py limits pages of sources that name no new
article, and pagination.py the pages of a listing. backlog.py leaves due pages in the ledger until
the run has room for them. left_out.py writes messages about pages that were left out.

Imported by frontier/, and by settings.py, callbacks/, extensions/, middlewares/ and undeclared/.
Imports crawl.py, discovery_path.py, sources/, downloader/ and ledger/.
"""
