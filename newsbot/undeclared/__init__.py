"""Sites that nobody declared: which of their URLs are articles, which pages are listings.

``UndeclaredUrls`` (urls.py) asks ``UrlShapes`` (shapes.py) which URLs are articles'. It learns the
shapes of a site's URLs (address.py) from links (links.py), feeds and news sitemaps (evidence.py),
and from pages that were read. ``MediaPages`` (media.py) learns from cards (cards.py) which pages
show photos or films, and from pages which of them show no text. listing.py reads a page of links
without a declared menu; page_kind.py tells an article's page from others. ``SiteDates``
(site_dates.py) says whether a site dates its articles, language.py whether it is in Hindi.
``SparingRequests`` (sparing.py) does without requests that rarely lead to an article.

Imported by spiders/, extraction/, archive/, doctor/ and commands/. Imports discovery/, downloader/,
ledger/, page/, hindi/ and urls/.
"""
