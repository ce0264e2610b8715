"""Nearly the same text: min-hash over pairs of Hindi words, buckets for look-up.

The words keep their vowel signs (newsbot.hindi.words); they are folded, so that nukta,
candrabindu and punctuation do not part copies. A text is the set of its neighbouring word pairs;
two texts are near where their sets' Jaccard similarity is at least NEAR.
"""

from __future__ import annotations

import hashlib
from itertools import pairwise

from rensa import RMinHash

from newsbot.hindi import fold, words

# A tenth of the words changed leaves about 0.68 of the pairs (0.81 / 1.19); unrelated news share
# less than a tenth.
NEAR = 0.5
# Shorter texts are alike by chance (a score, a weather line).
FEWEST_PAIRS = 30
# 20 buckets of 5 hashes each: at similarity 0.68 one is shared with probability
# 1 - (1 - 0.68**5)**20 = 0.96, at 0.82 with 0.9999, at 0.05 with 0.000006.
BANDS, ROWS = 20, 5
SEED = 42  # any; it must stay, for the buckets are stored


def pairs(body: str) -> frozenset[str]:
    """The neighbouring word pairs of a text, folded."""
    return frozenset(map(" ".join, pairwise(words(fold(body)))))


def buckets(text: frozenset[str]) -> list[int]:
    """The buckets of a text, as signed 64-bit integers; a short text is only near its like."""
    if len(text) < FEWEST_PAIRS:
        return [_bucket(f"short:{sorted(text)}")]
    sketch = RMinHash(num_perm=BANDS * ROWS, seed=SEED)
    sketch.update(sorted(text))
    values = sketch.digest()
    bands = (values[start : start + ROWS] for start in range(0, BANDS * ROWS, ROWS))
    return [_bucket(f"{number}:{band}") for number, band in enumerate(bands)]


def _bucket(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), signed=True)


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard similarity of two texts, from 0 to 1."""
    return len(one & other) / (len(one | other) or 1)
