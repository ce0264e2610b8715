"""Store the state of pages, sources and hosts in the ledger, and when a page is due again.

pages.py notes the result of each visit of a page (page.py). discovered_pages.py notes pages that
other pages name. revisits.py computes when a page is due again, and due_pages.py finds the pages
that are due. sources.py has sitemaps, feeds and listings, robots_copies.py the robots.txt files,
and backoffs.py the hosts that are not requested for a time. page_counts.py counts pages for people.

Imported by admin.py, recovery.py, archive/, callbacks/, commands/, discovery/, doctor/, pipelines/,
spiders/ and undeclared/.
Imports articles/ and storage/.
"""
