"""CONTRIBUTING.md's declarations work as they stand there."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from textwrap import dedent
from typing import Any

from newsbot.page import ArticlePage, layouts
from newsbot.spider import NewsSpider
from newsbot.spiders.indiadaily import IndiaDailyPage

TEXT = (Path(__file__).parents[1] / "CONTRIBUTING.md").read_text("utf-8")


def test_the_examples_are_declarations() -> None:
    names: dict[str, Any] = {
        "ArticlePage": ArticlePage,
        "NewsSpider": NewsSpider,
        "IndiaDailyPage": IndiaDailyPage,
        "date": date,
    }
    examples = re.findall(r"^ *```python\n(.*?)^ *```$", TEXT, re.DOTALL | re.MULTILINE)
    for example in examples:
        exec(dedent(example), names)  # noqa: S102
    spider = names["SamacharSpider"]()
    ref = spider.urls.article("https://www.samachar.example/desh/nahar-123.html")
    assert (ref.id, ref.section) == ("samachar:123", "desh")
    assert layouts(names["IndiaDailyPage2027"]) == [names["IndiaDailyPage2027"], IndiaDailyPage]


def test_it_is_under_a_page() -> None:
    assert len(TEXT.splitlines()) <= 66
