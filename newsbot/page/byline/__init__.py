"""Dates and authors as a page prints them.

printed_dates.py and authors.py read the text of an element that a layout declares; date_labels.py
cuts a text with several dates. The other files find the lines near the headline of a page without a
declaration, and the dates and authors in them.

Imported by article.py, article_metadata.py, markup.py, readers.py and kinds/.
Imports body/ and html/; dates/ and hindi/.
"""
