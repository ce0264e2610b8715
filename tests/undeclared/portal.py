"""A made portal: numbered stories, build-hash class names, text in boxes, no JSON-LD."""

from __future__ import annotations

from tests.crawling import SmallSite
from tests.undeclared.stories import SECTIONS, Told, tell

XML = {"Content-Type": "text/xml"}
PER_PAGE = 8
MONTHS = "जनवरी फरवरी मार्च".split()
STATIC = {"about.html": "हमारे बारे में", "sampark.html": "संपर्क करें", "vigyapan-dar.html": "विज्ञापन दर"}


class PortalSite(SmallSite):
    """``gold``: path → story."""

    def __init__(self, count: int = 125, in_news_sitemap: int = 15) -> None:
        super().__init__()
        self.stories = tell(count, "portal")
        self.gold = {self.path(story): story for story in self.stories}
        self.in_news_sitemap = in_news_sitemap
        self._make()

    origin = "https://www.rajya-darpan.example"

    def path(self, story: Told) -> str:
        # Addresses of two kinds, as a site has them after a change of its system.
        name = story.slug if story.number % 3 else "story"
        return f"/state/{story.section}/{name}-{480_000 - 37 * story.number}.html"

    def _page(self, title: str, main: str, head: str = "") -> str:
        menu = "".join(f'<a class="_a9x2" href="/state/{s}">{n}</a>' for s, n in SECTIONS.items())
        days = "".join(f'<a class="_k2" href="/kal/{day}">{day}</a>' for day in range(1, 29))
        static = "".join(f'<a href="/{path}">{name}</a>' for path, name in STATIC.items())
        return (
            f'<html><head><meta charset="utf-8"><title>{title} | राज्य दर्पण</title><meta property="og:site_name" content="राज्य दर्पण">{head}</head>'
            f'<body><div class="_h1q"><a href="/"><img src="/l.png" alt="राज्य दर्पण"></a>{menu}<a href="/photos">फोटो</a><a href="/english">English</a></div>'
            f'<div class="_m7z">{main}</div><div class="_c1">{days}</div><div class="_f3w">{static}<a href="/login">लॉगिन</a></div></body></html>'
        )

    def _card(self, story: Told) -> str:
        path = self.path(story)
        return (
            f'<div class="_x81"><a href="{path}"><img src="/t/{story.number}.jpg"></a><a class="_x82" href="{path}"><span>{story.headline}</span></a>'
            f"<i>{self._date(story)}</i></div>"
        )

    def _date(self, story: Told) -> str:
        at = story.at
        return f"{at.day} {MONTHS[at.month - 1]} {at.year}, {at:%H:%M} IST"

    def _listing(self, path: str, title: str, stories: list[Told]) -> None:
        pages = [stories[at : at + PER_PAGE] for at in range(0, len(stories), PER_PAGE)]
        for number, shown in enumerate(pages, 1):
            cards = "".join(map(self._card, shown))
            # Pagers that name http alone.
            more = f'<a class="_b5" href="http://www.rajya-darpan.example{path}?page={number + 1}">और खबरें</a>'
            here = path if number == 1 else f"{path}?page={number}"
            main = f"<h1>{title}</h1>{cards}{more * (number < len(pages))}"
            self.pages[here] = self._page(
                title, main, '<meta property="og:type" content="website">'
            )

    def _story(self, story: Told) -> str:
        boxes = "".join(f'<div class="cNt">{each}</div>' for each in story.paragraphs)
        following = self.stories[story.number + 1 : story.number + 4]
        tags = "".join(f'<a href="/vishay/{w}">{w}</a> ' for w in story.slug.split("-")[:2])
        offered = "".join(map(self._card, following))
        return self._page(
            story.headline,
            f'<div class="_p1"><h1 class="_hd">{story.headline}</h1><div class="_by">{story.author} | <time itemprop="datePublished" datetime="{story.at.isoformat()}">{self._date(story)}</time></div>'
            f'<div class="_t0">{boxes}</div><div class="_tg">{tags}</div></div><div class="_nx"><b>अगली खबरें</b>{offered}</div>',
            f'<meta property="og:type" content="article"><meta property="og:title" content="{story.headline}">',
        )

    def _make(self) -> None:
        self._listing("/", "मुख्य समाचार", self.stories[:24])
        for slug, name in SECTIONS.items():
            of_it = [each for each in self.stories if each.section == slug]
            self._listing(f"/state/{slug}", name, of_it)
        for story in self.stories:
            self.pages[self.path(story)] = self._story(story)
            for word in story.slug.split("-")[:2]:
                tagged = [each for each in self.stories if word in each.slug][:8]
                self._listing(f"/vishay/{word}", word, tagged)
        for path, name in STATIC.items():
            text = "पाठक हमें अपने सुझाव भेज सकते हैं, विज्ञापन की दरें कार्यालय से मिल सकती हैं। " * 6
            self.pages[f"/{path}"] = self._page(name, f"<h1>{name}</h1><div>{text}</div>")
        photos = "".join(
            f'<a href="/photos/album-{77_000 + n}.html"><img src="/p/{n}.jpg" alt="{n}"></a>'
            for n in range(12)
        )
        self.pages["/photos"] = self._page("फोटो", f"<h1>फोटो</h1>{photos}")
        english = "".join(
            f'<a href="/english/story-{91_000 + n}.html">Officials inspect old bridge number {n} before monsoon</a>'
            for n in range(9)
        )
        self.pages["/english"] = self._page("English", f"<h1>English</h1>{english}")
        self.pages["/login"] = self._page("लॉगिन", "<h1>लॉगिन</h1><form></form>")
        news = "".join(
            f"<url><loc>{self.origin}{self.path(each)}</loc><news:news><news:publication><news:name>राज्य दर्पण</news:name>"
            f"<news:language>hi</news:language></news:publication><news:publication_date>{each.at.isoformat()}</news:publication_date>"
            f"<news:title>{each.headline}</news:title></news:news></url>"
            for each in self.stories[: self.in_news_sitemap]
        )
        self.pages |= {
            "/robots.txt": (
                200,
                {},
                f"User-agent: *\nDisallow: /kal/\nSitemap: {self.origin}/news-sitemap.xml\n".encode(),
            ),
            "/news-sitemap.xml": (
                200,
                XML,
                '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
                f' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{news}</urlset>'.encode(),
            ),
        }
