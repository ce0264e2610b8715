"""Photo pages without a text, a price list and the publisher's own pages cost few requests."""

from __future__ import annotations

import re
import sqlite3
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.crawling import SmallSite, serving
from tests.undeclared.crawling import assert_all_found, crawl_any
from tests.undeclared.plain import PlainSite
from tests.undeclared.stories import PLACES, Told

PHOTOS = 16
SHOWN = 3  # pages of a folder that show what its others are
ONE_BY_ONE = ("-s", "CONCURRENT_REQUESTS=1")  # else some more are under way by then
ALL_AT_ONCE = ("-s", "CONCURRENT_REQUESTS=20", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=20")
HISTORY = "/akhbar-ka-safar-aur-parampara"
PRICES = "/mandi-bhav"


@dataclass
class DistrictPaper(PlainSite):
    """Its home page names photos as it names stories, and its footer the paper's history."""

    def __post_init__(self) -> None:
        super().__post_init__()
        names = list(PLACES.items())[:PHOTOS]
        self.photos = {
            f"/tasveer/{slug}-{410 + at}": f"{name} के मेले की एक सुंदर तस्वीर"
            for at, (name, slug) in enumerate(names)
        }
        for path, title in self.photos.items():
            picture = f"<img src='/p{path[-3:]}.jpg' alt='{title}'>"
            self.pages[path] = self._shell(title, f"<h1>{title}</h1><div>{picture}</div>")
        self.pages[PRICES] = self._shell(
            "मंडी भाव", "<h1>मंडी भाव</h1><table><tr><td>गेहूं<td>2400</table>"
        )
        self.pages[HISTORY] = self._shell(
            "अखबार का सफर और परंपरा",
            "<h1>अखबार का सफर और परंपरा</h1><p>यह अखबार जिले के पाठकों की सेवा में कई दशक से है और हर तहसील में"
            " हमारे संवाददाता हैं।</p><p>दफ्तर स्टेशन के सामने है और सोमवार से शनिवार तक खुला रहता है।</p>",
        )
        strip = "".join(f"<a href='{path}'>{title}</a>" for path, title in self.photos.items())
        menu = f"<a href='{PRICES}'>मंडी भाव</a>"
        self.pages["/"] = self.pages["/"].replace("</body>", f"{menu}{strip}</body>")

    def _shell(self, title: str, main: str, head: str = "") -> str:
        footer = f"<footer><a href='{HISTORY}'>अखबार का सफर और परंपरा</a></footer>"
        return super()._shell(title, main, head).replace("</body>", f"{footer}</body>")


@pytest.mark.slow
def test_pages_without_an_article_cost_little(tmp_path: Path) -> None:
    with serving(DistrictPaper(count=60)) as site:
        assert isinstance(site, DistrictPaper)
        run = crawl_any(tmp_path, site.origin, *ONE_BY_ONE, root=site.url)
        assert_all_found(run, site)
        read = site.photos.keys() & site.asked
        assert len(read) <= SHOWN
        assert not run.rejects
        for _ in range(2):
            site.asked.clear()
            again = crawl_any(tmp_path, site.origin, root=site.url)
            assert (again.status, again.report["outcome"]) == (0, "nothing_new"), again.stderr
            assert len(again.articles) == len(site.gold)
            assert not site.photos.keys() & site.asked
            assert HISTORY not in site.asked
        # A day later three are tried, those that were read may have a text, and nothing is wrong with
        # the layout of the site.
        change_ledger(tmp_path, "UPDATE pages SET next_visit = 1 WHERE next_visit > 0")
        again = crawl_any(tmp_path, site.origin, *ONE_BY_ONE, root=site.url)
        assert (again.status, again.report["outcome"]) == (0, "nothing_new"), again.stderr
        assert len((site.photos.keys() - read) & {*site.asked}) == SHOWN
        assert read < {*site.asked}
        assert PRICES not in site.asked  # once it is known that the history is no article


@dataclass
class SlowPaper(DistrictPaper):
    """Its stories come late, and the history of the paper at once."""

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        if path in self.gold:
            time.sleep(0.5)
        return super().answer(path)


def test_a_page_without_a_date_waits_until_the_run_knows_the_site(tmp_path: Path) -> None:
    """The order of the answers does not decide whether the page is delivered."""
    with serving(SlowPaper(count=12)) as site:
        assert isinstance(site, SlowPaper)
        run = crawl_any(tmp_path, site.origin, *ALL_AT_ONCE, root=site.url)
        assert HISTORY in site.asked
        assert_all_found(run, site)


def test_a_page_without_a_date_that_a_later_run_finds_is_none_of_a_dated_site(
    tmp_path: Path,
) -> None:
    with serving(PlainSite(count=12)) as site:
        assert isinstance(site, PlainSite)
        assert len(crawl_any(tmp_path, site.origin, root=site.url).articles) == 12
        later = DistrictPaper(count=12)
        site.pages.update({path: later.pages[path] for path in ("/", HISTORY)})
        run = crawl_any(tmp_path, site.origin, root=site.url)
        assert HISTORY in site.asked
        assert_all_found(run, site)


@dataclass
class UndatedPaper(DistrictPaper):
    """No page says when it was written."""

    def _story(self, story: Told) -> str:
        return re.sub(r"<time.*?</time>", "", super()._story(story))


def test_the_articles_of_a_site_without_dates_are_found(tmp_path: Path) -> None:
    with serving(UndatedPaper(count=25)) as site:
        assert isinstance(site, UndatedPaper)
        run = crawl_any(tmp_path, site.origin, root=site.url)
        assert not [each for each in run.articles if each["published_at"]]
        paths = [each["url"].removeprefix(site.origin) for each in run.articles]
        assert len(paths) == len(set(paths))
        assert set(paths) >= site.gold.keys()


def test_photos_with_a_text_are_found_though_the_first_ones_have_none(tmp_path: Path) -> None:
    """A folder is given up only while none of its pages shows an article."""
    with serving(DistrictPaper(count=12)) as site:
        assert isinstance(site, DistrictPaper)
        run = crawl_any(tmp_path, site.origin, root=site.url)
        assert len(run.articles) == 12
        looked_at = site.photos.keys() & site.asked
        text = "<p>मेले में इस बार दूर के गांवों से भी बड़ी संख्या में लोग आए और देर रात तक रौनक बनी रही।</p>" * 3
        for number, path in enumerate(site.photos):
            page = site.pages[path].replace("<img", f"<p>चित्र {number}.</p>{text}<img")
            site.pages[path] = page
        known = "UPDATE pages SET next_visit = 1 WHERE next_visit > 0"
        for _ in range(2):  # a week later
            change_ledger(tmp_path, known)
            run = crawl_any(tmp_path, site.origin, root=site.url)
        paths = {each["url"].removeprefix(site.origin) for each in run.articles}
        assert paths >= site.photos.keys() - looked_at
        assert len(looked_at) <= SHOWN


@dataclass
class PhotoPaper(DistrictPaper):
    """Its menu names the photos' section by one word, and only that section names the photos."""

    def __post_init__(self) -> None:
        super().__post_init__()
        named = "".join(f"<a href='{path}'>{title}</a>" for path, title in self.photos.items())
        self.pages["/"] = self.pages["/"].replace(named, "<a href='/tasveer'>फोटो</a>")
        bare = "".join(
            f"<a href='/album-{n}'><img src='/a{n}.jpg'></a>" for n in range(70100, 70112)
        )
        self.pages["/tasveer"] = self._shell("फोटो", f"<h1>फोटो</h1><div>{named}{bare}</div>")
        for number, (path, title) in enumerate(self.photos.items()):
            text = f"चित्र {number}: मेले में इस बार दूर के गांवों से भी लोग आए और देर रात तक रौनक बनी रही।"
            photos = f"<h1>{title}</h1><figure><img src='/{number}.jpg'></figure><p>{text}</p>"
            self.pages[path] = self._shell(title, photos)


def test_the_photos_of_a_section_that_one_word_names_are_found(tmp_path: Path) -> None:
    """Those that a link names with a headline: pages of pictures alone are not asked for."""
    with serving(PhotoPaper(count=12)) as site:
        assert isinstance(site, PhotoPaper)
        run = crawl_any(tmp_path, site.origin, root=site.url)
        paths = {each["url"].removeprefix(site.origin) for each in run.articles}
        assert paths >= site.gold.keys() | site.photos.keys()
        assert not [path for path in site.asked if "/album-" in path]


def change_ledger(data: Path, statement: str) -> None:
    with sqlite3.connect(data / "ledger.sqlite") as ledger:
        ledger.execute(statement)
    ledger.close()


def test_a_section_that_named_articles_is_asked_again_though_a_run_ended_early(
    tmp_path: Path,
) -> None:
    """What a run reads before its limit says nothing of what a section names later."""
    with serving(PlainSite(count=45)) as site:
        assert isinstance(site, PlainSite)
        # One by one, sections come before articles: the limit is not reached before them.
        options = (*("-s", "CONCURRENT_REQUESTS=1"), *("-s", "CONCURRENT_ITEMS=1"))
        crawl_any(tmp_path, site.origin, *options, root=site.url, limit="1")
        section = f"/{site.stories[0].section}"
        assert section in site.asked
        site.asked.clear()
        crawl_any(tmp_path, site.origin, *options, root=site.url, limit="1")
        assert section in site.asked


def test_a_section_that_the_user_names_is_asked_though_it_named_no_article(tmp_path: Path) -> None:
    with serving(PlainSite(count=12)) as site:
        assert isinstance(site, PlainSite)
        price_list = site._shell("मंडी भाव", "<h1>मंडी भाव</h1><table><tr><td>गेहूं<td>2400</table>")
        site.pages[PRICES] = price_list
        link = f"<a href='{PRICES}'>मंडी भाव</a></body>"
        site.pages["/"] = site.pages["/"].replace("</body>", link)
        for given, is_asked in (({}, True), ({}, False), ({"sections": PRICES[1:]}, True)):
            site.asked.clear()
            crawl_any(tmp_path, site.origin, root=site.url, **given)
            assert (PRICES in site.asked) is is_asked


@dataclass
class FilmPaper(PlainSite):
    """The first stories of a section are films without a text; all others are written ones."""

    films: int = 4

    def __post_init__(self) -> None:
        super().__post_init__()
        self.section_read = max(
            {story.section for story in self.stories},
            key=lambda name: sum(story.section == name for story in self.stories),
        )
        of_it = [story for story in self.stories if story.section == self.section_read]
        self.shown = {self.address(story) for story in of_it[: self.films]}
        for story in of_it[: self.films]:
            film = f"<h1>{story.headline}</h1><div><video src='/f{story.number}.mp4'></video></div>"
            self.pages[self.address(story)] = self._shell(story.headline, film)
        others = [story for story in self.stories if story not in of_it]
        cards = self._cards([*others[:4], *of_it, *others])
        self.pages["/"] = self._shell("मुखपृष्ठ", cards)
        self.gold = {path: story for path, story in self.gold.items() if path not in self.shown}


@pytest.mark.slow
def test_written_stories_of_a_folder_whose_first_pages_are_films_are_found_a_day_later(
    tmp_path: Path,
) -> None:
    with serving(FilmPaper(count=40)) as site:
        assert isinstance(site, FilmPaper)
        run = crawl_any(tmp_path, site.origin, *ONE_BY_ONE, root=site.url)
        assert len(run.articles) < len(site.gold)
        a_day = "UPDATE pages SET next_visit = next_visit - 86400 WHERE next_visit > 0"
        change_ledger(tmp_path, a_day)
        run = crawl_any(tmp_path, site.origin, *ONE_BY_ONE, root=site.url)
        paths = {each["url"].removeprefix(site.origin) for each in run.articles}
        assert paths == site.gold.keys()


LOOKED_UP = {
    "/rashifal": "आज का राशिफल",
    "/mausam": "मौसम",
    "/sone-ka-bhav": "सोने का भाव",
    "/janmat": "जनमत",
}


def offers(site: PlainSite, stories: list[Told]) -> str:
    links = (f"<li><a href='{site.address(each)}'>{each.headline}</a></li>" for each in stories)
    return f"<ul>{''.join(links)}</ul>"


@dataclass
class GalleryPaper(PlainSite):
    """Its menu names photos, films, prices and the weather; photos and films have no text.

    ``told``: how many photos have one, the last of their list.
    """

    told: int = 0
    galleries: int = 10

    def __post_init__(self) -> None:
        super().__post_init__()
        beside = offers(self, self.stories[:6])
        links = {}
        for folder, title in (
            ("/tasveeren", "{} के मेले की झलक देखिए"),
            ("/film/video", "{} में देर रात तक बरसे बादल"),
        ):
            names = list(PLACES.items())[: self.galleries]
            links[folder] = {
                f"{folder}/{slug}-{n}": title.format(name) for n, (name, slug) in enumerate(names)
            }
            for path, headline in links[folder].items():
                self.pages[path] = self._shell(
                    headline, f"<h1>{headline}</h1><img src='/1.jpg'>{beside}"
                )
        for at, path in enumerate([*links["/tasveeren"]][: -1 - self.told : -1]):
            story = self.stories[at]
            told = replace(story, headline=links["/tasveeren"][path])
            self.pages[path] = self._story(told).replace("<p>", "<img src='/2.jpg'><p>")
            self.gold[path] = told
        for folder, named in links.items():
            cards = [f"<div><a href='{path}'>{words}</a></div>" for path, words in named.items()]
            for page, at in enumerate(range(0, len(cards), 5), 1):
                more = (
                    f"<div class=pagination><a href='{folder}/page/{page + 1}'>{page + 1}</a></div>"
                )
                path = folder if page == 1 else f"{folder}/page/{page}"
                title = "तस्वीरें" if folder == "/tasveeren" else "वीडियो"
                self.pages[path] = self._shell(
                    title,
                    f"<h1>{title}</h1>{''.join(cards[at : at + 5])}{more if at + 5 < len(cards) else ''}",
                )
        shown = "".join(
            f"<div><a href='{path}'>{words}</a></div>"
            for named in links.values()
            for path, words in list(named.items())[:3]
        )
        labels = {"/tasveeren": "तस्वीरें", "/film/video": "वीडियो", **LOOKED_UP}
        menu = "".join(f"<a href='{path}'>{label}</a> " for path, label in labels.items())
        for path, label in LOOKED_UP.items():
            self.pages[path] = self._shell(
                label, f"<h1>{label}</h1><table><tr><td>पटना<td>14</table>"
            )
        self.pages["/"] = self.pages["/"].replace("</body>", f"{shown}{menu}</body>")


def idle(site: SmallSite) -> list[str]:
    """The requests that led nowhere."""
    return [path for path in site.asked if path not in site.gold and _leads_nowhere(path)]  # type: ignore[attr-defined]


def _leads_nowhere(path: str) -> bool:
    """Return whether a page is a photo, a film or a price list.

    The lists of photos are sources: their cards may say which ones have a text.
    """
    is_shown = path.startswith(("/tasveeren/", "/film/video/")) and "/page/" not in path
    return is_shown or path in LOOKED_UP


def test_photos_films_and_prices_cost_one_request_in_twenty(tmp_path: Path) -> None:
    with serving(GalleryPaper(count=60)) as site:
        run = crawl_any(tmp_path, site.origin, root=site.url)
        assert_all_found(run, site)
        assert not run.rejects
        assert len(idle(site)) <= 0.05 * len(site.asked), idle(site)
        # The user is told of what the run did without.
        left = run.report["counts"]["pages/textless_left"]
        folders = run.report["counts"]["pages/textless_left/where"]
        assert left == sum(folders.values()) > 0
        assert folders.keys() <= {f"{site.origin}{path}/" for path in ("/tasveeren", "/film/video")}
        message = run.report["message"]
        assert f"{left} pages wait for later runs" in message
        assert f"{run.report['counts']['sources/sections_left']} sections wait for" in message


@pytest.mark.slow
def test_photos_with_a_text_among_others_are_found_within_days(tmp_path: Path) -> None:
    with serving(GalleryPaper(count=30, told=3)) as site:
        for _ in range(6):
            run = crawl_any(tmp_path, site.origin, root=site.url)
            assert run.status == 0, run.stderr
            change_ledger(
                tmp_path, "UPDATE pages SET next_visit = next_visit - 86400 WHERE next_visit > 0"
            )
            change_ledger(tmp_path, "UPDATE runs SET started_at = started_at - 86400")
        paths = {each["url"].removeprefix(site.origin) for each in run.articles}
        assert paths == site.gold.keys()


def test_what_readers_look_up_is_asked_for_by_later_runs(tmp_path: Path) -> None:
    with serving(GalleryPaper(count=30)) as site:
        for _ in range(len(LOOKED_UP)):
            crawl_any(tmp_path, site.origin, root=site.url)
        assert {path: site.asked.count(path) for path in LOOKED_UP} == dict.fromkeys(LOOKED_UP, 1)


def test_articles_below_what_readers_look_up_are_found_at_once(tmp_path: Path) -> None:
    """A link with a headline says that the section is one of news."""
    with serving(
        GalleryPaper(
            count=40,
            section="/{0}",
            address=lambda story: (
                f"/mausam/{story.slug}" if story.number < 12 else f"/khabar/{story.slug}"
            ),
        )
    ) as site:
        of_it = [story for story in site.stories if story.number < 12]
        for path in site.pages:
            if path == "/" or path.count("/") == 1:
                for story in of_it[1:]:
                    card = site._cards([story])
                    site.pages[path] = str(site.pages[path]).replace(card, "")
        site.pages["/mausam"] = site._shell("मौसम", f"<h1>मौसम</h1>{site._cards(of_it)}")
        run = crawl_any(tmp_path, site.origin, root=site.url)
        assert_all_found(run, site)


# Arguments of a site whose home page names nothing.
SITEMAP_ALONE: dict[str, Any] = {
    "home": False,
    "robots": "User-agent: *\nSitemap: https://nagar-vani.example/s.xml\n",
    "machine": {"/s.xml": "sitemap"},
}


@dataclass
class ShortPaper(PlainSite):
    """Each story is a line or two beside the headlines of nine others."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.stories = [replace(each, paragraphs=each.paragraphs[:2]) for each in self.stories]
        self.gold = {self.address(story): story for story in self.stories}
        for path, story in self.gold.items():
            beside = offers(self, [each for each in self.stories if each is not story][:9])
            self.pages[path] = self._story(story).replace("</body>", f"{beside}</body>")


def test_a_short_story_beside_many_headlines_is_no_list(tmp_path: Path) -> None:
    site = ShortPaper(count=20, **SITEMAP_ALONE)
    with serving(site):
        run = crawl_any(tmp_path, site.origin, root=site.url)
        assert_all_found(run, site)


@dataclass
class LivePaper(ShortPaper):
    """One of its stories is a live blog, whose entries hold all of its text."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.live = next(iter(self.gold))
        story = self.gold.pop(self.live)
        self.headline = f"{story.headline} LIVE: पल-पल की खबर"
        entries = "".join(
            f"<div class=update><span class=time>{hour}:15 AM</span><h3>अपडेट {hour} का शीर्षक</h3><p>जिले के {hour}"
            " गांवों में बाढ़ का पानी घटने लगा है और राहत का काम तेज कर दिया गया है।</p></div>"
            for hour in (11, 10, 9)
        )
        date = f"<time datetime='{story.at.isoformat()}'>{story.at:%d/%m/%Y}</time>"
        beside = offers(self, self.stories[1:10])
        text = f"<h1>{self.headline}</h1>{date}<div class=live-blog>{entries}</div>{beside}"
        self.pages[self.live] = self._shell(self.headline, text)


def test_a_live_blog_beside_many_headlines_is_no_list(tmp_path: Path) -> None:
    site = LivePaper(count=20, **SITEMAP_ALONE)
    with serving(site):
        run = crawl_any(tmp_path, site.origin, root=site.url)
    assert run.status == 0, run.stderr
    of_it = [each for each in run.articles if each["headline"] == site.headline]
    assert [(each["kind"], len(each["live_updates"])) for each in of_it] == [("live", 3)]
