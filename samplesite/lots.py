"""What is special about an article, by its number alone: its kind, an AMP page, a trap.

Of each hundred articles as many as `SHARES` says, at places that differ from hundred to hundred so
that all ways of being found have some of each. The first ones are set by hand: the smallest site
has one of each kind.
"""

from __future__ import annotations

from functools import lru_cache

from samplesite.mixing import mix

KINDS = ("live", "photo", "video", "webstory")
AMP = {
    "amp": 8,  # some links are to the AMP page
    "amp_linked": 2,  # all are
    "amp_only": 1,  # and the ordinary address answers 404
}
# On ordinary articles: a field that the page gives wrongly, or not where it should.
TRAPS = (
    "og_site_name",  # og:title is the site's name; the h1 is right
    "no_h1",  # JSON-LD's headline is the site's name; og:title is right
    "future_label",  # JSON-LD has the date
    "ancient_label",  # of 1970; JSON-LD has the date
    "canonical_elsewhere",  # on another host
    "canonical_of_another",
    "site_name_summary",  # in <meta>; there is no other
)
SHARES = {"live": 3, "photo": 3, "video": 4, "webstory": 3} | AMP | dict.fromkeys(TRAPS, 2)
_FIRST = {
    2: "live",
    6: "photo",
    10: "video",
    12: "amp",
    14: "webstory",
    16: "amp_only",
    18: "amp_linked",
    35: "amp_only",  # only an article that a related story leads to links to it
}
_HUNDRED = [name for name, share in SHARES.items() for _ in range(share)]
_HUNDRED += [""] * (100 - len(_HUNDRED))


@lru_cache(maxsize=1 << 12)
def lot(n: int) -> str:
    """The lot of article n, a key of `SHARES`; empty for most."""
    if n in _FIRST or n < 20:
        return _FIRST.get(n, "")
    return _HUNDRED[(n * 37 + mix("lot", n // 100)) % 100]
