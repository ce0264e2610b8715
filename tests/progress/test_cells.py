"""Texts fit into columns: whole syllables, and nothing that acts on a terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from newsbot.progress.cells import displayable, fit, syllables, width, wrap

HINDI = st.text(st.sampled_from("कखगमरसहाीिुेैो्ंँ़ \u200d\u200cab1"))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("हिन्दी", ["हि", "न्दी"]),
        ("राष्ट्रीय", ["रा", "ष्ट्री", "य"]),
        ("क्‍षेत्र", ["क्‍षे", "त्र"]),
        ("पढ़ाई", ["प", "ढ़ा", "ई"]),
        ("प्रथम् ab", ["प्र", "थ", "म्", " ", "a", "b"]),
        ("👩🏽‍🌾🇮🇳🇮🇳", ["👩🏽‍🌾", "🇮🇳", "🇮🇳"]),
    ],
)
def test_syllables(text: str, parts: list[str]) -> None:
    assert list(syllables(text)) == parts


def test_a_headline_is_cut_between_syllables() -> None:
    assert fit("राष्ट्रीय खेल", 40) == "राष्ट्रीय खेल"
    assert fit("राष्ट्रीय खेल", 7) == "राष्ट्री…"[: len("राष्ट्री…")]
    assert fit("राष्ट्रीय", 4) == "रा…"
    assert fit("abc", 2, "...") == ""


@given(HINDI, st.integers(0, 30))
def test_whole_syllables_that_fit(text: str, columns: int) -> None:
    cut = fit(text, columns)
    assert width(cut) <= columns
    if cut != text and cut:
        kept = list(syllables(cut.removesuffix("…")))
        assert "".join(kept) == "".join(list(syllables(text))[: len(kept)])


@given(st.text())
def test_nothing_acts_on_the_terminal(text: str) -> None:
    shown = displayable(text)
    assert len(shown.splitlines()) <= 1
    kinds = {unicodedata.category(each) for each in shown if each not in "\u200c\u200d"}
    assert not kinds & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def test_what_would_act_is_shown() -> None:
    assert displayable("[red]लाल[/red] \x1b[31mख\u202eबर\n\n दो") == (
        "[red]लाल[/red] \\x1b[31mख\\u202eबर दो"
    )


@pytest.mark.parametrize(
    ("text", "columns", "indent", "lines"),
    [
        ("नहर में पानी छोड़ा गया", 9, 0, ["नहर में", "पानी छोड़ा", "गया"]),
        ("url   नहर में पानी", 10, 5, ["url   नहर", "     में", "     पानी"]),
        ("  - राष्ट्रीय", 6, 4, ["  - रा", "ष्ट्रीय"]),
        ("see https://a.example/b", 10, 2, ["see https:", "  //a.exam", "  ple/b"]),
        ("", 10, 2, [""]),
    ],
)
def test_a_line_is_wrapped(text: str, columns: int, indent: int, lines: list[str]) -> None:
    assert list(wrap(text, columns, indent)) == lines


@given(HINDI, st.integers(8, 40), st.integers(0, 20))
@example("11111ााोो", 8, 4)
def test_wrapped_lines_fit_and_lose_nothing(text: str, columns: int, indent: int) -> None:
    assume(all(width(part) <= columns for part in syllables(text)))
    lines = list(wrap(text.lstrip(), columns, indent))
    assert "".join("".join(lines).split()) == "".join(text.split())
    parts = {part for word in text.split() for part in syllables(word)}
    assert {part for line in lines for word in line.split() for part in syllables(word)} <= parts
    assert all(width(line) <= columns for line in lines)
