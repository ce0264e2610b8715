"""Downloader middlewares: where Scrapy's own let something through that newsbot must not.

Each is a hook of Scrapy and a call into the folder that does the work.

Imported by addon.py by name. Imports browser/, discovery/ and downloader/.
"""
