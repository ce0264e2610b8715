"""Recognise the URLs of a news site: which ones are articles, and which article each one is.

``SiteUrls`` (site_urls.py) returns the ``ArticleRef`` (article_ref.py) of a URL. forms.py removes
the differences between the forms of one URL. origins.py parses scheme, host and port.

Imported by all. Imports nothing of newsbot, and only the standard library. newsbot-schedule, which
runs without Scrapy, needs this.
"""

from newsbot.urls.article_ref import ArticleRef, digest, is_in_section, one_of
from newsbot.urls.forms import AMP_PARAMETER, AMP_PATH, PAGE_EXTENSION, is_tracking
from newsbot.urls.origins import DEFAULT_PORTS, is_loopback, origin_of
from newsbot.urls.site_urls import MAX_URL_LENGTH, PERCENT_ENCODED, SAFE, SiteUrls

__all__ = [
    "AMP_PARAMETER",
    "AMP_PATH",
    "DEFAULT_PORTS",
    "MAX_URL_LENGTH",
    "PAGE_EXTENSION",
    "PERCENT_ENCODED",
    "SAFE",
    "ArticleRef",
    "SiteUrls",
    "digest",
    "is_in_section",
    "is_loopback",
    "is_tracking",
    "one_of",
    "origin_of",
]
