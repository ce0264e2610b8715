"""Dainik Bhaskar (bhaskar.com), Hindi; markup of 2024, whose class names are build hashes."""

from newsbot.page import ArticlePage
from newsbot.spider import NewsSpider


class BhaskarPage(ArticlePage):
    site_names = ("दैनिक भास्कर", "Dainik Bhaskar")
    title = "article h1"
    breadcrumb = "xpath:(//article/div/ul)[1]"
    hero = "article > div > picture"
    caption = "div:has(> picture) ~ div:not(:has(p)) > span:only-child"
    content = "article > p, article > .paywallBlockedContent"


class BhaskarSpider(NewsSpider):
    name = "bhaskar"
    allowed_domains = ["bhaskar.com"]
    origin = "https://www.bhaskar.com"
    article_url = r"/(?P<section>[^/?]+(?:/[^/?]+)*)/news/[^/?]+-(?P<id>\d{6,})"
    page = BhaskarPage
