"""What a Retry-After asks for."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.downloader.retry_after import MAX_SECONDS, seconds_asked

NOW = datetime(2026, 2, 3, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("0", 0),
        ("007", 7),
        ("86400", MAX_SECONDS),
        ("86401", MAX_SECONDS),
        ("1000000000000", MAX_SECONDS),
        ("9" * 5000, MAX_SECONDS),
        ("-5", 0),
        ("+5", 0),
        ("1.5", 0),
        ("1e3", 0),
        ("0x10", 0),
        ("", 0),
        ("soon", 0),
        ("५", 0),
        ("²", 0),
        ("120, 120", 120),
        ("1, 3600", 3600),
        ("3600,1", 3600),
        ("5, soon", 0),
        ("5,", 0),
        ("Tue, 03 Feb 2026 06:32:00 GMT", 120),
        ("Tuesday, 03-Feb-26 06:32:00 GMT", 120),
        ("Tue Feb  3 06:32:00 2026", 120),
        ("Tue, 03 Feb 2026 06:28:00 GMT", 0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", MAX_SECONDS),
        ("Fri, 31 Dec 9999 23:59:59 -2359", MAX_SECONDS),
        ("Tue, 32 Feb 2026 25:61:61 GMT", 0),
    ],
)
def test_what_a_value_asks_for(value: str, seconds: int) -> None:
    assert seconds_asked([value.encode()], NOW.timestamp()) == seconds


def test_of_several_headers_the_longest_counts() -> None:
    assert seconds_asked([b"5", b"soon", b"30", b"-90"], NOW.timestamp()) == 30
    assert seconds_asked([], NOW.timestamp()) == 0


DATE_PARTS = st.sampled_from(
    [*"Tue Feb 2026 99999 -1 06:32 06:32:00 GMT IST +0530 -9999 , - 3 0 1 ١ \x00".split(" "), ""]
)


@given(st.lists(st.binary(max_size=60) | st.lists(DATE_PARTS).map(" ".join).map(str.encode)))
def test_no_value_is_a_crash_or_a_longer_wait(values: list[bytes]) -> None:
    assert 0 <= seconds_asked(values, NOW.timestamp()) <= MAX_SECONDS


@given(st.integers(-MAX_SECONDS, 3 * MAX_SECONDS))
def test_seconds_and_dates_say_the_same(seconds: int) -> None:
    date = format_datetime(datetime.fromtimestamp(NOW.timestamp() + seconds, UTC), usegmt=True)
    bounded = min(max(seconds, 0), MAX_SECONDS)
    assert seconds_asked([date.encode()], NOW.timestamp()) == bounded
    assert seconds_asked([str(seconds).encode()], NOW.timestamp()) == bounded
