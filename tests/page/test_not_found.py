"""Which headlines say that a page does not exist, and when two pages show the same."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse

from newsbot.discovery.soft_404 import impossible_url
from newsbot.page.not_found import PageContent, may_say_not_found, says_not_found, sent_to


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


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("यहां कुछ नहीं बचा", "आप जिस पन्ने पर आना चाहते थे, वह अब यहां नहीं है."),
        ("कुछ गड़बड़ हो गई", "लगता है आप रास्ता भटक गए हैं. मुखपृष्ठ से शुरू करें."),
        ("अरे, यह क्या हुआ", "यह खबर हमारी साइट से हटा दी गई है."),
        ("खाली जगह", "यह लिंक पुराना हो चुका है।"),
        ("कुछ और पढ़िए", "जो समाचार आप खोज रहे हैं, वह अब उपलब्ध नहीं है।"),
        ("Well, this is awkward", "This story was removed or never existed."),
        ("Lost?", "Go back and try another page."),
        ("404 हो गया", ""),
    ],
)
def test_a_short_page_may_say_so_in_its_own_words(headline: str, text: str) -> None:
    assert may_say_not_found(headline, text)


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("", ""),
        ("लापता बच्चा नहीं मिला", "पुलिस को तीन दिन बाद भी बच्चे का पता नहीं चला. परिजन थाने पहुंचे."),
        ("आप ने जारी की सूची", "पार्टी ने 12 उम्मीदवारों के नाम तय किए. विधायक नहीं पहुंचे."),
        ("नहर की मरम्मत शुरू", "सिंचाई विभाग ने कहा कि पेज पर सूचना दी गई है. " * 20),
    ],
)
def test_news_does_not_say_so(headline: str, text: str) -> None:
    assert not may_say_not_found(headline, text)


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
    shell = page("<div id=app></div>")
    assert not shell.is_same(page("<div id=app></div>"))
    few = "<p>देश खेल कारोबार मनोरंजन संपर्क विज्ञापन</p>"
    assert page(few).is_same(page(few))
    scripted = few + "<script>start()</script>"
    assert not page(scripted).is_same(page(scripted))


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("खबर {0} हटा दी गई है", "यह संपादक का फैसला है."),
        ("Content removed", "The story you requested (/india/{1}-{0}) was taken down."),
    ],
)
def test_a_page_may_repeat_its_address(headline: str, text: str) -> None:
    def shown(name: str, number: int, more: str = "") -> PageContent:
        url = f"https://x/india/{name}-{number}"
        texts = (each.format(number, name) for each in (headline, text + more))
        return PageContent.of(HtmlResponse(url, body=b"<p>x", encoding="utf-8"), *texts)

    assert shown("nahar", 12).is_same(shown("newsbot-asks", 987))
    assert not shown("nahar", 12, " नहर की मरम्मत शुरू.").is_same(shown("newsbot-asks", 987))


def test_words_differ_by_their_vowel_signs() -> None:
    def shown(headline: str, url: str = "https://x/12") -> PageContent:
        page = HtmlResponse(url, body=b"<p>x", encoding="utf-8")
        return PageContent.of(page, headline, "शाम को घाट पर लोग मिला करते हैं.")

    assert not shown("मेला मिला").is_same(shown("मिला मेला"))
    assert not shown("मेला मिला").is_same(shown("माला मोला"))
    address = "https://x/मेला-मिला-12"
    assert shown("मेला मिला", address).is_same(shown("newsbot asks", "https://x/newsbot-asks-9"))


def test_a_title_that_repeats_the_address_is_more_than_none() -> None:
    """Videos without a text stand in one template, each with its title."""
    words = " ".join(f"शब्द{number}" for number in range(30))

    def shown(title: str, url: str) -> PageContent:
        html = f"<html><head><title>{title}</title></head><body>{words}</body></html>"
        return PageContent.of(HtmlResponse(url, body=html.encode(), encoding="utf-8"), "", "")

    missing = shown("", "https://x/video/newsbot-asks")
    assert not shown("kosi flood", "https://x/video/kosi-flood").is_same(missing)
    assert shown("", "https://x/video/kosi-flood").is_same(missing)


@pytest.mark.parametrize(
    ("html", "target"),
    [
        ("<meta http-equiv=refresh content='0; url=/'>", "https://x/"),
        ("<script>window.location.href = '/khel';</script>", "https://x/khel"),
        ('<script>location.replace("https://x/")</script><p>रुकिए</p>', "https://x/"),
        ("<meta http-equiv=refresh content='300; url=/'>", None),  # a page that reloads itself
        ("<script>document.cookie = 'a=1'</script>", None),
        (f"<script>location='/'</script><p>{' '.join(f'शब्द{n}' for n in range(30))}</p>", None),
    ],
)
def test_a_page_that_sends_its_readers_elsewhere(html: str, target: str | None) -> None:
    body = f"<html><head>{html}</head></html>".encode()
    assert sent_to(HtmlResponse("https://x/khabar", body=body, encoding="utf-8")) == target


def test_an_address_that_cannot_exist_has_the_form_of_an_article_s() -> None:
    assert impossible_url("https://x/india/states/nahar-news-12?a=1").startswith(
        "https://x/india/states/newsbot-"
    )
    assert impossible_url("https://x/india/nahar-news-12/").endswith("-nahar-news-987654321987")
    assert impossible_url("https://x/nahar").startswith("https://x/newsbot-")
    # The digits of an escaped letter are not a number.
    assert impossible_url("https://x/%E0%A4%96-12/").endswith("-%E0%A4%96-987654321987")
