"""Whether a text has one of some words: quick, and never wrong."""

from hypothesis import given
from hypothesis import strategies as st

from newsbot.hindi import fold
from newsbot.hindi.word_filter import ContainsAny

WORDS = ("एजेंसी", "pti", "भाषा")
speaks = ContainsAny(WORDS)

pieces = st.sampled_from(
    ["(भाषा)", "PTI/ANI", "एजेन्सी", "भाषाएं", "पीटीआई", "-एजेंसी।", "खबर", "की", "\u200d", "P.T.I"]
)


@given(st.lists(pieces | st.text(max_size=5), max_size=8).map(" ".join))
def test_a_text_speaks_of_a_word_that_it_has_when_folded(text: str) -> None:
    expected = not set(WORDS).isdisjoint(fold(text).split())
    assert speaks(text) == expected
    assert speaks(text) == expected  # also when its pieces were seen


def test_words_are_told_inside_punctuation() -> None:
    assert speaks("नई दिल्ली, 3 फरवरी (भाषा)")
    assert not speaks("नई भाषाएं सीखने का मौका")
