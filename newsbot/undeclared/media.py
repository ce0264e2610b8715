"""Learn which pages of a site show photos or a film, and which of them have no text."""

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
MIN_TEXTLESS = 3  # pages without a text, before they say something of others
MIN_CARDS = (
    3  # of a folder that show photos or a film; and their share, of those that say something
)
MIN_CARD_SHARE = 0.3
MIN_WRITTEN = 3  # articles of the site: else none could be read


class MediaPages:
    """Knows the folders of photos and films, and compares pages of one folder and shape.

    A folder may hold written stories beside photos without a text. So pages are compared with those
    whose cards show the same.
    """

    def __init__(self) -> None:
        self._lists: set[str] = set()  # paths of lists of photos or films
        self._cards: dict[str, Shows] = {}  # form of an address → what its card shows
        self._shown: Counter[tuple[Hashable, Shows]] = Counter()  # (folder, what a card shows)
        # (folder, what the cards of its pages show) → forms of pages without a text; articles
        self._textless: defaultdict[tuple[Hashable, Shows | None], set[str]] = defaultdict(set)
        self._written: Counter[tuple[Hashable, Shows | None]] = Counter()

    def learn_list(self, address: Address | None) -> None:
        """Note that a label of photos or films names an address."""
        if address and address.path != "/":
            self._lists.add(address.path)

    def learn_card(self, address: Address, shows: Shows) -> None:
        """Note what a card shows of an address; lines of a text on any card say that it has one."""
        before, folder = self._cards.get(address.form), address.families[0]
        if before == shows or before == "text":
            return
        if before:
            self._shown[folder, before] -= 1
        self._shown[folder, shows] += 1
        self._cards[address.form] = shows

    def learn_postponed(self, address: Address) -> None:
        """Note that a page waits since an earlier run, for pages like it showed no text.

        The lists that show its card are not read again.
        """
        if self.count_textless(address):
            self._cards.setdefault(address.form, "media")

    def learn_textless(self, address: Address) -> None:
        """Note that a page was read and shows no text."""
        self._textless[self.group(address)].add(address.form)

    def learn_written(self, address: Address) -> None:
        """Note that a page was read and is an article."""
        self._written[self.group(address)] += 1

    def group(self, address: Address) -> tuple[Hashable, Shows | None]:
        """Return what the pages have in common that an address is compared with."""
        return address.families[0], self._cards.get(address.form)

    def is_media(self, address: Address) -> bool:
        """Return whether a page shows photos or a film, by its card, its folder or its script."""
        folder, shows = self.group(address)
        if shows == "media" or (shows is None and self._has_media_cards(folder)):
            return True
        # What photo.php?id=12 shows, the name of the script says.
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
        """Return whether a page shows photos or a film, and it is not known if there is a text."""
        shows_text = self._cards.get(address.form) == "text"
        return not shows_text and self.is_media(address) and not self.has_written(address)

    def is_textless(self, address: Address, is_spared: bool = False) -> bool:
        """Return whether pages like this one show no text, and none of them has one.

        Not where no page of the site does. A page that was read says for itself when it is tried
        again. ``is_spared``: one page says enough of the others if it shows photos or a film.
        """
        needed = 1 if is_spared and self.is_media(address) else MIN_TEXTLESS
        pages = self._textless_like(address)
        if address.form in pages or len(pages) < needed or self.has_written(address):
            return False
        return self._written.total() >= MIN_WRITTEN

    def count_textless(self, address: Address) -> int:
        """Return how many pages like this one show no text."""
        return len(self._textless_like(address))

    def has_written(self, address: Address) -> bool:
        """Return whether a page like this one was read and is an article."""
        folder, shows = self.group(address)
        if shows is not None:
            return self._written[folder, shows] > 0
        return any(self._written[folder, each] for each in ("text", "media", None))

    def _textless_like(self, address: Address) -> set[str]:
        """Return the forms of the pages without a text that say something of a page.

        The cards of pages that earlier runs read are not known.
        """
        folder, shows = self.group(address)
        pages = self._textless[folder, shows]
        return pages | self._textless[folder, None] if shows == "media" else pages
