"""Hindi news text: cleaning, comparison, words, boilerplate, datelines, agencies.

Pure functions of a ``str``: no clock, no state, no I/O except reading the tables in
``newsbot/data``. They raise for no ``str``, also not for lone surrogates.

This package exports clean (cleaning.py), fold and words (folding.py), boilerplate and agency.
Other folders import datelines.py, photo_credits.py, language.py and word_filter.py by their names.

Imported by page/, dates/, pipelines/, discovery/, downloader/, undeclared/, ledger/, search/,
report_page/ and commands/. Imports only characters.py.
"""

from newsbot.hindi.agencies import agency
from newsbot.hindi.boilerplate import (
    boilerplate,
    is_disclaimer_label,
    is_initials,
    without_boilerplate,
    without_label,
)
from newsbot.hindi.cleaning import clean
from newsbot.hindi.folding import devanagari_share, fold, words
from newsbot.hindi.fonts import legacy_font
from newsbot.hindi.line_list import LineList

__all__ = [
    "LineList",
    "agency",
    "boilerplate",
    "clean",
    "devanagari_share",
    "fold",
    "is_disclaimer_label",
    "is_initials",
    "legacy_font",
    "without_boilerplate",
    "without_label",
    "words",
]
