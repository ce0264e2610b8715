"""Dainik Jagran (jagran.com), Hindi; markup of 2020."""

from newsbot.page import ArticlePage
from newsbot.spider import NewsSpider


class JagranPage(ArticlePage):
    site_names = ("जागरण", "Jagran", "Dainik Jagran")
    title = ".articleHd h1"
    summary = ".summary_art"
    authors = ".dateInfo .date strong"
    hero = "figure.bodySummery"
    content = ".articleBody"
    also_read = ".relativeNews"
    tags = ".tagList a"
    not_body = ("डाउनलोड करें जागरण एप …",)


class JagranSpider(NewsSpider):
    name = "jagran"
    allowed_domains = ["jagran.com"]
    origin = "https://www.jagran.com"
    article_url = r"/(?P<section>[^/?]+(?:/[^/?]+)*)/[^/?]+-(?P<id>\d{6,})"
    page = JagranPage
