"""Downloader middlewares: where Scrapy's own let something through that newsbot must not.

Imported by addon.py by name. Each is a hook of Scrapy and a call into downloader/ or browser/.
"""
