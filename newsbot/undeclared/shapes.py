"""Learn from the shapes of a site's URLs which of them are articles'."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from newsbot.undeclared.address import is_usual
from newsbot.undeclared.media import MediaPages

if TYPE_CHECKING:
    from collections.abc import Hashable

    from newsbot.undeclared.address import Address

MIN_SEEN = 3  # URLs of one shape of which the nature is known, before it says something of others


class UrlShapes:
    """Learns which shapes of a site's URLs are articles'.

    A URL in a feed or a news sitemap is an article's, and so is one that a link names with the
    words of a headline; one that links name with a word or two is a listing's. A page that was read
    says more than links to it.
    """

    def __init__(self) -> None:
        self._judged: dict[str, bool] = {}  # form of an address → whether it is an article's
        self._stories: set[str] = set()  # forms of addresses that are no section's
        self._yes: Counter[Hashable] = Counter()
        self._no: Counter[Hashable] = Counter()
        self._read: Counter[tuple[Hashable, bool]] = Counter()  # (folder, is article) of pages
        self.media = MediaPages()
        self._hindi: Counter[str] = Counter()  # first step → links with words in Devanagari
        self._foreign: Counter[str] = Counter()

    def learn(self, address: Address, is_article: bool) -> None:
        """Note what a link, a feed or a sitemap says of an address; a headline outdoes a label."""
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

    def learn_story(self, address: Address) -> None:
        """Note that a card with a picture leads to an address: short words are its headline."""
        self._stories.add(address.form)
        if self._judged.get(address.form) is False:
            del self._judged[address.form]
            for key in (*address.families, address.shape):
                self._no[key] -= 1

    def learn_page(self, address: Address, is_article: bool) -> None:
        """Note what a page that was read turned out to be."""
        self._stories.discard(address.form)
        self._read[address.families[0], is_article] += 1
        if is_article:
            self.media.learn_written(address)
        if self._judged.get(address.form) is not is_article:
            self._judged.pop(address.form, None)
            self.learn(address, is_article)

    def learn_language(self, address: Address, is_hindi: bool) -> None:
        """Note in which script a link names an address."""
        if len(address.steps) > 1:
            (self._hindi if is_hindi else self._foreign)[address.steps[0]] += 1

    def is_foreign(self, address: Address) -> bool:
        """Return whether the section of an address is in another language."""
        first = address.steps[0]
        return self._foreign[first] >= MIN_SEEN and not self._hindi[first]

    def has_headline(self, address: Address) -> bool:
        """Return whether a feed, or a link with a headline, named an address."""
        return self._judged.get(address.form) is True

    def is_never_one(self, address: Address) -> bool:
        """Return whether pages of this shape in this folder were read, and none was an article."""
        folder = address.families[0]
        return self._read[folder, False] >= MIN_SEEN and not self._read[folder, True]

    def has_articles_below(self, address: Address) -> bool:
        """Return whether links with headlines lead to paths that go on behind an address."""
        below = f"{address.path}/"
        return any(judged and form.startswith(below) for form, judged in self._judged.items())

    def is_article(self, address: Address) -> bool:
        """Return whether an address is an article's, as far as is known."""
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
