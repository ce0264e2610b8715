"""Learn which pages of a site show photos or films, and which of them have no text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from newsbot.hindi.data_files import read_table

if TYPE_CHECKING:
    from collections.abc import Hashable

    from newsbot.undeclared.address import Address
    from newsbot.undeclared.cards import Shows

MEDIA = frozenset(read_table("undeclared.toml")["urls"]["media"])
# Pages without a text from which others of their group are judged; of pages of media, one.
MIN_TEXTLESS = 3
# Cards of a folder that show photos or a film, and their share among all cards that show something,
# in a folder of media.
MIN_CARDS, MIN_CARD_SHARE = 3, 0.3
MIN_WRITTEN = 3  # articles of the site with a text; with fewer, newsbot may not find texts at all


class MediaPages:
    """Judges whether a page shows photos or films, and whether it has a text.

    Pages are grouped by folder and shape of the URL, and by what their cards show: a folder may
    hold both written stories and photos without a text. UrlShapes makes one MediaPages per site.
    """

    def __init__(self) -> None:
        self._lists: set[str] = set()  # paths of lists of photos or films
        self._cards: dict[str, Shows] = {}  # form of an address → what its card shows
        self._shown: Counter[tuple[Hashable, Shows]] = Counter()  # (folder, what a card shows)
        # Group (see group) → forms of its pages without a text; number of its articles.
        self._textless: defaultdict[tuple[Hashable, Shows | None], set[str]] = defaultdict(set)
        self._written: Counter[tuple[Hashable, Shows | None]] = Counter()

    def learn_list(self, address: Address | None) -> None:
        """Record a URL that a link with a label for photos or films leads to."""
        if address and address.path != "/":
            self._lists.add(address.path)

    def learn_card(self, address: Address, shows: Shows) -> None:
        """Record what a card shows for a URL; if any card shows a text, the page has a text."""
        before, folder = self._cards.get(address.form), address.families[0]
        if before == shows or before == "text":
            return
        if before:
            self._shown[folder, before] -= 1
        self._shown[folder, shows] += 1
        self._cards[address.form] = shows

    def learn_postponed(self, address: Address) -> None:
        """Record a page that an earlier run postponed because its group showed no text.

        The page counts as media, because the listings with its card are not read again.
        """
        if self.count_textless(address):
            self._cards.setdefault(address.form, "media")

    def learn_textless(self, address: Address) -> None:
        """Record a page that was read and has no text."""
        self._textless[self.group(address)].add(address.form)

    def learn_written(self, address: Address) -> None:
        """Record a page that was read and is an article."""
        self._written[self.group(address)] += 1

    def group(self, address: Address) -> tuple[Hashable, Shows | None]:
        """Return the group of a page: (folder and shape of its URL, what its card shows)."""
        return address.families[0], self._cards.get(address.form)

    def is_media(self, address: Address) -> bool:
        """Return whether a page shows photos or a film, judged by its card or its URL."""
        folder, shows = self.group(address)
        if shows == "media" or (shows is None and self._has_media_cards(folder)):
            return True
        # With a query, the last step is the name of a script, which counts too: photo.php?id=12.
        folders = address.steps if address.query else address.steps[:-1]
        if any(not MEDIA.isdisjoint(re.split(r"[-_ ]", step.casefold())) for step in folders):
            return True
        return any(
            f"/{'/'.join(folders[:end])}" in self._lists for end in range(1, len(folders) + 1)
        )

    def _has_media_cards(self, folder: Hashable) -> bool:
        shown = self._shown[folder, "media"]
        return (
            shown >= MIN_CARDS and shown >= (shown + self._shown[folder, "text"]) * MIN_CARD_SHARE
        )

    def is_in_doubt(self, address: Address) -> bool:
        """Return whether a page shows photos or a film, and may have no text."""
        shows_text = self._cards.get(address.form) == "text"
        return not shows_text and self.is_media(address) and not self.has_written(address)

    def is_textless(self, address: Address) -> bool:
        """Return whether the pages of this page's group that were read have no text.

        The answer is False if few pages of the site have a text, and for a page that is itself
        known to have no text: when it is tried again, it is read.
        """
        needed = 1 if self.is_media(address) else MIN_TEXTLESS
        pages = self._textless_like(address)
        if address.form in pages or len(pages) < needed or self.has_written(address):
            return False
        return self._written.total() >= MIN_WRITTEN

    def count_textless(self, address: Address) -> int:
        """Return the number of pages of this page's group that have no text."""
        return len(self._textless_like(address))

    def has_written(self, address: Address) -> bool:
        """Return whether a page of this page's group was read and is an article."""
        folder, shows = self.group(address)
        if shows is not None:
            return self._written[folder, shows] > 0
        return any(self._written[folder, each] for each in ("text", "media", None))

    def _textless_like(self, address: Address) -> set[str]:
        """Return the forms of the pages without a text in a page's group.

        For a page of media, pages without a known card count too: the cards of pages that earlier
        runs read are not known.
        """
        folder, shows = self.group(address)
        pages = self._textless[folder, shows]
        return pages | self._textless[folder, None] if shows == "media" else pages
