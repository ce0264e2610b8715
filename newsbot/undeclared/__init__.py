"""Sites that nobody declared: which of their URLs are articles, which pages are listings.

``UndeclaredUrls`` (urls.py) asks ``UrlShapes`` (shapes.py), which learns the shapes of a site's
URLs from its links, feeds, news sitemaps (evidence.py) and from pages that were read. listing.py
reads a page of links without a declared menu; page_kind.py tells an article's page from others.
``SiteDates`` (site_dates.py) says whether a site dates its articles. ``SparingRequests``
(sparing.py) does without requests that rarely lead to an article.

Imported by spiders/, extraction/, archive/, doctor/ and commands/. Imports discovery/, downloader/,
ledger/, page/, hindi/ and urls/.
"""
