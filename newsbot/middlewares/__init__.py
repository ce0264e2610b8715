"""Downloader middlewares: where Scrapy's own let something through that newsbot must not."""
