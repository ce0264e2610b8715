"""What a page is filed under: breadcrumbs, the section, tags.

breadcrumbs.py judges a list of names, wherever it comes from. The other files find trails, the
section and the tags of a page without a declaration.

Imported by article_metadata.py, markup.py, other_values.py and structured_data/.
Imports declared/ and html/; hindi/ and urls/.
"""
