"""Decide which pages need a browser, and render them in Chromium.

``requests`` decides which pages need a browser and makes their requests; ``renderer`` starts the
browser for the first of them and keeps it; ``chromium`` is one running browser, ``page_session``
one page in it. ``network`` answers all requests of a page by Scrapy's downloader; the page has no
other network. ``timeout`` limits the time of a page. ``executable``, ``driver``, ``folder`` and
``process_tree`` start the browser, end it and remove its files.

Imported by discovery/, declarations/, callbacks/, doctor/ and spider.py (requests.py: which pages),
and by middlewares/ (the rest). Playwright is imported when the first page is rendered, not before.
Imports downloader/ and page/.
"""
