"""The India Daily (theindiadaily.com), Hindi; markup of 2024 to 2026."""

from newsbot.discovery.sources import Listing, Robots
from newsbot.page import ArticlePage
from newsbot.spider import NewsSpider


class IndiaDailyPage(ArticlePage):
    site_names = ("India Daily", "The India Daily", "India Daily 24X7", "Indiadaily 24/7")
    required = ("headline", "sections", "date")
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
    live_box, live_entry, live_time = "-live-updates", "-livedetails-content", "-livedetails-time"
    photo, photo_text = "-photo-featured", "-photo-content"
    story_byline, story_credit = "-auth-link", "-Credit"
    boxes = (
        *("-addwrapper", "-ads1", "-streched", "-add250"),
        *("-followus-widget", "-feature-share", "-feature-tag"),
    )


class IndiaDailySpider(NewsSpider):
    name = "indiadaily"
    allowed_domains = ["theindiadaily.com"]
    origin = "https://www.theindiadaily.com"
    # /<section>/<slug>-news-<number>, in 2023 /<section>/<slug>-<unix seconds>; web stories
    # /webstory/<section>/<slug>-<number>. Sections may be nested: /states/uttar-pradesh/…
    article_url = (
        r"/(?P<story>webstory/)?(?P<section>[^/?]+(?:/[^/?]+)*)/[^/?]+"
        r"-(?:(?(story)|news-)(?P<id>\d+)|\d{10})"
    )
    sources = (Robots(), Listing("/", menu="-menu", load_more="-loadmore", clicks=5))
    page = IndiaDailyPage
