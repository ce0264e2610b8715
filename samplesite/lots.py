"""What is special about an article: the kind of its page, by its number alone.

Of each hundred articles as many as `SHARES` says, at places that differ from hundred to hundred so
that all ways of being found have some of each. The first twenty are set by hand: the smallest site
has one of each kind.
"""

from __future__ import annotations

from samplesite.mixing import mix

KINDS = ("live", "photo", "video", "webstory")
SHARES = {"live": 3, "photo": 3, "video": 4, "webstory": 3}
_FIRST = {2: "live", 6: "photo", 10: "video", 14: "webstory"}
_HUNDRED = [name for name, share in SHARES.items() for _ in range(share)]
_HUNDRED += [""] * (100 - len(_HUNDRED))


def lot(n: int) -> str:
    """The lot of article n, a key of `SHARES`; empty for most."""
    if n < 20:
        return _FIRST.get(n, "")
    return _HUNDRED[(n * 37 + mix("lot", n // 100)) % 100]
