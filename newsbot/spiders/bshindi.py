"""Business Standard in Hindi (hindi.business-standard.com); markup of 2020, in bare tables."""

from newsbot.page import ArticlePage
from newsbot.spider import NewsSpider


class BusinessStandardPage(ArticlePage):
    site_names = ("बिजनेस स्टैंडर्ड", "Business Standard")
    title = "td > h1"
    byline = "xpath://tr[td/h1]/following-sibling::tr[1]/td"
    breadcrumbs = "td.bredText"
    content = ".addthis_inline_share_toolbox ~ div"
    tags = "a.ctxtRelated"


class BusinessStandardSpider(NewsSpider):
    name = "bshindi"
    allowed_domains = ["hindi.business-standard.com"]
    origin = "https://hindi.business-standard.com"
    article_url = r"/storypage(?:\.php)?\?(?:[^?]*&)?autono=(?P<id>\d+)(?:&.*)?"
    page = BusinessStandardPage
