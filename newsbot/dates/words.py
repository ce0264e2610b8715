"""The words of printed dates, Hindi and English, as tables.

Spellings are listed as :func:`fold` writes them: lower case, without nukta, joiners and
candrabindu (``फ़रवरी`` and ``फरवरी``, ``पाँच`` and ``पांच`` are one entry each). To teach the parser a
spelling, add it to its row. ``_`` stands for a space, a dot and a space, or nothing (``पी_एम``).

Month, weekday and day-part names: CLDR 46, locale ``hi``; the other spellings are those that Hindi
news sites print.
"""

from typing import Any

from newsbot.dates.sources import DESKS, PLACES, PUBLISHERS
from newsbot.dates.zones import ZONE_HOURS, ZONES

# Precomposed nukta letters (U+0958-095F, U+0929, U+0931, U+0934) to their base; nukta and joiners
# to nothing; candrabindu to anusvara.
_FOLD = {
    **dict(zip(range(0x0958, 0x0960), "कखगजडढफय", strict=True)),
    0x0929: "न",
    0x0931: "र",
    0x0934: "ळ",
    0x0901: "\u0902",
    **dict.fromkeys((0x093C, 0x200C, 0x200D)),
}


def fold(word: str) -> str:
    """Return the key under which the tables list ``word``."""
    return word.lower() if word.isascii() else word.lower().translate(_FOLD)


MONTHS: dict[int, str] = {
    1: "january jan जनवरी जनवरि जन जनव",
    2: "february feb फरवरी फरबरी फरवरि फ़रबरि फेब्रुवरी फर फरव फेब फेब्रुअरी",
    3: "march mar मार्च",
    4: "april apr अप्रैल अप्रेल एप्रिल अप्र अप्रै",
    5: "may मई",
    6: "june jun जून",
    7: "july jul जुलाई जूलाई जुलाइ जूलाइ जुल जुला",
    8: "august aug अगस्त अग अगस ऑगस्ट",
    9: "september sept sep सितंबर सितम्बर सितमबर सितंम्बर सित सितं सितम् सेप्टेंबर",
    10: "october oct अक्टूबर अक्तूबर अकटूबर अकतूबर अक्टुबर अक्तुबर अक्टोबर अक्टू अक्तू अक्ट अक्त ऑक्टोबर",
    11: "november nov नवंबर नवम्बर नवमबर नवंम्बर नव नवं नवम्",
    12: "december dec दिसंबर दिसम्बर दिसमबर दिस दिसं दिसम्",
}

# Monday is 0, as in datetime.date.weekday().
WEEKDAYS: dict[int, str] = {
    0: "monday mon सोमवार सोम",
    1: "tuesday tue tues मंगलवार मंगल",
    2: "wednesday wed weds बुधवार बुध",
    3: "thursday thu thur thurs गुरुवार गुरूवार गुरु गुरू बृहस्पतिवार बृहस्पति वीरवार",
    4: "friday fri शुक्रवार शुक्र",
    5: "saturday sat शनिवार शनि शनिश्चर शनिचर",
    6: "sunday sun रविवार रवि इतवार",
}

# Also people's names: away from the date they say nothing of its day (रवि कुमार, 2 फरवरी 2026).
NAMES_TOO = frozenset(("रवि", "सोम", "मंगल", "बुध", "गुरु", "गुरू", "शुक्र"))

# CLDR hi prints am and pm as am/pm and (long) as पूर्वाह्न/अपराह्न, the whole night included.
MERIDIEMS: dict[str, str] = {
    "am": "am ए_एम पूर्वाह्न पूर्वान्ह पूर्वाहन पूर्वाह्ण पूर्वाण्ह पूर्वाहण",
    "pm": "pm पी_एम अपराह्न अपरान्ह अपराहन अपराह्ण अपराण्ह अपराहण",
}

# The hours of the day, 0 to 23, at which each part may be said. A 12-hour clock is read as the one
# hour that lies in its part; none or both: the words contradict themselves. Night runs over
# midnight: रात 12:30 बजे is 00:30 of the date printed.
_PRE_DAWN, _MORNING = range(1, 7), range(1, 12)
_NOON, _AFTERNOON, _EVENING = range(11, 17), range(12, 18), range(15, 22)
_MIDNIGHT = (23, 0, 1, 2)
_NIGHT = (19, 20, 21, 22, 23, 0, 1, 2, 3, 4)
DAY_PARTS: dict[str, frozenset[int]] = {
    "तडके भोर अलसुबह": frozenset(_PRE_DAWN),
    "सुबह सवेरे सुबेरे सबेरे प्रातः प्रात प्रातःकाल प्रातकाल प्रातःकालीन प्रातकालीन morning": frozenset(_MORNING),
    "दोपहर दुपहर मध्याह्न मध्यान्ह मध्याहन मध्याह्ण मध्याण्ह noon": frozenset(_NOON),
    "दोपहर_बाद दोपहर_के_बाद afternoon": frozenset(_AFTERNOON),
    "शाम सायं सांय सायः सायंकाल सायंकालीन सांयकाल सांयकालीन संध्या सांझ evening": frozenset(_EVENING),
    "रात रात्रि रात्री रात्रिकाल रात्रिकालीन रात्रीकालीन night": frozenset(_NIGHT),
    "मध्यरात्रि मध्यरात्री मध्यरात midnight अर्धरात्रि अर्धरात्री अर्द्धरात्रि अर्द्धरात्री": frozenset(_MIDNIGHT),
}
# Words before a day part: late changes nothing, half (आधी रात) is midnight.
DAY_PART_QUALIFIERS: dict[str, frozenset[int]] = {
    "देर": frozenset(range(24)),
    "आधी": frozenset(_MIDNIGHT),
}

NUMBERS: dict[float, str] = {
    0.5: "आधा आधे half",
    1: "एक a an one",
    1.5: "डेढ",
    2: "दो two",
    2.5: "ढाई अढाई",
    3: "तीन three",
    4: "चार four",
    5: "पांच पाच five",
    6: "छह छः छ छै छे six",
    7: "सात seven",
    8: "आठ eight",
    9: "नौ nine",
    10: "दस ten",
    11: "ग्यारह eleven",
    12: "बारह twelve",
    13: "तेरह thirteen",
    14: "चौदह fourteen",
    15: "पंद्रह पन्द्रह fifteen",
    16: "सोलह sixteen",
    17: "सत्रह सतरह seventeen",
    18: "अठारह अट्ठारह eighteen",
    19: "उन्नीस nineteen",
    20: "बीस twenty",
    21: "इक्कीस इकीस",
    22: "बाईस बाइस",
    23: "तेईस तेइस",
    24: "चौबीस",
    25: "पच्चीस",
    26: "छब्बीस",
    27: "सत्ताईस सत्ताइस",
    28: "अट्ठाईस अट्ठाइस अठाईस अठ्ठाईस",
    29: "उनतीस उन्तीस",
    30: "तीस thirty",
    31: "इकतीस इकत्तीस",
    32: "बत्तीस",
    33: "तैंतीस तेंतीस तेतीस",
    34: "चौंतीस चौतीस",
    35: "पैंतीस पैतीस",
    36: "छत्तीस",
    37: "सैंतीस सैतीस",
    38: "अड़तीस",
    39: "उनतालीस उन्तालीस उनचालीस",
    40: "चालीस forty",
    41: "इकतालीस",
    42: "बयालीस ब्यालीस",
    43: "तैंतालीस तेंतालीस तेतालीस",
    44: "चौवालीस चवालीस चौंवालीस",
    45: "पैंतालीस पैतालीस",
    46: "छियालीस छयालीस",
    47: "सैंतालीस सैतालीस",
    48: "अड़तालीस",
    49: "उनचास उन्चास",
    50: "पचास fifty",
    51: "इक्यावन",
    52: "बावन",
    53: "तिरपन तिरेपन",
    54: "चौवन चौअन",
    55: "पचपन",
    56: "छप्पन",
    57: "सत्तावन",
    58: "अट्ठावन अठावन अठ्ठावन",
    59: "उनसठ उनसट",
}
# A quarter more, half more, a quarter less than the number (or than one) that follows.
FRACTIONS: dict[float, str] = {0.25: "सवा", 0.5: "साढे", -0.25: "पौने पौन"}

UNITS: dict[str, str] = {
    "second": "second seconds sec secs s सेकंड सेकण्ड सेकेंड सेकेण्ड सैकंड सैकेंड सेकंडों सेकेंडों",
    "minute": "minute minutes min mins m मिनट मिनटों मिनटो मिनिट मि",
    "hour": "hour hr h घंटा घंटे घंटों घंटो घण्टा घण्टे घण्टों घण्टो घन्टा घन्टे घन्टों घन्टो घं",
    "day": "day days d दिन दिनों दिनो दिवस रोज",
    "week": "week weeks wk wks w सप्ताह सप्ताहों सप्ताहो हफ्ता हफ्ते हफ्तों हफ्तो",
    "month": "month months mo mos महीना महीने महीनों महीनो माह मास",
    "year": "year years yr yrs साल सालों सालो वर्ष वर्षों वर्षो बरस",
}

# As a unit, and after a clock of 24 hours (22:23 hrs).
HOURS_WORDS = "hours hrs"

# Days before today. कल and परसों also mean tomorrow and the day after; of an article they are past.
DAY_WORDS: dict[int, str] = {0: "आज today", 1: "कल yesterday", 2: "परसों"}
# Whole strings, folded, one space between words.
DAY_PHRASES: dict[str, int] = {
    "बीता कल": 1,
    "बीते कल": 1,
    "day before yesterday": 2,
    "the day before yesterday": 2,
}
NOW_PHRASES = frozenset(
    (
        "अभी",
        "अभी अभी",
        "कुछ ही क्षण पहले",
        "कुछ क्षण पहले",
        "कुछ ही पल पहले",
        "कुछ पल पहले",
        "कुछ सेकंड पहले",
        "just now",
        "right now",
        "a moment ago",
        "moments ago",
        "a few seconds ago",
        "few seconds ago",
    )
)

# What a label says of the date beside it.
LABELS: dict[str, str] = {
    "published": "published pub publish publishing posted created uploaded "
    "upload अपलोड अपलोडेड प्रकाशित प्रकाशन पब्लिश्ड पब्लिश पब्लिशड पोस्टेड पोस्ट",
    "updated": "updated update modified edited revised अपडेटेड अपडेट अद्यतन अद्यतित संशोधित संशोधन संपादित",
}
# Labels that are nouns: of another thing, if an unknown word stands before (मौसम अपडेट).
NOUN_LABELS = frozenset(
    "publish post upload update प्रकाशन पब्लिश पोस्ट अपलोड अपडेट अद्यतन संशोधन".split()
)

# Words whose class alone matters; the letter is the token's kind (see tokens.py).
PLAIN: dict[str, str] = {
    "b": "बजे o'clock",
    "J": "बजकर",
    "a": "at पर",
    "p": "on को ऑन",
    "B": "by द्वारा बाय लेखक",
    "O": "of",
    "D": "the",
    "g": "ago back पहले पूर्व",
    "~": "about around करीब लगभग तकरीबन",
    "&": "and और एवं व",
    "R": "read reading पढें पढिए पढे पढने रीड रीडिंग पाठ",
    "t": "date dated dt दिनांक तारीख तिथि डेट time समय समयानुसार टाइम",
    "l": "last first latest originally लास्ट फर्स्ट अंतिम आखिरी लेटेस्ट ताजा पिछला प्रथम पहली बार "
    "किया गई की",
    "v": "गया",  # "was (published)", and the city of Gaya
    "F": "के",
    # Ends of verbs: they may close a label (प्रकाशित हुआ था).
    "V": "हुए हुई हुआ है हैं था थी थे थीं",
    # Words that join a date to a sentence, or make it the date of something else.
    "f": "में का से ने तक "
    "हो कि लिए लिये साथ बाद दौरान होगा होगी होंगे जाएगा जाएगी रहा रही "
    "रहे करने गए होने वाला वाले वाली नहीं भी ही तो जब आगामी अगला अगले कब "
    "from until till to in since before after during was is are were will for has had between "
    "valid expires expiry born deadline due next tomorrow starts ends "
    "जन्म जन्मदिन निधन परीक्षा राशिफल पंचांग मतदान रिलीज जयंती पुण्यतिथि "
    "जन्मतिथि वैधता बरसी वर्षगांठ सालगिरह लॉन्च लांच लॉन्चिंग उद्घाटन शिलान्यास लोकार्पण आवेदन पंजीकरण "
    "रजिस्ट्रेशन शुरू शुरुआत समाप्त रिजल्ट परिणाम नतीजे एडमिट मैच मुकाबला बनाम शपथ विवाह भर्ती एग्जाम काउंसलिंग "
    "सुनवाई प्रीमियर ट्रेलर मुहूर्त व्रत "
    "horoscope exam birthday birth died release event launch copyright rashifal panchang "
    "vs versus match result results admit apply registration premiere trailer anniversary validity",
}


def _table() -> dict[str, tuple[str, Any]]:
    """Return folded word → (kind, value). No word may stand in two rows."""
    table: dict[str, tuple[str, Any]] = {}

    def add(words: str, kind: str, value: Any) -> None:
        for word in words.replace("_", "").split():
            if table.setdefault(fold(word), (kind, value)) != (kind, value):
                raise ValueError(f"{word} is listed twice")

    rows: dict[Any, str]
    for kind, rows in (
        ("M", MONTHS),
        ("W", WEEKDAYS),
        ("A", MERIDIEMS),
        ("q", NUMBERS),
        ("h", FRACTIONS),
        ("u", UNITS),
        ("r", DAY_WORDS),
        ("L", LABELS),
    ):
        for value, words in rows.items():
            add(words, kind, value)
    for words, hours in DAY_PARTS.items():
        add(words, "P", hours)
    for word, hours in DAY_PART_QUALIFIERS.items():
        add(word, "k", hours)
    for offset, words in ZONE_HOURS.items():
        add(words, "z", ZONES[offset])
    add(HOURS_WORDS, "H", "hour")
    for kind, words in (*PLAIN.items(), ("C", PLACES), ("C", PUBLISHERS), ("s", DESKS)):
        add(words, kind, None)
    return table


WORDS = _table()

# The words of the table that may be spelled with spaces or dots inside, as in the rows: with "_".
SPACED = (
    *(word for words in DAY_PARTS for word in words.split() if "_" in word),
    *(
        word
        for words in (*MERIDIEMS.values(), *ZONE_HOURS.values())
        for word in words.split()
        if "_" in word
    ),
)
