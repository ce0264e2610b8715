"""A made site as WordPress writes it: dated slugs, its own sitemaps, feeds, categories, tags."""

from __future__ import annotations

from email.utils import format_datetime

from tests.crawling import SmallSite
from tests.undeclared.stories import NAMES, SECTIONS, Told, tell

XML = {"Content-Type": "application/xml; charset=utf-8"}
PER_PAGE = 10
ENGLISH = "Officials inspect the old bridge of {} before the monsoon arrives"
STATIC = {"about-us": "हमारे बारे में", "privacy-policy": "गोपनीयता नीति", "samachar-sujhav": "सुझाव भेजें"}


class WordPressSite(SmallSite):
    """``gold``: path → story, of all articles in Hindi; ``others``: paths of no article."""

    def __init__(self, count: int = 130, in_sitemap: int | None = None) -> None:
        super().__init__()
        self.stories = tell(count, "wordpress")
        self.gold = {self.path(story): story for story in self.stories}
        self.in_sitemap = count if in_sitemap is None else in_sitemap
        self._make()

    def path(self, story: Told) -> str:
        return f"/{story.at:%Y/%m}/{story.slug}/"

    def _page(self, title: str, main: str, head: str = "", classes: str = "") -> str:
        menu = "".join(
            f'<li class="menu-item"><a href="/category/{slug}/">{name}</a></li>'
            for slug, name in SECTIONS.items()
        )
        menu += '<li class="menu-item"><a href="/category/english/">English</a></li>'
        menu += '<li class="menu-item"><a href="/galleries/">तस्वीरें</a></li>'
        static = "".join(f'<a href="/{slug}/">{name}</a> ' for slug, name in STATIC.items())
        popular = "".join(
            f'<li><a href="{self.path(each)}">{each.headline}</a></li>' for each in self.stories[:5]
        )
        return (
            f'<!doctype html><html lang="hi-IN"><head><meta charset="utf-8"><title>{title} - गाँव समाचार</title>{head}'
            '<link rel="alternate" type="application/rss+xml" title="गाँव समाचार" href="/feed/">'
            '<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">'
            f'</head><body class="{classes}"><header class="site-header"><p class="site-title"><a href="/">गाँव समाचार</a></p>'
            f'<nav class="main-navigation"><ul>{menu}</ul></nav></header><main id="main">{main}</main>'
            f'<aside class="sidebar widget-area"><h2 class="widget-title">लोकप्रिय</h2><ul>{popular}</ul></aside>'
            f'<footer class="site-footer">{static}<a href="/wp-login.php">लॉग इन</a></footer></body></html>'
        )

    def _card(self, story: Told) -> str:
        path = self.path(story)
        return (
            f'<article class="post type-post"><h2 class="entry-title"><a href="{path}" rel="bookmark">{story.headline}</a></h2>'
            f'<div class="entry-meta"><a href="{path}"><time class="entry-date" datetime="{story.at.isoformat()}">{story.at:%d/%m/%Y}</time></a>'
            f' <a href="/author/{NAMES.index(story.author)}/">{story.author}</a></div>'
            f'<div class="entry-summary"><p>{story.paragraphs[0]} <a href="{path}">और पढ़ें</a></p></div></article>'
        )

    def _listing(self, base: str, title: str, stories: list[Told]) -> None:
        pages = [stories[at : at + PER_PAGE] for at in range(0, len(stories), PER_PAGE)]
        for number, shown in enumerate(pages, 1):
            path = base if number == 1 else f"{base}page/{number}/"
            numbers = "".join(
                f'<a class="page-numbers" href="{base}page/{each}/">{each}</a>'
                for each in range(2, len(pages) + 1)
                if each != number and abs(each - number) < 3
            )
            following = f'<a class="next" href="{base}page/{number + 1}/">पुराने पोस्ट</a>'
            nav = f'<nav class="navigation pagination">{numbers}{following * (number < len(pages))}</nav>'
            cards = "".join(map(self._card, shown))
            self.pages[path] = self._page(
                title,
                f'<h1 class="page-title">{title}</h1>{cards}{nav}',
                '<meta property="og:type" content="article">',  # as one plugin has it
                "archive",
            )

    def _post(self, story: Told) -> str:
        paragraphs = "".join(f"<p>{each}</p>" for each in story.paragraphs)
        near = self.stories[(story.number + 1) % len(self.stories)]
        tags = "".join(
            f'<a href="/tag/{word}/" rel="tag">{word}</a> ' for word in story.slug.split("-")[:2]
        )
        return self._page(
            story.headline,
            f'<article class="post"><h1 class="entry-title">{story.headline}</h1>'
            f'<div class="entry-meta"><span class="posted-on"><time class="entry-date published" datetime="{story.at.isoformat()}">{story.at:%d/%m/%Y}</time></span>'
            f'<span class="byline"><span class="author vcard"><a href="/author/{NAMES.index(story.author)}/">{story.author}</a></span></span></div>'
            f'<div class="entry-content">{paragraphs}</div><footer class="entry-footer">{tags}</footer></article>'
            f'<nav class="post-navigation"><a href="{self.path(near)}" rel="next">{near.headline}</a></nav>',
            '<meta property="og:type" content="article">'
            f'<meta property="article:published_time" content="{story.at.isoformat()}">'
            f'<link rel="amphtml" href="{self.path(story)}amp/">',
            "single single-post",
        )

    def _make(self) -> None:
        self._listing("/", "ताज़ा खबरें", self.stories)
        for slug, name in SECTIONS.items():
            of_it = [each for each in self.stories if each.section == slug]
            self._listing(f"/category/{slug}/", name, of_it)
        for number, name in enumerate(NAMES):
            self._listing(f"/author/{number}/", name, [e for e in self.stories if e.author == name])
        for story in self.stories:
            self.pages[self.path(story)] = self._post(story)
            self.pages[f"{self.path(story)}amp/"] = self._post(story).replace("<html", "<html amp")
            for word in story.slug.split("-")[:2]:
                self._listing(f"/tag/{word}/", word, [e for e in self.stories if word in e.slug])
        for slug, name in STATIC.items():
            text = "यह समाचार पत्र गाँव और कस्बों की खबरें पाठकों तक पहुँचाने के लिए शुरू किया गया था। " * 5
            main = f'<article class="page"><h1 class="entry-title">{name}</h1><div class="entry-content"><p>{text}</p></div></article>'
            self.pages[f"/{slug}/"] = self._page(
                name, main, '<meta property="og:type" content="article">'
            )
        self._english()
        cards = "".join(
            f'<figure><img src="/wp-content/{n}.jpg"><figcaption>तस्वीर {n}</figcaption></figure>'
            for n in range(20)
        )
        self.pages["/galleries/"] = self._page("तस्वीरें", f"<h1>तस्वीरें</h1>{cards}")
        self.pages["/comments/feed/"] = (200, XML, b"<rss><channel></channel></rss>")
        self._machine()

    def _english(self) -> None:
        cards = ""
        for number in range(12):
            path, title = f"/english/officials-inspect-old-bridge-{number}/", ENGLISH.format(number)
            cards += f'<article><h2><a href="{path}">{title}</a></h2></article>'
            text = (
                "<p>Officials said that the bridge would be closed for repairs next week.</p>" * 6
            )
            head = '<meta property="article:published_time" content="2026-02-20T10:00:00+05:30">'
            self.pages[path] = self._page(title, f"<article><h1>{title}</h1>{text}</article>", head)
        self.pages["/category/english/"] = self._page("English", f"<h1>English</h1>{cards}")

    def _machine(self) -> None:
        def sitemap(*paths: str, kind: str = "url") -> tuple[int, dict[str, str], bytes]:
            entries = "".join(f"<{kind}><loc>{self.origin}{each}</loc></{kind}>" for each in paths)
            root = "urlset" if kind == "url" else "sitemapindex"
            return (
                200,
                XML,
                f'<?xml version="1.0"?><{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</{root}>'.encode(),
            )

        items = "".join(
            f"<item><title>{each.headline}</title><link>{self.origin}{self.path(each)}</link>"
            f"<pubDate>{format_datetime(each.at)}</pubDate><guid isPermaLink='false'>{self.origin}/?p={each.number + 200}</guid></item>"
            for each in self.stories[:10]
        )
        self.pages |= {
            "/robots.txt": (
                200,
                {"Content-Type": "text/plain"},
                f"User-agent: *\nDisallow: /wp-admin/\n\nSitemap: {self.origin}/wp-sitemap.xml\n".encode(),
            ),
            "/wp-sitemap.xml": sitemap(
                "/wp-sitemap-posts-post-1.xml",
                "/wp-sitemap-posts-page-1.xml",
                "/wp-sitemap-taxonomies-category-1.xml",
                "/wp-sitemap-taxonomies-post_tag-1.xml",
                "/wp-sitemap-users-1.xml",
                kind="sitemap",
            ),
            "/wp-sitemap-posts-post-1.xml": sitemap(*list(self.gold)[: self.in_sitemap]),
            "/wp-sitemap-posts-page-1.xml": sitemap(*(f"/{slug}/" for slug in STATIC)),
            "/feed/": (
                200,
                XML,
                f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>{items}</channel></rss>'.encode(),
            ),
        }

    @property
    def origin(self) -> str:
        return "https://gaon-samachar.example"
