"""Distinguish Hindi from other languages in Devanagari: Marathi, Nepali, Sanskrit."""

MIN_WORDS = 40  # words of a text that are needed to judge its language
MIN_SHARE = 0.02  # share of Hindi particles; Hindi prose has 0.1 and more, other languages have 0
# Words of Hindi that Marathi and Nepali lack, or write at the end of other words.
PARTICLES = frozenset("में मे से है हैं के और था थे थी नहीं लिए यह वह किया गया रहा रहे रही".split())


def is_in_another_language(text: str) -> bool:
    """Return whether a text in Devanagari is surely not in Hindi; False for short texts."""
    # Splitting at white space is enough: most particles do not stand next to punctuation.
    words = text.split()
    particles = [*filter(PARTICLES.__contains__, words)]
    return len(words) >= MIN_WORDS and len(particles) < MIN_SHARE * len(words)
