"""One page of a folder of photos is looked at first: whatever becomes of it, the others follow."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.crawling import serving
from tests.undeclared.crawling import crawl_any
from tests.undeclared.plain import PlainSite

pytestmark = pytest.mark.slow

FOLDER = "/photos-news/"
ENGLISH = (
    "<html><head><title>Rain in the city</title></head><body><article><h1>Heavy rain in the city</h1>"
    + "<p>Heavy rain fell in the city on Monday and the roads were under water for hours.</p>" * 6
    + "</article></body></html>"
)
FAULTS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "not found": (404, {}, b"<h1>404</h1>"),
    "gone": (410, {}, b""),
    "forbidden": (403, {}, b"no"),
    "broken": (500, {}, b"broken"),
    "overloaded": (503, {}, b"later"),
    "off the site": (302, {"Location": "https://other.example/khabar"}, b""),
    "to the home page": (302, {"Location": "/"}, b""),
    "to itself": (302, {"Location": "#"}, b""),
    "a document": (200, {"Content-Type": "application/pdf"}, b"%PDF-1.4 ..."),
    "empty": (200, {"Content-Type": "text/html"}, b""),
    "in English": (200, {"Content-Type": "text/html"}, ENGLISH.encode()),
}


@dataclass
class PhotoNews(PlainSite):
    """Half of its stories are in a folder of photos; the first one that is asked for has a fault."""

    fault: tuple[int, dict[str, str], bytes] | None = None
    to_other: bool = False
    at_fault: list[str] = field(default_factory=list)

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        if path.startswith(FOLDER) and not self.at_fault and (self.fault or self.to_other):
            self.at_fault.append(path)
        if path in self.at_fault:
            self.asked.append(path)
            if self.to_other:
                return 301, {"Location": FOLDER + "ek-aur-nayi-khabar-yahan"}, b""
            assert self.fault
            return self.fault
        return super().answer(path)


def photo_news(**given: object) -> PhotoNews:
    return PhotoNews(
        count=24,
        address=lambda each: (
            f"{FOLDER}{each.slug}" if each.number % 2 else f"/{each.section}/{each.slug}"
        ),
        **given,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("fault", FAULTS)
def test_the_other_photos_are_read_whatever_the_first_one_answers(
    tmp_path: Path, fault: str
) -> None:
    with serving(photo_news(fault=FAULTS[fault])) as site:
        assert isinstance(site, PhotoNews)
        options = ("-s", "RETRY_TIMES=1", "-s", "NEWSBOT_BACKOFF_SECONDS=0.1")
        run = crawl_any(tmp_path, site.origin, *options, root=site.url)
        paths = [each["url"].removeprefix(site.origin) for each in run.articles]
        assert site.at_fault
        assert sorted(paths) == sorted(site.gold.keys() - set(site.at_fault)), run.report


def test_the_other_photos_are_read_though_the_first_one_leads_to_a_new_address(
    tmp_path: Path,
) -> None:
    with serving(photo_news(to_other=True)) as site:
        assert isinstance(site, PhotoNews)
        target = FOLDER + "ek-aur-nayi-khabar-yahan"
        site.pages[target] = site._story(site.stories[1]).replace("<p>", "<p>दूसरी खबर: ")
        run = crawl_any(tmp_path, site.origin, root=site.url)
        paths = {each["url"].removeprefix(site.origin) for each in run.articles}
        assert paths == site.gold.keys() - set(site.at_fault) | {target}


def test_the_other_photos_are_read_though_robots_txt_forbids_the_first_one(tmp_path: Path) -> None:
    with serving(photo_news()) as site:
        assert isinstance(site, PhotoNews)
        run = crawl_any(tmp_path / "a", site.origin, root=site.url)
        first = next(path for path in site.asked if path.startswith(FOLDER))
        site.pages["/robots.txt"] = (200, {}, f"User-agent: *\nDisallow: {first}\n".encode())
        run = crawl_any(tmp_path / "b", site.origin, root=site.url)
        paths = {each["url"].removeprefix(site.origin) for each in run.articles}
        assert paths == site.gold.keys() - {first}


def test_the_other_photos_are_read_though_the_first_one_is_older_than_since(tmp_path: Path) -> None:
    with serving(photo_news()) as site:
        assert isinstance(site, PhotoNews)
        crawl_any(tmp_path / "a", site.origin, root=site.url)
        first = next(path for path in site.asked if path.startswith(FOLDER))
        told = replace(site.gold[first], at=datetime(2019, 1, 1, 10, tzinfo=UTC))
        site.pages[first] = site._story(told)
        run = crawl_any(tmp_path / "b", site.origin, root=site.url, since="2021-01-01")
        paths = {each["url"].removeprefix(site.origin) for each in run.articles}
        assert paths == site.gold.keys() - {first}
