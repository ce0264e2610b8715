"""The sample site as one that needs a browser: its sections load more by a button, some of its
articles are written by a script; and pages that would do a browser harm.

Its gold is the site's own: whoever presses the buttons and runs the scripts finds every article.
"""

from __future__ import annotations

import json
import re
from functools import cache
from html import escape
from importlib.resources import files

from samplesite import listings
from samplesite.article_html import article_html, content
from samplesite.article_page import ArticlePage
from samplesite.directory import SIDEBARS
from samplesite.grammar import SECTION_SLUGS
from samplesite.markup import ORIGIN, prefixed
from samplesite.mixing import mix
from samplesite.site import Resource, Site

JSON = "application/json; charset=utf-8"
SCRIPT = "text/javascript; charset=utf-8"
LOAD_MORE_SCRIPT = "/commondir/js/load-more.js"
STORY_SCRIPT = "/commondir/js/story.js"
# One in so many articles is written by a script.
EVERY = 10
_MORE = re.compile(r"/ajax/(?P<form>html|json)/(?P<slug>[a-z]+)")
_STORY = re.compile(r"/ajax/story/(?P<n>\d+)")
_PAGER = re.compile(rb' *<div class="[\w-]*-pagination">.*?</div>\n?', re.DOTALL)
# The grid's end stands as deep as its start.
_CARDS = re.compile(
    rb'^( *)<div class="[\w-]*-cardGrid">\n(.*?)\n\1</div>\s*$', re.DOTALL | re.MULTILINE
)


@cache
def _script(name: str) -> bytes:
    return files("samplesite").joinpath("scripts", name).read_bytes()


class ScriptedSite(Site):
    """`trap`: what stands in the traps for an address that no browser may reach; `articles_too`:
    scripts write some articles, and do not only load more of the sections.
    """

    def __init__(
        self, articles: int = 200, epoch: int = 0, trap: str = "", articles_too: bool = True
    ) -> None:
        super().__init__(articles, epoch)
        self.trap = trap
        self.articles_too = articles_too

    def resource(self, target: str) -> Resource:
        path = target.partition("#")[0].partition("?")[0]
        if path in (LOAD_MORE_SCRIPT, STORY_SCRIPT):
            return Resource(200, lambda: _script(path.rpartition("/")[2]), SCRIPT)
        if match := _MORE.fullmatch(path):
            return self._more(target, match["form"], match["slug"])
        if match := _STORY.fullmatch(path):
            return self._story(int(match["n"]))
        if (name := TRAPS.get(path)) is not None:
            body = trap_page(name, path).replace("TRAP", self.trap)
            return Resource(200, body.encode)
        resource = super().resource(target)
        if path[1:] in SECTION_SLUGS and resource.status == 200:
            body = _with_button(resource.build(), path[1:])
            return Resource(200, lambda: body)
        return resource

    def is_scripted(self, n: int) -> bool:
        """True for an article that a script writes. JSON-LD with the text would give it away."""
        if not self.articles_too or mix("scripted", n) % EVERY:
            return False
        if self.plan.is_old(n) or self.plan.has_amp(n):
            return False
        page = self.page(n)
        plain = type(page) is ArticlePage and not page.trap
        return plain and b"articleBody" not in article_html(page, b"")

    def _article(self, n: int, amp: bool) -> Resource:
        if not self.is_scripted(n):
            return super()._article(n, amp)
        page = self.page(n)
        sidebar = self.directory.sidebar(mix("sidebar", n) % SIDEBARS, page.prefix)
        story = prefixed(content(page), page.prefix)
        shell = f'<main data-story="/ajax/story/{n}"></main><script src="{STORY_SCRIPT}"></script>'
        body = article_html(page, sidebar).replace(story, shell.encode())
        return Resource(200, lambda: body, etag=f'"shell-{n:x}"')

    def _story(self, n: int) -> Resource:
        if not self.plan.exists(n) or not self.is_scripted(n):
            return super().resource("/404")
        page = self.page(n)
        story = {"html": prefixed(content(page), page.prefix).decode()}
        body = json.dumps(story, ensure_ascii=False).encode()
        return Resource(200, lambda: body, JSON)

    def _more(self, target: str, form: str, slug: str) -> Resource:
        """The cards of a further page of a section: HTML, or the URLs in JSON."""
        page = super().resource(f"/{slug}?{target.partition('?')[2]}")
        if page.status != 200:
            return page
        cards = _CARDS.search(page.build())
        inner = cards[2] if cards else b""
        if form == "html":
            return Resource(200, lambda: inner)
        hrefs = re.findall(r'<a title="[^"]*" href="([^"]*)"', inner.decode())
        body = json.dumps({"items": [{"url": href} for href in hrefs]}).encode()
        return Resource(200, lambda: body, JSON)


def _with_button(section: bytes, slug: str) -> bytes:
    """A section's first page with a button in place of its pager."""
    button = (
        f'<div class="{listings.PREFIX}loadmorewrap">'
        f'<button class="{listings.PREFIX}loadmore" data-more="/ajax/html/{slug}">'
        f'Load More</button></div><script src="{LOAD_MORE_SCRIPT}"></script>\n'
    )
    return _PAGER.sub(button.encode(), section, count=1)


# Articles in a browser's way, linked from nowhere: path → what their script does.
TRAPS = {
    f"/india/{name}-news-{number}": name
    for number, name in enumerate(
        ("never-loads", "never-ends", "crashes", "opens-windows", "calls-loopback"), 39101
    )
}
_TRAP_SCRIPTS = {
    # A request that is never done with, a script that is never done, memory without end.
    "never-loads": "setInterval(() => fetch('/ajax/never?' + Math.random()).catch(() => 0), 200)",
    "never-ends": "for (;;) {}",
    "crashes": "const all = []; for (;;) all.push(new Array(1e5).fill(all.length));",
    "opens-windows": (
        "for (let i = 0; i < 20; i++) { try { window.open('/india?' + i) } catch {} }"
        "for (let i = 0; i < 20; i++) { const a = document.createElement('a');"
        "a.href = '/india?a' + i; a.target = '_blank'; document.body.append(a); a.click() }"
        "write('खिड़कियां खोलने वाले इस पन्ने का पाठ यह रहा.')"
    ),
    "calls-loopback": (
        "const hit = 'TRAP', ws = hit.replace('http', 'ws');"
        "const attempts = [() => fetch(hit + '/fetch', {mode: 'no-cors'}),"
        "() => navigator.sendBeacon(hit + '/beacon'), () => new WebSocket(ws + '/socket'),"
        "() => new EventSource(hit + '/events'), () => new Worker(hit + '/worker'),"
        "() => navigator.serviceWorker.register(hit + '/service'),"
        "() => new WebTransport(hit.replace('http:', 'https:')),"
        "() => new RTCPeerConnection({iceServers: [{urls: 'turn:' + hit.slice(7) +"
        "'?transport=tcp', username: 'a', credential: 'b'}, {urls: 'stun:' + hit.slice(7)}]})"
        ".createDataChannel('x'), () => window.open(hit + '/window'),"
        "() => { const x = new XMLHttpRequest(); x.open('POST', hit + '/xhr'); x.send('x') }];"
        "for (const attempt of attempts) { try { attempt()?.catch?.(() => 0) } catch {} }"
        "for (const [tag, key] of [['img', 'src'], ['script', 'src'], ['iframe', 'src'],"
        "['video', 'src'], ['embed', 'src'], ['object', 'data']]) {"
        "const e = document.createElement(tag); e[key] = hit + '/' + tag; document.body.append(e) }"
        "for (const rel of ['stylesheet', 'prefetch', 'preconnect', 'dns-prefetch', 'icon',"
        "'modulepreload', 'prerender']) { const e = document.createElement('link'); e.rel = rel;"
        "e.href = hit + '/' + rel; document.head.append(e) }"
        "const form = document.createElement('form'); form.action = hit + '/form';"
        "form.target = '_blank'; document.body.append(form); form.submit();"
        "setTimeout(() => { location = hit + '/location' }, 50);"
        "setTimeout(() => write('भीतरी पतों को पुकारने वाले इस पन्ने का पाठ यह रहा.'), 600)"
    ),
}


def trap_page(name: str, path: str) -> str:
    """The page of a trap; TRAP in it stands for the address that it calls."""
    title = escape(name)
    return (
        f'<!DOCTYPE html><html lang="hi"><head><meta charset="utf-8"><title>{title}</title>'
        f'<link rel="canonical" href="{ORIGIN}{path}"></head><body>'
        f'<div class="{listings.PREFIX}body-title"><h1>ब्राउज़र की परीक्षा</h1></div>'
        f'<div class="{listings.PREFIX}editior-content"></div>'
        "<script>const write = text => { const p = document.createElement('p'); p.textContent ="
        "text; document.querySelector('[class$=editior-content]').append(p) };"
        f"{_TRAP_SCRIPTS[name]}</script></body></html>"
    )
