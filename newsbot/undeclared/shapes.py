"""Learn which URLs of a site are articles' by the shapes of the URLs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from newsbot.undeclared.address import is_usual
from newsbot.undeclared.media import MediaPages

if TYPE_CHECKING:
    from collections.abc import Hashable

    from newsbot.undeclared.address import Address

MIN_SEEN = 3  # judged URLs of one shape that are needed to judge others of this shape


class UrlShapes:
    """Learns which shapes of a site's URLs are articles'. HindiSpider makes one per run.

    A URL is an article's if it is in a feed or a news sitemap, or if the text of a link to it is a
    headline. It is a listing's if the texts of its links are labels of a word or two. A page that
    was read overrides the links to it.

    Attributes:
        media: Judges whether pages show photos or films.
    """

    def __init__(self) -> None:
        self._judged: dict[str, bool] = {}  # form of an address → whether it is an article's
        self._refuted: set[str] = set()  # forms of addresses whose page is not an article
        self._in_feeds: set[str] = set()  # forms of addresses that feeds or news sitemaps name
        self._stories: set[str] = set()  # forms of addresses that are not a section's
        # Shape, alone or with folder or section → number of URLs that are articles'; that are not.
        self._yes: Counter[Hashable] = Counter()
        self._no: Counter[Hashable] = Counter()
        self._read: Counter[tuple[Hashable, bool]] = Counter()  # (folder, is article) of pages
        self.media = MediaPages()
        # First step → number of links with a text in Devanagari; in another script.
        self._hindi: Counter[str] = Counter()
        self._foreign: Counter[str] = Counter()

    def learn(self, address: Address, is_article: bool) -> None:
        """Record what a link, a feed or a sitemap shows; a headline overrides a label."""
        before = self._judged.get(address.form)
        if before is is_article or before is True:
            return
        if not is_article and address.form in self._stories:
            return
        self._judged[address.form] = is_article
        for key in (*address.families, address.shape):
            if before is False:
                self._no[key] -= 1
            (self._yes if is_article else self._no)[key] += 1

    def learn_from_feed(self, address: Address) -> None:
        """Record that a feed or a news sitemap names an address as an article's."""
        self._in_feeds.add(address.form)
        self.learn(address, is_article=True)

    def learn_story(self, address: Address) -> None:
        """Record that a full card leads to an address: a short text is then its headline."""
        self._stories.add(address.form)
        if self._judged.get(address.form) is False:
            del self._judged[address.form]
            for key in (*address.families, address.shape):
                self._no[key] -= 1

    def learn_page(self, address: Address, is_article: bool) -> None:
        """Record whether a page that was read is an article."""
        self._stories.discard(address.form)
        self._read[address.families[0], is_article] += 1
        (self._refuted.discard if is_article else self._refuted.add)(address.form)
        if is_article:
            self.media.learn_written(address)
        if self._judged.get(address.form) is not is_article:
            self._judged.pop(address.form, None)
            self.learn(address, is_article)

    def learn_language(self, address: Address, is_hindi: bool) -> None:
        """Record whether the text of a link to an address is in Devanagari."""
        if len(address.steps) > 1:
            (self._hindi if is_hindi else self._foreign)[address.steps[0]] += 1

    def is_foreign(self, address: Address) -> bool:
        """Return whether the section of an address is in another language than Hindi."""
        first = address.steps[0]
        return self._foreign[first] >= MIN_SEEN and not self._hindi[first]

    def has_headline(self, address: Address) -> bool:
        """Return whether a feed, a news sitemap or a link with a headline named an address."""
        return self._judged.get(address.form) is True

    def is_named_by_feed(self, address: Address) -> bool:
        """Return whether a feed named an address as an article's, and no page refuted it.

        A few feeds name sections too (``/desh``): their addresses do not look like an article's.
        """
        is_named = address.form in self._in_feeds and address.form not in self._refuted
        return is_named and is_usual(address.form)

    def has_never_articles(self, address: Address) -> bool:
        """Return whether several pages of this shape and folder were read, none an article."""
        folder = address.families[0]
        return self._read[folder, False] >= MIN_SEEN and not self._read[folder, True]

    def has_articles_below(self, address: Address) -> bool:
        """Return whether links with headlines lead to URLs below an address."""
        below = f"{address.path}/"
        return any(judged and form.startswith(below) for form, judged in self._judged.items())

    def is_article(self, address: Address) -> bool:
        """Return whether an address is an article's, by what has been learned so far."""
        if not address.may_be_article or self.is_foreign(address):
            return False
        judged = self._judged.get(address.form)
        if judged is False:
            return False
        for key in (*address.families, address.shape):
            yes, no = self._yes[key], self._no[key]
            if yes + no >= MIN_SEEN:
                return yes > no
        return judged is True or is_usual(address.form)
