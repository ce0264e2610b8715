"""The callbacks of a NewsSpider: they take responses, and yield requests and items.

sources.py reads robots.txt, sitemaps, feeds and listings; articles.py takes the answers to requests
for articles, and visits.py decides what becomes of one; base.py has what all of them use. A spider
of a site may override their public methods.

Imported by spider.py. Imports browser/, discovery/, downloader/, ledger/ and page/.
"""
