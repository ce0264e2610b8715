"""How Hindi news pages say things: datelines, credit lines, breadcrumbs. Pure functions of text."""

from __future__ import annotations

import re

from newsbot.hindi import clean, fold

# Words that a caption line puts before whom the picture is from, and what may part them from the
# caption.
CREDIT = re.compile(
    r"(?:\b(?:photo|image|pic) )?"
    r"(?:courtesy|credits?|source|साभार|सौजन्य|फोटो क्रेडिट|क्रेडिट) ?[:：-]",
    re.IGNORECASE,
)
PARTING = " (|-"
LONGEST_CAPTION = 500  # characters; a longer line is a text, whatever it says at its end
# A dateline: at most four words before a colon, no digits, no quotes, no stops.
DATELINE = re.compile(r"^\s*([^\W\d_][^:\d\"'“”‘’.।?!\n]{0,58}?)\s*:(?=\s|$)")
# Words of sentences, not of places: `उन्होंने कहा:` is no dateline.
NOT_PLACES = frozenset(
    (
        "ने को का की के से में पर है हैं था थे थी हो हुए कहा बताया बोले बोलीं लिखा पूछा यह वह "
        "ये वे उन्होंने इस उस क्या कैसे कब क्यों सवाल जवाब नोट नाम पढ़ें देखें अपडेट वीडियो"
    ).split()
)
LONGEST_SECTION = 25  # characters; a longer breadcrumb may be the headline
HOME_WORDS = frozenset({"होम", "home", "मुखपृष्ठ", "मुख्य पृष्ठ", "होमपेज"})


def dateline_of(paragraph: str) -> str | None:
    """The place before an article's first colon (``नई दिल्ली: …``); None where it has none."""
    match = DATELINE.match(clean(paragraph[:100]))
    if match is None:
        return None
    words = match[1].replace("/", " ").replace(",", " ").split()
    return None if len(words) > 4 or NOT_PLACES.intersection(words) else match[1]


def caption_and_credit(line: str) -> tuple[str | None, str | None]:
    """(caption, credit) of the line under a picture: ``Courtesy: X`` is credit ``X``.

    ``line``: its white space folded.
    """
    match = CREDIT.search(line) if len(line) <= LONGEST_CAPTION else None
    if match is None:
        return line or None, None
    caption = line[: match.start()].rstrip(PARTING)
    return caption or None, line[match.end() :].removesuffix(")").strip() or None


def section_of(breadcrumbs: list[str], headline: str) -> str | None:
    """The last breadcrumb that is neither home nor the headline."""
    for crumb in reversed(breadcrumbs):
        is_headline = len(crumb) > LONGEST_SECTION and fold(crumb) == fold(headline)
        if not is_headline and crumb.lower() not in HOME_WORDS:
            return crumb
    return None
