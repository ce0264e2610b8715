"""Names, dates and headlines as small publishers print them, and stories beside a short one."""

from __future__ import annotations

import pytest

import newsbot
from tests.page.test_markups import HEADLINE, SEEN_AT, STORIES, instant

URL = "https://k.example/khabar/nahar-12345"
TEXTS = STORIES["nahar"]["paragraphs"]
BODY = "".join(f"<p>{text}</p>" for text in TEXTS)
NAME, AT, DAY = "सुनील वर्मा", "2026-02-02T16:13:00+05:30", "2026-02-02T00:00:00+05:30"
# Line behind the headline → author and publication.
LINES = {
    '<i class="fa fa-user"></i> <a href="/patrakar/sunil">सुनील वर्मा</a> <i class="fa fa-clock"></i> 02-02-2026 16:13': (NAME, AT),
    '<i class="fa fa-user"></i> सुनील वर्मा <i class="fa fa-clock-o"></i> 02 Feb 2026 04:13 PM': (NAME, AT),
    '<span class="bi bi-person"></span> सुनील वर्मा &nbsp; <span class="bi bi-calendar"></span> Feb 2, 2026 4:13 pm': (NAME, AT),
    '<ul><li><i class="icon-user"></i> सुनील वर्मा</li><li><i class="icon-calendar"></i> 02 फरवरी 2026</li></ul>': (NAME, DAY),
    "<b>सुनील वर्मा</b> 02-02-2026 16:13": (NAME, AT),
    "सुनील वर्मा | 02-02-2026 16:13": (NAME, AT),
    "<b>राष्ट्रीय समाचार</b> 02-02-2026 16:13": (None, AT),
    "<b>नई दिल्ली</b> 02-02-2026 16:13": (None, AT),
    "<b>संवाददाता:</b> सुनील वर्मा &nbsp; दिनांक: 02-02-2026 समय: 16:13 <a href=/s?id=1>मित्र को भेजें</a>": (NAME, AT),
    'प्रस्तुति <a href="/user/11" class="username">सुनील वर्मा</a>, <time datetime="2026-02-02T16:13:00+05:30">02/02/2026 - 16:13</time>': (NAME, AT),
    '<a href="/sunil">सुनील वर्मा</a> <span data-utc="2026-02-02T10:43:00Z">2 Feb 2026 10:43 AM</span>': (NAME, AT),
    '<i class="fa fa-user"></i> <a href="/login">लॉगिन करें</a>': (None, None),
    '<i class="fa fa-user-plus"></i> हमसे जुड़ें <i class="fa fa-clock"></i> 02-02-2026 16:13': (None, AT),
    '<i class="fa fa-user"></i> 1200 पाठक <i class="fa fa-eye"></i> 02-02-2026 16:13': (None, AT),
    "<b>सुनील वर्मा</b> 02-02-2026 16:13 <b>अनिता</b> 03-02-2026 11:13": (None, None),
}  # fmt: skip


def read(page: str) -> newsbot.Article:
    article = newsbot.extract(f"<html lang=hi>{page}</html>", URL, fetched_at=SEEN_AT)
    assert isinstance(article, newsbot.Article), article
    return article


@pytest.mark.parametrize("line", LINES)
def test_the_name_and_the_date_of_a_line_without_labels(line: str) -> None:
    name, at = LINES[line]
    article = read(f"<div><h1>{HEADLINE}</h1><div class=info>{line}</div><div>{BODY}</div></div>")
    assert article.authors == ([name] if name else [])
    assert article.published_at == instant(at)
    assert article.body.split("\n\n") == TEXTS


def test_a_link_to_the_list_of_all_authors_names_none() -> None:
    """Its address ends in a slash, as those of static sites do."""
    byline = f'<div><a href="/lekhak/sunil/">{NAME}</a> · 2 फरवरी 2026</div>'
    footer = '<footer><ul><li><a href="/lekhak/">हमारे लेखक</a></li></ul></footer>'
    page = f"<main><article><h1>{HEADLINE}</h1>{byline}<p>{TEXTS[0]}</p></article></main>{footer}"
    assert read(page).authors == [NAME]
    apart = f'<div><a href="/author/?id=7">{NAME}</a></div><div>2 फरवरी 2026</div>'
    assert read(page.replace(byline, apart)).authors == [NAME]


@pytest.mark.parametrize(
    "element",
    [
        f'<span id="ctl00_Main_lblHeadline">{HEADLINE}</span>',
        f'<div class="big news-title"><b>{HEADLINE}</b></div>',
        f'<td class="post_heading">{HEADLINE}</td>',
    ],
)
def test_a_headline_by_its_name_where_the_title_says_the_site_alone(element: str) -> None:
    card = f'<a href="/khabar/pul-12346" class="headline">{STORIES["metro"]["headline"]}</a>'
    page = f"<title>खबर मंच</title><table><tr>{element}</tr></table><div>{BODY}</div>{card}"
    assert read(page).headline == HEADLINE
    # Two that are called so may both be cards.
    item = newsbot.extract(page.replace("<div><p>", f"{element}<div><p>"), URL, fetched_at=SEEN_AT)
    assert isinstance(item, newsbot.Reject)
    assert item.reason == "no_headline"


MENU = "".join(f'<a href="/{name}">{name}</a> ' for name in ("desh", "khel", "rajya", "vyapar"))
SHARE = "".join(
    f'<a href="https://{name}.example/share">{name}</a> ' for name in ("a", "b", "c", "d")
)
SITE, STANDFIRST = "जिले की हर खबर सबसे पहले", "किसानों को तीन सप्ताह बाद राहत"


@pytest.mark.parametrize(
    "page",
    [
        f"<h2>{SITE}</h2><div>{MENU}</div><h3>{HEADLINE}</h3>",
        f"<h2>{SITE}</h2><div>{MENU}</div><h3>{HEADLINE}</h3>{SHARE}<h4>{STANDFIRST}</h4>",
        f"<div>{MENU}</div><h2>{HEADLINE}</h2><div>{SHARE}</div><h3>{STANDFIRST}</h3>",
        f"<h2>{HEADLINE}</h2><p><a href='/'>होम</a> <a href='/desh'>देश</a></p><h3>{STANDFIRST}</h3>",
    ],
)
def test_a_heading_over_the_menu_is_the_sites(page: str) -> None:
    assert read(f"<title>खबर मंच</title>{page}<div>{BODY}</div>").headline == HEADLINE


OTHER = "".join(f"<p>{text}</p>" for text in STORIES["metro"]["paragraphs"] * 2)
FEATURE = f"<h3>पहाड़ों की ओर लौटे पर्यटक</h3>{OTHER}"


@pytest.mark.parametrize(
    "page",
    [
        "<div class=wrap><div class=left>{story}</div><div class=right>{other}</div></div>",
        "<div class=wrap><div class=left>{story}</div></div><div class=feature>{other}</div>",
        "<table><tr><td>{story}</td><td>{other}</td></tr></table>",
    ],
)
def test_a_longer_story_beside_a_short_one_is_not_its_body(page: str) -> None:
    story = f"<h1>{HEADLINE}</h1><div>{''.join(f'<p>{text}</p>' for text in TEXTS[:2])}</div>"
    article = read(page.format(story=story, other=FEATURE))
    assert article.body.split("\n\n") == TEXTS[:2]


@pytest.mark.parametrize("count", [1, 2])
def test_a_standfirst_and_parts_with_sub_heads_are_one_text(count: int) -> None:
    parts = "".join(
        f"<div class=part-{at}><h2>भाग {at}</h2>{BODY}</div>" for at in range(1, count + 1)
    )
    page = f"<div class=top><h1>{HEADLINE}</h1><p>{TEXTS[0]}</p><p>{TEXTS[1]}</p></div>{parts}"
    assert all(text in read(page).body for text in TEXTS)
