"""The sites: one file each, and a site is a declaration.

hindi.py crawls a site that nobody declared, and warc.py reads archives.

Imported by Scrapy alone (``SPIDER_MODULES``). Imports archive/, discovery/, ledger/, page/ and
undeclared/.
"""
