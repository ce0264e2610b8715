"""Which headlines say that a page does not exist, and when two pages show the same."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse

from newsbot.discovery.soft_404 import impossible_url
from newsbot.page.not_found import PageContent, says_not_found


@pytest.mark.parametrize(
    "headline",
    [
        "404", "पेज नहीं मिला", "Page not found", "404 - Page Not Found", "Error 404: Not Found!", "404 | पेज नहीं मिला",
        "ओह! पेज नहीं मिला", "क्षमा करें, पृष्ठ नहीं मिला", "Sorry, the page you are looking for could not be found",
        "Oops! That page can’t be found.", "पेज  नहीं मिला।",
        "आप जिस पेज को खोज रहे हैं, वह नहीं मिला",
    ],
)  # fmt: skip
def test_a_headline_that_says_so(headline: str) -> None:
    assert says_not_found(headline)


@pytest.mark.parametrize(
    "headline",
    [
        "", "पेज", "नहीं मिला इंसाफ तो टंकी पर चढ़ा युवक", "404 करोड़ की योजना को मंजूरी", "वेबसाइट पर क्यों दिखता है 404 पेज नहीं मिला",
        "लापता विमान का ब्लैक बॉक्स नहीं मिला", "Missing plane could not be found", "लापता बच्चा अब तक नहीं मिला", "Page 3 stars not found at the party", "IPC 404 क्या है", "error", "पेज नहीं मिला " * 20,
    ],
)  # fmt: skip
def test_a_headline_of_news(headline: str) -> None:
    assert not says_not_found(headline)


def page(body: str, title: str = "खबरें") -> PageContent:
    html = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    return PageContent.of(HtmlResponse("https://x/", body=html.encode(), encoding="utf-8"), "", "")


def test_two_pages_are_the_same() -> None:
    words = " ".join(f"शब्द{n}" for n in range(100))
    home = page(f"<p>{words}</p>")
    assert home.is_same(page(f"<p>{words}</p><script>var a = 1</script><p>10:23</p>"))
    assert not home.is_same(page(f"<p>{words}</p>", "नहर की मरम्मत शुरू"))
    assert not home.is_same(page(f"<p>{words}</p><p>{words.replace('शब्द', 'नहर')}</p>"))
    # The shell of a page that scripts fill says nothing.
    assert not page("<div id=app></div>").is_same(page("<div id=app></div>"))


def test_an_address_that_cannot_exist_has_the_form_of_an_article_s() -> None:
    assert impossible_url("https://x/india/states/nahar-news-12?a=1").startswith(
        "https://x/india/states/newsbot-"
    )
    assert impossible_url("https://x/india/nahar-news-12/").endswith("-nahar-news-987654321987")
    assert impossible_url("https://x/nahar").startswith("https://x/newsbot-")
