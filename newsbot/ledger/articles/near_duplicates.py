"""Measure how near two texts are: MinHash over pairs of Hindi words, buckets for look-up.

The words keep their vowel signs (newsbot.hindi.words); they are folded, so that nukta,
candrabindu and punctuation do not part copies. A text is the set of its neighbouring word pairs;
two texts are near where their sets' Jaccard similarity is at least JACCARD_THRESHOLD.
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

# A tenth of the words changed leaves about 0.67 of the pairs (0.81 / 1.19); unrelated news share
# less than a tenth, and those of one kind (a match, the weather) up to 0.45.
JACCARD_THRESHOLD = 0.5
# Of texts that are just near, less than a thousandth share fewer of 120 hashes: the binomial's
# deviation is 0.046. Texts that share fewer need not be read and compared.
SKETCH_THRESHOLD = 0.35
# Shorter texts are alike by chance (a score, a line below a video).
MIN_PAIRS = 30
# 24 buckets of 5 hashes each: at similarity 0.67 one is shared with probability
# 1 - (1 - 0.67**5)**24 = 0.97, at 0.82 with 0.9999, at 0.05 with 0.000007. With 20 buckets the
# first was 0.955, too near the 0.95 that are promised; with 16 buckets of 4 hashes it would be 0.97
# too, for a third fewer rows, but three times as many texts would have to be compared in vain.
BANDS, ROWS = 24, 5
# A bucket is a number of 32 bits: among a million articles a new one meets one in eight by chance.
# 64 bits would be a hundred bytes more an article.
BUCKET_BITS = 32
SEED = 42  # any; it must stay, for the buckets are stored
PIECES_KEPT = 1 << 15  # news repeat their words: folding each once is ten times as fast
# Characters: of a piece that is kept, a longer one is no word and counts by its beginning; of a
# text that is compared, a longer one by its beginning too. Its whole would take a second.
MAX_PIECE_LENGTH = 200
MAX_TEXT_LENGTH = 200_000


def shingles(body: str) -> list[str]:
    """Return the neighbouring word pairs of a text, folded, in its order; some come again."""
    pieces = body[:MAX_TEXT_LENGTH].split()
    folded = list(chain.from_iterable(map(_folded_words, pieces)))
    return [f"{one} {other}" for one, other in pairwise(folded)]


@cached_if_short(PIECES_KEPT, MAX_PIECE_LENGTH)
def _folded_words(piece: str) -> tuple[str, ...]:
    """Return the folded words of a piece without white space; none goes across white space."""
    return tuple(words(fold(piece[:MAX_PIECE_LENGTH])))


def has_enough_shingles(text: list[str]) -> bool:
    """Return whether a text, as its pairs, says enough to be near another one."""
    # Most texts have shown that long before their end.
    enough = len(set(text[: 2 * MIN_PAIRS])) >= MIN_PAIRS
    return enough or len(set(text)) >= MIN_PAIRS


class MinHashSignature(NamedTuple):
    """The stored part of an article's text, by which near texts are found.

    Attributes:
        buckets: Signed integers of 32 bits; articles that share one may be near.
        sketch: A byte a hash, empty for a short text; the share of bytes that two have in common is
            about their similarity.
    """

    buckets: list[int]
    sketch: bytes


# The same hashes are another bucket in another band: its number stands before them.
_BAND_SEEDS = [crc32(bytes([band])) for band in range(BANDS)]


def signature_of(headline: str, text: list[str]) -> MinHashSignature:
    """Return the MinHash signature of an article.

    A short text is only near its like, headline included.

    Args:
        headline: The article's.
        text: The word pairs of its text, see ``shingles``.
    """
    if not has_enough_shingles(text):
        key = f"short:{headline}:{sorted(set(text))}".encode("utf-8", "surrogatepass")
        return MinHashSignature([_signed(crc32(key))], b"")
    hashes = RMinHash(num_perm=BANDS * ROWS, seed=SEED)
    hashes.update(text)  # a pair that comes again changes nothing
    values = struct.pack(f"<{BANDS * ROWS}I", *hashes.digest())
    size = 4 * ROWS
    parts = (values[at : at + size] for at in range(0, len(values), size))
    buckets = [_signed(crc32(part, band)) for band, part in zip(_BAND_SEEDS, parts, strict=True)]
    return MinHashSignature(buckets, values[::4])


def _signed(checksum: int) -> int:
    return checksum - (1 << (BUCKET_BITS - 1))  # SQLite stores it in 4 bytes


def sketches_are_similar(one: bytes, other: bytes) -> bool:
    """Return False where two sketches say that their texts are not near.

    That is wrong of one in a thousand near texts (b-bit minwise hashing, Li and König 2010). True
    where a text has no sketch.
    """
    return not (one and other) or sum(map(eq, one, other)) >= SKETCH_THRESHOLD * len(one)


def similarity(one: set[str], other: set[str]) -> float:
    """Return the Jaccard similarity of two texts' sets of pairs, from 0 to 1."""
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared or 1)
