from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.page.authors import authors_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("रवि शर्मा, अमित कुमार और नेहा सिंह", ["रवि शर्मा", "अमित कुमार", "नेहा सिंह"]),
        ("क / ख", ["क", "ख"]),
        ("Anita Rao and Ravi Sharma", ["Anita Rao", "Ravi Sharma"]),
        ("By रवि शर्मा", ["रवि शर्मा"]),
        ("By: रवि शर्मा", ["रवि शर्मा"]),
        ("Edited by: रवि शर्मा", ["रवि शर्मा"]),
        ("Written By रवि शर्मा Edited By अमित कुमार", ["रवि शर्मा", "अमित कुमार"]),
        ("लेखक: रवि शर्मा", ["रवि शर्मा"]),
        ("रवि शर्मा द्वारा", ["रवि शर्मा"]),
        ("RAVI SHARMA @ravi", ["RAVI SHARMA"]),
        ("रवि शर्मा (@ravi)", ["रवि शर्मा"]),
        ("रवि शर्मा ravi@news.example", ["रवि शर्मा"]),
        ("रवि शर्मा, नई दिल्ली", ["रवि शर्मा"]),
        ("रवि शर्मा (पटना)", ["रवि शर्मा"]),
        ("Ravi Sharma | New Delhi", ["Ravi Sharma"]),
        ("जागरण संवाददाता, पटना", ["जागरण संवाददाता"]),
        ("रवि शर्मा, वरिष्ठ संवाददाता", ["रवि शर्मा"]),
        ("By रवि शर्मा | Updated: 25 Feb 2021, 10:00 AM IST", ["रवि शर्मा"]),
        ("रवि शर्मा, February 25, 2021 10:00 AM IST", ["रवि शर्मा"]),
        ("Ravi Sharma Feb 25, 2021", ["Ravi Sharma"]),
        ("Ravi Sharma February 25, 2021 10:00 AM IST", ["Ravi Sharma"]),
        ("रवि शर्मा फरवरी 25, 2021", ["रवि शर्मा"]),
        ("रवि शर्मा Updated Mon, 02 Feb 2026", ["रवि शर्मा"]),
        ("रवि शर्मा Updated Mon, 02 Feb 2026 10:30 AM IST", ["रवि शर्मा"]),
        ("रवि शर्मा Updated on Feb 2, 2026", ["रवि शर्मा"]),
        ("रवि शर्मा सोमवार, 2 फरवरी 2026", ["रवि शर्मा"]),
        ("Ravi Sharma Monday, February 2, 2026", ["Ravi Sharma"]),
        ("रवि शर्मा 25 Feb, 2021", ["रवि शर्मा"]),
        ("रवि शर्मा 25-02-2021", ["रवि शर्मा"]),
        ("रवि शर्मा, अमित कुमार Feb 25, 2021", ["रवि शर्मा", "अमित कुमार"]),
        ("सागर, भोपाल", ["सागर"]),
        ("द्वारा रवि शर्मा", ["रवि शर्मा"]),
        ("द्वारा: रवि शर्मा", ["रवि शर्मा"]),
        ("इनपुट: रवि शर्मा", ["रवि शर्मा"]),
        ("Publish by Ravi Sharma", ["Ravi Sharma"]),
        ("Written by Ravi Sharma and edited by Amit Kumar", ["Ravi Sharma", "Amit Kumar"]),
        ("Ravi Sharma with Amit Kumar", ["Ravi Sharma", "Amit Kumar"]),
        ("Ravi Sharma with inputs from ANI", ["Ravi Sharma", "ANI"]),
        ("रवि शर्मा और अन्य", ["रवि शर्मा"]),
        ("रिपोर्ट : रवि शर्मा, कैमरा: अमित कुमार", ["रवि शर्मा"]),
        ("रवि शर्मा फोटो: अमित कुमार", ["रवि शर्मा"]),
        ("लखनऊ से रवि शर्मा", ["रवि शर्मा"]),
        ("लखनऊ से रवि शर्मा की रिपोर्ट", ["रवि शर्मा"]),
        ("रवि शर्मा, लखनऊ से", ["रवि शर्मा"]),
        ("Ravi Sharma in Lucknow", ["Ravi Sharma"]),
        ("रवि शर्मा-लखनऊ", ["रवि शर्मा"]),
        ("रवि शर्मा, गया", ["रवि शर्मा"]),
        ("संवाद सहयोगी, गया", ["संवाद सहयोगी"]),
        ("रवि शर्मा और सागर", ["रवि शर्मा", "सागर"]),
        ("रवि शर्मा, भारत", ["रवि शर्मा"]),
        ("वरिष्ठ संवाददाता रवि शर्मा", ["रवि शर्मा"]),
        ("लेखिका नेहा सिंह", ["नेहा सिंह"]),
        ("पत्रकार रवि शर्मा, पटना", ["रवि शर्मा"]),
        ("✍\ufe0fरवि शर्मा", ["रवि शर्मा"]),
        ("👤 रवि शर्मा", ["रवि शर्मा"]),
        ("“रवि शर्मा”", ["रवि शर्मा"]),
        ("रवि शर्मा (Twitter: @ravi)", ["रवि शर्मा"]),
        ("Ravi Sharma X: @ravi_s", ["Ravi Sharma"]),
        ("रवि शर्मा (ट्विटर @ravi), नेहा सिंह @neha", ["रवि शर्मा", "नेहा सिंह"]),
        ("रवि शर्मा twitter.com/ravi", ["रवि शर्मा"]),
        ("रवि शर्मा Last Updated: 02 Feb 2026", ["रवि शर्मा"]),
        ("रवि शर्मा अंतिम अपडेट: 2 फरवरी 2026", ["रवि शर्मा"]),
        ("रवि शर्मा 2 घंटे पहले", ["रवि शर्मा"]),
        ("Ravi Sharma 5 hours ago", ["Ravi Sharma"]),
        ("जागरण संवाददाता", ["जागरण संवाददाता"]),
        ("Author Desk", ["Author Desk"]),
        ("विशेष संवाददाता", ["विशेष संवाददाता"]),
        ("डॉ. रवि शर्मा व प्रो. नेहा सिंह", ["डॉ. रवि शर्मा", "प्रो. नेहा सिंह"]),
        # desks, and names that hold a label's letters, stay whole
        ("खेल और मनोरंजन डेस्क", ["खेल और मनोरंजन डेस्क"]),
        ("रवि शर्मा और खेल डेस्क", ["रवि शर्मा", "खेल डेस्क"]),
        ("नई दिल्ली ब्यूरो", ["नई दिल्ली ब्यूरो"]),
        ("India Daily 24X7", ["India Daily 24X7"]),
        ("न्यूज 24", ["न्यूज 24"]),
        ("Byju Raman", ["Byju Raman"]),
        ("डॉ. रवि शर्मा", ["डॉ. रवि शर्मा"]),
        ("Ravi-Kumar", ["Ravi-Kumar"]),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    assert authors_in([text]) == names


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "February 25, 2021",
            "25 फरवरी 2021, 10:23 PM IST",
            "2 घंटे पहले",
            "शनिवार",
            "3 min read",
        ),
        *(
            "पटना",
            "@ravi",
            "https://www.facebook.com/newssite",
            "By:",
            "Author",
            "Admin",
            "एडमिन",
            "twitter.com/ravi",
            "फोटो: रवि शर्मा",
            "दिल्ली से",
            "Follow Us",
            "Updated:",
        ),
        "x" * 400,
    ],
)
def test_what_is_no_name(text: str) -> None:
    assert authors_in([text]) == []


def test_names_come_once() -> None:
    assert authors_in(["रवि शर्मा", "By रवि शर्मा, अमित"]) == ["रवि शर्मा", "अमित"]


@given(st.text(max_size=80))
def test_no_text_raises_and_names_have_letters(text: str) -> None:
    for name in authors_in([text]):
        assert any(map(str.isalpha, name))
        assert "@" not in name
