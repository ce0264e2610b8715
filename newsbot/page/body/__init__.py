"""The text of an article: sections with paragraphs, in reading order.

body_reader.py walks through the element that holds the text, with flow.py and page_links.py. Three
files find this element: declared_body.py by the layout, script_body.py in the data of scripts, and
body_heuristics.py by structure, if neither is possible. body_heuristics.py uses text_counts.py and
measure.py, which count the text of elements; around_article.py and text_lists.py, which recognise
menus, cards and comments around an article; and beside.py, boxes_for_readers.py and date_lines.py,
which find elements inside the body that are not text of the article.

Imported by article.py, article_metadata.py, markup.py, byline/, kinds/ and structured_data/.
Imports declared/, html/, pictures/ and scripts/; dates/, hindi/, urls/ and the items.
"""
