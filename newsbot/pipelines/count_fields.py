"""Count which fields pages fill: the layout alarm looks at it, and so can people."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from newsbot.items import Reject, has_content
from newsbot.page.declared.layout import COUNTED
from newsbot.pipelines import ArticlePipeline
from newsbot.reporting import stat_names
from newsbot.reporting.outcomes import EXTRACTION_REASONS

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newsbot.items import Article

EXAMPLES = 3  # of pages without a field


class CountFields(ArticlePipeline):
    """Counts on how many pages each field was found, for the layout alarm and the report.

    The stats are ``newsbot/field/<name>/filled``, ``/missing``, ``/from_markup`` (by the page's own
    markup) and ``/examples``, a few pages where the markup has none.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pages = 0
        self._filled: Counter[str] = Counter()
        self._from_markup: Counter[str] = Counter()
        self._examples: dict[str, list[str]] = {name: [] for name in COUNTED}

    def process_item(self, item: Any) -> Any:
        """Count a page that gave no article as one without any field."""
        if isinstance(item, Reject) and item.reason in EXTRACTION_REASONS:
            # The page of an article in which nothing could be read.
            self._pages += 1
            for name in COUNTED:
                self._note_example(name, item.url)
        return super().process_item(item)

    def process_article(self, article: Article) -> Article:
        """Count which fields an article has, and where they are from."""
        self._pages += 1
        provenance = article.provenance
        for name, fields in COUNTED.items():
            source = next((provenance[field] for field in fields if field in provenance), None)
            if source is not None and (name != "sections" or has_content(article)):
                self._filled[name] += 1
                if source in ("selector", "derived"):
                    self._from_markup[name] += 1
                    continue
            self._note_example(name, article.url)
        return article

    def _note_example(self, name: str, url: str) -> None:
        if len(self._examples[name]) < EXAMPLES:
            self._examples[name].append(url)

    def close_spider(self) -> None:
        """Write the counts into the stats."""
        stats = self.crawler.stats
        for name in COUNTED if self._pages else ():
            stats.set_value(f"{stat_names.FIELD}/{name}/filled", self._filled[name])
            stats.set_value(f"{stat_names.FIELD}/{name}/missing", self._pages - self._filled[name])
            stats.set_value(f"{stat_names.FIELD}/{name}/from_markup", self._from_markup[name])
            if self._examples[name]:
                stats.set_value(f"{stat_names.FIELD}/{name}/examples", self._examples[name])
