"""Pages that would leave, or stop, while they are opened: each stays, and is read whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.scripted import count, scripted
from tests.crawling import RIGHTS_FILES, SITE, Run, SmallSite, serving

pytestmark = pytest.mark.slow

FRAME = "const frame = document.createElement('iframe'); document.body.append(frame);"
FORM = "const form = document.createElement('form'); form.action = '/elsewhere';"
FORM += "form.innerHTML = '<button>भेजें</button>'; document.body.append(form);"
LINK = "const link = document.createElement('a'); link.href = '/elsewhere';"
LINK += "document.body.append(link);"
META = "const meta = document.createElement('meta'); meta.httpEquiv = 'refresh';"
WAYS = {
    "href": "location.href = '/elsewhere'",
    "assign": "location.assign('/elsewhere')",
    "replace": "location.replace('/elsewhere')",
    "another host": "window.location = 'https://elsewhere.example/'",
    "itself": "location.href = location.href",
    "reload": "location.reload()",
    "again and again": "setInterval(() => { location.href = '/elsewhere?' + Math.random() }, 20)",
    "a blank page": "location.href = 'about:blank'",
    "a file": "location.href = 'file:///etc/passwd'",
    "a mail": "location.href = 'mailto:desk@example.com'",
    "a blob": "location.href = URL.createObjectURL(new Blob(['x'], {type: 'text/html'}))",
    "navigation": "navigation.navigate('/elsewhere')",
    "submit": f"{FORM} form.submit()",
    "post": f"{FORM} form.method = 'post'; form.submit()",
    "to the top": f"{FORM} form.target = '_top'; form.submit()",
    "requestSubmit": f"{FORM} form.requestSubmit()",
    "the form's button": f"{FORM} form.firstChild.click()",
    "a frame's submit": (
        f"{FRAME} {FORM} frame.contentWindow.HTMLFormElement.prototype.submit.call(form)"
    ),
    "back": "history.back()",
    "with our names": "var stay = 1, name = 2, names = 3, type = 4; location.href = '/elsewhere'",
    "go": "history.go(0)",
    "back to itself": "history.pushState(1, '', '/a'); history.back()",
    "refresh": f"{META} meta.content = '0;url=/elsewhere'; document.head.append(meta)",
    "refresh itself": f"{META} meta.content = '0'; document.head.append(meta)",
    "open": "window.open('/elsewhere')",
    "open here": "window.open('/elsewhere', '_self')",
    "a frame's open": f"{FRAME} frame.contentWindow.open('/elsewhere', '_top')",
    "click": f"{LINK} link.click()",
    "click, top": f"{LINK} link.target = '_top'; link.click()",
    "click, window": f"{LINK} link.target = '_blank'; link.click()",
    "click, download": f"{LINK} link.download = 'a'; link.click()",
    "a frame's parent": f"{FRAME} frame.contentWindow.eval('parent.location = \"/elsewhere\"')",
    "a sandbox": (
        f"{FRAME} frame.sandbox = 'allow-scripts allow-top-navigation';"
        "frame.srcdoc = '<script>top.location = \"https://www.theindiadaily.com/x\"<\\/script>'"
    ),
    "asked whether": "onbeforeunload = event => event.preventDefault(); location.href = '/x'",
}
LATE = ("href", "reload", "submit", "the form's button", "back", "click")  # from a timer, too
# A page that stops its own loading has what came until then.
STOPS = {
    "stop": "window.stop()",
    "never closed": "setTimeout(() => { const html = document.body.innerHTML;"
    "document.open(); document.write(html.replace(/<script[^]*?<\\/script>/g, '')) })",
}


def page(number: int, script: str, head: str = "") -> str:
    """An article of two paragraphs; if the page stops at the first script, only one is written."""
    return (
        f"<html lang=hi><head>{head}</head><body><div class=x-body-title><h1>खबर संख्या {number}</h1>"
        "</div><div class=x-editior-content><p></p><script>"
        f"document.querySelector('p').textContent = '{number} का पहला अनुच्छेद.'; {script}"
        "</script><p id=end></p><script>document.getElementById('end').textContent ="
        f"'{number} का दूसरा अनुच्छेद.'</script></div></body></html>"
    )


def crawl(tmp_path: Path, pages: list[str]) -> tuple[Run, list[str]]:
    served = {f"/india/khabar-news-{number}": html for number, html in enumerate(pages)}
    with serving(SmallSite(dict(served))) as site:
        run = scripted(tmp_path, root=site.url, urls=",".join(served), related_depth="0")
    assert set(site.asked) == {"/robots.txt", *RIGHTS_FILES, *served}, run.stderr
    return run, list(served)


@pytest.mark.usefixtures("chromium")
def test_a_page_that_would_leave_is_whole(tmp_path: Path) -> None:
    late = [f"setTimeout(() => {{ {WAYS[way]} }}, 0)" for way in LATE]
    scripts = [*WAYS.values(), *late]
    pages = [page(number, script) for number, script in enumerate(scripts)]
    heads = ["<meta http-equiv=refresh content='0;url=/elsewhere'>", "<base target=_blank>"]
    pages += [page(len(pages) + n, "location.href = '/x'", head) for n, head in enumerate(heads)]
    run, paths = crawl(tmp_path, pages)
    bodies = {each["url"]: each["body"] for each in run.articles}
    assert bodies == {
        SITE + path: f"{n} का पहला अनुच्छेद.\n\n{n} का दूसरा अनुच्छेद." for n, path in enumerate(paths)
    }, run.stderr
    assert count(run, "browser/failed") == 0
    # Twenty seconds each is what a page took that could leave.
    assert count(run, "browser/milliseconds") < 4000 * len(paths)


@pytest.mark.usefixtures("chromium")
def test_a_page_that_stops_is_read_as_far_as_it_came(tmp_path: Path) -> None:
    run, paths = crawl(tmp_path, [page(n, script) for n, script in enumerate(STOPS.values())])
    assert {each["url"] for each in run.articles} == {SITE + path for path in paths}, run.stderr
    assert count(run, "browser/failed") == 0


@pytest.mark.usefixtures("chromium")
def test_a_form_that_is_sent_by_script_still_works(tmp_path: Path) -> None:
    """The page's own handler comes first, and sees an event that nobody has cancelled."""
    script = f"""{FORM} document.addEventListener('submit', event => {{
        const own = event.defaultPrevented ? 'रोका गया' : 'आया'; event.preventDefault();
        document.querySelector('p').textContent = own }});
        form.requestSubmit(); document.querySelector('p').textContent += ' पहला.'"""
    run, _ = crawl(tmp_path, [page(0, script)])
    assert run.articles[0]["body"].startswith("आया पहला."), run.stderr
