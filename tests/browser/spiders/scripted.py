"""The India Daily's spider for a site whose articles may be written by scripts."""

from newsbot.discovery.sources import Listing, Robots
from newsbot.spiders import indiadaily


class ScriptedSpider(indiadaily.IndiaDailySpider):
    sources = (Robots(), Listing("/", menu="-menu", load_more="-loadmore", clicks=20))
    needs_browser = "when_empty"
