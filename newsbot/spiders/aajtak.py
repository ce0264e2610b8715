"""Aaj Tak (aajtak.in), Hindi; markup of 2020, when it was at aajtak.intoday.in."""

from newsbot.page import ArticlePage
from newsbot.spider import NewsSpider


class AajTakPage(ArticlePage):
    site_names = ("आज तक", "Aaj Tak", "AajTak")
    title = "h1.secArticleTitle"
    summary = ".storyBody > h2"
    authors = ".editorRightPart .titleHed"
    breadcrumbs = ".breadCumSec [itemprop=itemListElement]"
    hero = ".cinemaDetailBigImgSection"
    caption = ".captiobBlackBg"
    content = "[itemprop=articleBody]"
    related_box = ".sambandhitNewSection"


class AajTakSpider(NewsSpider):
    name = "aajtak"
    allowed_domains = ["aajtak.in", "aajtak.intoday.in"]
    origin = "https://www.aajtak.in"
    hosts = ("aajtak.intoday.in",)
    article_url = r"/(?:(?P<section>[^?]+?)/)?story/[^/?]+-(?P<id>\d{5,})(?:-\d{4}-\d\d-\d\d)?"
    page = AajTakPage
