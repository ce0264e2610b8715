"""Pictures and players of a page: addresses, captions and credits.

media.py reads one picture or player. figures.py finds the captioned pictures of a page without a
declaration; markup.py finds those that a layout declares. captions.py distinguishes the element of
a caption from a paragraph. text_patterns.py splits its text into caption and credit (``Courtesy:
X``), and recognises placeholders.

Imported by article.py, article_metadata.py, markup.py, body/, kinds/ and structured_data/.
Imports html/, hindi/ and the items.
"""
