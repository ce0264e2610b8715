"""Convert the sources that a page names to JSON for the ledger, and back.

A page may name 100,000 sources. Their JSON takes up to a second to write or read, so a thread does
the work.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from newsbot.discovery.sources import Source
from newsbot.downloader.worker import LARGE_BODY, in_worker

if TYPE_CHECKING:
    from collections.abc import Sequence

MANY = 1000  # sources, which take some 5 ms; more of them are converted in the thread


async def names_as_text(names: Sequence[tuple[str, Source]]) -> str:
    """Return (URL, source) pairs as JSON."""
    return await in_worker(_as_text, names) if len(names) > MANY else _as_text(names)


async def names_of_text(text: str) -> list[tuple[str, Source]]:
    """Return the (URL, source) pairs of a JSON text; an empty list for an empty text.

    Raises:
        KeyError, TypeError, ValueError: Another version of newsbot wrote the text.
    """
    return await in_worker(_of_text, text) if len(text) > LARGE_BODY else _of_text(text)


def _as_text(names: Sequence[tuple[str, Source]]) -> str:
    return json.dumps([(url, source.to_json()) for url, source in names], ensure_ascii=False)


def _of_text(text: str) -> list[tuple[str, Source]]:
    return [(url, Source.from_json(source)) for url, source in json.loads(text or "[]")]
