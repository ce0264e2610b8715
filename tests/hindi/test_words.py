"""newsbot.hindi: fold, words, devanagari_share, legacy_font."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.hindi import agency, boilerplate, devanagari_share, fold, legacy_font, words

any_text = st.text(st.characters(exclude_categories=())) | st.text("कखन्\u093cािंँः\u200d.,'\"|-5aE é")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ज़रूर पढ़ें!", "जरुर पढें".replace("रु", "रू")),
        ("\u095eैसला", "फैसला"),
        ("ऩ ऱ", "न र"),
        ("हूँ, माँ", "हूं मां"),
        ("हिन्दी सम्बन्ध पञ्च कण्ठ गङ्गा", "हिंदी संबंध पंच कंठ गंगा"),
        ("दिल्\u200dली", "दिल्ली"),
        ("“BJP” ने कहा।", "bjp ने  कहा"),
        ("डॉ.राजीव", "डॉ. राजीव"),
        ("ＰＭ—मोदी", "pm मोदी"),
        ("❤\ufe0f", "❤"),
    ],
)
def test_fold_makes_spellings_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("कल", "काल"),
        ("कि", "की"),
        ("अन्न", "अंन"),
        ("जन्म", "जंम"),
        ("दुख", "दुःख"),
        ("कॉफी", "काफी"),
        ("5", "6"),
    ],
)
def test_fold_keeps_words_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(any_text)
def test_fold_is_idempotent_and_total(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert unicodedata.is_normalized("NFC", folded)
    assert folded == " ".join(folded.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("नई दिल्\u200dली: बैठक हुई है।", ["नई", "दिल्\u200dली", "बैठक", "हुई", "है"]),
        ("एम.एस. धोनी (कप्तान)", ["एम", "एस", "धोनी", "कप्तान"]),
        ("1,25,000 रुपये, 3.5% और १०:२३ बजे", ["1,25,000", "रुपये", "3.5", "और", "१०:२३", "बजे"]),
        ("India's iPhone-15", ["India's", "iPhone", "15"]),
        ("दुःख हँसी ज़रूरत", ["दुःख", "हँसी", "ज़रूरत"]),
        ("__ … ।", []),
        ("தமிழ் বাংলা é", ["தமிழ்", "বাংলা", "é"]),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(any_text)
def test_words_lose_no_letter_and_no_mark(text: str) -> None:
    kept = [c for c in text if "\u0900" <= c <= "\u0963" and c != "\u0964"]
    assert [c for c in "".join(words(text)) if "\u0900" <= c <= "\u0963"] == kept


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("", 0.0),
        ("१२३ ।", 0.0),
        ("नमस्ते", 1.0),
        ("कख ab", 0.5),
        ("हिन्दी", 1.0),
        ("abc 123", 0.0),
        ("কক कक", 0.5),
    ],
)
def test_devanagari_share(text: str, share: float) -> None:
    assert devanagari_share(text) == share


KRUTI_DEV = [
    "Hkkjr ljdkj us dgk gS fd fnYyh esa iqfyl ds lkFk yksxksa dh cSBd gqbZ Fkh vkSj mUgksaus crk;kA",
    "Hkkjr us thr n;k eSp",
    'iz/kkuea=h us fdlkuksa ds fy, ubZ ;kstuk dh ?kks"k.kk dh',
    "jkT; esa Hkkjh ckfj'k dk vyVZ] Ldwy can jgsaxs",
    "eq[;ea=h us vf/kdkfj;ksa dks funsZ'k fn, gSaA",
    "cktkj esa lksus dk Hkko fxjk",
]
CHANAKYA = [
    "·¤æ´»ýðâ Ùð ·¤ãæ ãñ ç·¤ âÚU·¤æÚU ÙãUè´ ¿Üð»è",
    "ÂýÏæÙ×´˜æè Ùð ·¤ãæ",
    "ÖæÚUÌ ·¤ð âæÍ ÕæÌ¿èÌ ×ð´ Øã ×égæ ©Ææ ¥æñÚU ÂæçSÌæÙ Ùð ÁßæÕ çÎØæÐ",
]
OTHER = [
    "",
    "gS dk",
    "The government told us that it would ask banks to take back risky bonds.",
    "OK Jack, walk back to work: think, drink, talk and ask.",
    "PM Modi Speaks To Trump; RBI Keeps Repo Rate; SBI, HDFC Bank Stocks Gain",
    "aap kaise ho bhai, main theek hoon, kal milte hain khana kha ke",
    "kya kr rhe ho bhai kl aa rhe ho kya dkh lo jldi se bta dena mjhe",
    "Bharat sarkar ne kaha ki desh ke kisanon ko MSP milegi aur unka karz maaf hoga",
    "https://www.example.in/dk/gS/esa/ds.html www.kk.in gS@dk.in #dks",
    "for (let k = 0; k < keys.length; k++) { task[k] = mask(ask[k]); return chunk; }",
    "def task_key(self, kwargs): return self._kwargs.get('key') or kwargs['bkey']",
    "सरकार ने BJP और Congress के नेताओं को बैठक में बुलाया है",
    "फॉन्ट का नमूना gS dk esa सही नहीं दिखता इसलिए इसे यूनिकोड में बदलना जरूरी है",
    "Le café est fermé à cause de la grève générale à l’été",
    "Þetta er íslenska og hún er mjög falleg þjóð",
    "blæk også på østfærgen være året",
    "Größe, Übermaß und Süßigkeiten für Äpfel",
    "à¤¨à¤ˆ à¤¦à¤¿à¤²à¥€ à¤®à¥‡à¤‚ à¤¬à¥ˆà¤ à¤•",
    "Ð¿Ñ€Ð¸Ð²ÐµÑ‚ Ð¼Ð¸Ñ€ ÑÑ‚Ð¾",
    "12345 67890 !!! ??? ...",
]


@pytest.mark.parametrize(
    ("text", "family"),
    [(text, "Kruti Dev") for text in KRUTI_DEV]
    + [(text, "Chanakya") for text in CHANAKYA]
    + [(text, None) for text in OTHER],
)
def test_legacy_font(text: str, family: str | None) -> None:
    assert legacy_font(text) == family


@given(any_text)
def test_nothing_raises(text: str) -> None:
    assert 0.0 <= devanagari_share(text) <= 1.0
    assert legacy_font(text) in (None, "Kruti Dev", "Chanakya")
    assert boilerplate(text) in (True, False)
    assert agency(text) is None or agency(text)


@pytest.mark.parametrize(
    "piece",
    ["1", "1,", "k", "aq", "gS ", "<a", "a'", "(", "…", "- ", "यह भी ", "\u200d", ". (", "@"],
)
def test_long_runs_take_no_time_to_speak_of(piece: str) -> None:
    text = piece * 50_000
    assert fold(fold(text)) == fold(text)
    assert not boilerplate(text)
    assert agency(text) is None
    assert legacy_font(text) == ("Kruti Dev" if piece == "gS " else None)
    assert all(word in text for word in words(text)[:9])
