"""The India Daily (theindiadaily.com), Hindi; markup of 2024 to 2026."""

from newsbot.page import ArticlePage
from newsbot.sources import Listing, Robots
from newsbot.spider import NewsSpider


class IndiaDailyPage(ArticlePage):
    title = "-body-title"
    byline = "-auth-profile"
    date = "-auth-date"
    breadcrumb = "-breadcrumb"
    hero = "-story-feature"
    caption = "-cap-follow"
    content = "-editior-content"  # the site's own spelling
    tag_list = "-tagsbox"
    highlight_box = "-hilights"
    also_read = "-alsoread"
    related_box = "-rel-slider"
    boxes = (
        *("-addwrapper", "-ads1", "-streched", "-add250"),
        *("-live-updates", "-followus-widget", "-feature-share", "-feature-tag"),
        *("twitter-tweet", "twitter-video", "instagram-media", "fb-post", "fb-video"),
    )


class IndiaDailySpider(NewsSpider):
    name = "indiadaily"
    allowed_domains = ["theindiadaily.com"]
    origin = "https://www.theindiadaily.com"
    # /<section>/<slug>-news-<number>; in 2023 /<section>/<slug>-<unix seconds>
    article_url = r"/(?P<section>[\w-]+)/[^/?]+-(?:news-(?P<id>\d+)|\d{10})"
    sources = (Robots(), Listing("/", menu="-menu"))
    page = IndiaDailyPage
