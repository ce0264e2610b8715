"""Pages, sources and hosts in the ledger: found, fetched, due again, in a backoff.

pages.py notes what became of a page (page.py); discovered_pages.py notes pages that others name.
revisits.py computes when a page is due again, and due_pages.py finds the pages that are due.
sources.py holds sitemaps, feeds and listings, robots_copies.py each robots.txt, and backoffs.py the
hosts that asked to be left alone. page_counts.py counts pages for people.

Imported by admin.py, recovery.py, archive/, callbacks/, commands/, discovery/, doctor/, pipelines/,
spiders/ and undeclared/.
Imports articles/ and storage/.
"""
