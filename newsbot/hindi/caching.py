"""Cache functions of short texts alone: a text from a site may be megabytes long."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
Function = Callable[Concatenate[str, P], T]
MAX_LENGTH = 200  # characters; what comes again on page after page is shorter


def cached_if_short(
    entries: int, max_length: int = MAX_LENGTH
) -> Callable[[Function[P, T]], Function[P, T]]:
    """Return a decorator like lru_cache's for a function of a text, which caches short texts alone.

    Args:
        entries: How many results are kept at most.
        max_length: The characters of the longest text whose result is kept.
    """

    def decorate(function: Function[P, T]) -> Function[P, T]:
        cached = lru_cache(entries)(function)

        @wraps(function)
        def call(text: str, /, *args: P.args, **kwargs: P.kwargs) -> T:
            which: Function[P, T] = cached if len(text) <= max_length else function
            return which(text, *args, **kwargs)

        return call

    return decorate
