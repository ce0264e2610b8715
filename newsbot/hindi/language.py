"""Tell Hindi from the other languages that are written in Devanagari: Marathi, Nepali, Sanskrit."""

from newsbot.hindi.folding import words

MIN_WORDS = 40  # of a text, before its words say a language
MIN_SHARE = 0.02  # of Hindi's particles among them; Hindi prose has 0.1 and more, the others none
# Words of their own in Hindi, which Marathi and Nepali lack or write at the end of other words.
PARTICLES = frozenset("में मे से है हैं के और था थे थी नहीं लिए यह वह किया गया रहा रहे रही".split())


def is_in_another_language(text: str) -> bool:
    """Return whether a text in Devanagari is surely not in Hindi; short ones never are."""
    said = words(text)
    return len(said) >= MIN_WORDS and len(
        [*filter(PARTICLES.__contains__, said)]
    ) < MIN_SHARE * len(said)
