"""Downloader middlewares: refuse or repair requests and responses that Scrapy's own let through.

Each is a hook of Scrapy and a call into the folder that does the work.

Imported by addon.py by name. Imports browser/, discovery/ and downloader/.
"""
