"""An article's AMP page: the same tree under a prefix of its own, with AMP's elements."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from samplesite import markup
from samplesite.article_html import content, head
from samplesite.article_page import ArticlePage
from samplesite.markup import AMP_PREFIX, FRAME

_IMG = re.compile(r"<img ([^>]*?)/?>")
_TWEET = re.compile(
    r'<div class="twitter-tweet[^>]*><iframe[^>]*data-tweet-id="(\d+)"[^>]*></iframe></div>'
)
_INSTAGRAM = re.compile(
    r'<iframe class="instagram-media[^>]*instagram\.com/reel/(\w+)/[^>]*></iframe>'
)
_YOUTUBE = re.compile(r'<iframe[^>]*youtube\.com/embed/(\w+)"[^>]*></iframe>')
_SCRIPT = re.compile(r"<script>.*?</script>", re.S)
_SIZE = 'width="480" height="270" layout="responsive"'


def _picture(match: re.Match[str]) -> str:
    """The article's own picture has a fallback for readers without scripts."""
    own = "featured-image" in match[1]
    fallback = f"<noscript>{match[0]}</noscript>" if own else ""
    return f'<amp-img {match[1].rstrip()} layout="responsive">{fallback}</amp-img>'


_CHANGES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (_TWEET, rf'<amp-twitter {_SIZE} data-tweetid="\1"></amp-twitter>'),
    (_INSTAGRAM, rf'<amp-instagram {_SIZE} data-shortcode="\1" data-captioned></amp-instagram>'),
    (_YOUTUBE, rf'<amp-youtube {_SIZE} data-videoid="\1"></amp-youtube>'),
    (_SCRIPT, ""),
    (_IMG, _picture),
)


def _amp(html: str) -> str:
    for pattern, change in _CHANGES:
        html = pattern.sub(change, html)
    return html


@cache
def _chunk(name: str) -> bytes:
    return markup.prefixed(_amp(FRAME[name]) + "\n", AMP_PREFIX)


def amp_html(page: ArticlePage) -> bytes:
    """The AMP page, which has no sidebar."""
    return b"".join(
        [
            head(page, "amp_head_start").encode(),
            _chunk("header"),
            _chunk("before_content"),
            markup.prefixed(_amp(content(page)), AMP_PREFIX),
            _chunk("no_sidebar"),
            _chunk("footer"),
        ]
    )
