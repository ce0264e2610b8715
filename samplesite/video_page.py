"""A video story: a player where an article has its picture, and an article's body or none below."""

from __future__ import annotations

from html import escape

from samplesite.article import Article
from samplesite.article_page import ArticlePage
from samplesite.dirt import Dirt
from samplesite.links import Linker
from samplesite.markup import VIDEO
from samplesite.mixing import mix
from samplesite.plan import Plan

_VIDGYOR = "static.vidgyor.com/player"
_ACCOUNT = "6495805748e74c00084e1945"
# Address without its scheme; `{}` is the video's own part. The provider is gold.
_PLAYERS = (
    (f"{_VIDGYOR}/vod/html/indexv2.html?videoId=a{{}}&cmsAccountId={_ACCOUNT}"
     "&masterProfileId=6495838d25eea40008edd44a", "vidgyor"),
    (f"{_VIDGYOR}/account/{_ACCOUNT}/html/2420230fbf1a2_live.html?autoplay=1&v={{}}", "vidgyor"),
    ("www.youtube.com/embed/{}?rel=0&start=12", "youtube"),
    ("www.youtube-nocookie.com/embed/{}", "youtube"),
    ("www.dailymotion.com/embed/video/x{}?mute=1&ui-logo=0", "dailymotion.com"),
    ("player.vimeo.com/video/{}?h=0a1&title=0", "player.vimeo.com"),
)  # fmt: skip
_BY_SHARE = (0,) * 9 + (1,) * 2 + (2,) * 4 + (3, 4, 4, 5, 5)


class VideoPage(ArticlePage):
    """A video story's page. It has no picture at its head."""

    def __init__(self, plan: Plan, linker: Linker, article: Article) -> None:
        super().__init__(plan, linker, article)
        choice = mix("video", article.n)
        address, self.provider = _PLAYERS[_BY_SHARE[choice % len(_BY_SHARE)]]
        address = address.format(choice // 100 % 10**10)
        self.url = f"https://{address}"
        self.src = f"//{address}" if choice // 7 % 10 < 3 else self.url

    def choose_image(self, choice: int) -> None:
        super().choose_image(choice)
        self.image = None

    def gold_videos(self) -> list[dict[str, str | None]]:
        first = {"url": self.url, "provider": self.provider, "credit": self.credit}
        return [first, *super().gold_videos()]

    def hero(self, dirt: Dirt) -> str:
        """The player; below it there may be its credit."""
        ours = self.provider == "vidgyor"
        player = VIDEO["player"].format(
            title="live video" if ours else escape(self.article.first_headline),
            id=' id="vidgyor_iframe"' if ours else "",
            src=escape(self.src),
            more="" if ours else ' width="560" height="315" allowfullscreen',
        )
        credit = VIDEO["credit"].format(credit=self.credit) if self.credit else ""
        return "\n".join(filter(None, [player, credit]))

    def after_body(self, dirt: Dirt) -> str:
        return VIDEO["pdf"]
