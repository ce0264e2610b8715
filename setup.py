"""Packaging, for the egg that Scrapyd runs; for a crawl from a checkout nothing is to be built."""

import re
from pathlib import Path

from setuptools import find_packages, setup

init = Path(__file__).with_name("newsbot").joinpath("__init__.py").read_text(encoding="utf-8")

setup(
    name="newsbot",
    version=re.search(r'__version__ = "(.+?)"', init)[1],
    packages=find_packages(include=["newsbot", "newsbot.*"]),
    package_data={"newsbot": ["data/*"]},
    python_requires=">=3.11",
    entry_points={
        "scrapy": ["settings = newsbot.settings"],
        "console_scripts": ["newsbot-schedule = newsbot.schedule.__main__:main"],
    },
)
