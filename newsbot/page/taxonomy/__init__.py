"""The subject of an article: breadcrumbs, section, tags.

breadcrumbs.py judges a breadcrumb trail from any source, and finds the section in it;
article_metadata.py chooses the trail. The other files find trails, section and tags on a page
without a declaration.

Imported by article_metadata.py, markup.py, other_values.py and structured_data/.
Imports declared/ and html/; hindi/ and urls/.
"""
