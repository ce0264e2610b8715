"""Four sites in one markup: each has a name and a host of its own."""

from __future__ import annotations

from newsbot.spiders import indiadaily


class PrathamSpider(indiadaily.IndiaDailySpider):
    name = "pratham"
    allowed_domains = ["pratham.example"]
    origin = "https://www.pratham.example"


class DvitiyaSpider(indiadaily.IndiaDailySpider):
    name = "dvitiya"
    allowed_domains = ["dvitiya.example"]
    origin = "https://www.dvitiya.example"


class TritiyaSpider(indiadaily.IndiaDailySpider):
    name = "tritiya"
    allowed_domains = ["tritiya.example"]
    origin = "https://www.tritiya.example"


class ChaturthSpider(indiadaily.IndiaDailySpider):
    name = "chaturth"
    allowed_domains = ["chaturth.example"]
    origin = "https://www.chaturth.example"
