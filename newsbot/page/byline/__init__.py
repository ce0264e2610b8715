"""Dates and authors as a page prints them.

printed_dates.py and authors.py read the text of a declared element; date_labels.py splits a text
with several dates. The other files find the lines near the headline of a page without a
declaration, and the dates and authors in these lines.

Imported by article.py, article_metadata.py, markup.py, readers.py and kinds/.
Imports body/ and html/; dates/ and hindi/.
"""
