"""Which articles the site has at an epoch, when each was published and edited, how it is found.

Articles are numbered 0, 1, 2… in the order of their publication. Everything here is a pure function
of the size of the site, the epoch and an article's number.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache

from samplesite.clock import IST
from samplesite.grammar import SECTION_SLUGS, sections
from samplesite.lots import AMP, KINDS, lot
from samplesite.mixing import mix

NOW = int(datetime(2026, 2, 3, 12, tzinfo=IST).timestamp())  # the site's clock at epoch 0
HOUR = 3600
SPACING = 13 * 60  # seconds from one article to the next, about a hundred and ten a day
FIRST_NUMBER = 40001
HOP3 = 5_000_000  # article HOP3 + n is linked by article n only, three hops from any listing
MAX_ARTICLES = 500_000
MIN_ARTICLES = 20

# The form of URL of 2023 ends in the second of publication.
OLD_START = int(datetime(2023, 1, 5, 9, tzinfo=IST).timestamp())
OLD_SPAN = 200 * 24 * HOUR

BULK = "bulk"
# How one article in forty is found, and by no other way. The parent of 23 is 24, of 27 it is 23,
# of 31 it is 32, of 35 it is 31.
ROLES = {
    3: "sitemap",
    7: "news",
    11: "rss",
    15: "listing",
    19: "home",
    23: "hop1",
    27: "hop2",
    31: "hop1",
    35: "hop2",
}
BLOCK = 40
RECENT = 200  # news sitemap, RSS and home show recent articles
# An edit shows itself by a later lastmod; elsewhere nobody could know of it without asking.
EDITABLE = frozenset({BULK, "sitemap", "news"})
EDIT_GROUP = 20  # one edit an epoch in each group of twenty: 5 %

_WEIGHTS = (30, 14, 18, 16, 10, 12)
_BY_WEIGHT = [i for i, weight in enumerate(_WEIGHTS) for _ in range(weight)]


class Plan:
    def __init__(self, articles: int, epoch: int) -> None:
        """`articles` is the size at epoch 0. Raises ValueError for a number out of range."""
        if not MIN_ARTICLES <= articles <= MAX_ARTICLES:
            raise ValueError(f"articles must be from {MIN_ARTICLES} to {MAX_ARTICLES}")
        if not 0 <= epoch <= 1000:
            raise ValueError("epoch must be from 0 to 1000")
        self.articles = articles
        self.epoch = epoch
        self.batch = max(1, round(articles * 0.02))
        self.total = self.size(epoch)
        if self.total > HOP3:
            raise ValueError(f"epoch must be lower: more than {HOP3} articles by then")
        self.old = articles // 20
        self.old_step = OLD_SPAN // max(1, self.old)
        self._edited = lru_cache(maxsize=1 << 16)(self._find_edited)
        # Asked several times for each page.
        self.section = lru_cache(maxsize=1 << 12)(self._section)
        self.edits = lru_cache(maxsize=1 << 12)(self._edits)

    def size(self, epoch: int) -> int:
        """How many articles there are at an epoch."""
        return self.articles + epoch * self.batch

    def exists(self, n: int) -> bool:
        if n >= HOP3:
            return n - HOP3 < self.total and self.hop3_child(n - HOP3) is not None
        return 0 <= n < self.total

    def born(self, n: int) -> int:
        """The epoch at which article n first appears."""
        return 0 if n < self.articles or n >= HOP3 else (n - self.articles) // self.batch + 1

    def generation(self, n: int) -> tuple[int, int]:
        """The range of articles that appeared together with n."""
        born = self.born(n)
        return (self.size(born - 1) if born else 0), self.size(born)

    def role(self, n: int) -> str:
        """How article n is found: `bulk` in several ways, else only in the way named."""
        place = n % BLOCK
        role = ROLES.get(place, BULK)
        if role == BULK or n >= HOP3:
            return "hop3" if n >= HOP3 else BULK
        if role in ("news", "rss", "home"):
            return role if n >= self.articles - RECENT else BULK
        if role == "listing":  # the older ones stand on the second page of their section or later
            aged = self.articles >= 120 and n < self.articles * 0.6
            return role if aged or n >= self.articles else BULK
        if role == "sitemap":
            return role
        low, high = self.generation(n)
        near = n + 1 < high if role == "hop1" else n - 4 >= low and n - 3 < high
        return role if near else BULK

    def parent(self, n: int) -> int | None:
        """The one article that links to n, if n is found by related stories only."""
        if n >= HOP3:
            return n - HOP3
        return {"hop1": n + 1, "hop2": n - 4}.get(self.role(n))

    def children(self, n: int) -> list[int]:
        """The articles that only n links to."""
        place = n % BLOCK
        found = [m for m in (n - 1, n + 4) if 0 <= m < self.total and self.parent(m) == n]
        if place == 27 and (hop3 := self.hop3_child(n)) is not None:
            found.append(hop3)
        return found

    def hop3_child(self, n: int) -> int | None:
        return HOP3 + n if n % BLOCK == 27 and self.role(n) == "hop2" else None

    def _section(self, n: int) -> int:
        """Index of the article's section in `SECTION_SLUGS`."""
        if self.role(n) == "listing":
            return SECTION_SLUGS.index("india")
        return _BY_WEIGHT[mix("section", n) % len(_BY_WEIGHT)]

    def lot(self, n: int) -> str:
        """What is special about article n, empty for most."""
        name = lot(n)
        # Web stories and AMP pages came after the form of URL of 2023.
        return "" if self.is_old(n) and name.startswith(("webstory", "amp")) else name

    def kind(self, n: int) -> str:
        """article, live, photo, video or webstory."""
        name = self.lot(n)
        return name if name in KINDS else "article"

    def has_amp(self, n: int) -> bool:
        return self.lot(n) in AMP

    def topic(self, n: int) -> int:
        return mix("topic", n) % len(sections()[self.section(n)].topics)

    def published(self, n: int) -> int:
        """Instant of publication, in Unix seconds."""
        instant = self._published(n)
        # A web story prints seconds; none reads as a full minute.
        return instant + (instant % 60 == 0 and self.kind(n) == "webstory")

    def _published(self, n: int) -> int:
        if n >= HOP3:
            return self.published(n - HOP3)
        if n < self.old:
            return OLD_START + n * self.old_step + mix("old", n) % self.old_step
        born = self.born(n)
        if not born:
            back = (self.articles - n) * SPACING
            return NOW - back - mix("published", n) % (SPACING // 2)
        low, high = self.generation(n)
        start = NOW + (born - 1) * HOUR + 60
        return start + (n - low) * (HOUR - 900) // (high - low) + mix("published", n) % 55

    def is_old(self, n: int) -> bool:
        """Whether its URL has the form of 2023."""
        return n < self.old

    def _edits(self, n: int) -> tuple[int, ...]:
        """The epochs at which article n was edited."""
        if n >= HOP3 or self.role(n) not in EDITABLE:
            return ()
        group = n // EDIT_GROUP
        return tuple(
            e for e in range(self.born(n) + 1, self.epoch + 1) if self._edited(group, e) == n
        )

    def _find_edited(self, group: int, epoch: int) -> int | None:
        start = mix("edit", group, epoch)
        for step in range(EDIT_GROUP):
            n = group * EDIT_GROUP + (start + step) % EDIT_GROUP
            if n < self.size(epoch - 1) and self.role(n) in EDITABLE:
                return n
        return None

    def updated(self, n: int) -> int:
        """Instant of the last change, in Unix seconds; never before `published`."""
        if edits := self.edits(n):
            return self.edited(n, edits[-1])
        return self.published(n) + self.first_span(n)

    @staticmethod
    def edited(n: int, epoch: int) -> int:
        """Instant of the edit of article n in an epoch, in Unix seconds."""
        return NOW + epoch * HOUR - mix("edited", n, epoch) % 3000

    def first_span(self, n: int) -> int:
        """Seconds from publication to the last change but for edits: a live blog runs for hours."""
        if self.kind(n) != "live":
            return mix("updated", n) % 480
        latest = NOW + self.born(n - HOP3 if n >= HOP3 else n) * HOUR - 60
        return min(2 * HOUR + mix("updated", n) % (9 * HOUR), latest - self.published(n))

    def web_story_near(self, wanted: int, limit: int) -> int:
        """A bulk web story below `limit`, looked for from `wanted` on. Every site has some."""
        n = wanted % limit
        while self.kind(n) != "webstory" or self.role(n) != BULK:
            n = (n + 1) % limit
        return n

    def bulk_near(self, wanted: int, limit: int, but: Collection[int] = ()) -> int:
        """A bulk article below `limit` that is not one of `but`, looked for from `wanted` on."""
        n = wanted % limit
        while n in but or self.role(n) != BULK:
            n = (n + 1) % limit
        return n
