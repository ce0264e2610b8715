"""Pictures and players of a page: addresses, captions and credits.

media.py reads one picture or player. figures.py finds those of a page without a declaration, the
picture at the top with its caption too; markup.py does that with a declaration. captions.py tells
the element of a caption from a paragraph; text_patterns.py splits its text into caption and credit
(``Courtesy: X``), and recognises placeholders.

Imported by article.py, article_metadata.py, markup.py, body/, kinds/ and structured_data/.
Imports html/, hindi/ and the items.
"""
