"""Hold the spiders: one file for each declared site.

hindi.py crawls sites without a declaration, and warc.py reads archives.

Imported by Scrapy alone (``SPIDER_MODULES``). Imports archive/, discovery/, ledger/, page/ and
undeclared/.
"""
