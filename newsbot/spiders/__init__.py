"""The sites: one file each, and a site is a declaration.

Imported by Scrapy alone (``SPIDER_MODULES``).
"""
