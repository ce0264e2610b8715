"""Block and challenge pages as the guards send them, cut down; and pages that only look like them."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse, TextResponse

from newsbot.downloader.block_pages import blocked_by
from tests.clock import cpu_seconds

CLOUDFLARE = """<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title>
<meta name="robots" content="noindex,nofollow"></head><body><div class="main-wrapper" role="main">
<div class="main-content"><noscript><div class="h2"><span id="challenge-error-text">Enable
JavaScript and cookies to continue</span></div></noscript></div></div>
<script>(function(){window._cf_chl_opt = {cvId: '3', cZone: 'www.example', cType: 'managed'};
var a = document.createElement('script');
a.src = '/cdn-cgi/challenge-platform/h/g/orchestrate/chl_page/v1?ray=8f';}());</script></body></html>"""
CLOUDFLARE_1020 = """<html><head><title>Access denied | www.example used Cloudflare</title></head>
<body><div id="cf-wrapper"><div id="cf-error-details" class="p-0"><h1>Error 1020</h1>
<h2>Access denied</h2><p>This website is using a security service to protect itself.</p>
<a href="https://www.cloudflare.com/5xx-error-landing">Cloudflare</a></div></div></body></html>"""
IMPERVA = """<html style="height:100%"><head><META NAME="ROBOTS" CONTENT="NOINDEX, NOFOLLOW">
</head><body style="margin:0px;height:100%"><iframe id="main-iframe"
src="/_Incapsula_Resource?SWUDNSAI=31&xinfo=5-1-0&incident_id=877-3&edet=12&cinfo=04" frameborder=0
width="100%">Request unsuccessful. Incapsula incident ID: 877-3</iframe></body></html>"""
IMPERVA_SCRIPT = """<html><head><META NAME="robots" CONTENT="noindex,nofollow">
<script src="/_Incapsula_Resource?SWJIYLWA=5074a744e2e3d891814e9a2dace20bd4,719d34d31c8e3a6e">
</script><body></body></html>"""
AKAMAI = """<HTML><HEAD>
<TITLE>Access Denied</TITLE>
</HEAD><BODY>
<H1>Access Denied</H1>
You don't have permission to access "http&#58;&#47;&#47;www&#46;example&#47;" on this server.<P>
Reference&#32;&#35;18&#46;2d351ab8&#46;1557333295&#46;a4e16ab
<P>https&#58;&#47;&#47;errors&#46;edgesuite&#46;net&#47;18&#46;2d351ab8
</BODY>
</HTML>"""
AKAMAI_CHALLENGE = """<html><head><title>Challenge Validation</title></head><body>
<div id="sec-if-cpt-container"><iframe id="sec-cpt-if" provider="crypto" challenge="eyJ0"
src="/_sec/cp_challenge/crypto_message-4-3.htm" data-duration=5></iframe></div></body></html>"""
DATADOME = """<html lang="en"><head><title>www.example</title></head><body style="margin:0">
<p id="cmsg">Please enable JS and disable any ad blocker</p>
<script data-cfasync="false">var dd={'rt':'c','cid':'AHrl','hsh':'99','host':'geo.captcha-delivery.com'}
</script><script src="https://ct.captcha-delivery.com/c.js"></script></body></html>"""
HUMAN = """<html><head><title>Access to this page has been denied</title>
<script>window._pxUuid = 'ab-1'; window._pxAppId = 'PX1';</script></head>
<body><h1>Press &amp; Hold to confirm you are a human</h1><div id="px-captcha"></div></body></html>"""
SUCURI = """<html><title>You are being redirected...</title><noscript>Javascript is required.
</noscript><script>var s={},u,c,U,r,i,l=0,a,e=eval,w=String.fromCharCode,sucuri_cloudproxy_js='';
</script></html>"""
AWS = """<!DOCTYPE html><html><head><title></title></head><body><div id="challenge-container"></div>
<script src="https://1.edge.sdk.awswaf.com/1/token.awswaf.com/challenge.js"></script>
<script>AwsWafIntegration.checkForceRefresh()</script></body></html>"""
CAPTCHA = """<html><head><title>जाँच</title></head><body><h1>आप रोबोट तो नहीं?</h1>
<form action="/verify" method="post"><div class="g-recaptcha" data-sitekey="x"></div>
<button>आगे बढ़ें</button></form></body></html>"""

TALK = "यह लेख बताता है कि कैप्चा (g-recaptcha, h-captcha, px-captcha) क्या है और कब दिखता है. " * 30
ARTICLE = (
    "<html><head><title>{title}</title>{head}</head><body><div class=x-body-title><h1>कैप्चा क्या "
    "है</h1></div><div class=x-editior-content><p>{text}</p></div>{end}</body></html>"
)


def response(body: str, status: int = 200, **headers: str) -> HtmlResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    url = "https://www.theindiadaily.com/"
    return HtmlResponse(url, status, named, body.encode(), encoding="utf-8")


@pytest.mark.parametrize("status", [200, 403, 503])
@pytest.mark.parametrize(
    ("page", "guard"),
    [
        (CLOUDFLARE, "Cloudflare"),
        (CLOUDFLARE_1020, "Cloudflare"),
        (IMPERVA, "Imperva"),
        (IMPERVA_SCRIPT, "Imperva"),
        (AKAMAI, "Akamai"),
        (AKAMAI_CHALLENGE, "Akamai"),
        (DATADOME, "DataDome"),
        (HUMAN, "HUMAN"),
        (SUCURI, "Sucuri"),
        (AWS, "AWS WAF"),
        (CAPTCHA, "a captcha"),
    ],
)
def test_guards(page: str, guard: str, status: int) -> None:
    assert blocked_by(response(page, status)) == guard


def test_headers_alone() -> None:
    assert blocked_by(response("", cf_mitigated="challenge")) == "Cloudflare"
    assert blocked_by(response("", 202, x_amzn_waf_action="challenge")) == "AWS WAF"
    assert blocked_by(response("<p>ठीक</p>", server="cloudflare", cf_ray="8f")) is None
    text = TextResponse(
        "https://x/robots.txt", 200, {"cf-mitigated": "challenge"}, b"", encoding="utf-8"
    )
    assert blocked_by(text) == "Cloudflare"


@pytest.mark.parametrize(
    "page",
    [
        ARTICLE.format(title="Access Denied", head="", text=TALK, end=""),
        # A short one; a site that Cloudflare or Imperva guards has their scripts on every page.
        ARTICLE.format(
            title="ख़बर",
            head="<script src='/_Incapsula_Resource?SWJIYLWA=719d34d31c8e3a6e'></script>",
            text="एक पंक्ति की ख़बर: कैप्चा और Access Denied.",
            end="<script>a.src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'</script>",
        ),
        ARTICLE.format(
            title="ख़बर",
            head="",
            text="<b>_cf_chl_opt</b> captcha-delivery.com _Incapsula_Resource?",
            end="",
        ),
        # A form for comments, below an article.
        ARTICLE.format(
            title="ख़बर",
            head="",
            text="सुबह से हो रही बारिश के बाद निचले इलाकों में पानी भर गया है. " * 12,
            end="<form><div class=g-recaptcha></div></form>",
        ),
        ARTICLE.format(
            title="ख़बर",
            head="<meta property='og:type' content='article'>",
            text="छोटी ख़बर.",
            end="<form><div class=g-recaptcha></div></form>",
        ),
        "<html><body>" + "<a href=/x>ख़बर</a>" * 30 + "<div class=g-recaptcha></div></body></html>",
        "User-agent: *\nDisallow: /captcha\n",
        "",
        "\0\0",
    ],
)
def test_pages_of_the_site(page: str) -> None:
    assert blocked_by(response(page)) is None


@pytest.mark.parametrize(
    "part",
    [
        "/_Incapsula_Resource?",
        "/_Incapsula_Resource?SWJIYLWA=",
        "/_Incapsula_Resource?" * 12 + "SWJIYLWA",
    ],
)
def test_a_megabyte_that_calls_for_imperva_costs_little(part: str) -> None:
    text = part * (1_000_000 // len(part)) + "SWJIYLWA"
    page = response(f"<html><body><script>{text}</script><p>ख़बर</p></body></html>")
    assert cpu_seconds(lambda: blocked_by(page), 0.5) < 0.5


def test_a_page_of_the_site_costs_next_to_nothing() -> None:
    page = response(
        ARTICLE.format(title="ख़बर", head="", text="बारिश हुई. " * 3000, end="<a href=/>घर</a>" * 60)
    )
    assert cpu_seconds(lambda: [blocked_by(page) for _ in range(100)], 0.1) < 0.1
