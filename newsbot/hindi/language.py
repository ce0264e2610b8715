"""Tell Hindi from the other languages that are written in Devanagari: Marathi, Nepali, Sanskrit."""

from newsbot.hindi.folding import words

MIN_WORDS = 40  # of a text, before its words say a language
MIN_SHARE = 0.02  # of Hindi's particles among them; Hindi prose has 0.1 and more, the others none
# Words of their own in Hindi, which Marathi and Nepali lack or write at the end of other words.
PARTICLES = frozenset("में मे से है हैं के और था थे थी नहीं लिए यह वह किया गया रहा रहे रही".split())


def is_in_another_language(text: str) -> bool:
    """Return whether a text in Devanagari is surely not in Hindi; short ones never are."""
    # Each word but the last has a character behind it. Most texts have particles enough for the
    # most words that their length allows: these need not be cut at punctuation.
    most_words = (len(text) + 1) // 2
    if len([*filter(PARTICLES.__contains__, text.split())]) >= MIN_SHARE * most_words:
        return False
    text_words = words(text)
    return len(text_words) >= MIN_WORDS and len(
        [*filter(PARTICLES.__contains__, text_words)]
    ) < MIN_SHARE * len(text_words)
