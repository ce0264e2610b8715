"""Search words, and where they stand in texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.exceptions import ArgumentError
from newsbot.hindi.folding import fold, words
from newsbot.search.query import folded_text, match, parse_query, places_of, snippet, tokens_of

# Letters that fold, joiners, punctuation, spaces, digits of both kinds, and syntax of FTS5.
TEXTS = st.text(
    st.sampled_from(
        "हिनदीं्मक़ँङञणप \t\n\u200c\u200d\u00ad\u00a0.,:;-–'’\"“”«»()*^+{}|₹५5aAßİOR़é\u0301\U0001f600"
    ),
    max_size=40,
)


def found(query: str, *paragraphs: str) -> list[str] | None:
    """The printed texts that a query finds, or None."""
    which = match(parse_query(query), paragraphs)
    if which is None:
        return None
    return [
        text[start:end]
        for text, clauses in zip(paragraphs, which, strict=True)
        for start, end in places_of(clauses, text)
    ]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("हिंदी", "वह हिन्दी, बोलता है", ["हिन्दी"]),
        ("हिन्दी", "वह (हिंदी) बोलता है", ["हिंदी"]),
        ("सम्बन्ध", "संबंध", ["संबंध"]),
        ("पढ़ाई", "पढाई", ["पढाई"]),
        ("चाँद", "चांद पर", ["चांद"]),
        ("क्‍या", "क्या", ["क्या"]),
        ("2026", "२०२६ में", ["२०२६"]),
        ("DELHI", "Delhi में", ["Delhi"]),
        ("कोविड-19", "कोविड 19 के", ["कोविड 19"]),
        ("500", "कीमत ₹500 है", ["500"]),
        ("3.5", "ब्याज 3.5% है", ["3.5"]),
        ("केवल", "के\u00adवल", ["के\u00adवल"]),
        ("नहर पानी", "पानी आया, नहर भरी", ["पानी", "नहर"]),
        ("नहर पानी", "नहर भरी", None),
        ("नहर", "नहरों में", None),  # whole words
        ('"नहर का पानी"', "नहर का पानी", ["नहर का पानी"]),
        ('"नहर का पानी"', "नहर का, पानी", ["नहर का, पानी"]),
        ('"नहर का पानी"', "का नहर पानी", None),
        ("“नहर का”", "नहर का पानी", ["नहर का"]),
        ("«नहर का»", "का नहर", None),
        ("सिंचा*", "सिंचाई विभाग", ["सिंचाई"]),
        ("सिंचा*", "कसिंचाई", None),
        ('"नहर सिंचा"*', "नहर सिंचाई", ["नहर सिंचाई"]),
        ("हिन्*", "हिंदी और हिंसा", ["हिंदी"]),  # as it may be printed: हिन्दी
        ("हिन्*", "हिन्स", ["हिन्स"]),
        ("सम्*", "संपर्क, संसद", ["संपर्क"]),
        ("हिन्द*", "हिंदुस्तान", ["हिंदुस्तान"]),
        ("नहर- *", "नहरों", None),
        ("नहर -पानी", "नहर सूखी", ["नहर"]),
        ("नहर -पानी", "नहर में पानी", None),
        ("-पानी नहर", "नहर सूखी", ["नहर"]),
        ("नहर -हिंदी", "नहर, हिन्दी", None),
        ('नहर -"का पानी"', "नहर में पानी का", ["नहर"]),
        ('नहर -"का पानी"', "नहर का पानी", None),
        ("नहर -सिंचा*", "नहर सिंचाई", None),
        ("नहर -नहर", "नहर", None),
        ("नहर - पानी", "नहर पानी", ["नहर", "पानी"]),
        ("नहर-पानी", "नहर-पानी", ["नहर-पानी"]),
        ("नहर -।", "नहर", ["नहर"]),
        ("NEAR(नहर, 2)", "near नहर 2", ["near नहर", "2"]),
        ("text:नहर", "text नहर", ["text नहर"]),
        ("नहर) OR (पानी", "नहर or पानी", ["नहर", "or", "पानी"]),
    ],
)
def test_words_and_phrases(query: str, text: str, expected: list[str] | None) -> None:
    assert found(query, text) == expected


def test_a_phrase_stands_in_one_paragraph_and_words_in_any() -> None:
    assert found('"नहर का"', "नहर", "का") is None
    assert found("नहर का", "नहर", "का") == ["नहर", "का"]
    assert found("नहर -का", "नहर", "का") is None


@pytest.mark.parametrize("query", ["", "  ", "*", '""', "।", '"…" *', "😀", "\u200d", "-नहर"])
def test_a_query_without_a_word_is_refused(query: str) -> None:
    with pytest.raises(ArgumentError, match="no word to search for"):
        parse_query(query)


@pytest.mark.parametrize("query", ['"नहर', 'नहर "का" "पानी', "“नहर", '"'])
def test_a_quotation_mark_without_a_partner_is_refused(query: str) -> None:
    with pytest.raises(ArgumentError, match="has no partner"):
        parse_query(query)


@given(TEXTS)
def test_tokens_are_the_folded_words_where_they_are_printed(text: str) -> None:
    tokens = list(tokens_of(text))
    assert " ".join(token.word for token in tokens) == folded_text(text)
    assert folded_text(folded_text(text)) == folded_text(text)
    last = 0
    for token in tokens:
        assert last <= token.start < token.end <= len(text)
        assert token.word in folded_text(text[token.start : token.end]).split()
        last = token.start
    assert all(char == " " or words(char) for char in folded_text(text))


@given(TEXTS)
def test_a_text_has_each_of_its_words_and_their_beginnings(text: str) -> None:
    for chunk in text.split():
        chunk = chunk.replace('"', "").translate({ord(each): None for each in "“”«»*"})
        if not folded_text(chunk) or chunk.startswith("-"):  # a word that is not wanted
            continue
        assert found(f'"{chunk}"', chunk)
        assert found(f"{chunk}*", chunk)


@given(TEXTS, TEXTS)
def test_snippets_show_the_text_as_it_is_printed(text: str, query: str) -> None:
    try:
        clauses = parse_query(query)
    except ArgumentError:
        return
    if match(clauses, [text]) is None:
        return
    shown = snippet(text, places_of(clauses, text))
    assert "\n" not in shown
    bare = shown.removeprefix("… ").removesuffix(" …")
    assert bare.count("«") >= 1
    plain = " ".join(text.split())
    if not {"«", "»", "…"} & set(text):
        assert bare.replace("«", "").replace("»", "") in plain


def test_a_long_text_is_cut_between_words() -> None:
    text = f"{'पानी ' * 100}नहर की मरम्मत {'काम ' * 100}".strip()
    shown = snippet(text, places_of(parse_query("नहर मरम्मत"), text))
    assert shown.startswith("… पानी ")
    assert shown.endswith(" काम …")
    assert "पानी «नहर» की «मरम्मत» काम" in shown
    assert 150 < len(shown) < 230
    assert fold(shown)
