"""Name the module for Zstandard: Python has it from 3.14 on. Scrapy requires the backport too."""

import sys

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["zstd"]
