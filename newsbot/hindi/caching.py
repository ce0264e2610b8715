"""Cache the results of functions for short texts only: a site's text may be megabytes long."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
Function = Callable[Concatenate[str, P], T]
MAX_LENGTH = 200  # characters; texts that many pages share are shorter


def cached_if_short(
    entries: int, max_length: int = MAX_LENGTH
) -> Callable[[Function[P, T]], Function[P, T]]:
    """Return a decorator that works as lru_cache, but caches only results for short texts.

    Args:
        entries: The maximum number of cached results.
        max_length: The maximum number of characters of a text whose result is cached.
    """

    def decorate(function: Function[P, T]) -> Function[P, T]:
        cached = lru_cache(entries)(function)

        @wraps(function)
        def call(text: str, /, *args: P.args, **kwargs: P.kwargs) -> T:
            which: Function[P, T] = cached if len(text) <= max_length else function
            return which(text, *args, **kwargs)

        return call

    return decorate
