"""Pictures and players of a page: addresses, captions and credits.

media.py reads one picture or player, figures.py finds those of a page without a declaration, and
captions.py tells a caption from a paragraph. text_patterns.py says how Hindi pages write captions
and credits.

Imported by article.py, article_metadata.py, markup.py, body/, kinds/ and structured_data/.
Imports html/, hindi/ and the items.
"""
