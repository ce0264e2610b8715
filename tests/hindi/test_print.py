"""newsbot.hindi.clean: what is printed stays unless it is certainly an error."""

import re
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsbot.hindi import clean

# Sentences with the habits of Hindi papers: none is an error, so none is changed.
SENTENCES = [
    unicodedata.normalize("NFC", line)
    for line in (Path(__file__).parent / "sentences.txt").read_text(encoding="utf-8").splitlines()
]

MENDED = {
    "late nukta": {
        "लडऩे पढऩे बढऩे चढऩा छोडऩा तोडऩे दौडऩे": "लड़ने पढ़ने बढ़ने चढ़ना छोड़ना तोड़ने दौड़ने",
        "पहाडिय़ों गाडिय़ां झाडिय़ां सीढिय़ों खिलाडिय़ों": "पहाड़ियों गाड़ियां झाड़ियां सीढ़ियों खिलाड़ियों",
        "सडक़ों लडक़ी खिडक़ी भडक़े छोडक़र पढक़र": "सड़कों लड़की खिड़की भड़के छोड़कर पढ़कर",
        "तडप़ अडच़न लडख़ड़ाया पढत़े": "तड़प अड़चन लड़खड़ाया पढ़ते",
        "ढूंढऩे ढूँढऩे पढाऩे": "ढूंढ़ने ढूँढ़ने पढ़ाने",
        "जऱ जऱूरत जऱा नजऱ गुजऱ हजऱत वजऩ मजब़ूत जह़र": "ज़र ज़रूरत ज़रा नज़र गुज़र हज़रत वज़न मज़बूत ज़हर",
        "लडका़ पढा़ई जुडे़ सीढि़यां": "लड़का पढ़ाई जुड़े सीढ़ियां",
    },
    "stray nukta": {
        "औऱ मगऱ पऱ सरकाऱ कऱने डऱ": "और मगर पर सरकार करने डर",
        "कहा़, करो़ड़ लॉ़कडाउन भारत़ देश़ यह़": "कहा, करोड़ लॉकडाउन भारत देश यह",
        "ऩहीं अपऩे जऩता क्य़ा भाई़ अतः़": "नहीं अपने जनता क्या भाई अतः",
        "मीडिय़ा रेडिय़ो गुजऱात बाजऱा मैनेजऱ": "मीडिया रेडियो गुजरात बाजरा मैनेजर",
        "लीडऱ ऑर्डऱ भंडाऱ खंडऩ इंडिय़ा": "लीडर ऑर्डर भंडार खंडन इंडिया",
        "क़़लम ज़ि़ंदगी बढ़ा़ना": "क़लम ज़िंदगी बढ़ाना",
        "5़ किलो ़आम": "5 किलो आम",
        "डा़क्टर ढे़र (डि़ग्री) बडा़ गढे़ लाडो़ं": "डाक्टर ढेर (डिग्री) बड़ा गढ़े लाड़ों",
    },
    "one end mark": {
        "काम हुआ .।": "काम हुआ।", "काम हुआ.. ।": "काम हुआ।", "काम हुआ। .": "काम हुआ।",
        "काम हुआ। ।": "काम हुआ।", "काम हुआ. .": "काम हुआ.", "क्या हुआ??।": "क्या हुआ??",
        "क्या हुआ ? .": "क्या हुआ?", "क्या हुआ।?": "क्या हुआ?", "वाह !।": "वाह!", "वाह.!": "वाह!",
        "बैठक में BJP.।": "बैठक में BJP।", "क्या हुआ?।फिर": "क्या हुआ? फिर", "नमः। ।": "नमः।।",
    },
    "quotes": {
        "''चलो।''फिर वह गया": "''चलो।'' फिर वह गया", "कहा.''चलो'' वह बोला": "कहा. ''चलो'' वह बोला",
        "``चलो।''फिर वह गया": "``चलो।'' फिर वह गया", "‘‘चलो।’’वह गया": "‘‘चलो।’’ वह गया",
        "कहा,‘‘चलो’’ और": "कहा, ‘‘चलो’’ और", "वह ‘ सही ’ था": "वह ‘सही’ था",
        "कहा, “ चलो ! ” और": "कहा, “चलो!” और", "“ अधूरी बात": "“अधूरी बात", "अधूरी बात ”": "अधूरी बात”",
        "‘‘ हम चले ’’": "‘‘हम चले’’", "“ यह ‘बड़ा’ है ”": "“यह ‘बड़ा’ है”",
    },
    "dandas": {
        "अर्थ समाप्त ॥": "अर्थ समाप्त॥", "अर्थ समाप्त ।।": "अर्थ समाप्त।।", "॥१॥अब": "॥१॥ अब",
        "॥ राम , लखन ॥": "॥ राम, लखन ॥",
    },
    "numbers": {
        "₹ 12 ,500": "₹ 12,500", "1 ,25 ,000 रुपये": "1,25,000 रुपये", "3 ,50,000 लोग": "3,50,000 लोग",
        "1, 000 लोग": "1,000 लोग", "१ ,००० लोग": "१,००० लोग", "1 ,500 और 2 ,500": "1,500 और 2,500",
        "10 ,11 और 12": "10, 11 और 12", "फरवरी 15 ,2024": "फरवरी 15, 2024", "5 ,100 और 200": "5, 100 और 200",
    },
    "glued": {
        "आटा;दाल;चावल": "आटा; दाल; चावल", "आटा;5 किलो": "आटा; 5 किलो", "(भाजपा)ने कहा": "(भाजपा) ने कहा",
        "संगठन (RSS)के लोग": "संगठन (RSS) के लोग", "(2024)में": "(2024) में", "1)पहला": "1) पहला",
        "छात्र(छात्रा)को": "छात्र(छात्रा) को", "(क)पहला": "(क) पहला",
    },
    "domains": {
        "मामला गंभीर.इन लोगों ने": "मामला गंभीर. इन लोगों ने", "बैठक हुई.इन पर": "बैठक हुई. इन पर",
        "मैच खत्म.भारत ने जीता": "मैच खत्म. भारत ने जीता",
    },
    "pipes": {
        "परियोजना का उद्घाटन| मंत्री ने किया निरीक्षण|": "परियोजना का उद्घाटन। मंत्री ने किया निरीक्षण।",
        "वर्षा से राहत| आज की खबर": "वर्षा से राहत। आज की खबर", "गिनती हुई 72| अब आगे की बात": "गिनती हुई 72। अब आगे की बात",
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("dirty", "expected"), [pair for rule in MENDED.values() for pair in rule.items()]
)
def test_mends(dirty: str, expected: str) -> None:
    assert clean(dirty) == unicodedata.normalize("NFC", expected)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_keeps_what_papers_print(sentence: str) -> None:
    assert clean(sentence) == sentence


@given(st.lists(st.sampled_from(SENTENCES), min_size=2, max_size=4))
def test_keeps_paragraphs_and_lines(sentences: list[str]) -> None:
    assert clean("\n".join(sentences)) == "\n".join(sentences)
    prose = [sentence for sentence in sentences if "|" not in sentence and "'" not in sentence]
    assert clean(" ".join(prose)) == " ".join(prose)


# Syllables and words that are well formed: consonants in conjuncts, one vowel sign, one nasal.
# क़ and ख़ are left out, because behind ड they would be late nuktas: सडक़.
consonant = st.sampled_from([*"कखगघचछजझटठडढणतथदधनपफबभमयरलवशषसहळ", "ड़", "ढ़", "ज़", "फ़", "ग़"])
syllable = st.builds(
    "{}{}{}".format,
    st.lists(consonant, min_size=1, max_size=3).map("\u094d".join),
    st.sampled_from(["", *"ािीुूृेैोौॉ"]),
    st.sampled_from(["", "", "ं", "ँ"]),
)
word = st.lists(syllable, min_size=1, max_size=4).map("".join)
MARKS = [
    " ", ".", ". ", " .", "..", "...", ",", " ,", "।", " ।", "॥", " ॥ ", "?", "? ।", "!", ";", ":", " : ",
    "(", ")", " (", ") ", "“", "”", " ”", "“ ", "‘", "’", "''", '"', "-", " – ", "|", "| ", " | ", "\n",
    "5", " 1 ,000 ", "@", "&", "/", "[1]",
]  # fmt: skip


def devanagari(text: str) -> str:
    """The letters, signs and digits of Devanagari, in order."""
    return "".join(re.findall("[\u0900-\u0963\u0966-\u097f]", text))


@given(st.lists(st.tuples(word, st.sampled_from(MARKS)), max_size=8))
def test_no_letter_or_sign_of_a_sound_word_is_lost(pieces: list[tuple[str, str]]) -> None:
    text = unicodedata.normalize("NFC", "".join(map("".join, pieces)))
    assert devanagari(clean(text)) == devanagari(text)


@example(["क", "।", "़"])
@example(["क", "?", "़"])
@given(st.lists(st.one_of(word, st.sampled_from([*MARKS, "़", "लडऩे", "जऱ"])), max_size=10))
def test_only_nuktas_move_where_there_are_stray_ones(pieces: list[str]) -> None:
    text = unicodedata.normalize("NFD", "".join(pieces)).replace(" ", "")
    cleaned = unicodedata.normalize("NFD", clean(text))
    assert devanagari(cleaned).replace("़", "") == devanagari(text).replace("़", "")
    in_words = re.findall("(?<=[ऀ-ॿ])[ऀ-ॿ]़", cleaned)
    assert "ळ" in text or all(nukta[0] in "कखगजझडढफ" for nukta in in_words)
    assert clean(clean(text)) == clean(text)


CODE_PAGES = [
    *("cp1252", "latin-1", "cp866", "cp437", "cp850", "cp852", "cp1250", "cp1251", "koi8_r"),
    "mac_roman",
]


def misread(text: str, encoding: str) -> str:
    """UTF-8 read as the encoding, bytes that it has not as C1 controls."""
    return "".join(
        bytes([byte]).decode(encoding, errors="ignore") or chr(byte) for byte in text.encode()
    )


@pytest.mark.parametrize("encoding", CODE_PAGES)
@pytest.mark.parametrize("text", ["नई दिल्ली", "क", "“भारत” – ₹500 का नोट", "लड़के ने कहा, 'हां'।"])
def test_repairs_code_pages(text: str, encoding: str) -> None:
    text = unicodedata.normalize("NFC", text)
    assert clean(misread(text, encoding)) == text
    assert clean(f"Текст: {misread(text, encoding)} (Москва) सड़क") == f"Текст: {text} (Москва) सड़क"
    assert clean(misread(misread(text, encoding), encoding)) == text


@given(st.text("абвгдежзийклмнопрстуфхцчшщъыьэюяАР ", max_size=30))
def test_keeps_russian(text: str) -> None:
    printed = " ".join(text.split()).capitalize()
    assert clean(printed) == printed


@pytest.mark.parametrize("text", ["рдХр", "рдирдИ рджрд┐рд▓р", "рд", "река рек", "αñ", "а¤"])
def test_code_pages_that_would_lose_something_stay(text: str) -> None:
    assert clean(text) == text


@given(
    st.lists(
        st.sampled_from([*MARKS, "़", "क", "ड", "ऱ", "ा", "рд", "Х", "1"]), min_size=1, max_size=4
    )
)
@example(["1", " ॥ ", " ।", " ।"])
def test_time_grows_with_the_length_alone(pieces: list[str]) -> None:
    text = "".join(pieces)
    short = seconds_of(text * 400)
    # Sixteen times the text; quadratic work would take 256 times as long. Other work on the machine
    # slows one try down, not all.
    assert any(seconds_of(text * 6_400) < max(0.3, 80 * short) for _ in range(3))


def seconds_of(text: str) -> float:
    """The processor's time for cleaning a text."""
    start = time.process_time()
    clean(text)
    return time.process_time() - start
