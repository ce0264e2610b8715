"""Amar Ujala (amarujala.com), Hindi; markup of 2020. The URLs have no number."""

from newsbot.page import ArticlePage
from newsbot.spider import NewsSpider


class AmarUjalaPage(ArticlePage):
    site_names = ("अमर उजाला", "Amar Ujala")
    article_id = "canonical"
    title = ".article-detail h1"
    authors = ".authdesc a > span:not(.authpic)"
    breadcrumbs = ".bredcrums a"
    hero = ".article-detail > .image"
    content = ".article-detail .article-desc"
    tags = ".tagsDv a"
    boxes = (".ad-dt", ".ad-mb-app")


class AmarUjalaSpider(NewsSpider):
    name = "amarujala"
    allowed_domains = ["amarujala.com"]
    origin = "https://www.amarujala.com"
    article_url = r"/(?P<section>[^/?]+(?:/[^/?]+)*)/[^/?-]+(?:-[^/?-]+){3,}"
    page = AmarUjalaPage
