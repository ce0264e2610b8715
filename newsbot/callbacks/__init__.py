"""Take the responses of a NewsSpider, and yield requests and items (callbacks and errbacks).

sources.py reads robots.txt, sitemaps, feeds and listings; articles.py takes the answers to requests
for articles, and visits.py decides on the result of each; base.py has the common base class. A
spider of a site may override their public methods.

Imported by spider.py. Imports browser/, discovery/, downloader/, ledger/ and page/.
"""
