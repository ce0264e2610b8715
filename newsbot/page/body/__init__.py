"""The text of an article: sections with paragraphs, in reading order.

body_reader.py walks through the element that holds the text, with flow.py and page_links.py. Three
files find that element: declared_body.py where a layout says it, script_body.py where a script
holds the text, body_heuristics.py where nothing says it. For the last, text_counts.py and
measure.py count the text of elements, around_article.py and text_lists.py recognise menus, cards
and comments around an article, and beside.py, boxes_for_readers.py and date_lines.py find elements
inside the body that are not text of the article.

Imported by article.py, article_metadata.py, markup.py, byline/, kinds/ and structured_data/.
Imports declared/, html/, pictures/ and scripts/; dates/, hindi/, urls/ and the items.
"""
