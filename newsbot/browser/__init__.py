"""Render pages that need a browser: tell which pages do, and open them in Chromium.

``requests`` says which pages are worth a browser, and makes their requests; ``renderer`` starts the
browser when the first of them comes and keeps it; ``chromium`` is one running browser,
``page_session`` one page in it, ``network`` the page's only way out, which is Scrapy's own
downloader. ``timeout`` limits the time of a page. ``executable``, ``driver``, ``folder`` and
``process_tree`` start the browser and leave nothing behind.

Imported by discovery/, declarations/, callbacks/, doctor/ and spider.py (requests.py: which pages),
and by middlewares/ (the rest). Playwright is imported when the first page is rendered, not before.
Imports downloader/ and page/.
"""
