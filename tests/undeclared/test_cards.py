"""Cards of a listing say which stories have a text: folders that mix photos and written stories."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from lxml import html

from newsbot.undeclared.address import Address
from newsbot.undeclared.cards import Card, cards_of
from newsbot.undeclared.media import MediaPages
from tests.crawling import serving
from tests.undeclared.crawling import assert_all_found, crawl_any
from tests.undeclared.plain import PlainSite
from tests.undeclared.stories import Told, tell
from tests.undeclared.test_waste import change_ledger

LINK = "<a href='/k'><img src='/k.jpg'></a>"
TITLE = "<h3><a href='/k'>नदी किनारे बसे गांव की सुबह</a></h3>"
LINES = "<p>सुबह होते ही नावें निकल पड़ती हैं और घाट पर दुकानें सज जाती हैं।</p>"
OTHER = "<li><a href='/m'>मेले में उमड़ी भीड़ और सजी दुकानें</a></li>"
CARDS = {
    f"<li>{LINK}{TITLE}{LINES}</li>": "text",
    f"<li>{LINK}{TITLE}<span>12 फोटो</span></li>": "media",
    f"<li>{LINK}{TITLE}<span>१२ तस्वीरें</span></li>": "media",
    f"<li>{LINK}{TITLE}<b>2:35</b></li>": "media",
    f"<li>{LINK}{TITLE}<b>01:02:35</b></li>": "media",
    f"<li><i class='fa fa-camera'></i>{TITLE}</li>": "media",
    f"<li><svg class='icon-play'><path d='M0 0'/></svg>{TITLE}</li>": "media",
    f"<li><svg><use href='#ico_play'></use></svg>{TITLE}</li>": "media",
    f"<li><span aria-label='Play video'></span>{TITLE}</li>": "media",
    f"<li>{LINK}{TITLE}<img src='/c.gif' alt='फोटो'></li>": "media",
    f"<li><a href='/desh'>वीडियो</a>{TITLE}</li>": "media",
    f"<tr><td>{LINK}</td><td>{TITLE}<font>9 तस्वीरें</font></td></tr>": "media",
    f"<li><a href='/k'><img src='/k.jpg'><h3>नदी किनारे बसे गांव की सुबह</h3>{LINES}</a></li>": "text",
    # Neither, or both: a film with a line about it, a time of day, an author.
    f"<li>{LINK}{TITLE}</li>": None,
    f"<li>{LINK}{TITLE}{LINES}<b>2:35</b></li>": None,
    f"<li>{LINK}{TITLE}<b>12 नवंबर 2026, 10:15</b></li>": None,
    f"<li>{LINK}{TITLE}<a href='/lekhak/a'>रेखा मिश्रा</a><i class='fa fa-clock'></i></li>": None,
}


@pytest.mark.parametrize("card", CARDS)
def test_what_a_card_shows(card: str) -> None:
    cards = cards_of(html.fromstring(f"<body><ul>{card}{OTHER}</ul></body>"))
    assert [each.shows for each in cards if each.href == "/k"] == [CARDS[card]]


def test_a_label_of_a_menu_is_no_card() -> None:
    menu = "<nav><li><img src='/i.png'><a href='/khel'>खेल</a></li><a href='/up'>उत्तर प्रदेश समाचार</a></nav>"
    found = list(cards_of(html.fromstring(f"<body>{menu}</body>")))
    assert found == [Card("/up", None, is_full=False)]


@pytest.mark.parametrize(
    ("path", "query", "is_media"),
    [("/photo.asp", "pid=12", True), ("/news.asp", "id=12", False), ("/photo", "", False)],
)
def test_the_name_of_a_script_says_what_it_shows(path: str, query: str, is_media: bool) -> None:
    assert MediaPages().is_media(Address.of(path, query)) is is_media


FOLDER = "/jhalak/"
A_DAY = "UPDATE pages SET next_visit = next_visit - 86400 WHERE next_visit > 0"


@dataclass
class CardPaper(PlainSite):
    """One folder, whose name says nothing, holds photos without a text and written stories.

    Some written ones have short headlines; a list without pictures names all of the folder.
    """

    photos: int = 14

    def __post_init__(self) -> None:
        super().__post_init__()
        self.galleries: list[str] = []
        of_it = [each for each in self.stories if self.address(each).startswith(FOLDER)]
        for at, story in enumerate(of_it[:2]):
            self._rename(story, f"{('गया', 'सागर')[at]} के चरवाहे")
        beside = self._cards([each for each in self.stories if each not in of_it][:4])
        cards = [self._written(self.gold[self.address(each)]) for each in of_it]
        for number in range(self.photos):
            path, title = f"{FOLDER}mele-ki-jhalak-{number}", f"मेले के रंग और रौनक, भाग {number}"
            photos = "".join(f"<figure><img src='/{number}-{n}.jpg'></figure>" for n in range(6))
            self.pages[path] = self._shell(title, f"<h1>{title}</h1>{photos}{beside}", ARTICLE)
            self.galleries.append(path)
            badge = f"<span class=badge><i class=icon-camera></i> {6 + number} फोटो</span>"
            cards.insert(number * 2, self._card(path, title, badge))
        self._turn("/jhalak", [cards[at : at + 8] for at in range(0, len(cards), 8)])
        plain = [
            f"<p><a href='{path}'>{each.headline}</a></p>"
            for path, each in self.gold.items()
            if each.headline.endswith("चरवाहे")
        ]
        self.pages["/sanchay"] = self._shell("संचय", "".join(plain) + self._cards(self.stories[:3]))
        menu = "<a href='/sanchay'>संचय</a> <a href='/jhalak'>झलक</a>"
        self.pages["/"] = self._shell("मुखपृष्ठ", f"{menu}{self.pages['/']}")

    def _rename(self, story: Told, headline: str) -> None:
        path, told = self.address(story), replace(story, headline=headline)
        self.gold[path] = told
        self.pages[path] = self._shell(headline, self._story(told), ARTICLE)

    def _card(self, path: str, title: str, more: str) -> str:
        picture = f"<a href='{path}'><img src='{path}.jpg'></a>"
        return f"<article>{picture}<h3><a href='{path}'>{title}</a></h3>{more}</article>"

    def _written(self, story: Told) -> str:
        return self._card(self.address(story), story.headline, f"<p>{story.paragraphs[0]}</p>")

    def _turn(self, path: str, pages: list[list[str]]) -> None:
        for number, cards in enumerate(pages, 1):
            here = path if number == 1 else f"{path}/page/{number}"
            more = f"<a rel=next href='{path}/page/{number + 1}'>आगे</a>" * (number < len(pages))
            self.pages[here] = self._shell("झलक", f"<h1>झलक</h1>{''.join(cards)}{more}")


ARTICLE = "<meta property='og:type' content='article'>"


def card_paper(count: int) -> CardPaper:
    return CardPaper(
        count=count,
        address=lambda each: (
            f"{FOLDER}{each.slug}" if each.number < 12 else f"/{each.section}/{each.slug}"
        ),
    )


@pytest.mark.slow
def test_a_folder_of_photos_and_written_stories_is_read_by_its_cards(tmp_path: Path) -> None:
    with serving(card_paper(60)) as site:
        assert isinstance(site, CardPaper)
        run = crawl_any(tmp_path, site.origin, root=site.url)
        assert_all_found(run, site)
        assert not run.rejects
        asked = [path for path in site.asked if path in site.galleries]
        assert len(asked) <= 0.05 * len(site.asked), asked
        left = run.report["counts"]["pages/textless_left"]
        assert left + len(asked) == site.photos
        # The others are tried day by day, some at a time.
        change_ledger(tmp_path, "UPDATE pages SET next_visit = 1 WHERE next_visit > 0")
        site.asked.clear()
        again = crawl_any(tmp_path, site.origin, root=site.url)
        assert (again.status, again.report["outcome"]) == (0, "nothing_new"), again.stderr
        assert len([path for path in site.asked if path in site.galleries]) <= 2 * len(asked) + 3


@pytest.mark.slow
def test_photos_that_get_a_text_later_are_articles_of_daily_runs(tmp_path: Path) -> None:
    with serving(card_paper(24)) as site:
        assert isinstance(site, CardPaper)
        crawl_any(tmp_path, site.origin, root=site.url)
        assert {*site.galleries} & {*site.asked}
        for path, told in zip(site.galleries, tell(len(site.galleries), "later"), strict=True):
            site.gold[path] = told
            site.pages[path] = site._shell(told.headline, site._story(told), ARTICLE)
        for _ in range(3):
            change_ledger(tmp_path, A_DAY)
            run = crawl_any(tmp_path, site.origin, root=site.url)
        assert_all_found(run, site)


@dataclass
class WeatherPaper(PlainSite):
    """Its home page names the six latest stories of the weather: all that the section begins with."""

    def __post_init__(self) -> None:
        super().__post_init__()
        weather = [each for each in self.stories if each.number % 3 == 0]
        others = [each for each in self.stories if each not in weather]
        for name in {each.section for each in weather}:
            self._listing(f"/{name}", name, [each for each in others if each.section == name])
        self._listing("/mausam", "मौसम", weather)
        home = (
            str(self.pages["/"])
            .partition("</ul>")[0]
            .replace("<ul>", "<ul><a href='/mausam'>मौसम</a>")
        )
        self.pages["/"] = f"{home}</ul>{self._cards(weather[:6] + others[:6])}"


FOLDERS: dict[str, Callable[[Told], str]] = {
    "of the section": lambda each: f"/{each.section if each.number % 3 else 'mausam'}/{each.slug}",
    "of all sections": lambda each: f"/khabar/{each.slug}-{each.number + 52100}",
}


@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS)
def test_a_section_whose_latest_articles_are_on_the_home_page_is_read(
    tmp_path: Path, folder: str
) -> None:
    with serving(WeatherPaper(count=36, address=FOLDERS[folder])) as site:
        assert_all_found(crawl_any(tmp_path, site.origin, root=site.url), site)


PRICES = {f"/bhav-{n}": f"{name} के भाव" for n, name in enumerate("कखगघच")}


def test_a_price_list_beside_the_latest_headlines_names_no_articles(tmp_path: Path) -> None:
    """Sites show the latest headlines beside all that they show."""
    with serving(PlainSite(count=12)) as site:
        assert isinstance(site, PlainSite)
        latest = site._cards(site.stories[:6])
        menu = "".join(f"<a href='{path}'>{label}</a> " for path, label in PRICES.items())
        site.pages["/"] = str(site.pages["/"]).replace("</body>", f"{menu}</body>")
        for path, label in PRICES.items():
            table = f"<h1>{label}</h1><table><td>14</table>{latest}"
            site.pages[path] = site._shell(label, table)
        for _ in PRICES:
            assert crawl_any(tmp_path, site.origin, root=site.url).status == 0
        assert {path: site.asked.count(path) for path in PRICES} == dict.fromkeys(PRICES, 1)
