"""A spider whose declaration gets better: it learns to read the standfirst."""

from __future__ import annotations

import os

from newsbot.page import ArticlePage
from newsbot.spider import NewsSpider


class KhabarPage(ArticlePage):
    title = "h1"
    content = ".text"
    date = ".date"
    summary = ".intro" if os.environ.get("TEST_BETTER") else ".none"


class KhabarSpider(NewsSpider):
    name = "khabar"
    allowed_domains = ["khabar.example"]
    origin = "https://www.khabar.example"
    article_url = r"/[\w-]+-(?P<id>\d+)"
    page = KhabarPage
