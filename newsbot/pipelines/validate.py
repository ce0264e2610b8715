"""Make a Reject, with its reason, of what is not an article."""

from __future__ import annotations

from itemadapter import ItemAdapter

from newsbot.hindi import legacy_font
from newsbot.items import Article, Reject, has_content
from newsbot.pipelines import ArticlePipeline

MAX_SHARE_LOST = 0.001


class Validate(ArticlePipeline):
    """Makes a Reject of what lacks a headline, a body or a URL, or is not in Unicode."""

    def process_article(self, article: Article) -> Article | Reject:
        """Return the article, or a Reject with the reason and all that was read."""
        problem = self._problem(article)
        if problem is None:
            return article
        reason, detail = problem
        # A value that the run knows by itself is not a field of the page.
        fields = {
            name: value
            for name, value in ItemAdapter(article).items()
            if (value or value is False) and name not in ("revision", "fetched_at")
        }
        return Reject(article.url, reason, detail, fields, article.fetched_at)

    def _problem(self, article: Article) -> tuple[str, str | None] | None:
        """Return (reason, detail) why this is no article; None where it is one."""
        if not article.headline:
            return "no_headline", None
        if not has_content(article):
            return "no_body", None
        if not article.url:
            return "no_url", None
        if lost := share_lost(article):
            return "bad_encoding", f"{lost:.1%} of the letters are U+FFFD"
        # In a legacy font the text is ASCII to a computer: what is Hindi in Unicode is in none.
        if article.language != "hi" and (font := legacy_font(article.body)):
            return "legacy_font", font
        return None


def share_lost(article: Article) -> float:
    """Return the share of an article's characters that could not be decoded; 0 if it is small."""
    texts = [article.headline, article.body, *(update.text for update in article.live_updates)]
    lost = sum(text.count("\ufffd") for text in texts)
    share = lost / sum(map(len, texts)) if lost else 0.0
    return share if share > MAX_SHARE_LOST else 0.0
