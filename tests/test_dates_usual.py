"""The short way of the usual form says what the long way says."""

from datetime import datetime

from hypothesis import example, given
from hypothesis import strategies as st

from newsbot.dates import IST, _parse_words, _split_label, _timed, parse_date, split_label
from newsbot.dates.usual import read_usual

NOW = datetime(2026, 2, 3, 12, 0, tzinfo=IST)
MONTHS = "Jan February Mar Sept Sep June December Agust May Mon".split()
LABELS = (
    *("", "Updated on : ", "Date Updated Last Updated : ", "Published:", "प्रकाशित: ", "अपडेटेड "),
    *("By Desk, ", "नई दिल्ली, ", "अगला अपडेट: ", "Last Updated: प्रकाशित: ", "Published By X: "),
)

usual = st.builds(
    "{} {}{} {}, {}:{:02} {}{}".format,
    st.integers(0, 40),
    st.sampled_from(MONTHS),
    st.sampled_from(["", ","]),
    st.integers(1998, 2030),
    st.integers(0, 14),
    st.integers(0, 61),
    st.sampled_from(["AM", "PM", "am", "A.M."]),
    st.sampled_from([" IST", "", " GMT", " IST IST"]),
)


def test_the_form_is_read() -> None:
    assert read_usual("15 Jun 2024, 12:07 PM IST") == datetime(2024, 6, 15, 12, 7, tzinfo=IST)
    assert read_usual("5 June, 2024 12:07 AM") == datetime(2024, 6, 5, 0, 7, tzinfo=IST)
    assert read_usual("31 Feb 2024, 12:07 AM") is None


@given(usual)
@example("15 Jun, 2024, 01:07 AM IST")
@example("31 Feb 2024, 12:07 AM IST")
def test_what_is_read_at_once_is_read_the_same_by_the_grammar(text: str) -> None:
    if (at := read_usual(text)) is not None:
        assert _timed(at, NOW) == _parse_words(text, NOW)
    assert parse_date(text, NOW) == _parse_words(text, NOW)


@given(st.sampled_from(LABELS) | st.text(max_size=12), usual)
@example("Updated on : ", "15 Jun 2024, 12:07 PM IST")
def test_a_label_is_split_off_the_same(label: str, date: str) -> None:
    text = label + date
    folded = " ".join(text.split())
    assert split_label(text) == _split_label(folded)
