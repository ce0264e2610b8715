"""The callbacks of a NewsSpider: they take responses, and yield requests and items.

sources.py reads robots.txt, sitemaps, feeds and listings; articles.py reads the pages of articles;
base.py has what both use. A spider of a site may override their public methods.

Imported by spider.py. Imports discovery/, downloader/, ledger/ and page/.
"""
