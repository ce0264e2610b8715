"""The text of an article: sections with paragraphs, in reading order.

body_reader.py walks through the element that holds the text, with flow.py and page_links.py.
Three files find that element: declared_body.py where a layout says it, script_body.py where a
script holds the text, body_heuristics.py where nothing says it. For the last, text_counts.py counts
text, around_article.py and text_lists.py tell what stands around an article, measure.py gives the
text that is an element's own, and beside.py, boxes_for_readers.py and date_lines.py find what is no
text of the article within it.

Imported by article_metadata.py, markup.py, byline/, kinds/ and structured_data/.
Imports declared/, html/, pictures/ and scripts/; dates/, hindi/, urls/ and the items.
"""
