"""Convert the sources that a page names to a JSON text for the ledger, and back.

A page may name 100,000. Their text takes up to a second to write or read, and so a thread does it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from newsbot.discovery.sources import Source
from newsbot.downloader.worker import LARGE_BODY, in_worker

if TYPE_CHECKING:
    from collections.abc import Sequence

MANY = 1000  # sources; those take some 5 ms


async def names_as_text(names: Sequence[tuple[str, Source]]) -> str:
    """Return the text for sources, each with its URL."""
    return await in_worker(_as_text, names) if len(names) > MANY else _as_text(names)


async def names_of_text(text: str) -> list[tuple[str, Source]]:
    """Return the sources of a text; none for an empty one.

    Raises:
        KeyError, TypeError, ValueError: Another version of newsbot wrote it.
    """
    return await in_worker(_of_text, text) if len(text) > LARGE_BODY else _of_text(text)


def _as_text(names: Sequence[tuple[str, Source]]) -> str:
    return json.dumps([(url, source.to_json()) for url, source in names], ensure_ascii=False)


def _of_text(text: str) -> list[tuple[str, Source]]:
    return [(url, Source.from_json(source)) for url, source in json.loads(text or "[]")]
