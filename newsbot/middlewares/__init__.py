"""Refuse or repair requests and responses that Scrapy's own middlewares let through.

Each downloader middleware is a hook of Scrapy and a call into the folder that does the work.

Imported by addon.py by name. Imports browser/, discovery/ and downloader/.
"""
