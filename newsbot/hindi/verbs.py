"""Recognise finite verbs: a line that ends in a finite verb is a sentence."""

from newsbot.hindi.data_files import read_table
from newsbot.hindi.folding import fold_all
from newsbot.hindi.full_stops import SENTENCE_FINAL

FINITE = fold_all(SENTENCE_FINAL) - fold_all(
    read_table("hindi_boilerplate.toml")["never"]["but_imperative"]
)
_ENDINGS = tuple(fold_all(read_table("hindi_punctuation.toml")["sentence_final_endings"]))


def is_finite(word: str) -> bool:
    """Return whether a folded word is a finite verb, except imperatives."""
    return word in FINITE or word.endswith(_ENDINGS)
