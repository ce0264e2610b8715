"""The India Daily's spider for a site whose button can be asked for plainly, in JSON."""

from newsbot.discovery.sources import Listing, Robots
from newsbot.spiders import indiadaily


class PlainJsonSpider(indiadaily.IndiaDailySpider):
    sources = (
        Robots(),
        Listing(
            "/", menu="-menu", load_more="-loadmore", more="/ajax/json{path}?page={page}", clicks=20
        ),
    )
