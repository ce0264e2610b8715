"""A site whose URLs have no number: its pages say their articles' ids."""

from newsbot.discovery.sources import Listing
from newsbot.page import ArticlePage
from newsbot.spider import NewsSpider


class KhabarPage(ArticlePage):
    title, content = "h1", ".story"
    article_id = "meta[name=story]::attr(content)"
    related_box = ".more"


class KhabarSpider(NewsSpider):
    name = "khabar"
    allowed_domains = ["khabar.example"]
    origin = "https://www.khabar.example"
    article_url = r"/(?P<section>[\w-]+)/[\w-]+"
    sources = (Listing("/"),)
    page = KhabarPage
