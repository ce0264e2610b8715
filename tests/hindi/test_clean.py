"""newsbot.hindi.clean: the gold, each rule both ways, and what holds of any text."""

import json
import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.hindi import clean
from newsbot.json_lines import printable
from tests.clock import cpu_seconds
from tests.shared import SHARED


def gold() -> list[Any]:
    files = [SHARED / "gold" / f"hindi_{name}.jsonl" for name in ("clean", "field")]
    if not all(file.exists() for file in files):
        reason = "no shared/gold: the folder shared/ lies beside the project's"
        return [pytest.param({}, marks=pytest.mark.skip(reason=reason))]
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return [pytest.param(row, id=row["case"]) for row in map(json.loads, lines)]


@pytest.mark.parametrize("row", gold())
def test_gold(row: dict[str, str]) -> None:
    assert clean(row["in"]) == row["out"]


# Rule by rule: what goes in, and what must come out.
CHANGED = {
    "stop": {
        "मौसम बदल गया .अब ठंड बढ़ेगी.": "मौसम बदल गया. अब ठंड बढ़ेगी.",
        "नतीजे आए.के लिए तैयार": "नतीजे आए. के लिए तैयार",
        "सड़क बंद है.iPhone मिला": "सड़क बंद है. iPhone मिला",
        "रिपोर्ट आई है .BJP ने जवाब दिया": "रिपोर्ट आई है. BJP ने जवाब दिया",
        "रिपोर्ट BJP.यह कहती है": "रिपोर्ट BJP. यह कहती है",
        "काम रुका था.2024 में फिर चला": "काम रुका था. 2024 में फिर चला",
        "कुल ७२.अब आगे": "कुल ७२. अब आगे",
        "खेत सूख गए.(एजेंसी)": "खेत सूख गए. (एजेंसी)",
        "फसल कटी (गेहूं).यह अच्छी थी": "फसल कटी (गेहूं). यह अच्छी थी",
        "दाम गिरा.₹500 में मिला": "दाम गिरा. ₹500 में मिला",
        "दाम घटे,₹20 बचे": "दाम घटे, ₹20 बचे",
        "दाम घटे .₹20 बचे": "दाम घटे. ₹20 बचे",
        "काम पूरा हुआ.[एजेंसी]": "काम पूरा हुआ. [एजेंसी]",
        "धन्यवाद दिया.@example_user ने लिखा": "धन्यवाद दिया. @example_user ने लिखा",
        "धन्यवाद @example_user.उन्होंने लिखा": "धन्यवाद @example_user. उन्होंने लिखा",
        "धन्यवाद @example_7.उन्होंने लिखा": "धन्यवाद @example_7. उन्होंने लिखा",
        "सभा में लोग थे .100 लोग लौट गए": "सभा में लोग थे. 100 लोग लौट गए",
        "वहां फोन थे .iPhone महंगा था": "वहां फोन थे. iPhone महंगा था",
        "सब लौटेंगे .32 बसें चलेंगी": "सब लौटेंगे. 32 बसें चलेंगी",
    },
    "a word of one akshara that ends a sentence": {
        "उसने कहा कि ना.जब वह आया": "उसने कहा कि ना. जब वह आया",
        "उसे राहत मिली.पिछले साल": "उसे राहत मिली. पिछले साल",
        "खबर आई.इसके बाद": "खबर आई. इसके बाद",
        "वह मान गया हे.पिछले साल": "वह मान गया हे. पिछले साल",
        "अब तू मान ले.किसान खुश हैं": "अब तू मान ले. किसान खुश हैं",
        "बर्फ की मोटी तह.गाड़ियां रुकीं": "बर्फ की मोटी तह. गाड़ियां रुकीं",
        "कीमत पचास सेंट.दाम बढ़ेंगे": "कीमत पचास सेंट. दाम बढ़ेंगे",
        "नहीं छूटा मोह.लोग हंसे": "नहीं छूटा मोह. लोग हंसे",
        "मुलाकात की.के.सी. राव भी थे": "मुलाकात की. के.सी. राव भी थे",
        "शपथ ली.ए.के. सिंह भी थे": "शपथ ली. ए.के. सिंह भी थे",
        "सबसे आगे उप्र.बिहार पीछे": "सबसे आगे उप्र. बिहार पीछे",
        "खबर आई.डॉ.शर्मा चल पड़े": "खबर आई. डॉ.शर्मा चल पड़े",
        "हमारे जन.पिछले साल": "हमारे जन. पिछले साल",
    },
    "a letter's name that ends a sentence": {
        "दूर से खबर आई.पुलिस पहुंची": "दूर से खबर आई. पुलिस पहुंची",
        "विटामिन बी.यह जरूरी है": "विटामिन बी. यह जरूरी है",
        "गांधी जी.उन्होंने कहा": "गांधी जी. उन्होंने कहा",
    },
    "danda, question, exclamation": {
        "पानी बरसा।सड़कें भरीं।": "पानी बरसा। सड़कें भरीं।",
        "पानी बरसा ।सड़कें भरीं": "पानी बरसा। सड़कें भरीं",
        "बारिश हुई।2024 में सूखा था": "बारिश हुई। 2024 में सूखा था",
        "क्या हुआ?कोई नहीं जानता": "क्या हुआ? कोई नहीं जानता",
        "वाह!!क्या शॉट था": "वाह!! क्या शॉट था",
        "श्लोक पूरा ॥ अब अर्थ": "श्लोक पूरा॥ अब अर्थ",
    },
    "quotes after a stop": {
        'उसने कहा, "रुको."फिर वह चला गया': 'उसने कहा, "रुको." फिर वह चला गया',
        'बस रुक गई."चलो उतरें" वह बोली': 'बस रुक गई. "चलो उतरें" वह बोली',
        "वह बोला ‘चलो.’फिर गया": "वह बोला ‘चलो.’ फिर गया",
        "शाम हुई.“चलो” वह बोला": "शाम हुई. “चलो” वह बोला",
        "'सच है.'उसने कहा": "'सच है.' उसने कहा",
    },
    "comma": {
        "गेहूं,चना , जौ ,मक्का": "गेहूं, चना, जौ, मक्का",
        "मंदिर,5 लोग": "मंदिर, 5 लोग",
        "News,खबर": "News, खबर",
        'उसने कहा,"चलो"': 'उसने कहा, "चलो"',
        "१,२५,००० रुपये,तीन किस्तें": "१,२५,००० रुपये, तीन किस्तें",
    },
    "stops apart": {
        "काम हुआ। . अगला": "काम हुआ। अगला",
        "काम हुआ ।. अगला": "काम हुआ। अगला",
        "सब चुप . . . रहे": "सब चुप... रहे",
    },
    "spaces": {
        "नगर : बैठक ; फिर भोज !": "नगर: बैठक; फिर भोज!",
        'मां ने कहा :"चलो"': 'मां ने कहा: "चलो"',
        "मां ने कहा :'चलो'": "मां ने कहा: 'चलो'",
        "मां ने कहा :(हंसकर) चलो": "मां ने कहा: (हंसकर) चलो",
        '"चलो ,"वह बोला': '"चलो," वह बोला',
        "(  दो  ) में": "(दो) में",
        "एक\u2003दो\u202fतीन\u3000चार\tपांच": "एक दो तीन चार पांच",
        "एक \r\n \r\n दो\u2029तीन": "एक\nदो\nतीन",
        "एक\x0cदो\x85तीन": "एक दो तीन",
    },
    "pipe": {
        "जांच पूरी हो चुकी| अब फैसला": "जांच पूरी हो चुकी। अब फैसला",
        "नदी उफान पर थी|लोग डरे थे": "नदी उफान पर थी। लोग डरे थे",
        "नदी उफान पर थी |": "नदी उफान पर थी।",
        "टीमें गोल नहीं कर सकीं| दर्शक लौट गए": "टीमें गोल नहीं कर सकीं। दर्शक लौट गए",
        "नदी शांत हो जाएगी |सब लौटेंगे": "नदी शांत हो जाएगी। सब लौटेंगे",
        "कथा समाप्त||": "कथा समाप्त॥",
        "उसने खाना खाया| फिर सो गया|": "उसने खाना खाया। फिर सो गया।",
        "टीम ने मैच जीता| दर्शक झूमे|": "टीम ने मैच जीता। दर्शक झूमे।",
        "पुलिस ने जांच की|दो पकड़े गए": "पुलिस ने जांच की। दो पकड़े गए",
    },
    "entities": {
        "&#2344;&#x908; सड़क": "नई सड़क",
        "राम &amp;amp; श्याम": "राम & श्याम",
        "&lt;सूचना&gt;": "<सूचना>",
        "नई&nbspसड़क": "नई सड़क",
        "&#55357;&#56832; वाह": "😀 वाह",
        "वाह &#xD83D;&#xDE00;": "वाह 😀",
        "वाह &amp;#55357;&amp;#56832;": "वाह 😀",
        "वाह &#55357; क्या": "वाह क्या",
        "दिल्&zwj;ली &#2381;": "दिल्\u200dली \u094d",
        "नई&nbsp;&nbsp; सड़क": "नई सड़क",
    },
    "invisible": {
        "\ufeffसड़\u200bक\u2060 पर\u00ad": "सड़क पर",
        "\u2066सड़क\u2069 \u061cपर": "सड़क पर",
        "सड़क\ud800 पर\udfff": "सड़क पर",
        "सड़क\ufffe\ufdd0\U0001ffff": "सड़क",
        "सड़क\U000e0041": "सड़क",
        "सड़\u200dक\u200c": "सड़क",
        "सड़क\ufe0f": "सड़क",
        "&am\u200bp;": "&",
    },
    "vowel signs": {
        "काैन": "कौन",
        "केा": "को",
        "काॅलेज": "कॉलेज",
        "नहींं": "नहीं",
        "अाज अौर आैर": "आज और और",
        "क््या": "क्या",
        "हााा": "हा",
        "जा\u093cत": "ज\u093cात",
        "मंे हंै नहंी मंैने पहंुचे": "में हैं नहीं मैंने पहुंचे",
        "लोगांे उन्हांेने किसानांे दोनांे": "लोगों उन्होंने किसानों दोनों",
        "हँूं यहाॅं पाँच": "हूँं यहॉं पाँच",
        "बड़ंे घोडंो": "बड़ें घोडों",
        "नर्इ दिल्ली में हुर्इ कार्रवार्इ": "नई दिल्ली में हुई कार्रवाई",
        "हुर्इं कोर्इ": "हुईं कोई",
        "उुपर": "ऊपर",
        "किसानाों काौन काॉलेज": "किसानों कौन कॉलेज",
        "\u0928\u093c \u0930\u093c": "\u0929 \u0931",
        "क\u094d\u093c": "क\u093c\u094d",
    },
}
KEPT = {
    "initials": [
        "एम.एस.धोनी", "के.चंद्रशेखर राव", "सी.बी.आई. ने", "आई.पी.एस. अधिकारी", "आई.आई.टी में",
        "आई.टी सेक्टर", "पी.वी.नरसिम्हा राव", "डब्ल्यू.एच.ओ. की", "भा.ज.पा. और उ.प्र.सरकार",
        "बी.टेक.छात्र", "एल.एल.बी.पास", "डॉ.ए.पी.जे.अब्दुल कलाम", "ई.पू.300",
        "भा.दं.सं.", "भा.दं.सं.की धारा", "सी.आर.पी.सी. और भा.न्या.सं.", "5 से.मी.", "5 से.मी बारिश", "सें.मी.",
        "500 मे.वा.", "5 मे.टन", "भा.प्र.से.", "भा.पु.से.", "झा.मु.मो.", "द्र.मु.क.", "ते.दे.पा.", "आं.प्र.",
        "रा.स्व.सं.", "न.नि.", "नि.सं.", "फा.सं.", "गा.नं.", "अ.पि.व.", "पु.ल. देशपांडे", "पु.ल.देशपांडे",
        "ला.ब.शास्त्री", "ना.धों. महानोर", "ना.धों.महानोर", "शि.से. और रा.लो.द.", "ग्रा.पं.", "5 कि.मी दूर",
        "कि.ग्रा.", "व.पु.काले", "गो.ब.पंत", "थे ना.धों. महानोर", "ज.ला.नेहरू", "म.प्र.रा.प. निगम",
    ],
    "titles": [
        "प्रो.शर्मा", "पं.नेहरू", "स्व.अटल जी", "रु.500", "नं.5", "प्रा.लि.ने", "5 कि.मी.दूर",
        "Dr.राजीव", "A.राजा",
    ],
    "numbers": [
        "3.5 और ३.५", "1,25,000 और १,२५,०००", "10.30 बजे", "10:23 बजे", "स्कोर 3:2 और 3 : 2",
        "iOS 17.2.1", "15.06.2024 को", "महज .5 फीसदी", ".32 बोर की पिस्टल", "1..5 तक",
    ],
    "addresses": [
        "https://example.in/समाचार.भारत,दो?क=ख", "www.उदाहरण.भारत पर", "a.b@example.in",
        "राम@उदाहरण.भारत", "भास्कर.com", "फोटो.jpg", "OTT.com", "है .com पर", "a,b और U.S.A.",
        "भास्कर.कॉम", "भास्कर.कॉम पर", "राम@उदाहरण.भारत.पर", "है .jpg फाइल", "a.b_c@example.in.राम",
    ],
    "ellipses": ["और फिर... सब", "बारिश...चल", "रुको…देखो", "कहा ...और गया", "सूट....राघव", "क्यों..?", "वाह..!",
        "तब तक..ऐसा हुआ"],
    "pipes": ["होम|देश|दुनिया", "क्या कहा है | आज तक", "a || b", "| नाम | आयु |", "होम| देश| विदेश", "होम| देश| विदेश|",
        "मनोरंजन| ताजा खबर| उत्तर प्रदेश"],
    "emoticons": ["राम :)", "राम :-) और", "राम ;)", "राम :( चुप", "मजा आया :D", "नाम:- राम"],
    "footnotes": ["सच है.[1] अगला"],
    "quotes and colons": ["नगर:बैठक", "नाम:- राम", "वह बोला, ‘चलो.’ फिर", '"हां," वह बोला', "॥१॥ अब"],
    "entities": ["5 < 10 & 3", "https://example.in/?a=1&copy=2", "&यह;", "AT&T; &nosuch;", "AT&T"],
    "joiners": [
        "र्\u200dय", "क्\u200cष", "👩🏽\u200d🚀", "❤\ufe0f\u200d🔥", "🏳\ufe0f\u200d🌈", "1\ufe0f\u20e3",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "🇮🇳 👍🏽",
    ],
    "as printed": [
        "दुःख अतः", "कॉफ़ी ऑफ़िस ऍक्स", "१२३ 123", "“हां” ‘ना’ \"हां\" 'ना'", "café à la carte",
        "iPhone 15 Pro+", "C++ और C#", "ॐ नमः", "राम-श्याम — दोनों", "50% और ₹20",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("dirty", "expected"), [pair for rule in CHANGED.values() for pair in rule.items()]
)
def test_changes(dirty: str, expected: str) -> None:
    assert clean(dirty) == unicodedata.normalize("NFC", expected)


@pytest.mark.parametrize("text", [text for texts in KEPT.values() for text in texts])
def test_keeps(text: str) -> None:
    printed = unicodedata.normalize("NFC", text)
    assert clean(printed) == printed


def misread(text: str, encoding: str) -> str:
    """UTF-8 read as cp1252 (undefined bytes as C1 controls, like browsers) or latin-1."""
    return "".join(
        bytes([byte]).decode(encoding, errors="ignore") or chr(byte) for byte in text.encode()
    )


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
@pytest.mark.parametrize("text", ["नई दिल्ली", "ठीक ऐसे ही, एक ₹500 का नोट", "“भारत” – आज"])
def test_misread_utf8(text: str, encoding: str) -> None:
    broken = misread(text, encoding)
    assert broken != text
    assert clean(broken) == text
    assert clean(f"सड़क पर: {broken} café") == f"{clean('सड़क पर')}: {text} café"
    assert clean(misread(broken, encoding)) == text
    assert clean(f"‘{broken}’…") == f"‘{text}’…"


@pytest.mark.parametrize(
    "text", ["à¤¨à¤", "à¤¨à¤ˆ à¤¦à¤¿à¤²à¥", "Ã©tÃ©", "â€œhiâ€\u009d".replace("\u009d", "™"), "à la"]
)
def test_misread_utf8_that_would_lose_something_stays(text: str) -> None:
    assert clean(text) == text


DIRT = [
    "[", "₹", "#", ";)", "zwj;", "#32", "38;", "भा", "से", "की", "थे", "कॉम", "इ", "उ", "ु", "ो", "र्",
    " ", "\xa0", "\n", "\t", "\u200b", "\u200c", "\u200d", "\ufeff", "\xad", "\ud83d", "\udc00",
    ".", "..", "...", ",", "।", "॥", "|", "||", "!", "?", ":", ";", "(", ")", '"', "'", "”", "“",
    "&amp;", "&", "amp;", "quot;", "&#2344;", "à¤", "¨", "Ã", "Â", "\ufe0f", "👩", "@", "www.", "://",
    "5", "१", "a", "Com", "com", "यह", "आई", "डॉ", "के", "है", "क", "न", "र", "ए", "अ", "ा", "े",
    "ै", "ॅ", "ं", "\u093c", "\u094d", "\u0958", "\u0300", "=", "\u0338",
    "॥", "।।", "॥१", "। 4 ।", "``", "''", "‘‘", "’’", "‘", "’", ";", " ,000", "1 ,", "1, 000", "और", "रु",
    "(वि)", "(गैर)", "ओं", "ऱ", "ऩ", "लडऩे", "जऱ", "डक़", "ळ", "्य", "? ।", ". .", "इन", "भारत", "पर",
    "рд", "рдХ", "р", "Х", "░", "αñ", "α", "¿", "सड़क", "-", "/",
]  # fmt: skip
dirty_text = st.lists(st.sampled_from(DIRT), max_size=14).map("".join)
any_text = st.text(st.characters(exclude_categories=())) | dirty_text


@given(any_text)
def test_is_idempotent_total_and_nfc(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    cleaned.encode("utf-8")
    assert cleaned == cleaned.strip()
    assert "  " not in cleaned
    assert "\n\n" not in cleaned


def consonants(text: str) -> list[str]:
    """The consonants of text in order, nukta apart: no repair touches one but that of र्इ to ई."""
    text = unicodedata.normalize("NFD", text)
    return [c for c in re.sub("(र्)+(?=[इई])", "", text) if "\u0915" <= c <= "\u0939"]


def marks(text: str) -> set[str]:
    return {c for c in unicodedata.normalize("NFD", text) if "\u0900" <= c <= "\u0903"}


@given(
    st.text(
        st.characters(min_codepoint=0x900, max_codepoint=0x97F) | st.sampled_from(" .|,)\u200d")
    )
)
def test_drops_no_devanagari(text: str) -> None:
    cleaned = clean(text)
    assert consonants(cleaned) == consonants(text)
    assert marks(cleaned) == marks(text)


WORDS = "सरकार ने बैठक में लड़के फ़ैसला राष्ट्र दिल्\u200dली श्रीनिवास प्रातः ऑफिस कुआं पढ़ाई ॲप हूँ १२३ ज्ञान".split()
well_formed = st.lists(
    st.sampled_from([unicodedata.normalize("NFC", word) for word in WORDS]), min_size=1
)


@given(well_formed, st.sampled_from([" ", "\xa0 ", " \u200b", "\n\n", " \ufeff"]))
def test_well_formed_words_all_survive(words: list[str], dirt: str) -> None:
    assert clean(dirt.join(words)).split() == words


PIECES = [
    "क", "क.", ".", '."क', "|", "क|", "क| ", "&amp;", " .", "( ", "à¤", "ा", "\u200d", "@", "www.", "1,",
    "है.'र", '"', "'", "'.'र", '.".', "क्ष्", "कं", "ंा", "र्इ", "भा.", "न.न", "&#32;", "[", "राम.[", "क:\"",
    " :)", "&", "&#55357;", "..?", "है .1 ", "है .a", "@a.", "😀", "\ud83d", "कं\u093c", "a.", "ा\u093c",
    "\ufe0f", "\u200b\ufe0f", "1\ufe0f", "😀\u200d", "\u200d\ufe0f",
    "॥", "॥ ", "।।", "। ", "॥१", "।१।", "“ ", "“ क", "‘ ", "‘‘ क", " ”", "1 ,", "1 ,000", "1,00 ", "क;", "क)",
    "(क)क", "(", ")", ").", "ऱ", "क़़", "़", "लडऩे", "लजऱ", "``", "''", "क..", "क.।", "?।", ". .", ". ", "आजतक.इन",
    "क.क.", "рдХ", "рд", "р", "αñ", "कक कक कक| ", "।.", ".।", "ळऱ",
]  # fmt: skip
NESTED = {
    "amp": ("&", "amp;"),
    "number sign": ("&", "#35;"),
    "joiner": ("&zw", "&zwj;", "j;"),
    "zero width space": ("&#820", "&#8203;", "3;"),
    "space": ("&#32", "&#32;", ";"),
    "quotes": ("“'", "है.'", "'”"),
}


def nested(first: str, *rest: str, size: int = 200_000) -> str:
    """``first`` again and again, then the middle, then ``last`` as often."""
    *middle, last = rest
    times = size // len((first + last).encode())
    return first * times + "".join(middle) + last * times


LONG = [piece * (200_000 // len(piece.encode("utf-8", "surrogatepass"))) for piece in PIECES]
LONG += ["&" + "amp;" * 50_000] + [nested(*pieces) for pieces in NESTED.values()]


@pytest.mark.parametrize("text", LONG, ids=[*PIECES, "escaped ampersand", *NESTED])
def test_no_200_kb_take_a_second(text: str) -> None:
    cleaned: list[str] = []
    assert cpu_seconds(lambda: cleaned.append(clean(text)), 1) < 1
    assert clean(cleaned[0]) == cleaned[0]


@pytest.mark.parametrize(
    "command",
    [
        *("\x1b[2J", "\x1b[31m", "\x1b[1;32m", "\x1b[38:2::255:0:0m", "\x1b[?25l", "\x1b(B"),
        *("\x1b]0;शीर्षक\x07", "\x1b]0;शीर्षक\x1b\\", "\x1b]0;शीर्षक\x9c"),
        *("\x1bP1$r0m\x1b\\", "\x1b_क\x1b\\", "\x1b^क\x9c", "\x1bXक\x1b\\"),
    ],
)
def test_a_command_to_a_terminal_leaves_nothing(command: str) -> None:
    assert clean(f"नहर का काम{command} तेज़ हुआ") == "नहर का काम तेज़ हुआ"
    assert printable(f"नहर का काम{command} तेज़ हुआ") == "नहर का काम तेज़ हुआ"
