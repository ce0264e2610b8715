"""Measure how similar two texts are: MinHash over pairs of Hindi words, with buckets for look-up.

The words keep their vowel signs (newsbot.hindi.words). They are folded, because copies may differ
in nukta, candrabindu and punctuation. A text counts as the set of its neighbouring word pairs. Two
texts are near duplicates if the Jaccard similarity of their sets is at least JACCARD_THRESHOLD.
"""

from __future__ import annotations

import struct
from itertools import chain, pairwise
from operator import eq
from typing import NamedTuple
from zlib import crc32

from rensa import RMinHash

from newsbot.hindi import fold, words
from newsbot.hindi.caching import cached_if_short

# If a tenth of the words change, the similarity is about 0.67 (0.81 / 1.19). Unrelated news have
# less than 0.1; news of one kind (a match, the weather) have up to 0.45.
JACCARD_THRESHOLD = 0.5
# The share of 120 hashes that two sketches must have in common, or the texts are not read and
# compared. Less than a thousandth of texts with a similarity of 0.5 have a smaller share: the
# standard deviation of the binomial distribution is 0.046.
SKETCH_THRESHOLD = 0.35
# Texts with fewer different pairs are alike by chance (a score, a line below a video).
MIN_PAIRS = 30
# 24 buckets of 5 hashes each. Two texts with a similarity of 0.67 share a bucket with a probability
# of 1 - (1 - 0.67**5)**24 = 0.97; with 0.82, of 0.9999; with 0.05, of 0.000007. With 20 buckets the
# first probability is 0.955, too near to the promised 0.95. With 16 buckets of 4 hashes it is 0.97
# too, and there are a third fewer rows, but three times as many texts would be compared in vain.
BANDS, ROWS = 24, 5
# A bucket is a 32-bit number. Among a million articles, one new article in eight shares a bucket
# by chance. 64 bits would take a hundred bytes more for each article.
BUCKET_BITS = 32
SEED = 42  # an arbitrary number; it must not change, because the buckets are stored
CACHED_PIECES = 1 << 15  # the words of news repeat: with this cache, folding is ten times as fast
MAX_PIECE_LENGTH = 200  # characters; a longer piece is not a word, and only its beginning counts
MAX_TEXT_LENGTH = 200_000  # characters; of a longer text only the beginning counts: it takes 1 s


def shingles(body: str) -> list[str]:
    """Return the folded word pairs of a text in their order; a pair may occur several times."""
    pieces = body[:MAX_TEXT_LENGTH].split()
    folded = list(chain.from_iterable(map(_folded_words, pieces)))
    return [f"{one} {other}" for one, other in pairwise(folded)]


@cached_if_short(CACHED_PIECES, MAX_PIECE_LENGTH)
def _folded_words(piece: str) -> tuple[str, ...]:
    """Return the folded words of a piece of text without white space."""
    return tuple(words(fold(piece[:MAX_PIECE_LENGTH])))


def has_enough_shingles(text: list[str]) -> bool:
    """Return whether a text, given by its word pairs, is long enough to be a near duplicate."""
    # The beginning is enough for most texts.
    enough = len(set(text[: 2 * MIN_PAIRS])) >= MIN_PAIRS
    return enough or len(set(text)) >= MIN_PAIRS


class MinHashSignature(NamedTuple):
    """The stored summary of a text, by which near duplicates are found.

    Attributes:
        buckets: Signed 32-bit integers; articles that share a bucket may be near duplicates.
        sketch: One byte of each hash; empty for a short text. The share of equal bytes of two
            sketches is about the similarity of their texts.
    """

    buckets: list[int]
    sketch: bytes


# The checksum of a band's number: equal hashes in different bands are different buckets.
_BAND_SEEDS = [crc32(bytes([band])) for band in range(BANDS)]


def signature_of(headline: str, text: list[str]) -> MinHashSignature:
    """Return the MinHash signature of an article.

    A short text shares a bucket only with texts of the same headline and word pairs.

    Args:
        headline: The headline of the article.
        text: The word pairs of its text, see ``shingles``.
    """
    if not has_enough_shingles(text):
        key = f"short:{headline}:{sorted(set(text))}".encode("utf-8", "surrogatepass")
        return MinHashSignature([_signed(crc32(key))], b"")
    hashes = RMinHash(num_perm=BANDS * ROWS, seed=SEED)
    hashes.update(text)
    values = struct.pack(f"<{BANDS * ROWS}I", *hashes.digest())
    size = 4 * ROWS
    parts = (values[at : at + size] for at in range(0, len(values), size))
    buckets = [_signed(crc32(part, band)) for band, part in zip(_BAND_SEEDS, parts, strict=True)]
    return MinHashSignature(buckets, values[::4])


def _signed(checksum: int) -> int:
    return checksum - (1 << (BUCKET_BITS - 1))  # SQLite stores it in 4 bytes


def sketches_are_similar(one: bytes, other: bytes) -> bool:
    """Return False if two sketches show that their texts are not near duplicates.

    This is wrong for one in a thousand near duplicates (b-bit minwise hashing, Li and König 2010).
    True if a text has no sketch.
    """
    return not (one and other) or sum(map(eq, one, other)) >= SKETCH_THRESHOLD * len(one)


def similarity(one: set[str], other: set[str]) -> float:
    """Return the Jaccard similarity of two sets of word pairs, from 0 to 1."""
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared or 1)
