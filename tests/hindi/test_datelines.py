"""newsbot.hindi.datelines: places, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.hindi import fold
from newsbot.hindi.data_files import read_table
from newsbot.hindi.datelines import is_desk_line, is_place, is_reporter_line, read_dateline

TABLE = read_table("places.toml")
PLACES = [
    name
    for kind in ("states", "india", "abroad", "latin")
    for names in TABLE[kind].values()
    for name in names
]


@pytest.mark.parametrize(
    ("text", "place", "agency"),
    [
        ("नई दिल्ली: बैठक हुई.", "नई दिल्ली", None),
        ("रवि शर्मा, गोड्डा: बैठक हुई.", "गोड्डा", None),
        ("रवि कुमार शर्मा, पटना : बैठक हुई.", "पटना", None),
        ("नई दिल्ली । सरकार ने कहा.", "नई दिल्ली", None),
        ("मुंबईः सरकार ने कहा.", "मुंबई", None),
        ("नई दिल्ली- सरकार ने कहा.", "नई दिल्ली", None),
        ("नई दिल्ली — सरकार ने कहा.", "नई दिल्ली", None),
        ("नई दिल्ली--सरकार ने कहा.", "नई दिल्ली", None),
        ("भोपाल. मध्य प्रदेश में बारिश हुई.", "भोपाल", None),
        ("नई दिल्ली | सरकार ने कहा.", "नई दिल्ली", None),
        ("पटना.सरकार ने कहा.", "पटना", None),
        ("लखनऊ ,2 फरवरी.सरकार ने कहा.", "लखनऊ", None),
        ("चंडीगढ़, 2 फरवरी (ट्रिन्यू) सरकार ने कहा.", "चंडीगढ़", None),
        ("पटना, 2 फरवरी (कार्यालय प्रतिनिधि) सरकार ने कहा.", "पटना", None),
        ("सोल। सरकार ने कहा।", "सोल", None),
        ("लखनऊ/कानपुर: बैठक हुई.", "लखनऊ/कानपुर", None),
        ("जयपुर, राजस्थान: बैठक हुई.", "जयपुर, राजस्थान", None),
        ("पटना (बिहार): बैठक हुई.", "पटना", None),
        ("गौतमबुद्धनगर: बैठक हुई.", "गौतमबुद्धनगर", None),
        ("मुम्बई: बैठक हुई.", "मुम्बई", None),
        ("वॉशिंगटन: बैठक हुई.", "वॉशिंगटन", None),
        ("New Delhi: बैठक हुई.", "New Delhi", None),
        ("नई दिल्ली, 2 फरवरी (भाषा) सरकार ने कहा.", "नई दिल्ली", "भाषा"),
        ("नयी दिल्ली, दो फरवरी (भाषा) सरकार ने कहा.", "नयी दिल्ली", "भाषा"),
        ("नई दिल्ली, 02 फरवरी (हि.स.)। सरकार ने कहा।", "नई दिल्ली", "हिन्दुस्थान समाचार"),
        ("नई दिल्ली, 2 फरवरी 2026: सरकार ने कहा.", "नई दिल्ली", None),
        ("नई दिल्ली [भारत], 2 फरवरी (एएनआई): सरकार ने कहा.", "नई दिल्ली", "ANI"),
        ("इस्लामाबाद, 2 फरवरी (एपी) सरकार ने कहा.", "इस्लामाबाद", "AP"),
        ("NEW DELHI, Feb 2 (PTI) The government said.", "NEW DELHI", "PTI"),
        ("नई दिल्ली (एजेंसी) सरकार ने कहा.", "नई दिल्ली", "एजेंसी"),
        ("नई दिल्ली। (एजेंसी) सरकार ने कहा।", "नई दिल्ली", "एजेंसी"),
        ("नई दिल्ली: एजेंसी। सरकार ने कहा।", "नई दिल्ली", "एजेंसी"),
        ("(पीटीआई) नई दिल्ली: सरकार ने कहा.", "नई दिल्ली", "PTI"),
        ("नई दिल्ली, एएनआइ। सरकार ने कहा।", "नई दिल्ली", "ANI"),
        ("प्रयागराज, जेएनएन। बैठक हुई।", "प्रयागराज", None),
        ("जागरण संवाददाता, पटना। बैठक हुई।", "पटना", None),
        ("एजेंसी, वाशिंगटन। बैठक हुई।", "वाशिंगटन", "एजेंसी"),
        ("New Delhi [India], February 2 (ANI): The government said.", "New Delhi", "ANI"),
        ("नई दिल्ली, सोमवार (भाषा)। सरकार ने कहा।", "नई दिल्ली", "भाषा"),
        ("नई दिल्ली, सोमवार, 2 फरवरी (भाषा) सरकार ने कहा.", "नई दिल्ली", "भाषा"),
        ("अलीगढ़ (उत्तर प्रदेश), दो फरवरी (भाषा) पुलिस ने कहा.", "अलीगढ़", "भाषा"),
        ("भुवनेश्वर: दो फरवरी (भाषा) सरकार ने कहा.", "भुवनेश्वर", "भाषा"),
        ("नई दिल्ली/भाषा: सरकार ने कहा.", "नई दिल्ली", "भाषा"),
        ("नई दिल्ली/एजेंसी। सरकार ने कहा।", "नई दिल्ली", "एजेंसी"),
        ("दिल्ली/NCR: सरकार ने कहा.", "दिल्ली/NCR", None),
        ("बनारस: सरकार ने कहा.", "बनारस", None),
        ("अमर उजाला ब्यूरो\nलखनऊ। सरकार ने कहा।", "लखनऊ", None),
        ("“लखनऊ: सरकार ने कहा.", "लखनऊ", None),
        # a place in no list, by its form
        ("हल्दी (उत्तर प्रदेश), दो फरवरी (भाषा) बैठक हुई.", "हल्दी", "भाषा"),
        ("डुमरांव, मंगलवार, 2 फरवरी (भाषा) बैठक हुई.", "डुमरांव", "भाषा"),
        ("संवाद सूत्र, हल्दी : बैठक हुई.", "हल्दी", None),
        ("डुमरांव, 2 फरवरी (भाषा) बैठक हुई.", "डुमरांव", "भाषा"),
        ("डुमरांव, दो फरवरी (भाषा) बैठक हुई.", "डुमरांव", "भाषा"),
    ],
)
def test_datelines(text: str, place: str, agency: str | None) -> None:
    assert read_dateline(text) == (place, agency)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "मौसम: आज बारिश होगी.",
        "मेष: आज का दिन अच्छा है.",
        "राहुल गांधी: हम लड़ेंगे.",
        "Gold Price Today: सोना महंगा हुआ.",
        "भाजपा: हम जीतेंगे.",
        "टीम इंडिया: रोहित शर्मा, विराट कोहली.",
        "सवाल: आप कहां थे?",
        "उन्होंने कहा: यह सही है.",
        "दिल्ली पुलिस: आरोपी पकड़ा गया.",
        "पटना में आज: बैठक और धरना.",
        "पटना (बिहार) में बैठक हुई.",
        "पटना, 2 फरवरी को बंद रहेगा.",
        "दिल्ली-एनसीआर में बारिश हुई.",
        "दिल्ली - मुंबई राजमार्ग पर जाम लगा.",
        "सुबह 10:23 बजे खबर आई.",
        "दिल्ली: 40 डिग्री\nमुंबई: 32 डिग्री",
        "डिजिटल डेस्क, अमर उजाला। बैठक हुई।",
        "डुमरांव: बैठक हुई.",
        "राहुल गांधी (एजेंसी) ने कहा.",
        "बैठक हुई.",
        "मंत्री बोले, दिल्ली: यह शहर सबका है.",
        "भारी बारिश, दिल्ली में जाम.",
        "रवि शर्मा, सागर: दोनों भाई आए.",
        "राम, श्याम, पटना: तीनों की बात.",
    ],
)
def test_what_is_no_dateline(text: str) -> None:
    assert read_dateline(text) is None


@pytest.mark.parametrize("mark", [": ", "। ", "ः ", " - ", " (भाषा) ", ", 2 फरवरी (भाषा) "])
def test_each_place_of_the_list_is_read(mark: str) -> None:
    for place in PLACES:
        dateline = read_dateline(f"{place}{mark}बैठक हुई.")
        assert dateline is not None, place
        assert fold(dateline.place) == fold(place)


@given(st.text(max_size=200))
def test_no_text_raises_and_a_place_is_printed_in_the_text(text: str) -> None:
    dateline = read_dateline(text)
    assert dateline is None or all(map(is_place, dateline.place.replace(",", "/").split("/")))


@given(st.sampled_from(PLACES), st.text("कखगघतदनपबमयरलवसह ", min_size=1, max_size=30))
def test_a_place_that_begins_a_sentence_is_no_dateline(place: str, words: str) -> None:
    assert read_dateline(f"{place} में{words}बैठक हुई") is None


def test_names_of_people_are_surely_no_places() -> None:
    assert is_place("पटना", surely=True)
    assert is_place("सागर")
    assert not is_place("सागर", surely=True)
    assert not is_place("")


@pytest.mark.parametrize(
    ("text", "is_line"),
    [
        ("जागरण संवाददाता, कानपुर", True),
        ("निज प्रतिनिधि, पटना", True),
        ("नई दिल्ली, विशेष संवाददाता", True),
        ("भाषा, नई दिल्ली", True),
        ("जागरण संवाददाता, कानपुर।", False),
        ("संवाददाता, लखनऊ: नहर की मरम्मत शुरू हो गई", False),
        ("लखनऊ, कानपुर", False),
        ("संवाददाता सम्मेलन", False),
        ("टीम इंडिया", False),
        ("", False),
    ],
)
def test_a_line_of_a_reporter_and_a_place(text: str, is_line: bool) -> None:
    assert is_reporter_line(text) == is_line


@pytest.mark.parametrize(
    ("text", "is_line"),
    [
        ("जनवाणी ब्यूरो |", True),
        ("डिजिटल डेस्क", True),
        ("Web Desk", True),
        ("ब्यूरो", False),
        ("पुलिस ब्यूरो ने छापा मारा", False),
        ("जिले की सबसे बड़ी खबरों का डेस्क", False),
    ],
)
def test_a_line_of_a_desk(text: str, is_line: bool) -> None:
    assert is_desk_line(text) == is_line
