"""Sites without a declaration: which of their URLs are articles, which pages are listings.

``UndeclaredUrls`` (urls.py) asks ``UrlShapes`` (shapes.py) whether a URL is an article's.
``UrlShapes`` learns the shapes of a site's URLs (address.py) from links (links.py), from feeds and
news sitemaps (evidence.py), and from pages that were read. ``MediaPages`` (media.py) learns from
cards (cards.py) which pages show photos or films, and from pages which of them have no text.
listing.py reads a page of links; page_kind.py distinguishes an article from a listing and from the
publisher's own pages. ``SiteDates`` (site_dates.py) learns whether the articles of a site have
dates; language.py judges whether a site is in Hindi. ``SparingRequests`` (sparing.py) postpones
requests that rarely lead to an article.

Imported by spiders/, extraction/, archive/, doctor/ and commands/. Imports discovery/, downloader/,
ledger/, page/, hindi/ and urls/.
"""
