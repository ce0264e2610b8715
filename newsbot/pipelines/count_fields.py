"""Count on how many pages each field is filled, for the layout alarm and for people."""

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

MAX_EXAMPLES = 3  # URLs of pages without a field


class CountFields(ArticlePipeline):
    """Counts on how many pages each field was found, for the layout alarm and the report.

    The stats are ``newsbot/field/<name>/filled``, ``/missing``, ``/from_markup`` (pages whose own
    markup gave the field) and ``/examples`` (URLs of pages whose markup did not).
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pages = 0
        self._filled: Counter[str] = Counter()
        self._from_markup: Counter[str] = Counter()
        self._examples: dict[str, list[str]] = {name: [] for name in COUNTED}

    def process_item(self, item: Any) -> Any:
        """Count a reject whose page could not be read as a page without any field."""
        if isinstance(item, Reject) and item.reason in EXTRACTION_REASONS:
            self._pages += 1
            for name in COUNTED:
                self._note_example(name, item.url)
        return super().process_item(item)

    def process_article(self, article: Article) -> Article:
        """Count which fields an article has, and which of them its markup gave."""
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
        if len(self._examples[name]) < MAX_EXAMPLES:
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
