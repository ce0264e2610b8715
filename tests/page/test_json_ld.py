from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from newsbot.items import Image, LiveUpdate, Video
from newsbot.page.scripts.json_text import load_json_ld
from newsbot.page.structured_data.json_ld import JsonLd
from newsbot.page.structured_data.json_ld_values import text_of
from newsbot.page.structured_data.open_graph import OpenGraph


@pytest.mark.parametrize(
    "text",
    [
        '{"a": "खबर"}',
        '\ufeff {"a": "खबर"}',
        '{"a": "खबर",}',
        '{"a": "खबर", \n}',
        '<!-- {"a": "खबर"} -->',
        '//<![CDATA[\n{"a": "खबर"}\n//]]>',
        '{"a": "खबर"};',
        "{&quot;a&quot;: &quot;खबर&quot;}",
        '{"a": "खबर"},',
        '{"a": "खबर",} , ',
        r'{"a": "ख\बर"}'.replace("ख\\", "ख"),
    ],
)
def test_what_sites_get_wrong_is_mended(text: str) -> None:
    assert load_json_ld(text) == {"a": "खबर"}


def test_mending_leaves_strings_alone() -> None:
    assert load_json_ld('{"a": "x,}", "b": [1, 2,],}') == {"a": "x,}", "b": [1, 2]}
    assert load_json_ld('{"a": "पहली\nदूसरी"}') == {"a": "पहली\nदूसरी"}


AUTHOR_AND_DATE = {"datePublished": "2026-02-02T10:00:00+05:30", "author": "रवि शर्मा"}


@pytest.mark.parametrize("between", ["\n", " ", "", ",,", ", ,", ",\n,\n", " , , , "])
@pytest.mark.parametrize("headline", ["नहर", 'उसने कहा "चलो" और गया', 'उसने कहा, "चलो"'])
def test_commas_between_members_are_mended_or_the_block_is_refused(
    between: str, headline: str
) -> None:
    date, author = AUTHOR_AND_DATE.values()
    members = f'"datePublished": "{date}"{between}"author": "{author}"'
    for text in (
        f'{{{members}, "headline": "{headline}"}}',
        f'{{"headline": "{headline}"{between}{members}}}',
    ):
        value = load_json_ld(text)
        if between.strip() or "\n" in between or '"' not in headline:
            assert value == {**AUTHOR_AND_DATE, "headline": headline}
        else:
            assert value is None


def test_a_comma_is_missing_behind_any_value() -> None:
    text = '{"a": 1 "b": {"c": true "d": [2]\n"e": null\n"f": "ख"} "g": [{"h": 1} {"h": 2}]}'
    inner = {"c": True, "d": [2], "e": None, "f": "ख"}
    assert load_json_ld(text) == {"a": 1, "b": inner, "g": [{"h": 1}, {"h": 2}]}
    assert load_json_ld('{"a": 5\n"b": {"c": "उसने "हाँ" कहा"}\n"d": "ख"}') == {
        "a": 5,
        "b": {"c": 'उसने "हाँ" कहा'},
        "d": "ख",
    }


def test_no_source_text_is_in_a_value_where_a_quotation_mark_is_missing() -> None:
    assert load_json_ld('{"datePublished": "2026-02-02, "author": "रवि", "a": "ख"}') is None
    assert load_json_ld('{"datePublished": "2026-02-02 \n"author": "रवि"}') is None


@pytest.mark.parametrize("end", ["}", "\n}", "}}", "]", "};", "},"])
def test_closing_brackets_too_many(end: str) -> None:
    assert load_json_ld('{"a": {"b": "ख"}}' + end) == {"a": {"b": "ख"}}
    assert load_json_ld('{"a": "उसने "हाँ" कहा",}' + end) == {"a": 'उसने "हाँ" कहा'}
    assert load_json_ld('{"a": 1}' + end + '{"b": 2}') == [{"a": 1}, {"b": 2}]


def test_values_side_by_side() -> None:
    expected = [{"a": 1}, {"b": "x}{"}]
    for between in ("", " ", ",", ",\n", ";"):
        assert load_json_ld('{"a": 1}' + between + '{"b": "x}{"}') == expected
    assert load_json_ld('{"a": 1,}{"b": "x}{",},') == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"headline": "उसने कहा "चलो" और गया", "a": 1}', {"headline": 'उसने कहा "चलो" और गया', "a": 1}),
        ('{"headline": "फिल्म 5" की है"}', {"headline": 'फिल्म 5" की है'}),
        ('{"headline": ""चलो", उसने कहा", "a": "ख"}', {"headline": '"चलो", उसने कहा', "a": "ख"}),
        ('{"headline": "उसने कहा "चलो"", "a": []}', {"headline": 'उसने कहा "चलो"', "a": []}),
        ('{"a": ["क "ख" ग", "घ"], "b": {"c": "च "छ" ज"}}', {"a": ['क "ख" ग', "घ"], "b": {"c": 'च "छ" ज'}}),
        ('{"headline": "उसने कहा \\"चलो\\" और "रुको" भी",}', {"headline": 'उसने कहा "चलो" और "रुको" भी'}),
        (r'{"headline": "राम\'s घर"}', {"headline": "राम's घर"}),
    ],
)  # fmt: skip
def test_quotation_marks_inside_a_text(text: str, expected: object) -> None:
    assert load_json_ld(text) == expected


WORDS = st.text("कखग ,.:'", min_size=1, max_size=12).filter(str.strip)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=4), st.booleans())
def test_one_mark_too_many_is_mended_whatever_stands_beside(
    texts: list[tuple[str, str, str]], comma: bool
) -> None:
    fields = {f"k{at}": f'{first}"{inner}{last}' for at, (first, inner, last) in enumerate(texts)}
    inside = ", ".join(f'"{key}": "{value}"' for key, value in fields.items())
    assert load_json_ld("{" + inside + "," * comma + "}") == fields


@pytest.mark.parametrize(
    "text", ["", "{", ",", "}", "}{", "nothing", "[" * 100_000, '{"a": ' * 50_000]
)
def test_what_cannot_be_read_is_none(text: str) -> None:
    assert load_json_ld(text) is None


def test_the_last_closing_bracket_may_be_missing() -> None:
    whole = '{"headline": "नहर", "author": ["क", "ख"]'
    expected = {"headline": "नहर", "author": ["क", "ख"]}
    assert load_json_ld(f"{whole}") == load_json_ld(f"{whole},") == expected
    assert load_json_ld(f"[{whole}}}") == load_json_ld(f"[{whole}}},") == [expected]
    assert load_json_ld('{"author": ["क", "ख"') is None  # there may have been another name
    assert load_json_ld('{"count": 12') is load_json_ld('{"headline": "नह') is None
    assert load_json_ld('{"headline":') is load_json_ld('{"a": 1, "headline"') is None


def test_a_comment_before_the_block() -> None:
    assert load_json_ld('/* schema */\n{"headline": "नहर"}') == {"headline": "नहर"}


@given(st.text())
def test_no_text_raises(text: str) -> None:
    load_json_ld(text)


def json_ld(*blocks: object, head: str = "", of_another: str = "none") -> JsonLd:
    texts = (each if isinstance(each, str) else json.dumps(each) for each in blocks)
    tags = "".join(f'<script type="application/ld+json">{text}</script>' for text in texts)
    page = f"<html><head>{head}{tags}</head><body>x</body></html>"
    return JsonLd(html.fromstring(page), lambda url: of_another in url)


@pytest.mark.parametrize(
    "value",
    [
        {"@type": "NewsArticle", "headline": "ख"},
        {"@type": "https://schema.org/NewsArticle", "headline": "ख"},
        {"@type": ["Thing", "NewsArticle"], "headline": "ख"},
        [{"@type": "Organization"}, {"@type": "NewsArticle", "headline": "ख"}],
        {"@graph": [{"@type": "WebSite"}, {"@type": "LiveBlogPosting", "headline": "ख"}]},
        {"@type": "WebPage", "mainEntity": {"@type": "NewsArticle", "headline": "ख"}},
        {"@type": "VideoObject", "name": "ख"},
    ],
)
def test_the_article_is_found_wherever_it_stands(value: object) -> None:
    page = json_ld({"@type": "BreadcrumbList"}, "{broken", value)
    assert page.headline == "ख"
    assert page.unreadable == 1


def test_what_is_said_of_another_article_is_not_taken() -> None:
    page = json_ld(
        {"@type": "NewsArticle", "url": "/other", "headline": "दूसरी"},
        {"@type": "NewsArticle", "mainEntityOfPage": {"@id": "/this"}, "headline": "यही"},
        {"@type": "NewsArticle", "headline": "वही", "keywords": "क, ख"},
        of_another="/other",
    )
    assert (page.headline, page.tags, page.url) == ("यही", ["क", "ख"], "/this")


def test_no_article() -> None:
    page = json_ld({"@type": "Organization", "name": "इंडिया डेली"})
    assert (page.headline, page.authors, page.images, page.sections) == (None, [], [], [])


def test_a_video_beside_an_article_says_nothing_of_it() -> None:
    page = json_ld(
        {"@type": "VideoObject", "name": "वीडियो", "uploadDate": "2024-01-01T09:00:00+05:30"},
        {"@type": "NewsArticle", "headline": "खबर"},
    )
    assert (page.headline, page.published_at) == ("खबर", None)


def test_breadcrumbs_in_the_order_of_their_positions() -> None:
    def crumb(position: object, name: str) -> dict[str, object]:
        return {"@type": "ListItem", "position": position, "item": {"@id": "/x", "name": name}}

    page = json_ld(
        {"@type": "BreadcrumbList", "itemListElement": [crumb("2", "खेल"), crumb(1, "होम"), 7]}
    )
    assert [crumb.name for crumb in page.trails[0]] == ["होम", "खेल"]


def test_a_live_blog() -> None:
    page = json_ld(
        {
            "@type": "LiveBlogPosting",
            "liveBlogUpdate": [
                {"headline": "पहला विकेट", "datePublished": "2026-02-03T10:00:00+05:30"},
                {"articleBody": "टॉस हुआ.\nभारत की बल्लेबाजी."},
                {"@type": "BlogPosting"},
                "x",
            ],
        }
    )
    assert page.live_updates == [
        LiveUpdate("2026-02-03T10:00:00+05:30", "पहला विकेट", ""),
        LiveUpdate(None, None, "टॉस हुआ.\n\nभारत की बल्लेबाजी."),
    ]


def test_videos() -> None:
    player, file = "https://www.youtube.com/embed/x", "https://cdn.example/x.mp4"
    page = json_ld(
        {"@type": "NewsArticle", "video": [{"embedUrl": player}, {"contentUrl": file}]},
        {"@type": "VideoObject", "embedUrl": player, "contentUrl": file},
    )
    assert page.videos == [Video(player, "youtube"), Video(file, "cdn.example")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("पहला.\n\nदूसरा. ", ["पहला.", "दूसरा."]),
        ("&lt;p&gt;पहला.&lt;/p&gt;<p>दूसरा.</p>", ["पहला.", "दूसरा."]),
        ("  ", []),
    ],
)
def test_the_body(body: str, expected: list[str]) -> None:
    page = json_ld({"@type": "NewsArticle", "articleBody": body})
    assert [text for each in page.sections for text in each.paragraphs] == expected


def test_values() -> None:
    assert text_of({"@type": "Person", "name": "खेल डेस्क"}) == "खेल डेस्क"
    assert text_of(["देश", "x"]) == "देश"
    assert text_of("City &amp; states ") == "City & states"
    assert text_of({"@value": "नहर", "@language": "hi"}) == "नहर"
    author = [{"name": {"@value": "रवि शर्मा"}}, {"givenName": "नेहा", "familyName": "सिंह"}]
    assert json_ld({"@type": "NewsArticle", "author": author}).authors == ["रवि शर्मा", "नेहा सिंह"]
    assert text_of(5) is text_of([]) is text_of(None) is text_of([[["x"]]]) is None
    keywords = [{"name": "क"}, "ख", {"name": "क"}, None]
    assert json_ld({"@type": "NewsArticle", "keywords": keywords}).tags == ["क", "ख"]
    images = json_ld({"@type": "NewsArticle", "image": [{"url": ["/a.webp", "/b.webp"]}, 3, "/c"]})
    assert [each.url for each in images.images] == ["/a.webp", "/b.webp", "/c"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                "@type @graph headline author name url mainEntityOfPage image keywords video "
                "datePublished articleBody liveBlogUpdate itemListElement position item".split()
            )
            | st.text(max_size=4),
            inner | st.sampled_from(["NewsArticle", "BreadcrumbList", "VideoObject"]),
            max_size=6,
        )
    ),
    max_leaves=30,
)


@given(JSON)
def test_no_value_raises(value: object) -> None:
    page = json_ld(value, {"@type": "NewsArticle", "liveBlogUpdate": value, "video": value})
    for name in dir(type(page)):
        if not name.startswith("_"):
            getattr(page, name)


def test_meta_tags() -> None:
    page = OpenGraph(
        html.fromstring(
            '<html><head><meta property="og:title" content=" ख ">'
            '<meta name="article:tag" content="क"><meta property="article:tag" content="ग">'
            '<meta name="author" content=""><meta property="OG:Image" content="/a.webp">'
            '<meta property="og:image" content="/b.webp"></head></html>'
        )
    )
    assert (page.headline, page.tags, page.authors) == ("ख", ["क", "ग"], [])
    assert page.images == [Image("/a.webp", None, None)]
    assert page.sections == ()
