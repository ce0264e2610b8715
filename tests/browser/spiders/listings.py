"""The India Daily's spider for two hundred listings whose button is pressed three times."""

from newsbot.sources import Listing
from newsbot.spiders import indiadaily


class ListingsSpider(indiadaily.IndiaDailySpider):
    sources = tuple(
        Listing(f"/{slug}?view={number}", load_more="-loadmore", clicks=3)
        for number in range(100)
        for slug in ("india", "sports")
    )
    needs_browser = "when_empty"
