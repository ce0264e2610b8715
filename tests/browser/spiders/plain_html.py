"""The India Daily's spider for a site whose button can be asked for plainly, in HTML."""

from newsbot.discovery.sources import Listing, Robots
from newsbot.spiders import indiadaily


class PlainHtmlSpider(indiadaily.IndiaDailySpider):
    sources = (
        Robots(),
        Listing(
            "/", menu="-menu", load_more="-loadmore", more="/ajax/html{path}?page={page}", clicks=20
        ),
    )
