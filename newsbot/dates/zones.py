"""Names of time zones, as tables; spelled as in words.py."""

from datetime import timedelta, timezone

# Hours east of UTC. IST is India's on these pages (Israel and Ireland use the letters too). EST to
# PDT are as in RFC 822; CST (also China), MST (also Malaysia), BST (British, Bangladesh), AST, and
# any name not listed are ambiguous or unknown: no instant rather than a guess.
ZONE_HOURS: dict[float | None, str] = {
    None: "bst cst mst ast hst nst",
    0: "gmt utc ut z जी_एम_टी यू_टी_सी",
    1: "cet",
    2: "cest",
    3: "msk",
    4: "gst",
    5: "pkt",
    5.5: "ist आई_एस_टी भामास",
    5.75: "npt",
    8: "sgt hkt",
    9: "jst kst",
    10: "aest",
    11: "aedt",
    -4: "edt",
    -5: "est cdt",
    -6: "mdt",
    -7: "pdt",
    -8: "pst",
}
ZONES = {hours: None if hours is None else timezone(timedelta(hours=hours)) for hours in ZONE_HOURS}
# The names of tz (IANA) are tokens of their own; these are India's.
INDIAN_TZ_NAMES = frozenset(("Asia/Kolkata", "Asia/Calcutta"))

# "भारतीय मानक समय", "Pacific Time": the words before TIME_WORDS name the zone, India's if all are
# of these and one is the country.
TIME_WORDS = frozenset(("time", "समय", "समयानुसार", "टाइम"))
INDIA = frozenset(("india", "indian", "भारत", "भारतीय", "इंडिया", "इंडियन"))
ZONE_QUALIFIERS = frozenset(("standard", "मानक", "स्टैंडर्ड"))
# Beside a clock, parts of a zone's name even without such a word.
FOREIGN_ZONES = frozenset(
    "eastern central mountain pacific atlantic greenwich zulu local daylight standard "
    "स्थानीय लोकल ईस्टर्न पैसिफिक".split()
)
