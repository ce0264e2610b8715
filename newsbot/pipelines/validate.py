"""Turn items that are not an article into rejects."""

from __future__ import annotations

from itemadapter import ItemAdapter

from newsbot.hindi import legacy_font
from newsbot.items import Article, Reject, has_content
from newsbot.pipelines import ArticlePipeline

MAX_SHARE_LOST = 0.001  # of the characters of an article: U+FFFD


class Validate(ArticlePipeline):
    """Turns an item without a headline, a body, a URL or Unicode text into a Reject."""

    def process_article(self, article: Article) -> Article | Reject:
        """Return the article, or a Reject with the reason and all fields that were read."""
        problem = self._problem(article)
        if problem is None:
            return article
        reason, detail = problem
        # The two excluded values come from the run, not from the page.
        fields = {
            name: value
            for name, value in ItemAdapter(article).items()
            if (value or value is False) and name not in ("revision", "fetched_at")
        }
        return Reject(article.url, reason, detail, fields, article.fetched_at)

    def _problem(self, article: Article) -> tuple[str, str | None] | None:
        """Return (reason, detail) why this is not an article; None for an article."""
        if not article.headline:
            return "no_headline", None
        if not has_content(article):
            return "no_body", None
        if not article.url:
            return "no_url", None
        if lost := share_lost(article):
            return "bad_encoding", f"{lost:.1%} of the letters are U+FFFD"
        # A text in a legacy font is ASCII to a computer: a text that is Hindi in Unicode is not.
        if article.language != "hi" and (font := legacy_font(article.body)):
            return "legacy_font", font
        return None


def share_lost(article: Article) -> float:
    """Return the share of characters that could not be decoded; 0 up to MAX_SHARE_LOST."""
    texts = [article.headline, article.body, *(update.text for update in article.live_updates)]
    lost = sum(text.count("\ufffd") for text in texts)
    share = lost / sum(map(len, texts)) if lost else 0.0
    return share if share > MAX_SHARE_LOST else 0.0
