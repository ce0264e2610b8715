"""How a desk writes: full stops, quotation marks, digits, spelling."""

from __future__ import annotations

import re

from samplesite.mixing import mix

# Spellings that some desks prefer. All are in NFC; nukta letters stand as base and nukta.
ZWJ_SPELLINGS = {
    "उन्ह": "उन्\u200dह",
    "मुख्य": "मुख्\u200dय",
    "राष्ट्र": "राष्\u200dट्र",
    "स्टेशन": "स्\u200dटेशन",
    "लाइफस्टाइल": "लाइफस्\u200dटाइल",
    "श्रद्धालु": "श्रद्\u200dधालु",
    "संस्थान": "संस्\u200dथान",
    "व्यापार": "व्\u200dयापार",
}
NUKTA_SPELLINGS = {
    "खबर": "ख़बर",
    "फैसल": "फ़ैसल",
    "जमीन": "ज़मीन",
    "जरूर": "ज़रूर",
    "तारीफ": "तारीफ़",
    "ज्यादा": "ज़्यादा",
    "हफ्त": "हफ़्त",
    "आवाज": "आवाज़",
    "फिल्म": "फ़िल्म",
    "तेज": "तेज़",
    "खास": "ख़ास",
}
CANDRABINDU_SPELLINGS = {
    "गांव": "गाँव",
    "यहां": "यहाँ",
    "वहां": "वहाँ",
    "जहां": "जहाँ",
    "महंगा": "महँगा",
    "पांच": "पाँच",
    "मांग": "माँग",
    "पहुंच": "पहुँच",
    "आंख": "आँख",
    "जांच": "जाँच",
}
_TO_DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")
_NUMBER = re.compile(r"(?<![A-Za-z0-9.-])[0-9][0-9,.:]*(?<![,.:])(?![A-Za-z0-9-])")


class Style:
    """How an article's desk writes: full stops, quotes, digits, spelling."""

    __slots__ = ("digits", "quotes", "spellings", "stop")

    def __init__(self, n: int) -> None:
        value = mix("style", n)
        self.stop = "।" if value % 100 < 12 else "."
        self.quotes = ("“", "”") if value // 100 % 100 < 20 else ('"', '"')
        spelling = value // 10_000 % 100
        self.spellings: dict[str, str] = {}
        if spelling < 9:
            self.spellings = ZWJ_SPELLINGS
        elif spelling < 20:
            self.spellings = NUKTA_SPELLINGS
        elif spelling < 29:
            self.spellings = CANDRABINDU_SPELLINGS
        self.digits = value // 1_000_000 % 100 < 5

    def apply(self, text: str) -> str:
        """Spelling and digits; sentence ends are set by `sentence`."""
        for usual, own in self.spellings.items():
            text = text.replace(usual, own)
        if self.digits:
            text = _NUMBER.sub(lambda match: match[0].translate(_TO_DEVANAGARI), text)
        return text

    def sentence(self, text: str) -> str:
        """Close a sentence; the stop stands within the quotation that ends it."""
        text = self.apply(text)
        if text.endswith('"'):
            before, quoted = text[:-1].split('"', 1)
            return f"{before}{self.quotes[0]}{quoted}{self.stop}{self.quotes[1]}"
        return text if text[-1] in "?!." else text + self.stop

    def summary(self, text: str) -> str:
        """Sentences parted by full stops; the last has none, as the site prints standfirsts."""
        return f"{self.stop} ".join(self.apply(part) for part in text.split(". "))
