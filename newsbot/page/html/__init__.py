"""HTML as a tree of elements, and the text, class names and links of single elements.

tree.py parses a response; charset.py decodes it, and start_tags.py cuts tags that are slow to
parse. elements.py returns the text of an element as a browser shows it. class_names.py finds
elements by class, and box_names.py interprets class and id. paragraphs.py, lists.py, tables.py,
embeds.py, microdata.py and headline_element.py each read one feature of HTML.

Imported by article.py, article_metadata.py, markup.py, not_found.py, other_values.py, parsing.py,
body/, byline/, declared/, kinds/, pictures/, scripts/, structured_data/ and taxonomy/, and by
browser/, discovery/, doctor/, downloader/, extraction/ and undeclared/.
Imports hindi/.
"""
