"""An article's page: head, title, authors and dates, picture, body, tags, related stories."""

from __future__ import annotations

from html import escape
from random import Random

from samplesite import markup
from samplesite.article_page import ALL_DESKS, BOTH, NO_LABEL, UPDATED_LONG, ArticlePage
from samplesite.body_html import body_html
from samplesite.clock import printed
from samplesite.dirt import Dirt
from samplesite.json_ld import json_ld
from samplesite.links import Link
from samplesite.markup import ARTICLE, FRAME, ORIGIN, SITE_NAME
from samplesite.mixing import mix


def article_html(page: ArticlePage, sidebar: bytes) -> bytes:
    """The page. `sidebar` is the right column, its classes prefixed already."""
    return b"".join(
        [
            head(page, "head_start").encode(),
            markup.chunk("header", page.prefix),
            markup.chunk("before_content", page.prefix),
            markup.prefixed(content(page), page.prefix),
            sidebar,
            markup.chunk("footer", page.prefix),
        ]
    )


def content(page: ArticlePage) -> str:
    """The left column, the article's own."""
    dirt = Dirt(Random(mix("dirt", page.article.n)))
    return "\n".join(
        [
            ARTICLE["before_title"].format(crumbs=_breadcrumb(page)),
            _title(page, dirt),
            ARTICLE["author"].format(links=_authors(page), labels=_labels(page)),
            page.hero(dirt),
            _body(page, dirt),
            page.after_body(dirt),
            _tags(page),
            ARTICLE["share"],
            _slider(page.related.slider, page.article.n),
            "",
        ]
    )


def head(page: ArticlePage, start: str) -> str:
    """The page's head; `start` names the block that it begins with."""
    article = page.article
    title = escape(article.headline)
    rows = [
        FRAME[start].format(title=f"{title} | {SITE_NAME}"),
        f'    <link rel="canonical" href="{page.canonical}">',
    ]
    if page.amp and start == "head_start":
        rows.append(f'    <link rel="amphtml" href="{page.amp}">')
    if description := _description(page):
        rows.append(f'    <meta name="description" content="{description}">')
    if article.tags:
        rows.append(f'    <meta name="keywords" content="{escape(", ".join(article.tags))}">')
    if mix("og", article.n) % 100 < 62 or page.trap in ("og_site_name", "no_h1"):
        rows += _open_graph(page, title)
    rows += [f"    {row}" for row in json_ld(page)]
    rows.append("</head>\n")
    return "\n".join(rows)


def _description(page: ArticlePage) -> str:
    """Of `<meta>`, escaped; empty where there is none."""
    return SITE_NAME if page.trap == "site_name_summary" else escape(page.article.summary or "")


def _open_graph(page: ArticlePage, title: str) -> list[str]:
    titles = {"og_site_name": SITE_NAME, "no_h1": f"{title} | {SITE_NAME}"}
    properties = {
        "type": "article",
        "title": titles.get(page.trap, title),
        "url": page.article.url,
        "site_name": SITE_NAME,
    }
    if description := _description(page):
        properties["description"] = description
    if page.image:
        properties["image"] = str(page.image["url"])
    return [
        f'    <meta property="og:{name}" content="{value}">' for name, value in properties.items()
    ]


def _breadcrumb(page: ArticlePage) -> str:
    crumbs = page.breadcrumbs()
    home = "/" if page.article.n % 2 else ORIGIN + "/"
    rows = [ARTICLE["crumb_home"].format(href=home)]
    if len(crumbs) > 2:
        link = f'<a href="/{page.article.section_slug}">{crumbs[1]}</a>'
        rows.append(f"                    <li>{link}</li>")
    rows.append(f"                    <li>{escape(crumbs[-1], quote=False)}</li>")
    return "\n".join(rows)


def _title(page: ArticlePage, dirt: Dirt) -> str:
    summary = ""
    if page.article.summary:
        summary = f"\n                        <h2>{dirt.paragraph(page.article.summary)}</h2>"
    headline = f"<h1>{dirt.heading(page.article.headline)}</h1>"
    if page.trap == "no_h1":
        headline = ""
    return ARTICLE["title"].format(headline=headline, summary=summary)


def _authors(page: ArticlePage) -> str:
    if not page.authors_in_markup:
        return ""
    links = (f'<a href="/author/desk-{ALL_DESKS.index(name)}">{name}</a>' for name in page.authors)
    return "\n                            ".join(links)


def _labels(page: ArticlePage) -> str:
    """The date labels, each form as the site has printed it at some time."""
    if page.label == NO_LABEL:
        return ""
    updated = printed(page.label_instant("updated"), page.long_month)
    label = '<label class="§auth-date">{}</label>'
    if page.label == UPDATED_LONG:
        return label.format(f"<em>Date Updated</em> Last Updated : {updated}")
    row = label.format(f"<em>Updated on : </em> {updated}")
    if page.label != BOTH:
        return row
    published = printed(page.label_instant("published"), page.long_month)
    return label.format(f"<em>Published on : </em> {published}") + "\n" + " " * 28 + row


def _body(page: ArticlePage, dirt: Dirt) -> str:
    if not page.has_body:
        return ""
    return body_html(page.article, page.decorations, dirt, page.inside_body(dirt))


def _tags(page: ArticlePage) -> str:
    if not page.article.tags:
        return ""
    topic = page.article.topic.key
    items = [ARTICLE["tag"].format(topic=topic, tag=escape(tag)) for tag in page.article.tags]
    return ARTICLE["tags"].format(items="\n".join(items))


def _slider(links: list[Link], n: int) -> str:
    item = ARTICLE["slider_item"]
    items = [
        item.format(href=escape(link.href), number=at, headline=escape(link.headline, quote=False))
        for at, link in enumerate(links)
    ]
    head = ("संबंधित खबर", "सम्बंधित खबर")[mix("related head", n) % 2]
    return ARTICLE["slider"].format(head=head, items="\n".join(items))
