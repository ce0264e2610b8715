"""Nearly the same text, on the texts of the sample site."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.feed_lines import replayed_article
from newsbot.hindi import fold, words
from newsbot.items import Article
from newsbot.ledger import Ledger
from newsbot.ledger.articles import near_duplicates as near
from samplesite import Site

COUNT = 1000
REST = {
    "revision": 1,
    "duplicate_of": None,
    "changes": None,
    "found_via": "listing",
    "found_on": "",
    "depth": 0,
    "fetched_at": "2026-02-03T06:30:00+00:00",
    "first_seen_at": "2026-02-03T06:30:00+00:00",
    "provenance": {},
}


def sample(number: int, gold: dict[str, object], **changes: object) -> Article:
    return replayed_article({**gold, **REST, "id": f"indiadaily:{number}", **changes})


@pytest.fixture(scope="module")
def gold() -> list[dict[str, object]]:
    return list(Site(COUNT).gold())


@pytest.fixture(scope="module")
def known(gold: list[dict[str, object]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory that knows all sample articles."""
    folder = tmp_path_factory.mktemp("near")
    ledger = Ledger.open(folder, "indiadaily")
    for number, each in enumerate(gold):
        ledger.record(sample(number, each), None)
    ledger.delivered()
    ledger.close()
    return folder


@pytest.mark.slow
def test_no_sample_article_has_a_wrong_duplicate(
    known: Path, gold: list[dict[str, object]]
) -> None:
    ledger = Ledger.open(known, "indiadaily")
    lines = list(ledger.articles.all_latest())
    ledger.delivered()
    ledger.close()
    assert len(lines) == len(gold) == COUNT
    assert [line["id"] for line in lines if line["duplicate_of"]] == []


@pytest.mark.slow
def test_unrelated_articles_are_not_near(gold: list[dict[str, object]]) -> None:
    """Every pair of them: at most one in a thousand."""
    texts = [set(near.shingles(str(each["body"]))) for each in gold]
    holders: dict[str, list[int]] = {}
    false = 0
    for number, text in enumerate(texts):
        shared = Counter(other for pair in text for other in holders.get(pair, ()))
        # At half of all pairs in common, more than half of either text's are.
        likely = (other for other, count in shared.items() if count >= len(text) / 2)
        false += sum(
            near.similarity(texts[other], text) >= near.JACCARD_THRESHOLD for other in likely
        )
        for pair in text:
            holders.setdefault(pair, []).append(number)
    assert false <= COUNT * (COUNT - 1) / 2 / 1000


@pytest.mark.slow
@pytest.mark.parametrize(("share", "wanted"), [(0.05, 0.99), (0.10, 0.95)])
def test_copies_with_changed_words_are_found(
    known: Path, gold: list[dict[str, object]], share: float, wanted: float
) -> None:
    chosen = random.Random(7)
    vocabulary = sorted({word for each in gold for word in str(each["body"]).split()})
    ledger = Ledger.open(known, "indiadaily")
    found = 0
    for number, each in enumerate(gold):
        body = str(each["body"]).split(" ")
        for at in chosen.sample(range(len(body)), round(len(body) * share)):
            body[at] = chosen.choice(vocabulary)
        copy = sample(COUNT + number, each, body=" ".join(body), headline="एक और सुर्खी")
        with suppress(ZeroDivisionError), ledger.transaction():
            ledger.articles.record(copy, ledger.run, 0)
            raise ZeroDivisionError  # the copy is not to be known
        found += copy.duplicate_of == f"indiadaily:{number}"
    ledger.delivered()
    ledger.close()
    assert found >= wanted * COUNT


@given(
    st.text(alphabet=st.characters() | st.sampled_from("  \n\u0928\u094d\u0924\u093c\u0901.,3:"))
)
def test_words_are_folded_as_in_the_whole_text(body: str) -> None:
    whole = words(fold(body))
    assert near.shingles(body) == [f"{one} {other}" for one, other in pairwise(whole)]


def test_spelling_does_not_part_copies() -> None:
    one = "हिन्दी में पढ़ाई के लिए चाँद पर भेजा गया सम्बन्ध"
    other = "हिंदी में पढाई के लिए, चांद पर भेजा गया संबंध।"
    assert near.shingles(one) == near.shingles(other)
    assert near.shingles("कि की") != near.shingles("का के")  # vowel signs are words' own


@given(st.text(), st.text())
def test_buckets_are_signed_numbers_of_their_size(headline: str, body: str) -> None:
    buckets, sketch = near.signature_of(headline, near.shingles(body))
    assert (len(buckets), len(sketch)) in ((1, 0), (near.BANDS, near.BANDS * near.ROWS))
    half = 1 << (near.BUCKET_BITS - 1)
    assert all(-half <= bucket < half for bucket in buckets)
    assert buckets == near.signature_of(headline, near.shingles(body)).buckets


@given(st.lists(st.integers(0, 40), max_size=200))
def test_a_text_is_long_by_the_pairs_that_differ(numbers: list[int]) -> None:
    text = [f"शब्द {number}" for number in numbers]
    assert near.has_enough_shingles(text) == (len(set(text)) >= near.MIN_PAIRS)


@given(st.lists(st.integers(0, 99), min_size=1, max_size=200))
def test_pairs_that_come_again_change_no_bucket(numbers: list[int]) -> None:
    text = [f"शब्द {number}" for number in numbers]
    assert near.signature_of("सुर्खी", text) == near.signature_of("सुर्खी", sorted(set(text)))


def test_sketches_of_near_texts_are_alike(gold: list[dict[str, object]]) -> None:
    """A copy whose similarity is about NEAR must be read; most that are not near need not."""
    chosen = random.Random(3)
    texts = [near.shingles(str(each["body"])) for each in gold]
    texts = [text for text in texts if near.has_enough_shingles(text)]
    sketches = [near.signature_of("", text).sketch for text in texts]
    missed = passed = 0
    for text, sketch in zip(texts, sketches, strict=True):
        kept = chosen.sample(text, round(len(text) * 0.7))
        copy = kept + [f"{pair} नया" for pair in text[: len(text) - len(kept)]]
        alike = near.similarity(set(text), set(copy)) >= near.JACCARD_THRESHOLD
        missed += alike and not near.sketches_are_similar(
            sketch, near.signature_of("", copy).sketch
        )
        passed += near.sketches_are_similar(sketch, chosen.choice(sketches))
    assert missed <= len(texts) / 200
    assert passed <= len(texts) / 50
    assert near.sketches_are_similar(b"", sketches[0])
