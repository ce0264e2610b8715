"""Runs that end early, day after day, find what one run finds: undated pages, the weather, prices."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.crawling import serving
from tests.undeclared.crawling import assert_all_found, crawl_any
from tests.undeclared.plain import PlainSite
from tests.undeclared.stories import Told
from tests.undeclared.test_waste import change_ledger

pytestmark = pytest.mark.slow

ENDS: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "pages": (("-s", "CLOSESPIDER_PAGECOUNT=14", "-s", "CONCURRENT_REQUESTS=1"), {}),
    "items": (("-s", "CLOSESPIDER_ITEMCOUNT=4"), {}),
    "limit": ((), {"limit": "4"}),
}


@dataclass
class UndatedSite(PlainSite):
    """Its stories have no date, and a sitemap alone names them."""

    def _story(self, story: Told) -> str:
        return re.sub(r"<time.*?</time>", "", super()._story(story))


@pytest.mark.parametrize("end", ENDS)
def test_short_runs_find_the_articles_of_a_site_without_dates(tmp_path: Path, end: str) -> None:
    site = UndatedSite(
        count=25,
        home=False,
        robots="User-agent: *\nSitemap: https://nagar-vani.example/s.xml\n",
        machine={"/s.xml": "sitemap"},
    )
    options, given = ENDS[end]
    with serving(site):
        paths: list[str] = []
        for _ in range(9):
            run = crawl_any(tmp_path, site.origin, *options, root=site.url, **given)
            paths = [each["url"].removeprefix(site.origin) for each in run.articles]
        assert sorted(paths) == sorted(site.gold)


LABELS = ("मौसम", "मंडी भाव", "सोने के दाम", "चुनावी पोल", "क्रिकेट स्कोर", "राशिफल")


@dataclass
class LookupPaper(PlainSite):
    """All labels of its menu say that readers look something up; sections name the stories."""

    def __post_init__(self) -> None:
        super().__post_init__()
        names = list(dict.fromkeys(each.section for each in self.stories))
        menu = "".join(
            f"<a href='/{name}'>{LABELS[at % len(LABELS)]}</a> " for at, name in enumerate(names)
        )
        self.pages["/"] = self._shell("मुखपृष्ठ", f"{menu}{self._cards(self.stories[:5])}")


def lookup_paper() -> LookupPaper:
    return LookupPaper(count=30, address=lambda each: f"/khabar/{each.slug}-{52100 + each.number}")


def test_news_below_labels_of_prices_and_the_weather_is_found_by_one_run(tmp_path: Path) -> None:
    with serving(lookup_paper()) as site:
        assert isinstance(site, LookupPaper)
        assert_all_found(crawl_any(tmp_path, site.origin, root=site.url), site)


@pytest.mark.parametrize("answer", [404, 500])
def test_a_section_that_cannot_be_had_keeps_no_other_from_its_turn(
    tmp_path: Path, answer: int
) -> None:
    with serving(lookup_paper()) as site:
        assert isinstance(site, LookupPaper)
        names = list(dict.fromkeys(each.section for each in site.stories))
        for name in (names[0], names[-1]):
            site.pages[f"/{name}"] = (answer, {}, b"<h1>no</h1>")
        lost = {p for p, each in site.gold.items() if each.section in (names[0], names[-1])}
        for _ in range(3):
            run = crawl_any(tmp_path, site.origin, "-s", "RETRY_TIMES=0", root=site.url)
        paths = {each["url"].removeprefix(site.origin) for each in run.articles}
        assert paths >= site.gold.keys() - lost, site.asked


def test_each_price_list_of_a_long_menu_has_its_turn_in_daily_runs(tmp_path: Path) -> None:
    """Those that are due again after a week come behind those that no run has read."""
    with serving(PlainSite(count=6)) as site:
        assert isinstance(site, PlainSite)
        lists = {f"/bhav-{n}": f"{name} के भाव" for n, name in enumerate("कखगघचछजझटठड")}
        menu = "".join(f"<a href='{path}'>{label}</a> " for path, label in lists.items())
        site.pages["/"] = site.pages["/"].replace("</body>", f"{menu}</body>")
        for path, label in lists.items():
            site.pages[path] = site._shell(label, f"<h1>{label}</h1><table><td>14</table>")
        for _ in lists:
            crawl_any(tmp_path, site.origin, root=site.url)
            change_ledger(tmp_path, "UPDATE runs SET started_at = started_at - 86400")
        assert {path: site.asked.count(path) for path in lists} == dict.fromkeys(lists, 1)
