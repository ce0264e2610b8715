"""HTML as a tree of elements, and the text, class names and links of single elements.

tree.py parses a response (charset.py: in its charset; start_tags.py: without tags that cost too
much). elements.py gives the text of an element as a browser shows it; class_names.py finds elements
by their classes, and box_names.py says what class and id mean. paragraphs.py, lists.py, tables.py,
embeds.py, microdata.py and headline_element.py each read one thing that HTML has.

Imported by article.py, article_metadata.py, markup.py, not_found.py, other_values.py, parsing.py,
body/, byline/, declared/, kinds/, pictures/, scripts/, structured_data/ and taxonomy/, and by
browser/, discovery/, doctor/, downloader/, extraction/ and undeclared/.
Imports hindi/.
"""
