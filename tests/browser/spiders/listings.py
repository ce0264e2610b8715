"""The India Daily's spider for so many listings whose button is pressed three times."""

import os

from newsbot.discovery.sources import Listing
from newsbot.spiders import indiadaily


class ListingsSpider(indiadaily.IndiaDailySpider):
    sources = tuple(
        Listing(
            f"/{('india', 'sports')[number % 2]}?view={number}", load_more="-loadmore", clicks=3
        )
        for number in range(int(os.environ.get("LISTINGS", "2")))
    )
