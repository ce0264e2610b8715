"""Counters of a run."""

from scrapy.statscollectors import MemoryStatsCollector


class Stats(MemoryStatsCollector):
    """Scrapy's, looked up as any object's attributes.

    Scrapy's warns of arguments that are going out of use, by a detour of two microseconds; and a
    page is counted in forty ways.
    """

    __getattribute__ = object.__getattribute__
