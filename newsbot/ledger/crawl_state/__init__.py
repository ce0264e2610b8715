"""What the ledger knows of pages and sources: found, fetched, when to ask again, which hosts rest.

pages.py notes what became of a page (page.py); discovered_pages.py notes pages that others name,
due_pages.py gives those whose time has come, and revisits.py says when that is. sources.py holds
the sitemaps, feeds and listings, robots_copies.py the robots.txt, and backoffs.py the hosts that
asked to be left alone. page_report.py answers people.

Imported by admin.py and recovery.py, and by archive/, callbacks/, commands/, discovery/, pipelines/
and spiders/.
Imports articles/ and storage/.
"""
