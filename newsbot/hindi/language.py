"""Tell Hindi from the other languages that are written in Devanagari: Marathi, Nepali, Sanskrit."""

MIN_WORDS = 40  # of a text, before its words say a language
MIN_SHARE = 0.02  # of Hindi's particles among them; Hindi prose has 0.1 and more, the others none
# Words of their own in Hindi, which Marathi and Nepali lack or write at the end of other words.
PARTICLES = frozenset("में मे से है हैं के और था थे थी नहीं लिए यह वह किया गया रहा रहे रही".split())


def is_in_another_language(text: str) -> bool:
    """Return whether a text in Devanagari is surely not in Hindi; short ones never are."""
    # White space parts the words: enough particles stand away from punctuation.
    words = text.split()
    particles = [*filter(PARTICLES.__contains__, words)]
    return len(words) >= MIN_WORDS and len(particles) < MIN_SHARE * len(words)
