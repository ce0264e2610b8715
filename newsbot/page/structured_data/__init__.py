"""Structured data of a page: JSON-LD, OpenGraph and other meta tags, rights.

json_ld.py reads the article's fields from the objects that json_ld_objects.py finds;
json_ld_values.py converts their values. scripts/json_text.py repairs the text of JSON-LD.
open_graph.py reads meta tags. rights.py and usage_preferences.py read statements about the use of
the article. field_checks.py checks headlines and summaries. Microdata is read in html/, because it
is in the attributes of elements.

Imported by article_metadata.py and readers.py, and by downloader/.
Imports body/, declared/, html/, pictures/, scripts/ and taxonomy/; hindi/ and the items.
"""
